"""The disk is full in the middle of a filing: nothing is half done, and with more room it works."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import event, text

from kernel.errors import PanelError
from service.demo_data import write_roster
from thread import Refusal, Thread, speaking

pytest_plugins = ["thread_fixtures"]

AtStep = Callable[[str], Thread]

FULL = "磁盘空间不足，未作任何改动。请清理空间后再试。", 6
SIGNER = "签名程序的目录无法读写。", 1
SCRIPT = Path(__file__).parents[1] / "thread_full_disk.py"
OWN_MOUNTS = (
    ["unshare", "--mount"] if os.geteuid() == 0 else ["unshare", "--user", "--map-root-user", "--mount"]
)
SMALL_DISK = 'mount -t tmpfs -o size=8m tmpfs "$1" && cp -a "$2/." "$1" && shift 2 && exec "$@"'


def on_a_small_disk(folder: Path, content: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """Run a command that finds a copy of `content` in `folder`, on a disk of 8 MB that only it sees."""
    shell = [*OWN_MOUNTS, "sh", "-c", SMALL_DISK, "sh", str(folder), str(content), *command]
    return subprocess.run(shell, capture_output=True, text=True, check=False)


def test_a_full_disk_stops_a_filing_at_any_byte_and_changes_nothing(
    thread_at: AtStep, tmp_path: Path
) -> None:
    thread = thread_at("sealed")
    small, content = tmp_path / "small", tmp_path / "content"
    small.mkdir()
    if on_a_small_disk(small, thread.home, "true").returncode:
        pytest.skip("this machine lets nobody make a mount of one's own")
    shutil.copytree(thread.home, content)
    thread.desk.close()
    url = thread.url
    if url.startswith("sqlite"):
        shutil.copy(url.removeprefix("sqlite:///"), content / "panel.sqlite")
        url = f"sqlite:///{small / 'panel.sqlite'}"
    asked = {"url": url, "home": str(small), "at": thread.clock.now().isoformat(), "facts": thread.facts}

    done = on_a_small_disk(small, content, sys.executable, str(SCRIPT), json.dumps(asked))

    assert done.returncode == 0, done.stderr
    tries = [json.loads(line) for line in done.stdout.splitlines()]
    failed = [attempt for attempt in tries if attempt["exit_code"]]
    assert len(failed) >= 3
    assert [attempt["exit_code"] for attempt in tries].count(0) == 2
    assert not any(attempt["changed"] for attempt in failed), failed
    assert {(attempt["text"], attempt["exit_code"]) for attempt in failed} <= {FULL, SIGNER}
    assert [(attempt["text"], attempt["exit_code"]) for attempt in failed].count(FULL) >= 3


def test_a_database_that_cannot_grow_changes_nothing_wherever_it_stops(
    sqlite_thread_at: AtStep, tmp_path: Path
) -> None:
    """The import of the register, with a few pages more for each attempt."""
    thread = sqlite_thread_at("installed")
    room = Room(thread, tmp_path)
    before = thread.dump()
    failures = 0
    while (ended := room.take_in()) is not None:
        assert ended == Refusal(*FULL)
        assert thread.dump() == before
        failures += 1
        room.pages += 3

    assert failures >= 10
    assert len(thread.dump()["expert"]) == 60
    thread.run("auditor", "ledger", "fsck")


def test_the_sentence_of_a_full_disk_is_there_in_english(sqlite_thread_at: AtStep, tmp_path: Path) -> None:
    with speaking("en"):
        ended = Room(sqlite_thread_at("installed"), tmp_path).take_in()

    assert ended == Refusal("The disk is full; nothing was changed. Make room and try again.", 6)


class Room:
    """A database that may not grow beyond some pages; at first, not at all."""

    def __init__(self, thread: Thread, folder: Path) -> None:
        self._thread, self._roster = thread, write_roster(folder)
        with thread.desk.database.reading() as session:
            self.pages = int(session.execute(text("PRAGMA page_count")).scalar_one())
        event.listen(thread.desk.database.engine, "connect", self._limit)

    def _limit(self, connection: sqlite3.Connection, _record: object) -> None:
        connection.execute(f"PRAGMA max_page_count = {self.pages}")

    def take_in(self) -> Refusal | None:
        """Try to import the roster; how it ended if it could not."""
        self._thread.desk.close()
        try:
            self._thread.run("registrar", "experts", "import", "--confirm", self._roster)
        except PanelError as error:
            return Refusal(str(error), error.exit_code)
        return None
