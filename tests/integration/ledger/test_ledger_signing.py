"""Checkpoints and receipts, with the real signer in its own process."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from kernel.clock import SetClock
from kernel.database import Base, Database
from kernel.errors import NotFound, Refused, Unavailable
from ledger import ed25519, signer_channel
from ledger.checkpoint import Checkpoint
from ledger.entry import Visibility
from ledger.entry_file import check_entry_file
from ledger.errors import NotProven, SignerRefused
from ledger.jobs import cover, sign_head
from ledger.models import LogCheckpoint, LogHead, LogKey, LogPayload
from ledger.note import open_note
from ledger.proof import parse_proof, verify_proof
from ledger.queries import entry, newest_checkpoint, proof_of_growth, read_head, verifier_key
from ledger.receipts import export_entry, receipt
from ledger.signer_channel import Child
from ledger.signer_process import SignerProcess
from ledger.tree import EMPTY_ROOT
from ledger_sample import ORIGIN, START, a_record, enter, faults, holds

CLOCK = SetClock(START + timedelta(seconds=5))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "signer"


@pytest.fixture
def signer(home: Path) -> Iterator[SignerProcess]:
    with SignerProcess(home, ORIGIN) as process:
        yield process


def child(signer: SignerProcess) -> Child:
    assert isinstance(signer.channel, Child)
    return signer.channel


def grow(database: Database, first: int, end: int) -> None:
    with database.transaction() as session:
        enter(session, *(a_record(number) for number in range(first, end)))


@contextmanager
def another_database(folder: Path) -> Iterator[Database]:
    """A second log, which the same signer is asked to sign."""
    opened = Database(f"sqlite:///{folder / 'other.sqlite'}", create=True)
    Base.metadata.create_all(opened.engine)
    yield opened
    opened.close()


def count_checkpoints(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(LogCheckpoint)) or 0


def test_a_checkpoint_is_kept_as_it_was_signed(database: Database, signer: SignerProcess) -> None:
    grow(database, 0, 7)
    signed = sign_head(database, signer, CLOCK)
    with database.reading() as session:
        kept = newest_checkpoint(session)
        head, key = read_head(session), verifier_key(session, ORIGIN)
    assert kept is not None
    assert key == signer.key()
    assert (kept.origin, kept.size, kept.root, kept.signed_at) == (ORIGIN, 7, head.root, CLOCK.now())
    assert kept.note == signed.note
    assert open_note(kept.note, key, ed25519.verify) == Checkpoint(ORIGIN, 7, head.root).text()


def test_a_head_that_did_not_grow_is_kept_once(database: Database, signer: SignerProcess) -> None:
    grow(database, 0, 3)
    notes = {sign_head(database, signer, CLOCK).note for _ in range(3)}
    assert len(notes) == count_checkpoints(database) == 1


def test_an_empty_log_can_be_signed_and_then_grow(database: Database, signer: SignerProcess) -> None:
    assert sign_head(database, signer, CLOCK).root == EMPTY_ROOT
    grow(database, 0, 3)
    assert sign_head(database, signer, CLOCK).size == 3
    with database.reading() as session:
        assert holds(session).checkpoints == 2


def test_a_receipt_verifies_and_goes_on_to_verify_as_the_log_grows(
    database: Database, signer: SignerProcess
) -> None:
    receipts = []
    for size in (1, 2, 5, 8, 13):
        grow(database, 0, size)
        sign_head(database, signer, CLOCK)
        with database.reading() as session:
            receipts += [(n, *export_entry(session, entry(session, n))) for n in range(size)]
            line = str(verifier_key(session, ORIGIN))
    for n, content, proof in receipts:
        checked = check_entry_file(content, proof.decode(), line)
        assert checked.entry.n == n
        shown = {"number": n, "word": "示例"} if checked.entry.visibility == Visibility.PUBLIC else None
        assert checked.payload == shown
    with database.reading() as session:
        assert holds(session).checkpoints == 5


def test_a_receipt_is_of_one_entry_only(database: Database, signer: SignerProcess) -> None:
    grow(database, 0, 6)
    sign_head(database, signer, CLOCK)
    with database.reading() as session:
        (content, _), (_, proof) = (export_entry(session, entry(session, n)) for n in (2, 3))
    with pytest.raises(NotProven, match="第3条的"):
        check_entry_file(content, proof.decode(), str(signer.key()))


def test_payloads_are_shown_to_whom_they_are_open(database: Database, signer: SignerProcess) -> None:
    grow(database, 0, 3)
    sign_head(database, signer, CLOCK)
    line = str(signer.key())
    with database.reading() as session:
        for n in range(3):
            content, proof = export_entry(session, entry(session, n), frozenset(Visibility))
            assert check_entry_file(content, proof.decode(), line).payload == {"number": n, "word": "示例"}


def test_an_erased_payload_is_withheld_from_all(database: Database, signer: SignerProcess) -> None:
    grow(database, 0, 3)
    with database.transaction() as session:
        session.execute(update(LogPayload).values(payload=None, salt=None, erased_at=START))
    sign_head(database, signer, CLOCK)
    with database.reading() as session:
        content, proof = export_entry(session, entry(session, 0), frozenset(Visibility))
    assert check_entry_file(content, proof.decode(), str(signer.key())).payload is None


def test_no_receipt_is_given_before_a_checkpoint_covers_the_entry(
    database: Database, signer: SignerProcess
) -> None:
    grow(database, 0, 2)
    with database.reading() as session, pytest.raises(Refused, match="尚未进入"):
        receipt(session, entry(session, 0))
    sign_head(database, signer, CLOCK)
    grow(database, 2, 3)
    with database.reading() as session:
        assert receipt(session, entry(session, 1))
        with pytest.raises(Refused, match="第2条尚未进入"):
            receipt(session, entry(session, 2))


@pytest.mark.parametrize("n", [-1, 2, 9])
def test_an_entry_that_is_not_there_is_not_found(database: Database, signer: SignerProcess, n: int) -> None:
    grow(database, 0, 2)
    sign_head(database, signer, CLOCK)
    with database.reading() as session, pytest.raises(NotFound):
        entry(session, n)


def test_an_entry_is_covered_by_signing_once(database: Database, signer: SignerProcess) -> None:
    grow(database, 0, 4)
    with database.reading() as session:
        entered = [entry(session, n) for n in (3, 0, 3, 1)]
    for one in entered:
        cover(database, signer, CLOCK, one)
    assert count_checkpoints(database) == 1
    with database.reading() as session:
        leaf = entry(session, 3).hash()
        proof = parse_proof(receipt(session, entry(session, 3)))
    assert verify_proof(proof, leaf, signer.key(), ed25519.verify).size == 4


def test_a_database_that_was_restored_from_earlier_is_refused(
    database: Database, signer: SignerProcess
) -> None:
    grow(database, 0, 3)
    with database.reading() as session:
        earlier = read_head(session)
    grow(database, 3, 9)
    sign_head(database, signer, CLOCK)
    with database.transaction() as session:
        session.execute(update(LogHead).values(size=earlier.size, root=earlier.root))
    with pytest.raises(SignerRefused, match="比已签发的检查点短"):
        sign_head(database, signer, CLOCK)
    assert count_checkpoints(database) == 1


def test_a_database_that_was_restored_and_went_on_differently_is_refused(
    database: Database, signer: SignerProcess, tmp_path: Path
) -> None:
    """The log here never held what the signer signed, though it has become longer."""
    with another_database(tmp_path) as other:
        grow(other, 0, 5)
        sign_head(other, signer, CLOCK)
    with database.transaction() as session:
        enter(session, *(a_record(number, subject="elsewhere") for number in range(8)))
    with pytest.raises(SignerRefused, match="不相承"):
        sign_head(database, signer, CLOCK)


def test_an_edited_signer_memory_is_refused(database: Database, signer: SignerProcess, home: Path) -> None:
    grow(database, 0, 3)
    sign_head(database, signer, CLOCK)
    note = (home / "checkpoint").read_text()
    (home / "checkpoint").write_text(note.replace("\n3\n", "\n2\n"))
    with pytest.raises(SignerRefused, match="记录被改动"):
        sign_head(database, signer, CLOCK)


def test_a_lost_key_is_never_replaced_silently(
    database: Database, signer: SignerProcess, home: Path, tmp_path: Path
) -> None:
    grow(database, 0, 3)
    sign_head(database, signer, CLOCK)
    (home / "key").unlink()
    with pytest.raises(SignerRefused, match="不会自动另造"):
        sign_head(database, signer, CLOCK)
    with SignerProcess(tmp_path / "empty", ORIGIN) as stranger:
        with pytest.raises(SignerRefused):
            sign_head(database, stranger, CLOCK)
        assert not (tmp_path / "empty" / "key").exists()
        stranger.make_key()
        with pytest.raises(Refused, match="密钥与本日志"):
            sign_head(database, stranger, CLOCK)
    assert count_checkpoints(database) == 1


def test_a_signer_that_was_first_elsewhere_is_refused(
    database: Database, signer: SignerProcess, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two signers over two folders meet a new log at the same time: one key stays."""
    with SignerProcess(tmp_path / "rival", ORIGIN) as rival:
        make_key = signer.make_key

        def slowly():  # noqa: ANN202  as `make_key`
            sign_head(database, rival, CLOCK)
            return make_key()

        monkeypatch.setattr(signer, "make_key", slowly)
        with pytest.raises(Refused, match="密钥与本日志"):
            sign_head(database, signer, CLOCK)
        with database.reading() as session:
            assert verifier_key(session, ORIGIN) == rival.key()


def test_a_signer_ahead_of_the_stored_checkpoints_goes_on(database: Database, signer: SignerProcess) -> None:
    """It was killed, or the database was, between signing and keeping."""
    grow(database, 0, 3)
    sign_head(database, signer, CLOCK)
    grow(database, 3, 6)
    with database.reading() as session:
        head = read_head(session)
        signer.sign(Checkpoint(ORIGIN, 6, head.root), 3, proof_of_growth(session, 3, 6))
    assert sign_head(database, signer, CLOCK).size == 6
    grow(database, 6, 9)
    assert sign_head(database, signer, CLOCK).size == 9
    with database.reading() as session:
        assert holds(session).checkpoints == 3


def test_two_who_sign_at_once_both_get_a_checkpoint(
    database: Database, signer: SignerProcess, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other signs a larger head between our look at the log and our request."""
    grow(database, 0, 3)
    sign_head(database, signer, CLOCK)
    grow(database, 3, 5)
    with SignerProcess(home, ORIGIN) as other:
        sign = signer.sign
        calls = []

        def overtaken(*request):  # noqa: ANN002, ANN202  as `sign`
            if not calls:
                grow(database, 5, 8)
                sign_head(database, other, CLOCK)
            calls.append(request)
            return sign(*request)

        monkeypatch.setattr(signer, "sign", overtaken)
        assert sign_head(database, signer, CLOCK).size == 8
    assert len(calls) == 2


def test_a_killed_signer_is_started_again(database: Database, signer: SignerProcess) -> None:
    grow(database, 0, 3)
    first = sign_head(database, signer, CLOCK)
    process = child(signer)._process
    assert process is not None
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert sign_head(database, signer, CLOCK).note == first.note


def test_a_signer_that_dies_over_a_request_is_told_of_and_harms_nothing(
    database: Database, signer: SignerProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    grow(database, 0, 3)
    sign_head(database, signer, CLOCK)
    grow(database, 3, 5)
    running = child(signer)._running

    def killed():  # noqa: ANN202  as `_running`
        process = running()
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        return process

    with monkeypatch.context() as patched:
        patched.setattr(signer.channel, "_running", killed)
        with pytest.raises(Unavailable, match="没有应答"):
            sign_head(database, signer, CLOCK)
    assert sign_head(database, signer, CLOCK).size == 5


def test_a_signer_that_hangs_is_given_up(signer: SignerProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    key = signer.make_key()
    process = child(signer)._process
    assert process is not None
    os.kill(process.pid, signal.SIGSTOP)
    monkeypatch.setattr(signer_channel, "ANSWER_SECONDS", 0.05)
    with pytest.raises(Unavailable, match="没有应答"):
        signer.key()
    monkeypatch.undo()
    assert signer.key() == key


def test_a_signer_that_signs_something_else_is_not_believed(
    database: Database, signer: SignerProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    grow(database, 0, 3)
    stale = sign_head(database, signer, CLOCK).note
    grow(database, 3, 5)
    monkeypatch.setattr(signer, "sign", lambda *_request: stale)
    with pytest.raises(NotProven, match="别的内容"):
        sign_head(database, signer, CLOCK)
    assert count_checkpoints(database) == 1


@pytest.mark.parametrize("column", ["size", "root", "note"])
def test_every_change_to_a_stored_checkpoint_is_found(
    database: Database, signer: SignerProcess, column: str
) -> None:
    for size in (2, 5):
        grow(database, 0, size)
        sign_head(database, signer, CLOCK)
    others = {"size": 4, "root": bytes(32), "note": "— nobody\n"}
    with database.transaction() as session:
        session.execute(update(LogCheckpoint).where(LogCheckpoint.size == 5).values({column: others[column]}))
    with database.reading() as session:
        assert "检查点" in faults(session)[0]


def test_a_checkpoint_of_more_than_the_log_holds_is_found(database: Database, signer: SignerProcess) -> None:
    grow(database, 0, 5)
    sign_head(database, signer, CLOCK)
    with database.transaction() as session:
        session.execute(update(LogCheckpoint).values(size=6))
    with database.reading() as session:
        assert "6条" in faults(session)[0]


def test_checkpoints_of_another_key_are_found(
    database: Database, signer: SignerProcess, tmp_path: Path
) -> None:
    grow(database, 0, 5)
    sign_head(database, signer, CLOCK)
    with SignerProcess(tmp_path / "other", ORIGIN) as other, database.transaction() as session:
        session.execute(update(LogKey).values(vkey=str(other.make_key())))
    with database.reading() as session:
        assert "检查点（5条）" in faults(session)[0]


def test_a_log_rewritten_throughout_is_betrayed_by_its_checkpoint(
    database: Database, signer: SignerProcess, tmp_path: Path
) -> None:
    """Whoever owns the database can recompute everything in it, but not the signature."""
    grow(database, 0, 5)
    signed = sign_head(database, signer, CLOCK)
    with another_database(tmp_path) as forged:
        with forged.transaction() as session:
            enter(session, *(a_record(number, payload={"number": -number}) for number in range(5)))
            session.add(LogKey(origin=ORIGIN, log=1, vkey=str(signer.key()), since=START))
            session.flush()
            kept = {"root": signed.root, "note": signed.note, "signed_at": START}
            session.add(LogCheckpoint(origin=ORIGIN, size=5, **kept))
        with forged.reading() as session:
            assert "检查点（5条）" in faults(session)[0]
        with pytest.raises(SignerRefused, match="不相承"):
            sign_head(forged, signer, CLOCK)
