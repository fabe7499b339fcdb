import gc
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from experts.models import Expert, ExpertEmployment, ExpertLeaf
from experts.rows import EMPLOYMENT, PERSON
from experts.versions import LEAF, LEAF_COLUMNS
from kernel.bulk import insert_rows, many_objects
from kernel.database import Database
from kernel.errors import Refused

COLUMNS = (
    *("public_id", "identity", "document", "mobile", "email"),
    *("name", "title", "region", "fingerprint", "state"),
)
AT = datetime(2026, 3, 1, 1, 30, tzinfo=UTC)


def person(number: int) -> tuple[str | bytes, ...]:
    return (f"p{number}", f"{number:064x}", b"\x00\xff", b"", b"m", "演示%s?", "", "", "f", "ACTIVE")


def test_every_kind_of_value_comes_back_as_it_went_in(database: Database) -> None:
    works = [(1, "甲", None, date(2018, 3, 1), None), (1, "乙", "91", date(2018, 3, 1), date(2020, 1, 1))]
    with database.transaction() as session:
        insert_rows(session, PERSON, COLUMNS, [person(1)])
        insert_rows(
            session, EMPLOYMENT, ("expert_id", "employer", "uscc", "begins", "ends"), (row for row in works)
        )
        insert_rows(session, LEAF, LEAF_COLUMNS, [(1, 1, "0" * 64, "{}", True, AT)])
    with database.reading() as session:
        one = session.scalars(select(Expert)).one()
        leaf = session.scalars(select(ExpertLeaf)).one()
        kept = session.scalars(select(ExpertEmployment).order_by(ExpertEmployment.employer)).all()
    assert (one.id, one.name, one.document, one.mobile, one.merged_into) == (
        1,
        "演示%s?",
        b"\x00\xff",
        b"",
        None,
    )
    assert (leaf.is_current, leaf.made_at) == (True, AT)
    assert [(work.employer, work.uscc, work.begins, work.ends) for work in kept] == [
        ("乙", "91", date(2018, 3, 1), date(2020, 1, 1)),
        ("甲", None, date(2018, 3, 1), None),
    ]


def test_no_rows_are_no_statement(database: Database) -> None:
    with database.transaction() as session:
        insert_rows(session, PERSON, COLUMNS, [])
        assert session.scalars(select(Expert)).all() == []


def test_what_was_added_before_is_there_first(database: Database) -> None:
    with database.transaction() as session:
        insert_rows(session, PERSON, COLUMNS, [person(1)])
        session.add(ExpertEmployment(expert_id=1, employer="甲", begins=date(2018, 3, 1)))
        insert_rows(session, PERSON, COLUMNS, [person(2)])
        assert not session.new


def test_a_constraint_refuses_with_its_sentence_and_nothing_stays(database: Database) -> None:
    twice = ("p3", *person(1)[1:])
    with pytest.raises(Refused, match="未作任何改动"), database.transaction() as session:
        insert_rows(session, PERSON, COLUMNS, [person(1), person(2), twice])
    with database.reading() as session:
        assert session.scalars(select(Expert)).all() == []


def test_a_row_with_a_value_too_few_is_a_defect(database: Database) -> None:
    with pytest.raises(ValueError, match="shorter"), database.transaction() as session:
        insert_rows(session, LEAF, LEAF_COLUMNS, [(1, 1, "0" * 64, "{}", True, AT), (1, 1)])


def test_the_collector_works_again_whatever_happens() -> None:
    assert gc.isenabled()
    with pytest.raises(ZeroDivisionError), many_objects():
        assert not gc.isenabled()
        1 / 0  # noqa: B018
    assert gc.isenabled()
