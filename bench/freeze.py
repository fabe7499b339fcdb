"""The line freeze: a register of 10^5 experts becomes a pool, beside the bare SELECT of the same rows.

Seconds are processor seconds: SQLite works in the same process, and a busy machine changes little.
"""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from bench.register import SEATS, act_of, fill, open_database

EXPERTS = 10**5
RUNS = 3
MOST_TIMES = 3
MEETS_ON = date(2026, 12, 2)
Figures = dict[str, float]


def lines() -> list[dict[str, Any]]:
    """Recusals, pool.txt, types, chances and the register's digest; and with every candidate kept in the database."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        fill(folder, EXPERTS)
        select = _best("select", folder)
        rows = [
            _row("pool", _best("pool", folder), select, MOST_TIMES),
            _row("stored", _best("stored", folder), select, None),
        ]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        fill(folder, EXPERTS // 10)
        rows.append(_flat(rows[0], _best("pool", folder)))
    return rows


def _row(work: str, ours: Figures, select: Figures, most: int | None) -> dict[str, Any]:
    what = {"pool": "to pool, chances, digest", "stored": "the same and every candidate stored"}
    return {
        "line": "freeze",
        "work": f"{EXPERTS:,} experts {what[work]}",
        "ours_s": ours["seconds"],
        "beside": "SELECT of the same rows",
        "beside_s": select["seconds"],
        "ratio": select["seconds"] / ours["seconds"],
        "goal": f"at most {most} times the SELECT" if most else "shown only",
        "met": ours["seconds"] <= most * select["seconds"] if most else None,
        "memory_mb": ours["memory_mb"],
    }


def _flat(large: dict[str, Any], small: Figures) -> dict[str, Any]:
    """What 90,000 more experts cost in memory, each."""
    each = (large["memory_mb"] - small["memory_mb"]) * 2**20 / (EXPERTS * 9 // 10)
    return {
        "line": "freeze",
        "work": f"{EXPERTS // 10:,} experts; each further one takes {each:.0f} bytes",
        "ours_s": small["seconds"],
        "beside": f"one of {EXPERTS:,}",
        "beside_s": large["ours_s"] / 10,
        "ratio": large["ours_s"] / 10 / small["seconds"],
        "goal": "at most 1.5 KB each",
        "met": each <= 1536,
        "memory_mb": small["memory_mb"],
    }


def _best(work: str, folder: Path) -> Figures:
    """The best of a few runs, each in a process of its own."""
    command = [sys.executable, "-m", "bench.freeze", work, str(folder)]
    runs = [json.loads(subprocess.run(command, capture_output=True, check=True).stdout) for _ in range(RUNS)]
    return min(runs, key=lambda run: float(run["seconds"]))


# in the process of its own


def _bars(session: Session) -> Any:
    from experts.eligibility import Occasion
    from experts.parties import Part, Parties, Party
    from experts.standings import annals
    from panel.assess import Bars

    parties = Parties(Party(part, f"演示用单位{at}", f"9{at:017}") for at, part in enumerate(Part))
    begins = datetime(MEETS_ON.year, MEETS_ON.month, MEETS_ON.day, 1, 0, tzinfo=UTC)
    known = annals(session, parties, MEETS_ON, sittings={}, challenges={}, determined={})
    return Bars(parties, Occasion(MEETS_ON, begins, begins + timedelta(hours=2)), known)


def _groups() -> Any:
    from panel.draw.seats import Group

    return tuple(Group(f"S{number}", 2, frozenset({field})) for number, field in enumerate(SEATS, 1))


def _select(session: Session, _folder: Path) -> Callable[[], object]:
    """The rows that a pool is made of, into lists, and nothing more."""
    from sqlalchemy import select

    from experts import children
    from experts.models import Expert, ExpertLeaf

    person = (Expert.id, Expert.public_id, Expert.state)
    leaf = (ExpertLeaf.version, ExpertLeaf.leaf, ExpertLeaf.opening)
    people = select(*person, *leaf).join(ExpertLeaf, ExpertLeaf.expert_id == Expert.id)
    statements = (
        people.where(ExpertLeaf.is_current.is_(True)).order_by(Expert.id),
        children.terms(),
        children.employments(),
    )
    return lambda: [session.execute(statement).all() for statement in statements]


def _pool(session: Session, _folder: Path) -> Callable[[], object]:
    from io import BytesIO

    from experts.queries import candidates, register_leaves
    from panel.assess import assess
    from panel.draw.leaf import register_digest
    from panel.draw.leximin import leximin_chances
    from panel.draw.pool import read_pool
    from panel.gather import gather

    groups = _groups()

    def run() -> object:
        gathered = gather(
            assess(candidates(session), groups, _bars(session)), b"an invented draw key of 32 bytes"
        )
        pool = read_pool(BytesIO(gathered.pool()))
        return leximin_chances(groups, pool.types()), pool.digest, register_digest(register_leaves(session))

    return run


def _stored(session: Session, folder: Path) -> Callable[[], object]:
    from kernel.roles import By
    from panel.freeze import Request, freeze_pool

    act = act_of(session, folder)

    def run() -> object:
        by, reveal_by = By("convener", act.actor.public_id), act.clock.now() + timedelta(days=1)
        return freeze_pool(
            act, by, Request("meeting", ("case",), _bars(session), _groups(), None, reveal_by, 4)
        )

    return run


def _measure(work: str, folder: Path) -> Figures:
    prepare = {"select": _select, "pool": _pool, "stored": _stored}[work]
    with open_database(folder).transaction() as session:
        run = prepare(session, folder)
        begun = time.process_time()
        run()
        seconds = time.process_time() - begun
        session.rollback()
    status = Path("/proc/self/status").read_text("ascii").splitlines()
    peak = next(line for line in status if line.startswith("VmHWM"))
    return {"seconds": seconds, "memory_mb": int(peak.split()[1]) / 1024}


if __name__ == "__main__":
    print(json.dumps(_measure(sys.argv[1], Path(sys.argv[2]))))
