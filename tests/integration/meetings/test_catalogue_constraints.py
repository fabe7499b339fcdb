"""What the database itself refuses, whoever writes to it."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import delete, insert, select
from sqlalchemy.exc import IntegrityError

from catalogue_samples import LAND, SAFETY, Office
from kernel.database import Base
from kernel.errors import Refused
from kernel.units import Unit
from meetings.models import Case, CaseItem, CaseMeasure, CaseState
from meetings.models.catalogue import (
    CatalogueEdition,
    CatalogueItemRow,
    CatalogueMeasureRow,
    GroupDomain,
    SpecialGroup,
)

pytest_plugins = ["catalogue_fixtures"]
EIGHT_PARTS: list[tuple[str, type[Base], str]] = [
    ("行政单位", CatalogueItemRow, "unit_name"),
    ("处理措施", CatalogueItemRow, "treatment"),
    ("实施事由", CatalogueItemRow, "title"),
    ("奖励事由", CatalogueItemRow, "title"),
    ("法律依据", CatalogueItemRow, "basis_text"),
    ("联合奖惩实施单位", CatalogueMeasureRow, "implementer_name"),
    ("措施内容", CatalogueMeasureRow, "content"),
    ("证据材料", CatalogueItemRow, "evidence"),
]
Enter = Callable[[type[Base], dict[str, Any]], None]


@pytest.fixture
def enter(office: Office) -> Enter:
    """Writes a row into the tables past every use case, over a published edition."""
    office.publish()

    def entering(table: type[Base], values: dict[str, Any]) -> None:
        with office.desk.database.transaction() as session:
            session.execute(insert(table).values(values))

    return entering


def row_of(office: Office, table: type[Base]) -> dict[str, Any]:
    """A row of that table that is in order, under another code."""
    with office.desk.database.reading() as session:
        row = session.scalars(select(table)).first()
        columns = table.__table__.columns.keys()
        return {**{column: getattr(row, column) for column in columns}, "code": "SL-NEU"}


@pytest.mark.parametrize(("part", "table", "column"), EIGHT_PARTS, ids=[part for part, _, _ in EIGHT_PARTS])
def test_p31b_the_database_refuses_an_item_without_this_part(
    office: Office, enter: Enter, part: str, table: type[Base], column: str
) -> None:
    row = row_of(office, table)
    if part == "奖励事由":
        row["polarity"] = "REWARD"
    for empty in (None, "", "  "):
        with pytest.raises(IntegrityError):
            enter(table, {**row, column: empty})
    enter(table, row)  # with the part it is taken


@pytest.mark.parametrize(
    ("table", "wrong"),
    [
        (CatalogueItemRow, {"polarity": "BOTH"}),
        (CatalogueItemRow, {"basis_level": "CUSTOM"}),
        (CatalogueItemRow, {"term_min_months": 0}),
        (CatalogueItemRow, {"term_max_months": 11}),
        (CatalogueItemRow, {"domain": ""}),
        (CatalogueItemRow, {"unit_uscc": "11510700MB0000000X"}),
        (CatalogueItemRow, {"edition": "2030-1"}),
        (CatalogueMeasureRow, {"measure_class": "OTHER"}),
        (CatalogueMeasureRow, {"basis_level": "CUSTOM"}),
        (CatalogueMeasureRow, {"basis_text": ""}),
        (CatalogueMeasureRow, {"implementer_uscc": "11510700MB0000000X"}),
        (CatalogueMeasureRow, {"item_code": "SL-XX-01"}),
    ],
)
def test_the_database_refuses_what_no_catalogue_can_say(
    office: Office, enter: Enter, table: type[Base], wrong: dict[str, Any]
) -> None:
    with pytest.raises(IntegrityError):
        enter(table, {**row_of(office, table), **wrong})


def test_the_database_refuses_a_second_edition_from_the_same_day_or_in_the_same_place(
    office: Office, enter: Enter
) -> None:
    row = {**row_of(office, CatalogueEdition), "edition": "2026-2"}
    row.pop("code")
    with pytest.raises(Refused, match="已被他人先行办理"):
        enter(CatalogueEdition, {**row, "sequence": 2})
    with pytest.raises(Refused, match="已被他人先行办理"):
        enter(CatalogueEdition, {**row, "valid_from": date(2027, 1, 1)})


def test_a_domain_goes_to_one_group_only(enter: Enter) -> None:
    with pytest.raises(IntegrityError):
        enter(GroupDomain, {"domain": "安全生产", "special_group": "示例市场专项小组"})


def test_a_group_needs_a_known_lead_unit(enter: Enter) -> None:
    with pytest.raises(IntegrityError):
        enter(SpecialGroup, {"name": "示例新小组", "lead_unit_uscc": "11510700MB0000000X"})


CASE = {
    "id": 1,
    "public_id": "c" * 26,
    "number": "示案〔2026〕1号",
    "state": CaseState.FILED.value,
    "filed_at": datetime(2026, 3, 2, tzinfo=UTC),
    "filed_by": "a" * 26,
    "unit_uscc": SAFETY.uscc,
    "subject_number": "SL-1",
    "subject_type": "LEGAL",
    "subject_name": "示例公司",
    "subject_uscc": "91510700XNX001011N",
    "polarity": "PUNISH",
    "edition": "2026-1",
    "term_least": 12,
    "term_most": 36,
    "special_group": "示例安全专项小组",
    "conduct_on": date(2026, 2, 1),
    "facts": "虚构事实",
    "linkage": "示例关联",
    "document_title": "行政处罚决定书",
    "document_no": "示罚〔2026〕1号",
    "document_organ": SAFETY.name,
    "document_on": date(2026, 2, 10),
    "term_months": 12,
}
ITEM = {"case_id": 1, "code": "SL-AQ-01", "edition": "2026-1", "special_group": "示例安全专项小组"}
MEASURE = {"case_id": 1, "item_code": "SL-AQ-01", "code": "CS-01", "edition": "2026-1"}


@pytest.mark.parametrize(
    "wrong", [{"code": "SL-XX-99"}, {"edition": "2030-1"}, {"special_group": "示例没有的小组"}]
)
def test_p31d_the_database_refuses_a_case_on_an_item_outside_the_catalogue(
    enter: Enter, wrong: dict[str, str]
) -> None:
    enter(Case, CASE)
    with pytest.raises(IntegrityError):
        enter(CaseItem, {**ITEM, **wrong})
    enter(CaseItem, ITEM)


@pytest.mark.parametrize("wrong", [{"code": "CS-99"}, {"item_code": "SL-SP-11"}, {"edition": "2030-1"}])
def test_p31d_the_database_refuses_a_measure_that_the_cases_item_does_not_list(
    enter: Enter, wrong: dict[str, str]
) -> None:
    enter(Case, CASE)
    enter(CaseItem, ITEM)
    with pytest.raises(IntegrityError):
        enter(CaseMeasure, {**MEASURE, **wrong})
    enter(CaseMeasure, MEASURE)


def test_p31d_a_case_cannot_rest_on_an_edition_that_was_never_published(enter: Enter) -> None:
    with pytest.raises(IntegrityError):
        enter(Case, {**CASE, "edition": "2030-1"})


def test_what_cases_rest_on_cannot_be_deleted(office: Office, enter: Enter) -> None:
    enter(Case, CASE)
    enter(CaseItem, ITEM)
    enter(CaseMeasure, MEASURE)
    for table in (CatalogueMeasureRow, CatalogueItemRow, CatalogueEdition):
        with pytest.raises(IntegrityError), office.desk.database.transaction() as session:
            session.execute(delete(table))


def test_units_that_the_catalogue_names_stay(office: Office, enter: Enter) -> None:
    assert enter
    with pytest.raises(IntegrityError), office.desk.database.transaction() as session:
        session.execute(delete(Unit).where(Unit.uscc == LAND.uscc))
