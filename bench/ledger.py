"""The line ledger: append in the business transaction, proof, full check of 10^5 entries; beside pymerkle.

Every write is durable: SQLite with synchronous=FULL, PostgreSQL with fsync and synchronous_commit.
"""

import json
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any

from pymerkle import SqliteTree  # type: ignore[import-untyped]  # it has no stubs; a yardstick, never shipped
from sqlalchemy import select

from bench.ground import of_tests, postgresql
from kernel.clock import SystemClock
from kernel.database import Base, Database
from kernel.entropy import SystemEntropy
from kernel.roles import By
from ledger.append import Record, append_many
from ledger.entry import Visibility
from ledger.fsck import check_logs
from ledger.models import ENTRY, NODE, PAYLOAD
from ledger.nodes import with_nodes
from ledger.queries import read_head
from ledger.tree import inclusion_proof

SIZE = 10**5
ONE_BY_ONE = 300
PROOFS = 500
RUNS = 3
GOALS = {"SQLite": 500, "PostgreSQL": 250}
BY = By("registrar", "sample-registrar-account-id")

Times = dict[str, float]


def lines() -> list[dict[str, Any]]:
    """Seconds per act on both databases, beside pymerkle's SQLite tree and a bare read of the same rows."""
    with tempfile.TemporaryDirectory() as folder:
        peer = _peer(Path(folder) / "pymerkle.sqlite")
        sqlite = _ours(f"sqlite:///{folder}/panel.sqlite")
    with _postgresql() as url:
        postgresql = _ours(url)
    rows = []
    for name, ours in (("SQLite", sqlite), ("PostgreSQL", postgresql)):
        bare, per_second = {"check": ours["read"]}, GOALS[name]
        rows += [
            _row(
                f"append, one per transaction, {name}",
                "append",
                ours,
                peer,
                1 / per_second,
                f"{per_second}/s",
            ),
            _row(f"proof among {SIZE:,} entries, {name}", "proof", ours, peer, 0.001, "1 ms"),
            _row(f"full check of {SIZE:,} entries, {name}", "check", ours, bare, 1.0, "1 s"),
            _row(f"append of {SIZE:,} entries at once, {name}", "bulk", ours, {}, None, "shown only"),
        ]
    return rows


def _row(work: str, act: str, ours: Times, other: Times, bar: float | None, goal: str) -> dict[str, Any]:
    beside_s = other.get(act)
    return {
        "line": "ledger",
        "work": work,
        "ours_s": ours[act],
        "beside": "SELECT of the same rows" if act == "check" else "pymerkle on SQLite",
        "beside_s": beside_s,
        "ratio": beside_s / ours[act] if beside_s else None,
        "goal": goal,
        "met": ours[act] <= bar if bar else None,
    }


def _ours(url: str) -> Times:
    database = Database(url, create=True)
    Base.metadata.create_all(database.engine)
    bulk = _seconds(lambda: _enter(database, range(SIZE)))
    numbers = iter(range(SIZE, 10 * SIZE))
    chance = Random(1)
    times = {
        "bulk": bulk,
        "append": _best(lambda: _enter(database, [next(numbers)]), ONE_BY_ONE),
        "proof": _best(lambda: _prove(database, chance.randrange(SIZE)), PROOFS),
        "check": _best(lambda: _check(database), 1),
        "read": _best(lambda: _read(database), 1),
    }
    database.close()
    return times


def _enter(database: Database, numbers: Any) -> None:
    with database.transaction() as session:
        records = (_record(number) for number in numbers)
        append_many(session, records, clock=SystemClock(), entropy=SystemEntropy())


def _record(number: int) -> Record:
    """As long as the entry of a changed expert record."""
    payload = {"expert": f"sample{number:020}", "leaf": f"{number:064x}"}
    subject = f"sample{number:020}"
    return Record("expert.changed", subject, BY, payload, Visibility.CLOSED, f"expert/{subject}/1")


def _prove(database: Database, n: int) -> None:
    with database.reading() as session:
        size = read_head(session).size
        with_nodes(session, 1, lambda node: inclusion_proof(n, size, node))


def _check(database: Database) -> None:
    with database.reading() as session:
        check_logs(session)


def _read(database: Database) -> None:
    """What the check has to read at least."""
    with database.reading() as session:
        for table in (ENTRY, PAYLOAD, NODE):
            session.execute(select(*table.c)).all()


def _peer(path: Path) -> Times:
    """pymerkle, which keeps leaves only: the same bytes, hashed by itself."""
    tree = SqliteTree(str(path))
    bodies = (
        json.dumps({"n": number, "ph": "0" * 64, "s": "sample" * 8}).encode() for number in range(10 * SIZE)
    )
    tree.append_entries([next(bodies) for _ in range(SIZE)])
    chance = Random(1)
    times = {
        "append": _best(lambda: tree.append_entry(next(bodies)), ONE_BY_ONE),
        "proof": _best(lambda: tree.prove_inclusion(chance.randrange(SIZE) + 1), PROOFS),
    }
    tree.close()
    return times


@contextmanager
def _postgresql() -> Iterator[str]:
    postgres = of_tests("postgres")
    with postgresql() as socket:
        postgres.administer(socket, "CREATE DATABASE bench")
        yield postgres.url(socket, "bench")


def _best(act: Callable[[], object], count: int) -> float:
    """Seconds for one act, in the best of a few runs of `count` acts."""

    def run() -> None:
        for _ in range(count):
            act()

    return min(_seconds(run) for _ in range(RUNS)) / count


def _seconds(act: Callable[[], object]) -> float:
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun
