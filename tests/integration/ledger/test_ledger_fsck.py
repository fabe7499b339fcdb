"""Every change to what was logged is found, and the entry named."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, event, insert, select, update
from sqlalchemy.exc import IntegrityError

from kernel.database import Base, Database
from ledger import ed25519
from ledger.checkpoint import Checkpoint
from ledger.fsck import MOST_FAULTS
from ledger.models import (
    LogCheckpoint,
    LogCosignature,
    LogEntry,
    LogHead,
    LogKey,
    LogNode,
    LogPayload,
    LogWitness,
)
from ledger.note import WITNESS, Signature, VerifierKey, encode_base64
from ledger.queries import read_head
from ledger.signer_folder import SigningKey
from ledger.tree import leaf_hash, node_leaves
from ledger_sample import ORIGIN, START, a_record, enter, faults, holds, unguarded

SIZE = 11
TABLES = Base.metadata.tables


@pytest.fixture
def logged(database: Database) -> Database:
    with database.transaction() as session:
        enter(session, *(a_record(number) for number in range(SIZE)))
    return database


def other(value: Any) -> Any:
    """A value of the same kind that is another one."""
    if isinstance(value, bytes):
        return bytes([value[0] ^ 1]) + value[1:]
    if isinstance(value, int):
        return value + 1000
    return {"public": "closed", "closed": "sealed", "sealed": "public"}.get(value, f"{value}x")


def told(database: Database, change: Any) -> list[str]:
    """What the check says after `change`."""
    with unguarded(database) as session:
        session.execute(change)
        return faults(session)


def named(database: Database, change: Any) -> str:
    """The one thing that the check says after `change`."""
    (fault,) = told(database, change)
    return fault


def wrong(*numbers: int) -> list[str]:
    return [f"日志第{n}条缺失、多余或被改动。" for n in numbers]


def test_a_log_that_nobody_touched_holds(logged: Database) -> None:
    with logged.reading() as session:
        report = holds(session)
        assert report.head == read_head(session)
        assert (report.head.size, report.erased, report.checkpoints) == (SIZE, 0, 0)


@pytest.mark.parametrize("column", [column.name for column in TABLES["log_entry"].c if column.name != "idem"])
def test_every_change_to_an_entry_is_found_and_the_entry_named(logged: Database, column: str) -> None:
    table = TABLES["log_entry"]
    for n in range(SIZE):
        with logged.reading() as session:
            value = session.scalar(select(table.c[column]).where(table.c.seq == n))
        changed = update(table).where(table.c.seq == n).values({column: other(value)})
        assert named(logged, changed) == f"日志第{n}条缺失、多余或被改动。"


@pytest.mark.parametrize(
    "column", [column.name for column in TABLES["log_payload"].c if column.name != "erased_at"]
)
def test_every_change_to_a_payload_is_found_and_the_entry_named(logged: Database, column: str) -> None:
    table = TABLES["log_payload"]
    for n in range(SIZE):
        with logged.reading() as session:
            value = session.scalar(select(table.c[column]).where(table.c.seq == n))
        changed = update(table).where(table.c.seq == n).values({column: other(value)})
        assert named(logged, changed) == f"日志第{n}条缺失、多余或被改动。"


@pytest.mark.parametrize("column", TABLES["log_node"].c.keys())
def test_every_change_to_a_node_is_found_and_its_entries_named(logged: Database, column: str) -> None:
    table = TABLES["log_node"]
    with logged.reading() as session:
        rows = session.execute(select(table)).all()
    assert len(rows) == 5 + 2 + 1
    for row in rows:
        first, last = node_leaves(row.key)
        changed = update(table).where(table.c.key == row.key).values({column: other(getattr(row, column))})
        assert f"第{first}条至第{last}条" in named(logged, changed)


def test_a_removed_row_is_found(logged: Database) -> None:
    for n in range(SIZE):
        assert f"第{n}条" in named(logged, delete(LogEntry).where(LogEntry.seq == n))
        assert f"第{n}条" in named(logged, delete(LogPayload).where(LogPayload.seq == n))
    with logged.reading() as session:
        keys = session.scalars(select(LogNode.key)).all()
    for key in keys:
        assert f"第{node_leaves(key)[0]}条" in named(logged, delete(LogNode).where(LogNode.key == key))


def test_a_removed_beginning_and_a_removed_end_are_found(logged: Database) -> None:
    assert told(logged, delete(LogEntry).where(LogEntry.seq < 5)) == wrong(*range(5))
    assert told(logged, delete(LogEntry).where(LogEntry.seq >= 5)) == wrong(*range(5, SIZE))
    assert told(logged, delete(LogEntry)) == wrong(*range(SIZE))


def test_every_fault_is_told_and_what_stands_above_it_is_not_told_again(logged: Database) -> None:
    with unguarded(logged) as session:
        session.execute(update(LogEntry).where(LogEntry.seq.in_([2, 7])).values(type="sample.denied"))
        session.execute(update(LogNode).where(LogNode.key.in_([1 << 48, 1 << 48 | 1])).values(hash=bytes(32)))
        session.execute(update(LogHead).values(root=bytes(32)))
        assert faults(session) == [*wrong(2, 7), "日志第0条至第1条之间有改动，或其节点缺失、被改动。"]


def test_the_check_of_a_log_in_ruins_ends(logged: Database) -> None:
    assert len(told(logged, update(LogHead).values(size=10**14))) == MOST_FAULTS


def test_an_added_row_is_found(logged: Database) -> None:
    row = {"type": "sample.noted", "subject": "x", "idem": "x", "body": b"{}", "leaf_hash": leaf_hash(b"{}")}
    assert f"第{SIZE}条" in named(logged, insert(LogEntry).values(seq=SIZE, **row))
    assert f"第{SIZE}条" in named(logged, insert(LogEntry).values(seq=SIZE + 7, **row))
    erased = {"visibility": "public", "erased_at": START}
    assert "多余" in named(logged, insert(LogPayload).values(seq=SIZE, **erased))
    assert "多余" in named(logged, insert(LogNode).values(key=3 << 48 | 7, hash=bytes(32)))


@pytest.mark.parametrize("size", [0, SIZE - 1, SIZE + 1])
def test_a_head_of_another_size_is_found(logged: Database, size: int) -> None:
    assert told(logged, update(LogHead).values(size=size))


def test_a_head_of_another_root_is_found(logged: Database) -> None:
    assert f"{SIZE}条不符" in named(logged, update(LogHead).values(root=bytes(32)))


def test_two_entries_that_changed_places_are_found(logged: Database) -> None:
    with unguarded(logged) as session:
        for n, to in ((3, 100), (4, 3), (100, 4)):
            session.execute(update(LogEntry).where(LogEntry.seq == n).values(seq=to))
        assert "第3条" in faults(session)[0]


def test_an_entry_forged_with_its_hash_is_found_in_the_nodes(logged: Database) -> None:
    for n in range(SIZE - 1):  # the last leaf has no node above it: there the root shows it
        with unguarded(logged) as session:
            row = session.get_one(LogEntry, n)
            body = row.body.replace(b"recorder:sample", b"recorder:zample")
            session.execute(
                update(LogEntry).where(LogEntry.seq == n).values(body=body, leaf_hash=leaf_hash(body))
            )
            (fault,) = faults(session)
            assert f"第{n & ~1}条至第{n | 1}条" in fault


def test_an_erased_payload_shows_as_withheld_and_the_log_still_holds(logged: Database) -> None:
    with logged.transaction() as session:
        erased = {"payload": None, "salt": None, "erased_at": START}
        session.execute(update(LogPayload).where(LogPayload.seq.in_([2, 5])).values(erased))
    with logged.reading() as session:
        assert holds(session).erased == 2
    changed = update(LogPayload).where(LogPayload.seq == 5).values(visibility="public")
    assert "第5条" in named(logged, changed)


def test_an_erased_entry_with_nonsense_for_a_body_is_found(logged: Database) -> None:
    with unguarded(logged) as session:
        session.execute(
            update(LogPayload).where(LogPayload.seq == 5).values(payload=None, salt=None, erased_at=START)
        )
        forged = {"body": b"\xff", "leaf_hash": leaf_hash(b"\xff")}
        session.execute(update(LogEntry).where(LogEntry.seq == 5).values(forged))
        assert "第5条" in faults(session)[0]


def test_half_an_erasure_is_refused_by_the_database(logged: Database) -> None:
    halves: list[dict[str, Any]] = [
        {"payload": None},
        {"salt": None},
        {"erased_at": START},
        {"payload": None, "salt": None},
    ]
    for half in halves:
        with pytest.raises(IntegrityError), logged.transaction() as session:
            session.execute(update(LogPayload).where(LogPayload.seq == 5).values(half))


def test_what_is_appended_during_the_check_disturbs_it_not(logged: Database) -> None:
    appended = []

    def meanwhile(*seen: Any) -> None:
        if "FROM log_head" in seen[2] and not appended:
            appended.append("once")
            with logged.transaction() as writer:
                enter(writer, *(a_record(number) for number in range(SIZE, 2 * SIZE)))

    event.listen(logged._reader, "after_cursor_execute", meanwhile)
    with logged.reading() as session:
        assert holds(session).head.size == SIZE
    with logged.reading() as session:
        assert holds(session).head.size == 2 * SIZE


def test_the_name_of_an_act_is_no_part_of_what_is_proven(logged: Database) -> None:
    with unguarded(logged) as session:
        session.execute(update(LogEntry).where(LogEntry.seq == 5).values(idem="another"))
        assert holds(session).head.size == SIZE


WITNESS_SEED = bytes(range(32))


@pytest.fixture
def cosigned(logged: Database) -> Database:
    """The log signed, and its checkpoint cosigned by an invented witness."""
    log = SigningKey(ORIGIN, bytes(32))
    witness = VerifierKey("witness.example", ed25519.public_key(WITNESS_SEED), WITNESS)
    with logged.transaction() as session:
        head = read_head(session)
        checkpoint = Checkpoint(ORIGIN, head.size, head.root)
        session.add(LogKey(origin=ORIGIN, log=1, vkey=str(log.public), since=START))
        session.add(LogWitness(name=witness.name, public_key=witness.public_key, since=START))
        session.flush()
        session.add(
            LogCheckpoint(
                origin=ORIGIN, size=head.size, root=head.root, note=log.sign(checkpoint), signed_at=START
            )
        )
        session.flush()
        time = int(START.timestamp())
        message = f"cosignature/v1\ntime {time}\n{checkpoint.text()}".encode()
        data = time.to_bytes(8, "big") + ed25519.sign(WITNESS_SEED, message)
        line = str(Signature(witness.name, witness.key_id, data))
        row = LogCosignature(origin=ORIGIN, size=head.size, witness=witness.name, line=line, signed_at=START)
        session.add(row)
    return logged


def test_a_cosigned_checkpoint_holds(cosigned: Database) -> None:
    with cosigned.reading() as session:
        assert holds(session).checkpoints == 1


@pytest.mark.parametrize(
    "change",
    [
        update(LogCosignature).values(line="nonsense"),
        update(LogCosignature).values(line=f"— other.example {encode_base64(bytes(76))}\n"),
        update(LogCosignature).values(signed_at=START + timedelta(seconds=1)),
        update(LogWitness).values(public_key=bytes(32)),
    ],
    ids=["nonsense", "another's", "another time", "another key"],
)
def test_a_cosignature_that_the_witness_did_not_make_is_found(cosigned: Database, change: Any) -> None:
    assert named(cosigned, change) == "“witness.example”在检查点（11条）上的见证签名不对，或时间被改动。"
