"""Entering records: numbered without gaps, whole or not at all, each act once."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, func, select, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from kernel.act import Act
from kernel.attachments import Attachments
from kernel.canonical import canonical_json
from kernel.clock import SetClock
from kernel.database import Database
from kernel.entropy import RepeatableEntropy
from kernel.errors import InputError, NotFound, Refused
from kernel.roles import Actor, By
from kernel.vault import Vault
from ledger.append import BATCH, append, append_many
from ledger.entry import Visibility, payload_hash
from ledger.errors import NotProven
from ledger.models import LogEntry, LogHead, LogNode, LogPayload
from ledger.queries import Head, entries_of, entry, payload_of, read_head
from ledger.record import record
from ledger.tree import EMPTY_ROOT, leaf_hash, root_hash
from ledger_sample import START, a_record, enter, holds


def counts(session: Session) -> tuple[int, int, int]:
    tables = (LogEntry, LogPayload, LogNode)
    entries, payloads, nodes = (session.scalar(select(func.count()).select_from(table)) for table in tables)
    return entries or 0, payloads or 0, nodes or 0


def test_a_new_log_is_empty(database: Database) -> None:
    with database.reading() as session:
        assert read_head(session) == Head(0, EMPTY_ROOT)
        assert holds(session).head == Head(0, EMPTY_ROOT)


def test_an_entry_is_stored_as_it_is_hashed(database: Database) -> None:
    with database.transaction() as session:
        made = append(
            session,
            clock=SetClock(START),
            entropy=RepeatableEntropy(b"seed"),
            type="sample.noted",
            subject="subject",
            by=By("recorder", "sample"),
            payload={"word": "示例"},
            visibility=Visibility.SEALED,
            idem="sample/1",
        )
    salt = RepeatableEntropy(b"seed").bytes(32)
    with database.reading() as session:
        row, kept = session.get_one(LogEntry, 0), session.get_one(LogPayload, 0)
        assert json.loads(row.body) == {
            "at": "2026-03-02T01:30:00Z",
            "by": "recorder:sample",
            "n": 0,
            "ph": payload_hash(salt, canonical_json({"word": "示例"})),
            "s": "subject",
            "t": "sample.noted",
            "v": 1,
            "vis": "sealed",
        }
        assert row.body == canonical_json(json.loads(row.body)) == made.body()
        assert (row.type, row.subject, row.idem) == ("sample.noted", "subject", "sample/1")
        assert row.leaf_hash == leaf_hash(row.body)
        assert (kept.salt, kept.payload, kept.visibility) == (salt, '{"word":"示例"}'.encode(), "sealed")
        assert kept.erased_at is None
        assert read_head(session) == Head(1, row.leaf_hash)


def test_entries_are_numbered_from_nought_without_gaps(database: Database) -> None:
    made = []
    for number in range(20):
        with database.transaction() as session:
            made += enter(session, a_record(number))
            assert read_head(session) == Head(number + 1, root_hash(entry.hash() for entry in made))
    assert [entry.n for entry in made] == list(range(20))
    with database.reading() as session:
        assert counts(session) == (20, 20, 10 + 5 + 2 + 1)


def test_many_at_once_are_the_same_as_one_by_one(database: Database) -> None:
    records = [a_record(number) for number in range(37)]
    clock, entropy = SetClock(START), RepeatableEntropy(b"seed")
    with database.transaction() as session:
        made = [
            append(
                session, clock=clock, entropy=entropy, **{name: getattr(one, name) for name in one.__slots__}
            )
            for one in records
        ]
        one_by_one = read_head(session)
        session.rollback()
    with database.transaction() as session:
        at_once = append_many(session, records, clock=clock, entropy=RepeatableEntropy(b"seed"))
        assert at_once == made
        assert read_head(session) == one_by_one


def test_more_than_a_batch_is_entered_whole(database: Database) -> None:
    with database.transaction() as session:
        enter(session, *(a_record(number) for number in range(3)))
        made = enter(session, *(a_record(number) for number in range(3, 2 * BATCH + 5)))
    assert [entry.n for entry in made] == list(range(3, 2 * BATCH + 5))
    with database.reading() as session:
        assert holds(session).head.size == 2 * BATCH + 5


def test_nothing_to_enter_changes_nothing(database: Database) -> None:
    with database.transaction() as session:
        assert append_many(session, [], clock=SetClock(START), entropy=RepeatableEntropy(b"")) == []
        assert read_head(session) == Head(0, EMPTY_ROOT)


def test_a_transaction_that_fails_leaves_nothing(database: Database) -> None:
    with database.transaction() as session:
        before = enter(session, a_record(0))

    def enter_and_fail() -> None:
        with database.transaction() as session:
            enter(session, *(a_record(number) for number in range(1, 9)))
            raise InterruptedError

    with pytest.raises(InterruptedError):
        enter_and_fail()
    with database.transaction() as session:
        assert counts(session) == (1, 1, 0)
        assert read_head(session) == Head(1, before[0].hash())
        assert enter(session, a_record(9))[0].n == 1


def test_the_same_act_again_is_the_entry_it_already_has(database: Database) -> None:
    with database.transaction() as session:
        first = enter(session, a_record(0), a_record(1))
    with database.transaction() as session:
        assert enter(session, a_record(1), at=START + timedelta(days=1)) == first[1:]
        assert counts(session) == (2, 2, 1)


def test_old_and_new_acts_in_one_batch_are_told_apart(database: Database) -> None:
    with database.transaction() as session:
        enter(session, a_record(0), a_record(1))
        made = enter(session, a_record(1), a_record(2), a_record(0), a_record(2), a_record(3))
        assert [entry.n for entry in made] == [1, 2, 0, 2, 3]
        assert holds(session).head.size == 4


OTHERWISE: list[dict[str, Any]] = [
    {"type": "sample.denied"},
    {"subject": "someone-else"},
    {"by": By("recorder", "another")},
    {"payload": {"number": 0, "word": "别的"}},
    {"payload": {}},
    {"visibility": Visibility.SEALED},
]


@pytest.mark.parametrize("otherwise", OTHERWISE, ids=lambda change: next(iter(change)))
def test_the_same_act_with_other_content_is_refused(database: Database, otherwise: dict[str, Any]) -> None:
    with database.transaction() as session:
        enter(session, a_record(0))
    with pytest.raises(Refused, match="内容不同"), database.transaction() as session:
        enter(session, a_record(1), a_record(0, **otherwise))
    with database.reading() as session:
        assert counts(session) == (1, 1, 0)


def test_two_contents_for_one_act_in_one_batch_are_refused(database: Database) -> None:
    with pytest.raises(Refused), database.transaction() as session:
        enter(session, a_record(0), a_record(0, subject="someone-else"))


def test_an_erased_entry_is_not_entered_again(database: Database) -> None:
    with database.transaction() as session:
        enter(session, a_record(0))
        session.execute(update(LogPayload).values(payload=None, salt=None, erased_at=START))
    with pytest.raises(Refused), database.transaction() as session:
        enter(session, a_record(0))


def test_time_never_goes_back_on_the_log(database: Database) -> None:
    with database.transaction() as session:
        enter(session, a_record(0), at=START)
        early = enter(session, a_record(1), at=START - timedelta(days=1))
        late = enter(session, a_record(2), at=START + timedelta(seconds=1))
    assert [early[0].at, late[0].at] == ["2026-03-02T01:30:00Z", "2026-03-02T01:30:01Z"]


@pytest.mark.parametrize(
    "bad",
    [
        {"subject": "张三"},
        {"subject": "13800000000"},
        {"type": "Sample Noted"},
        {"visibility": "secret"},
        {"payload": {"share": 0.5}},
        {"payload": {"number": 2**53}},
    ],
    ids=str,
)
def test_a_record_that_cannot_be_a_leaf_is_refused_whole(database: Database, bad: dict[str, Any]) -> None:
    with pytest.raises((InputError, ValueError)), database.transaction() as session:
        enter(session, a_record(0), a_record(1, **bad))
    with database.reading() as session:
        assert counts(session) == (0, 0, 0)


@pytest.mark.parametrize(
    "statement", ["UPDATE log_entry SET idem = 'x'", "DELETE FROM log_entry", "TRUNCATE log_entry"]
)
def test_the_database_itself_refuses_to_change_entries(database: Database, statement: str) -> None:
    with database.transaction() as session:
        enter(session, a_record(0))
    if statement.startswith("TRUNCATE"):
        if database.engine.dialect.name == "sqlite":
            return  # has no such statement
        statement += " CASCADE"
    with pytest.raises(DBAPIError, match="append-only"), database.transaction() as session:
        session.execute(text(statement))
    with database.reading() as session:
        assert counts(session) == (1, 1, 0)


def test_nothing_is_entered_upon_a_head_that_was_changed(database: Database) -> None:
    with database.transaction() as session:
        enter(session, a_record(0), a_record(1))
        session.execute(update(LogHead).values(root=bytes(32)))
    with pytest.raises(NotProven, match="2条不符"), database.transaction() as session:
        enter(session, a_record(2))


def test_nothing_is_entered_upon_a_tree_with_a_node_missing(database: Database) -> None:
    with database.transaction() as session:
        enter(session, *(a_record(number) for number in range(6)))
        session.execute(text("DELETE FROM log_node WHERE key = (2 * 281474976710656)"))
    with pytest.raises(NotProven, match="第0条至第3条"), database.transaction() as session:
        enter(session, a_record(6))


def test_an_append_costs_eight_statements_however_long_the_log(database: Database) -> None:
    said: list[str] = []
    with database.transaction() as session:
        enter(session, *(a_record(number) for number in range(1023)))
    event.listen(database.engine, "before_cursor_execute", lambda *seen: said.append(seen[2]))
    with database.transaction() as session:
        enter(session, a_record(1023))
    assert len([statement for statement in said if not statement.startswith("BEGIN")]) == 8


def test_use_cases_record_in_the_name_of_their_act(database: Database, tmp_path: Path) -> None:
    actor = Actor("sample-recorder", "recorder", frozenset())
    with database.transaction() as session:
        act = Act(
            session, SetClock(START), RepeatableEntropy(b""), actor, Vault(tmp_path), Attachments(tmp_path)
        )
        by = By("recorder", actor.public_id)
        first = record(act, by, "sample.noted", "subject", {"number": 1})
        assert record(act, by, "sample.noted", "subject", {"number": 1}) == first
        second = record(act, by, "sample.noted", "subject", {"number": 2}, idem="2")
        assert (first.visibility, second.n) == (Visibility.CLOSED, 1)
        assert session.get_one(LogEntry, 0).idem == "sample.noted/subject"
        assert session.get_one(LogEntry, 1).idem == "sample.noted/subject/2"


def test_a_payload_is_read_until_it_is_erased(database: Database) -> None:
    with database.transaction() as session:
        enter(session, a_record(0))
        assert payload_of(session, entry(session, 0)) == {"number": 0, "word": "示例"}
        session.execute(update(LogPayload).values(payload=None, salt=None, erased_at=START))
        assert payload_of(session, entry(session, 0)) is None


def test_entries_are_found_by_number_and_by_subject(database: Database) -> None:
    with database.transaction() as session:
        made = enter(session, *(a_record(number) for number in range(7)))
    with database.reading() as session:
        assert entry(session, 4) == made[4]
        assert entries_of(session, "subject-1") == [made[1], made[4]]
        assert entries_of(session, "nobody") == []
        for absent in (7, -1):
            with pytest.raises(NotFound, match=str(absent)):
                entry(session, absent)
