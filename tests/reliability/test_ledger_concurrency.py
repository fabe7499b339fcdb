"""Several processes append and sign at once, and some are killed: nothing is lost, nothing is doubled."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from sqlalchemy import select

from kernel.act import Act
from kernel.attachments import Attachments
from kernel.clock import SetClock
from kernel.database import Database
from kernel.entropy import RepeatableEntropy
from kernel.errors import Unavailable
from kernel.roles import Actor, Role
from kernel.vault import Vault
from ledger.epochs import EndedLog, begin_epoch
from ledger.errors import SignerRefused
from ledger.jobs import cover, sign_head
from ledger.models import LogEntry
from ledger.queries import entry, heads, read_head
from ledger.signer_channel import Child
from ledger.signer_process import SignerProcess
from ledger_sample import ORIGIN, START, a_record, enter, holds

SOAK = bool(os.environ.get("SOAK"))
EACH = 400 if SOAK else 40
KILLS = 200 if SOAK else 12

WRITER = """
import sys
from kernel.database import Database
from ledger_sample import a_record, enter

name, url, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
database = Database(url)
for number in range(count):
    with database.transaction() as session:
        enter(session, a_record(number, idem=f"{name}/{number}"), a_record(number, idem=f"shared/{number}"))
    print(number, flush=True)
"""


def start(name: str, url: str, count: int) -> subprocess.Popen[str]:
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    command = [sys.executable, "-c", WRITER, name, url, str(count)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=env)


def acts(database: Database) -> list[str]:
    with database.reading() as session:
        return list(session.scalars(select(LogEntry.idem).order_by(LogEntry.seq)))


def test_processes_that_append_at_once_lose_nothing_and_leave_no_gap(database: Database) -> None:
    names = ["a", "b", "c"]
    writers = [start(name, database.url, EACH) for name in names]
    for writer in writers:
        writer.communicate(timeout=240)
        assert writer.returncode == 0
    entered = acts(database)
    own = [f"{name}/{number}" for name in names for number in range(EACH)]
    assert sorted(entered) == sorted(own + [f"shared/{number}" for number in range(EACH)])
    with database.reading() as session:
        assert holds(session).head.size == len(entered)


def test_what_a_killed_process_was_told_is_entered_is_entered_and_nothing_by_halves(
    database: Database,
) -> None:
    chance = random.Random(7)
    told: set[str] = set()
    for round_ in range(KILLS // 4):
        writer = start(f"round{round_}", database.url, 10_000)
        assert writer.stdout is not None
        told.add(f"round{round_}/{int(writer.stdout.readline())}")  # it is at work
        time.sleep(chance.random() * 0.2)
        os.kill(writer.pid, signal.SIGKILL)
        rest, _ = writer.communicate()
        told |= {f"round{round_}/{line}" for line in rest.split("\n")[:-1]}
        entered = set(acts(database))
        assert told <= entered
        assert {f"shared/{act.split('/')[1]}" for act in entered if act.startswith("round")} <= entered
        with database.transaction() as session:
            head = enter(session, a_record(0, idem=f"after/{round_}"))[0].n + 1
            assert holds(session).head.size == head


def test_a_signer_killed_at_any_moment_neither_forks_nor_stops(database: Database, tmp_path: Path) -> None:
    chance = random.Random(11)
    clock = SetClock(START)
    with SignerProcess(tmp_path / "signer", ORIGIN) as signer:
        for kill in range(KILLS):
            with database.transaction() as session:
                made = enter(session, a_record(kill))[0]
            signer.make_key()
            assert isinstance(signer.channel, Child)
            victim = signer.channel._process
            assert victim is not None
            assassin = _kill_after(victim.pid, chance.random() * 0.004)
            try:
                sign_head(database, signer, clock)
            except Unavailable:
                cover(database, signer, clock, made)
            assassin.wait()
            victim.wait()  # a signal takes its time to arrive
        signed = sign_head(database, signer, clock)
    with database.reading() as session:
        assert signed.size == read_head(session).size == KILLS
        assert holds(session).checkpoints >= 1


def _kill_after(pid: int, seconds: float) -> subprocess.Popen[bytes]:
    """Kill a process a moment from now; by a process of its own, so that it can strike mid-request."""
    return subprocess.Popen(["sh", "-c", f"sleep {seconds:.4f}; kill -9 {pid}"])


def test_two_signers_over_one_folder_take_turns(database: Database, tmp_path: Path) -> None:
    clock = SetClock(START)
    with SignerProcess(tmp_path / "s", ORIGIN) as one, SignerProcess(tmp_path / "s", ORIGIN) as two:
        for number in range(20):
            with database.transaction() as session:
                enter(session, a_record(number))
            assert sign_head(database, (one, two)[number % 2], clock).size == number + 1
        assert one.key() == two.key()
    with database.reading() as session:
        assert holds(session).checkpoints == 20


def test_whoever_enters_while_an_epoch_begins_loses_nothing(database: Database, tmp_path: Path) -> None:
    ended = EndedLog(ORIGIN, None, SignerRefused("ledger.signer_shrank"))
    writers = [start(name, database.url, EACH) for name in "ab"]
    for writer in writers:
        assert writer.stdout is not None
        writer.stdout.readline()  # it is at work
    with database.transaction() as session:
        actor = Actor("sample-security", "security", frozenset({Role.SECURITY_ADMIN}))
        vault, files = Vault(tmp_path), Attachments(tmp_path)
        act = Act(session, SetClock(START), RepeatableEntropy(b""), actor, vault, files)
        begin_epoch(act, ended, 2, "sample")
    for writer in writers:
        writer.communicate(timeout=240)
        assert writer.returncode == 0
    with database.reading() as session:
        first = entry(session, 0)
        assert (first.log, first.type) == (2, "epoch.started")
        assert all(head.size for head in heads(session))
        assert sum(head.size for head in heads(session)) == 3 * EACH + 1
        holds(session)
