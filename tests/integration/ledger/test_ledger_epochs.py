"""A log that can go on no longer ends, and the next one begins by naming it."""

import json
import shutil
from pathlib import Path

import pytest
from sqlalchemy import delete, insert, update

from kernel.clock import SetClock
from kernel.errors import InputError, NotAllowed, NotFound, Refused, Unavailable
from ledger.entry_file import check_entry_file
from ledger.epochs import begin_epoch, find_ended
from ledger.errors import NotProven, SignerRefused
from ledger.jobs import sign_head
from ledger.models import LogCheckpoint, LogEntry, LogEpoch, LogHead, LogKey
from ledger.note import VerifierKey
from ledger.proof import parse_proof
from ledger.queries import entries_of, entry, heads, newest_checkpoint, payload_of, read_head, verifier_key
from ledger.signer_process import SignerProcess
from ledger.tree import EMPTY_ROOT
from ledger_office import Office
from ledger_sample import ORIGIN, START, a_record, enter, faults

SECOND = "sample.example/log/2"
REASON = ("--reason", "演示：备份不全")


def signed(url: str, home: Path) -> Office:
    """A signed log of nine entries, with a backup of when it had five."""
    office = Office(url, home)
    office.add_accounts()
    office.grow(0, 5)
    office.run("auditor", "checkpoint")
    office.backup()
    office.grow(5, 9)
    office.run("auditor", "checkpoint")
    return office


@pytest.fixture
def either(database_url: str, tmp_path: Path) -> Office:
    """It, on each kind of database."""
    return signed(database_url, tmp_path)


@pytest.fixture(scope="module")
def first(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Office:
    home = tmp_path_factory.mktemp("first")
    path = shutil.copy(sqlite_template, home / "panel.sqlite")
    return signed(f"sqlite:///{path}", home)


@pytest.fixture(scope="module")
def second(first: Office, tmp_path_factory: pytest.TempPathFactory) -> Office:
    office = first.copy(tmp_path_factory.mktemp("second"))
    office.restore()
    office.run("security", "epoch", *REASON)
    return office


@pytest.fixture
def office(first: Office, tmp_path: Path) -> Office:
    """It, where the kind of database does not matter."""
    return first.copy(tmp_path)


@pytest.fixture
def begun(second: Office, tmp_path: Path) -> Office:
    """The same after a restore and a new epoch."""
    return second.copy(tmp_path)


def test_after_a_restore_a_new_log_begins_by_naming_the_old_one(either: Office) -> None:
    published = (either.signer / "checkpoint").read_text()
    either.restore()
    output = either.output("security", "epoch", *REASON)
    assert "比已签发的检查点短" in output
    assert f"已另起第2期日志“{SECOND}”" in output
    assert f"\n{SECOND}\n1\n" in output
    with either.reading() as session:
        first = entry(session, 0)
        told = payload_of(session, first)
        assert (first.log, first.n, first.type, first.subject) == (2, 0, "epoch.started", "log/2")
        assert first.by == "security_admin:sample-security"
        assert read_head(session).log == 2
    assert told == {"old_origin": ORIGIN, "last_checkpoint": published, "reason": REASON[1]}


def test_entries_of_both_logs_are_read_and_proven(either: Office) -> None:
    begun = either
    begun.restore()
    begun.run("security", "epoch", *REASON)
    made = begun.grow(20, 26)
    assert [(one.log, one.n) for one in made] == [(2, n) for n in range(1, 7)]
    begun.run("auditor", "checkpoint")
    for log, origin, n in ((1, ORIGIN, 3), (2, SECOND, 3), (2, SECOND, 0)):
        entry_file, proof_file, key = begun.receipt(n, log, origin)
        checked = check_entry_file(entry_file.read_bytes(), proof_file.read_text(), key)
        assert (checked.entry.n, checked.checkpoint.origin) == (n, origin)
        printed = begun.output("auditor", "prove", n, "--log", log)
        assert parse_proof(printed).note == parse_proof(proof_file.read_text()).note
    with begun.reading() as session:
        found = entries_of(session, "subject-1")
        assert [(one.log, one.n) for one in found] == [(1, 1), (1, 4), (2, 3), (2, 6)]
        assert [(payload_of(session, one) or {})["number"] for one in found] == [1, 4, 22, 25]
        newest = newest_checkpoint(session)
        assert newest is not None
        assert (newest.origin, newest.size) == (SECOND, 7)
        assert [(head.log, head.size) for head in heads(session)] == [(1, 5), (2, 7)]
        with pytest.raises(NotFound):
            entry(session, 5, 1)
        with pytest.raises(NotFound):
            entry(session, -1, 2)


def test_the_whole_of_both_logs_is_checked(begun: Office) -> None:
    begun.grow(20, 26)
    begun.run("auditor", "checkpoint")
    code, output = begun.run("auditor", "fsck", "--json")
    reports = json.loads(output)
    assert code == 0
    assert [(r["log"], r["size"], r["checkpoints"], r["faults"]) for r in reports] == [
        (1, 5, 1, []),
        (2, 7, 2, []),
    ]


def test_an_act_of_the_old_log_is_not_entered_again_in_the_new_one(begun: Office) -> None:
    assert [(one.log, one.n) for one in begun.grow(3, 5)] == [(1, 3), (1, 4)]
    with pytest.raises(Refused, match="内容不同"):
        begun.grow(3, 4, subject="elsewhere")


def test_the_old_log_is_never_signed_again(begun: Office) -> None:
    with (
        SignerProcess(begun.signer, ORIGIN) as old,
        begun.opened() as database,
        pytest.raises(Refused, match="现行的是第2期日志"),
    ):
        sign_head(database, old, SetClock(START))
    before = kept_by_signer(begun)
    begun.grow(20, 22)
    begun.run("auditor", "checkpoint")
    assert kept_by_signer(begun) == before
    assert (begun.signer / "2" / "checkpoint").read_text().startswith(f"{SECOND}\n3\n")


def kept_by_signer(office: Office) -> dict[str, bytes]:
    """The signer's files for log 1."""
    return {path.name: path.read_bytes() for path in office.signer.iterdir() if path.is_file()}


def test_an_entry_that_the_old_log_s_checkpoints_do_not_cover_gets_no_receipt(office: Office) -> None:
    office.restore()
    office.grow(30, 32)
    office.run("security", "epoch", *REASON)
    assert parse_proof(office.output("auditor", "prove", 4, "--log", 1)).index == 4
    with pytest.raises(Refused, match="第5条尚未进入"):
        office.run("auditor", "prove", 5, "--log", 1)


def test_a_lost_key_ends_the_log_with_the_checkpoint_that_is_left(office: Office, tmp_path: Path) -> None:
    published = shutil.copy(office.signer / "checkpoint", tmp_path / "published.txt")
    office.restore()
    (office.signer / "key").unlink()
    with pytest.raises(SignerRefused, match="签名密钥不在"):
        office.run("auditor", "checkpoint")
    office.run("security", "epoch", *REASON, "--last-checkpoint", published)
    with office.reading() as session:
        told = payload_of(session, entry(session, 0)) or {}
    assert told["last_checkpoint"] == Path(published).read_text()
    assert not (office.signer / "key").exists()


def test_without_another_the_stored_checkpoint_is_the_last(office: Office) -> None:
    (office.signer / "key").unlink()
    office.run("security", "epoch", *REASON)
    with office.reading() as session:
        stored = newest_checkpoint(session, 1)
        told = payload_of(session, entry(session, 0)) or {}
    assert stored is not None
    assert told["last_checkpoint"] == stored.note


def test_of_several_checkpoints_the_largest_is_the_last(office: Office, tmp_path: Path) -> None:
    with office.reading() as session:
        smaller = tmp_path / "smaller.txt"
        smaller.write_text((newest_checkpoint(session) or LogCheckpoint()).note)
    office.grow(9, 12)
    office.run("auditor", "checkpoint")
    office.restore()
    office.run("security", "epoch", *REASON, "--last-checkpoint", smaller)
    with office.reading() as session:
        told = payload_of(session, entry(session, 0)) or {}
    assert f"{ORIGIN}\n12\n" in str(told["last_checkpoint"])


@pytest.mark.parametrize("edit", ["size", "origin", "key", "text"])
def test_what_is_no_checkpoint_of_the_old_log_is_refused_and_nothing_begins(
    office: Office, tmp_path: Path, edit: str
) -> None:
    note = (office.signer / "checkpoint").read_text()
    with SignerProcess(tmp_path / "stranger", ORIGIN) as stranger:
        stranger.make_key()
        others = stranger.memory().note
    edits = {
        "size": note.replace("\n9\n", "\n90\n"),
        "origin": note.replace(ORIGIN, SECOND),
        "key": others,
        "text": "nonsense",
    }
    offered = tmp_path / "offered.txt"
    offered.write_text(edits[edit])
    office.restore()
    with pytest.raises((NotProven, InputError)):
        office.run("security", "epoch", *REASON, "--last-checkpoint", offered)
    with office.reading() as session:
        assert read_head(session) == heads(session)[0]
    assert not (office.signer / "2").exists()


def test_a_log_that_can_go_on_is_not_ended(office: Office) -> None:
    office.grow(9, 11)
    with pytest.raises(Refused, match="日志可以照常延续"):
        office.run("security", "epoch", *REASON)
    with office.reading() as session:
        assert read_head(session).log == 1
    assert not (office.signer / "2").exists()


def test_a_signer_that_cannot_be_asked_is_no_reason_to_end_a_log(office: Office) -> None:
    office.restore()
    office.set(PANEL_SIGNER_SOCKET=str(office.home / "nobody"))
    with pytest.raises(Unavailable):
        office.run("security", "epoch", *REASON)
    with office.reading() as session:
        assert read_head(session).log == 1


@pytest.mark.parametrize("actor", ["auditor", "clerk"])
def test_only_the_security_administrator_begins_an_epoch(office: Office, actor: str) -> None:
    office.restore()
    with pytest.raises(NotAllowed):
        office.run(actor, "epoch", *REASON)


def test_of_two_who_begin_at_once_one_is_told(office: Office) -> None:
    office.restore()
    with SignerProcess(office.signer, ORIGIN) as signer, office.opened() as database:
        ended = find_ended(database, signer, SetClock(START))
    office.run("security", "epoch", *REASON)
    with pytest.raises(Refused, match="现行的是第2期日志"), office.acting("security") as act:
        begin_epoch(act, ended, 3, "演示")


def test_a_restored_second_log_is_followed_by_a_third(begun: Office) -> None:
    begun.backup()
    begun.grow(20, 22)
    begun.run("auditor", "checkpoint")
    begun.restore()
    with pytest.raises(SignerRefused, match="比已签发的检查点短"):
        begun.run("auditor", "checkpoint")
    begun.run("security", "epoch", *REASON)
    with begun.reading() as session:
        assert [(head.log, head.size) for head in heads(session)] == [(1, 5), (2, 1), (3, 1)]
        assert (payload_of(session, entry(session, 0)) or {})["old_origin"] == SECOND
    assert begun.run("auditor", "fsck")[0] == 0


def test_a_database_from_before_the_epoch_is_noticed_and_no_number_is_used_twice(begun: Office) -> None:
    begun.restore()  # the backup of log 1, which was ended since
    with pytest.raises(SignerRefused, match="后一期已签发过检查点"):
        begun.run("auditor", "checkpoint")
    assert begun.run("auditor", "fsck")[0] == 1
    begun.run("security", "epoch", *REASON)
    with begun.reading() as session:
        assert [head.log for head in heads(session)] == [1, 3]
        key = verifier_key(session, "sample.example/log/3")
    assert key is not None
    assert begun.run("auditor", "fsck")[0] == 0


def test_an_old_log_s_checkpoint_is_compared_with_the_old_log(begun: Office, tmp_path: Path) -> None:
    path = tmp_path / "old.txt"
    path.write_text((begun.signer / "checkpoint").read_text())
    with pytest.raises(NotProven, match="曾签发到9条，现在只有5条"):
        begun.run("auditor", "compare", path)
    begun.receipt(3)
    assert "仍以当时签发的5条开头" in begun.output("auditor", "compare", begun.home / "1-3.tlog-proof")


def test_the_setting_names_the_first_log_for_ever(begun: Office) -> None:
    for other in ("other.example/log/1", SECOND):
        begun.set(PANEL_LOG_ORIGIN=other)
        with pytest.raises(SignerRefused, match="请检查 PANEL_LOG_ORIGIN"):
            begun.run("auditor", "checkpoint")


DELETED = {
    "an entry of the old log": delete(LogEntry).where(LogEntry.seq == 3),
    "its end": delete(LogEpoch),
    "the first entry of the new log": delete(LogEntry).where(LogEntry.seq == 1 << 54),
}
CHANGED = {
    "the old log's size": update(LogEpoch).values(size=4),
    "the old log's root": update(LogEpoch).values(root=bytes(32)),
    "its checkpoint": update(LogCheckpoint).where(LogCheckpoint.origin == ORIGIN).values(root=bytes(32)),
    "the number of its key": update(LogKey).where(LogKey.log == 1).values(log=7),
    "the key itself": update(LogKey).where(LogKey.log == 1).values(vkey=str(VerifierKey(ORIGIN, bytes(32)))),
    "the present number": update(LogHead).values(log=3),
    "the present size": update(LogHead).values(size=0, root=EMPTY_ROOT),
    "an ended log that never was": insert(LogEpoch).values(log=9, size=0, root=EMPTY_ROOT, ended_at=START),
}


@pytest.mark.parametrize("what", [*DELETED, *CHANGED])
def test_every_change_to_either_log_is_found(begun: Office, what: str) -> None:
    with begun.reading() as session:
        assert faults(session) == []
    with begun.unguarded() as session:
        session.execute({**DELETED, **CHANGED}[what])
        assert faults(session) != []


def test_a_log_that_begins_with_something_else_is_found(office: Office) -> None:
    with office.unguarded() as session:
        end = {"log": 1, "size": 9, "root": read_head(session).root, "ended_at": START}
        session.execute(insert(LogEpoch).values(end))
        session.execute(update(LogHead).values(log=2, size=0, root=EMPTY_ROOT))
        enter(session, a_record(70))
        assert faults(session) == ["第2期日志的第0条没有如实写明前一期及其检查点。"]


@pytest.mark.parametrize("change", [{"old_origin": SECOND}, {"last_checkpoint": "nonsense"}])
def test_a_log_that_names_another_one_or_a_forged_checkpoint_is_found(
    office: Office, change: dict[str, str]
) -> None:
    note = (office.signer / "checkpoint").read_text()
    with office.unguarded() as session:
        end = {"log": 1, "size": 9, "root": read_head(session).root, "ended_at": START}
        session.execute(insert(LogEpoch).values(end))
        session.execute(update(LogHead).values(log=2, size=0, root=EMPTY_ROOT))
        told = {"old_origin": ORIGIN, "last_checkpoint": note, "reason": "演示", **change}
        enter(session, a_record(70, type="epoch.started", payload=told))
        assert faults(session) == ["第2期日志的第0条没有如实写明前一期及其检查点。"]
