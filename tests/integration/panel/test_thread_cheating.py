"""draw-protocol §10 on a whole record: attempts that only the ledger in it shows, each test named after its own.

What the service refuses is tested where it refuses it (test_thread_ceremony, test_thread_devices,
test_thread_freeze, test_thread_beacons); what the whole log shows, in tests/unit/panel/test_monitor.py; what needs
no ledger, in tests/unit/draw/test_draw_cheating.py; different logs for different people, in test_ledger_restored.py.
"""

import io
import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from panel.draw.draw import outcome
from panel.draw.leximin import leximin_chances
from panel.draw.plan import plan_digest
from panel.draw.pool import read_pool
from panel.draw.seats import Group
from thread import Plays, Thread

pytest_plugins = ["thread_fixtures"]

LEDGER_STEP = "Plan, reveals, result and replacements were entered in this order."


@pytest.fixture(scope="module")
def thread(sqlite_plays: Plays) -> Iterator[Thread]:
    """Read only: one copy serves all tests."""
    with sqlite_plays.lent("accepted") as thread:
        thread.run("auditor", "draw", "export", thread["draw"], "--to", thread.home / "transcript")
        yield thread


@pytest.fixture
def record(thread: Thread, tmp_path: Path) -> Path:
    """A copy of the public record, to be tampered with."""
    return Path(shutil.copytree(thread.home / "transcript", tmp_path / "record"))


def read(record: Path, name: str) -> Any:
    return json.loads((record / name).read_bytes())


def write(record: Path, name: str, value: object) -> None:
    (record / name).write_text(json.dumps(value), encoding="utf-8")


def failing(thread: Thread, record: Path) -> list[str]:
    steps = thread.read("", "verify", record)["steps"]
    return [step["en"] for step in steps if step["outcome"] == "fail"]


def test_pick_the_pool_after_the_randomness(thread: Thread, record: Path) -> None:
    """One of the drawn excluded afterwards, everything else made to fit: only the ledger knows the old plan."""
    plan, reveals = read(record, "plan.json"), read(record, "reveals.json")
    unwanted = read(record, "result.json")["panel"][0]["tag"]
    lines = (record / "pool.txt").read_text("ascii").splitlines(keepends=True)
    chosen = [line.replace(" -", " X") if line.startswith(unwanted) else line for line in lines]
    (record / "pool.txt").write_text("".join(chosen), "ascii")
    pool = read_pool(io.BytesIO("".join(chosen).encode()))
    excluded = plan["pool"]["excluded"]
    excluded["R01"] = excluded.get("R01", 0) + 1
    plan["pool"].update(digest=pool.digest, types=pool.types(), eligible=sum(pool.types().values()))
    groups = [Group.read(group) for group in plan["seats"]]
    plan["chances"] = {type_: list(of) for type_, of in leximin_chances(groups, pool.types()).items()}
    write(record, "plan.json", plan)
    write(record, "result.json", outcome(plan, pool, reveals).result)
    for name in ("events.json", "openings.json"):
        write(record, name, [])

    assert unwanted not in [seat["tag"] for seat in read(record, "result.json")["panel"]]
    assert read(record, "result.json")["plan_digest"] == plan_digest(plan)
    assert failing(thread, record) == [LEDGER_STEP]


def backdate_the_plan(record: Path) -> None:
    plan = read(record, "plan.json")
    plan["frozen_at"] = "2026-01-01T00:00:00Z"
    write(record, "plan.json", plan)
    result = read(record, "result.json")
    write(record, "result.json", {**result, "plan_digest": plan_digest(plan)})


def backdate_a_departure(record: Path) -> None:
    events = read(record, "events.json")
    events[0]["at"] = read(record, "plan.json")["frozen_at"]
    write(record, "events.json", events)


@pytest.mark.parametrize("backdate", [backdate_the_plan, backdate_a_departure])
def test_backdate(thread: Thread, record: Path, backdate: Callable[[Path], None]) -> None:
    backdate(record)

    assert LEDGER_STEP in failing(thread, record)


def test_invent_a_timeout(thread: Thread, record: Path) -> None:
    """A decline told as a timeout, with evidence to match."""
    events = read(record, "events.json")
    events[0].update(kind="timeout", evidence="0" * 64)
    write(record, "events.json", events)

    assert failing(thread, record) == [LEDGER_STEP]


def test_keep_a_departure_secret(thread: Thread, record: Path) -> None:
    """The last departure left out: another right transcript by itself, and one entry too many in the ledger."""
    write(record, "events.json", read(record, "events.json")[:-1])

    assert failing(thread, record) == [LEDGER_STEP]


def test_reorder_departures(thread: Thread, record: Path) -> None:
    events = read(record, "events.json")
    events[0]["at"], events[1]["at"] = events[1]["at"], events[0]["at"]
    write(record, "events.json", events[1::-1] + events[2:])

    assert LEDGER_STEP in failing(thread, record)
