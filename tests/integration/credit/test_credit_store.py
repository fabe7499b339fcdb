from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from credit.embedded import EmbeddedStore, open_store
from credit.models import ConductRow, CreditBase, QueryLog, SubjectRow
from credit.port import CreditStore, Polarity, Severity, SubjectType
from credit_sample import FIRM, ORGAN
from kernel.cli import Desk
from kernel.config import Config
from kernel.errors import InputError, NotFound, Unavailable

ASKING = {"purpose": "联合惩戒申请", "who": "clerk"}


def log(store: EmbeddedStore) -> Sequence[QueryLog]:
    with store.database.reading() as session:
        return session.scalars(select(QueryLog).order_by(QueryLog.id)).all()


def test_a_subject_is_found_by_its_code_and_by_its_number(store: CreditStore) -> None:
    found = store.subject(FIRM, **ASKING)
    assert (found.number, found.type, found.name) == ("YS-1", SubjectType.LEGAL, "演示某建材有限公司")
    assert store.subject("YS-1", **ASKING) == found


def test_of_a_natural_person_the_store_has_no_more_than_a_mask(store: EmbeddedStore) -> None:
    found = store.subject("YS-4", **ASKING)
    assert (found.uscc, found.id_mask) == (None, "110105********0005")
    with store.database.reading() as session:
        row = session.scalars(select(SubjectRow).where(SubjectRow.number == "YS-4")).one()
        assert all("19800106" not in str(value) for value in vars(row).values())


def test_its_conduct_comes_with_the_document_it_rests_on(store: CreditStore) -> None:
    (conduct,) = store.conduct(FIRM, **ASKING)
    assert (conduct.polarity, conduct.severity) == (Polarity.PUNISH, Severity.SERIOUS)
    assert (conduct.occurred_on, conduct.document_on) == (date(2026, 1, 12), date(2026, 2, 10))
    assert (conduct.document_organ_uscc, conduct.document_no) == (ORGAN, "演应急罚〔2026〕1号")


def test_what_is_not_there_is_not_found(store: CreditStore) -> None:
    with pytest.raises(NotFound, match="没有统一社会信用代码或主体编号为“YS-9”的主体"):
        store.subject("YS-9", **ASKING)
    with pytest.raises(NotFound):
        store.conduct("YS-9", **ASKING)


def test_every_read_is_logged_with_account_purpose_and_time(store: EmbeddedStore) -> None:
    store.subject(FIRM, **ASKING)
    store.conduct(FIRM, **ASKING)
    store.all_subjects(**ASKING)
    store.all_conduct(**ASKING)
    assert [(line.resource, line.key) for line in log(store)] == [
        ("subject", FIRM),
        ("conduct", FIRM),
        ("subject", "*"),
        ("conduct", "*"),
    ]
    for line in log(store):
        assert (line.who, line.purpose) == ("clerk", "联合惩戒申请")
        assert line.at == datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


def test_a_search_that_finds_nothing_is_logged_too(store: EmbeddedStore) -> None:
    with pytest.raises(NotFound):
        store.subject("YS-9", **ASKING)
    assert [line.key for line in log(store)] == ["YS-9"]


@pytest.mark.parametrize("missing", ["purpose", "who"])
def test_nobody_reads_without_saying_who_and_what_for(missing: str, store: EmbeddedStore) -> None:
    asking = {**ASKING, missing: "  "}
    with pytest.raises(InputError):
        store.subject(FIRM, **asking)
    assert log(store) == []


@pytest.mark.parametrize(
    "statement",
    [
        update(SubjectRow).values(type="FIRM"),
        update(SubjectRow).values(uscc=None),
        update(SubjectRow).where(SubjectRow.type == "PERSON").values(id_mask=None),
        update(SubjectRow).where(SubjectRow.type == "PERSON").values(identity=None),
        update(ConductRow).values(polarity="BAD"),
        update(ConductRow).values(severity="BAD"),
        update(ConductRow).values(document_on=date(2020, 1, 1)),
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


def test_a_store_without_tables_says_what_to_do(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "empty.sqlite").touch()
    config = Config.from_env({"PANEL_CREDIT_URL": f"sqlite:///{tmp_path / 'empty.sqlite'}"})
    with open_store(config, desk.clock) as store, pytest.raises(Unavailable, match="panel db upgrade"):
        store.subject(FIRM, **ASKING)


def test_a_store_that_is_not_there_says_what_to_do(tmp_path: Path, desk: Desk) -> None:
    config = Config.from_env({"PANEL_CREDIT_URL": f"sqlite:///{tmp_path / 'nowhere.sqlite'}"})
    with open_store(config, desk.clock) as store, pytest.raises(Unavailable, match="panel db upgrade"):
        store.subject(FIRM, **ASKING)
    assert not (tmp_path / "nowhere.sqlite").exists()


def test_no_two_subjects_have_one_code(store: EmbeddedStore) -> None:
    twin = {"number": "YS-9", "type": "LEGAL", "name": "演示", "uscc": FIRM, "checked": True}
    with pytest.raises(Exception, match="已属于信用库中的另一主体"), store.database.transaction() as session:
        session.add(SubjectRow(**twin, legal_representative="", region=""))


def test_the_tables_are_those_of_the_store_alone() -> None:
    assert set(CreditBase.metadata.tables) == {"credit_subject", "conduct_record", "query_log"}
