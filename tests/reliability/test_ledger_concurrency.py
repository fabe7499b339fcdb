"""Several processes append and sign at once, and some are killed: nothing is lost, nothing is doubled."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from sqlalchemy import select

from kernel.clock import SetClock
from kernel.database import Database
from kernel.errors import Unavailable
from ledger.jobs import cover, sign_head
from ledger.models import LogEntry
from ledger.queries import read_head
from ledger.signer_process import SignerProcess
from ledger.verify import verify_log
from ledger_sample import ORIGIN, START, a_record, enter

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
        assert verify_log(session).head.size == len(entered)


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
            assert verify_log(session).head.size == head


def test_a_signer_killed_at_any_moment_neither_forks_nor_stops(database: Database, tmp_path: Path) -> None:
    chance = random.Random(11)
    clock = SetClock(START)
    with SignerProcess(tmp_path / "signer", ORIGIN) as signer:
        for kill in range(KILLS):
            with database.transaction() as session:
                n = enter(session, a_record(kill))[0].n
            signer.make_key()
            victim = signer._process
            assert victim is not None
            assassin = _kill_after(victim.pid, chance.random() * 0.004)
            try:
                sign_head(database, signer, clock)
            except Unavailable:
                cover(database, signer, clock, n)
            assassin.wait()
            victim.wait()  # a signal takes its time to arrive
        signed = sign_head(database, signer, clock)
    with database.reading() as session:
        assert signed.size == read_head(session).size == KILLS
        assert verify_log(session).checkpoints >= 1


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
        assert verify_log(session).checkpoints == 20
