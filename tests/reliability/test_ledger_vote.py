"""The signer is killed while people vote: every ballot is stored, receipts are pending and verify later."""

import dataclasses
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ledger.entry_file import check_entry_file
from ledger.queries import entries_of, verifier_key
from thread import ORIGIN, Thread
from thread_steps import sitting

pytest_plugins = ["thread_fixtures"]

AtStep = Callable[[str], Thread]


@contextmanager
def serving(thread: Thread) -> Iterator[subprocess.Popen[bytes]]:
    """The thread's signer as a process of its own."""
    path = thread.home / "signer.socket"
    path.unlink(missing_ok=True)
    words = ["--home", str(thread.desk.config.signer), "--socket", str(path)]
    server = subprocess.Popen([sys.executable, "-m", "ledger.signer", *words])
    with socket.socket(socket.AF_UNIX) as probe:
        while probe.connect_ex(str(path)) != 0:
            time.sleep(0.01)
    yield server
    server.kill()
    server.wait()


@pytest.fixture
def thread(sqlite_thread_at: AtStep) -> Thread:
    """Two votes are open, and the signer is to be asked at a socket."""
    thread = sqlite_thread_at("voting")
    config = dataclasses.replace(thread.desk.config, signer_socket=thread.home / "signer.socket")
    thread.desk.config = config
    return thread


def cast(thread: Thread, voter: str, choice: str = "agree") -> str:
    """What the voter is told; an account, or an expert's code."""
    receipt = ("--receipt", thread.home / f"{voter}.tlog-proof")
    code = ("--code", voter) if "-" in voter else ()
    actor = "" if code else voter
    return thread.output(actor, "votes", "cast", thread["vote2"], "--choice", choice, *code, *receipt)


def proven(thread: Thread, receipt: Path) -> int:
    """The number of the entry that a receipt proves."""
    with thread.desk.database.reading() as session:
        key = str(verifier_key(session, ORIGIN))
    checked = check_entry_file(receipt.with_suffix(".json").read_bytes(), receipt.read_text(), key)
    assert checked.entry.type == "ballot.committed"
    return checked.entry.n


def ballots(thread: Thread) -> list[int]:
    with thread.desk.database.reading() as session:
        entries = entries_of(session, thread["vote2"])
        return [entry.n for entry in entries if entry.type == "ballot.committed"]


def test_a_signer_killed_during_a_vote_loses_no_ballot_and_no_receipt(thread: Thread) -> None:
    code = next(iter(sitting(thread).values()))
    with serving(thread) as server:
        assert "待签" not in cast(thread, "rep1")
        assert proven(thread, thread.home / "rep1.tlog-proof") == ballots(thread)[0]
        os.kill(server.pid, signal.SIGKILL)
        server.wait()

        for voter in ("rep2", code):
            said = cast(thread, voter)
            assert "已投票，回执号" in said
            assert "票已存好，回执待签：签名程序没有应答。" in said
            assert not (thread.home / f"{voter}.tlog-proof").exists()
        assert len(ballots(thread)) == 3
        thread.refused(
            "rep2",
            *("votes", "receipt", thread["vote2"], "--to", thread.home / "later.tlog-proof"),
            zh="签名程序没有应答",
            en="The signer does not answer",
            exit_code=6,
        )

    with serving(thread):
        for actor, voter in (("rep2", ()), ("", ("--code", code))):
            to = thread.home / f"later{len(voter)}.tlog-proof"
            told = thread.output(actor, "votes", "receipt", thread["vote2"], *voter, "--to", to)
            assert f"第{proven(thread, to)}条" in told
        taken = [proven(thread, thread.home / f"later{number}.tlog-proof") for number in (0, 2)]
        assert [proven(thread, thread.home / "rep1.tlog-proof"), *taken] == ballots(thread)
        thread.at("12-02T10:00")
        thread.run("chair", "votes", "close", thread["vote2"])
        assert thread.run("chair", "votes", "recount", thread["vote2"]) == 0


def test_the_receipt_is_of_the_last_ballot_and_of_one_s_own(thread: Thread) -> None:
    with serving(thread):
        for choice in ("agree", "disagree"):
            said = thread.output("rep1", "votes", "cast", thread["vote2"], "--choice", choice)
        to = thread.home / "last.tlog-proof"
        thread.run("rep1", "votes", "receipt", thread["vote2"], "--to", to)
        assert f"（日志第{proven(thread, to)}条）" in said
        thread.refused(
            "rep2",
            *("votes", "receipt", thread["vote2"], "--to", thread.home / "none.tlog-proof"),
            zh="“rep2”在这次表决中没有投过票。",
            en="“rep2” has cast no ballot in this vote.",
            exit_code=5,
        )


def test_a_vote_in_a_restored_database_is_stored_and_its_receipt_withheld(thread: Thread) -> None:
    """The signer remembers a longer log: voting goes on, and everybody is told why nothing is signed."""
    with serving(thread):
        before = thread.home / "before.sqlite"
        thread.desk.close()
        database = Path(thread.url.removeprefix("sqlite:///"))
        before.write_bytes(database.read_bytes())
        for voter in ("rep1", "rep2"):
            cast(thread, voter)
        thread.desk.close()
        del thread.desk.database
        database.write_bytes(before.read_bytes())
        said = cast(thread, "rep3")
    assert "票已存好，回执待签：日志比已签发的检查点短：数据库被回退" in said
    assert len(ballots(thread)) == 1
