from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from credit.embedded import EmbeddedStore, open_store
from credit.load import CreditFile, Loaded, load
from credit.models import ConductRow, CreditBase, ItemRow, MeasureRow, QueryLog, SubjectRow
from credit.port import BasisLevel, CreditStore, MeasureClass, Polarity, Severity, SubjectType
from kernel.cli import Desk
from kernel.config import Config
from kernel.database import Database
from kernel.errors import InputError, NotFound, Refused, Unavailable
from service.demo_data import DETERMINING_UNIT, ITEM_CODE, LAND, MEASURE_CODES, SUBJECT

ASKING = {"purpose": "联合惩戒申请", "who": "clerk"}
DAY = date(2026, 3, 1)


def log(store: EmbeddedStore) -> Sequence[QueryLog]:
    with store.database.reading() as session:
        return session.scalars(select(QueryLog).order_by(QueryLog.id)).all()


def test_a_subject_is_found_by_its_code(store: CreditStore) -> None:
    found = store.subject(SUBJECT.uscc, **ASKING)
    assert (found.number, found.type, found.name) == ("YS-1", SubjectType.LEGAL, SUBJECT.name)
    assert found.uscc == SUBJECT.uscc


def test_its_conduct_comes_with_the_document_it_rests_on(store: CreditStore) -> None:
    (conduct,) = store.conduct(SUBJECT.uscc, **ASKING)
    assert (conduct.polarity, conduct.severity) == (Polarity.PUNISH, Severity.SERIOUS)
    assert conduct.item_code == ITEM_CODE
    assert conduct.document_organ_uscc == DETERMINING_UNIT.uscc
    assert conduct.document_no == "演应急罚〔2026〕1号"


def test_a_catalogue_item_comes_with_its_measures_and_their_basis(store: CreditStore) -> None:
    item = store.item(ITEM_CODE, on=DAY, **ASKING)
    assert (item.edition, item.polarity) == ("2026-1", Polarity.PUNISH)
    assert item.subject_types == {SubjectType.LEGAL, SubjectType.UNINC, SubjectType.INDIV_BIZ}
    assert (item.term_min_months, item.term_max_months) == (12, 36)
    assert tuple(measure.code for measure in item.measures) == MEASURE_CODES
    first = item.measures[0]
    assert (first.implementer_uscc, first.measure_class) == (LAND.uscc, MeasureClass.RIGHTS)
    assert (first.basis_level, first.basis_confirmed) == (BasisLevel.REGULATION, True)
    assert not item.measures[1].basis_confirmed


def test_what_is_not_there_is_not_found(store: CreditStore) -> None:
    with pytest.raises(NotFound, match="没有统一社会信用代码为“91510700XNX009999”的主体"):
        store.subject("91510700XNX009999", **ASKING)
    with pytest.raises(NotFound):
        store.conduct("91510700XNX009999", **ASKING)
    with pytest.raises(NotFound, match="没有事项“NO-1”，清单之外"):
        store.item("NO-1", on=DAY, **ASKING)


def test_before_the_first_edition_there_is_no_catalogue(store: CreditStore) -> None:
    assert store.item(ITEM_CODE, on=date(2026, 1, 1), **ASKING).edition == "2026-1"
    with pytest.raises(NotFound):
        store.item(ITEM_CODE, on=date(2025, 12, 31), **ASKING)


def test_an_edition_is_in_force_until_the_next_one_begins(store: EmbeddedStore, file: CreditFile) -> None:
    next_edition = {**file.catalogue, "edition": "2026-2", "valid_from": date(2026, 7, 1)}
    with store.database.transaction() as session:
        load(session, CreditFile([], [], {**next_edition, "items": file.catalogue["items"][:1]}))
    assert store.item(ITEM_CODE, on=date(2026, 6, 30), **ASKING).edition == "2026-1"
    assert store.item(ITEM_CODE, on=date(2026, 7, 1), **ASKING).edition == "2026-2"
    with pytest.raises(NotFound):  # the new edition dropped it: what the old one had no longer counts
        store.item("YS-AQ-02", on=date(2026, 7, 1), **ASKING)


def test_every_read_is_logged_with_account_purpose_and_time(store: EmbeddedStore) -> None:
    store.subject(SUBJECT.uscc, **ASKING)
    store.conduct(SUBJECT.uscc, **ASKING)
    store.item(ITEM_CODE, on=DAY, **ASKING)
    assert [(line.resource, line.key) for line in log(store)] == [
        ("subject", SUBJECT.uscc),
        ("conduct", SUBJECT.uscc),
        ("item", f"{ITEM_CODE}@2026-03-01"),
    ]
    for line in log(store):
        assert (line.who, line.purpose) == ("clerk", "联合惩戒申请")
        assert line.at == datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


def test_a_search_that_finds_nothing_is_logged_too(store: EmbeddedStore) -> None:
    with pytest.raises(NotFound):
        store.subject("91510700XNX009999", **ASKING)
    assert [line.key for line in log(store)] == ["91510700XNX009999"]


@pytest.mark.parametrize("missing", ["purpose", "who"])
def test_nobody_reads_without_saying_who_and_what_for(missing: str, store: EmbeddedStore) -> None:
    asking = {**ASKING, missing: "  "}
    with pytest.raises(InputError):
        store.subject(SUBJECT.uscc, **asking)
    assert log(store) == []


def test_the_same_file_again_changes_nothing(store: EmbeddedStore, file: CreditFile) -> None:
    with store.database.transaction() as session:
        assert load(session, file) == Loaded(entered=0, amended=0, unchanged=9)


def test_changed_subjects_and_conduct_are_amended(store: EmbeddedStore, file: CreditFile) -> None:
    subjects = [{**file.subjects[0], "name": "演示用更名有限公司"}, *file.subjects[1:]]
    conduct = [{**file.conduct[0], "severity": None}, *file.conduct[1:]]
    with store.database.transaction() as session:
        assert load(session, CreditFile(subjects, conduct, file.catalogue)) == Loaded(0, 2, 7)
    assert store.subject(SUBJECT.uscc, **ASKING).name == "演示用更名有限公司"
    assert store.conduct(SUBJECT.uscc, **ASKING)[0].severity is None


def test_a_published_edition_stays_as_it_is(store: EmbeddedStore, file: CreditFile) -> None:
    changed = {**file.catalogue, "title": "另一份清单"}
    with pytest.raises(Refused, match="“2026-1”版已发布"), store.database.transaction() as session:
        load(session, CreditFile(file.subjects, file.conduct, changed))


def test_two_editions_never_begin_on_the_same_day(store: EmbeddedStore, file: CreditFile) -> None:
    other = {**file.catalogue, "edition": "2026-1b"}
    with pytest.raises(Refused, match="自同一天起施行"), store.database.transaction() as session:
        load(session, CreditFile([], [], other))


def test_a_code_belongs_to_one_subject(store: EmbeddedStore, file: CreditFile) -> None:
    twin = {**file.subjects[0], "number": "YS-9"}
    with pytest.raises(Refused, match="已属于信用库中的另一主体"), store.database.transaction() as session:
        load(session, CreditFile([twin], [], file.catalogue))


def test_conduct_needs_a_subject_and_is_recorded_once(store: EmbeddedStore, file: CreditFile) -> None:
    astray = {**file.conduct[0], "number": "XW-9", "subject": "YS-9"}
    with (
        pytest.raises(InputError, match=r"conduct\[0\].subject：文件和信用库中都没有编号为“YS-9”"),
        store.database.transaction() as session,
    ):
        load(session, CreditFile([], [astray], file.catalogue))
    again = {**file.conduct[0], "number": "XW-9"}
    with pytest.raises(Refused, match="同一文书"), store.database.transaction() as session:
        load(session, CreditFile([], [again], file.catalogue))


def test_a_bad_file_leaves_nothing_behind(empty_store: EmbeddedStore, file: CreditFile) -> None:
    astray = {**file.conduct[0], "subject": "YS-9"}
    with pytest.raises(InputError), empty_store.database.transaction() as session:
        load(session, CreditFile(file.subjects, [astray], file.catalogue))
    with pytest.raises(NotFound):
        empty_store.subject(SUBJECT.uscc, **ASKING)


@pytest.mark.parametrize(
    "statement",
    [
        update(SubjectRow).values(type="FIRM"),
        update(SubjectRow).values(uscc=None),
        update(SubjectRow).where(SubjectRow.type == "PERSON").values(id_mask=None),
        update(ConductRow).values(polarity="BAD"),
        update(ConductRow).values(severity="BAD"),
        update(ConductRow).values(document_on=date(2020, 1, 1)),
        update(ItemRow).values(term_max_months=1),
        update(ItemRow).values(term_min_months=0),
        update(ItemRow).values(basis_level="HEARSAY"),
        update(MeasureRow).values(measure_class="HARD"),
        delete(SubjectRow).where(SubjectRow.number == "YS-1"),
        insert(QueryLog).values(
            at=datetime(2026, 1, 1, tzinfo=UTC), who="x", purpose="", resource="s", key="k"
        ),
    ],
    ids=lambda statement: str(statement.compile())[:50],
)
def test_the_database_itself_refuses_what_the_schema_does_not_know(
    statement: object, store: EmbeddedStore
) -> None:
    with pytest.raises(IntegrityError), store.database.transaction() as session:
        session.execute(statement)  # type: ignore[call-overload]


def test_the_store_may_live_in_a_database_of_its_own(desk: Desk, tmp_path: Path, file: CreditFile) -> None:
    elsewhere = f"sqlite:///{tmp_path / 'credit.sqlite'}"
    env = {"PANEL_DATABASE_URL": desk.config.database_url, "PANEL_CREDIT_URL": elsewhere}
    made = Database(elsewhere, CreditBase.metadata, create=True)
    CreditBase.metadata.create_all(made.engine)
    made.close()
    with open_store(Config.from_env(env), desk.clock) as store:
        with store.database.transaction() as session:
            load(session, file)
        assert store.subject(SUBJECT.uscc, **ASKING).name == SUBJECT.name


def test_a_store_without_tables_says_what_to_do(desk: Desk) -> None:
    with open_store(desk.config, desk.clock) as store, pytest.raises(Unavailable, match="panel db upgrade"):
        store.subject(SUBJECT.uscc, **ASKING)


def test_a_store_that_is_not_there_says_what_to_do(tmp_path: Path, desk: Desk) -> None:
    config = Config.from_env({"PANEL_CREDIT_URL": f"sqlite:///{tmp_path / 'nowhere.sqlite'}"})
    with open_store(config, desk.clock) as store, pytest.raises(Unavailable, match="panel db upgrade"):
        store.subject(SUBJECT.uscc, **ASKING)
    assert not (tmp_path / "nowhere.sqlite").exists()
