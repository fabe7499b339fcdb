"""The line freeze: a register of 10^5 experts becomes a pool, beside the bare SELECT of the same rows."""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy.orm import Session

EXPERTS = 10**5
EMPLOYERS = 2000
RUNS = 3
MOST_TIMES = 3
SEATS = ("L01", "I05", "C01")
MEETS_ON = date(2026, 12, 2)
Figures = dict[str, float]


def lines() -> list[dict[str, Any]]:
    """Recusals, pool.txt, types, chances and the register's digest; and with every candidate kept in the database."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _fill(folder, EXPERTS)
        select = _best("select", folder)
        rows = [
            _row("pool", _best("pool", folder), select, MOST_TIMES),
            _row("stored", _best("stored", folder), select, None),
        ]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _fill(folder, EXPERTS // 10)
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


def _fill(folder: Path, count: int) -> None:
    """A register of invented people in a SQLite database."""
    from contextlib import closing

    from experts.register import enter
    from kernel.entropy import SystemEntropy
    from service.models import Base

    with closing(_database(folder, create=True)) as database:
        _vault(folder).prepare(SystemEntropy())
        Base.metadata.create_all(database.engine)
        with database.transaction() as session:
            enter(_act(session, folder), [*_people(count)])


def _people(count: int) -> Iterator[Any]:
    from experts.record import Employment, ExpertRecord, Term

    random = Random(count)
    now, over = Term(date(2026, 1, 1), date(2028, 12, 31)), Term(date(2022, 1, 1), date(2025, 12, 31))
    works = [
        Employment(f"演示用单位{number}", f"9{number:017}", date(2018, 3, 1)) for number in range(EMPLOYERS)
    ]
    for number in range(count):
        yield ExpertRecord(
            name=f"演示{number:06}",
            document=f"{number:018}",
            mobile=f"120{number:08}",
            email=f"expert{number:06}@example.com",
            title="教授",
            region="绵州市",
            fields=(random.choice(SEATS),),
            attributes={"region": random.choice(("CITY", "PROVINCE"))},
            terms=(over if random.random() < 0.05 else now,),
            employments=(random.choice(works),),
        )


# in the process of its own


def _database(folder: Path, *, create: bool = False) -> Any:
    import service.models  # noqa: F401  every table, so that foreign keys find theirs
    from kernel.database import Database

    return Database(f"sqlite:///{folder}/panel.sqlite", create=create)


def _vault(folder: Path) -> Any:
    from kernel.vault import Vault

    return Vault(folder / "keys")


def _act(session: Session, folder: Path) -> Any:
    from kernel.act import Act
    from kernel.attachments import Attachments
    from kernel.clock import SetClock
    from kernel.entropy import SystemEntropy
    from kernel.roles import Actor, Role

    actor = Actor("a" * 26, "演示", frozenset({Role.REGISTRAR, Role.CONVENER}))
    clock = SetClock(datetime(2026, 11, 20, 1, 0, tzinfo=UTC))
    return Act(session, clock, SystemEntropy(), actor, _vault(folder), Attachments(folder))


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

    act = _act(session, folder)

    def run() -> object:
        by, reveal_by = By("convener", act.actor.public_id), act.clock.now() + timedelta(days=1)
        return freeze_pool(
            act, by, Request("meeting", ("case",), _bars(session), _groups(), None, reveal_by, 4)
        )

    return run


def _measure(work: str, folder: Path) -> Figures:
    prepare = {"select": _select, "pool": _pool, "stored": _stored}[work]
    with _database(folder).transaction() as session:
        run = prepare(session, folder)
        begun = time.perf_counter()
        run()
        seconds = time.perf_counter() - begun
        session.rollback()
    status = Path("/proc/self/status").read_text("ascii").splitlines()
    peak = next(line for line in status if line.startswith("VmHWM"))
    return {"seconds": seconds, "memory_mb": int(peak.split()[1]) / 1024}


if __name__ == "__main__":
    print(json.dumps(_measure(sys.argv[1], Path(sys.argv[2]))))
