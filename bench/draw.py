"""The line draw: 20 seats from a frozen pool, from the bytes on disk to who sits where.

Seconds are processor seconds: each work runs in one thread, and a busy machine changes little.
"""

import hashlib
import itertools
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from math import gcd
from pathlib import Path
from random import Random
from typing import Any

SIZES = (10**4, 10**5, 10**6)
RUNS = 3
SEATS = {"S1": 7, "S2": 6, "S3": 7}
TYPES = ["S1", "S2", "S3", "S1+S3"]
Figures = dict[str, float]


def lines() -> list[dict[str, Any]]:
    """Each size beside `consistent-sampler` on the same ids, and beside hashing alone."""
    rows, per_line = [], {}
    with tempfile.TemporaryDirectory() as folder:
        for size in SIZES:
            path = Path(folder) / f"pool-{size}.txt"
            path.write_bytes(invented_pool(size))
            ours, capped, peer, floor = (_best(work, path) for work in ("ours", "capped", "peer", "floor"))
            goal = 4 if size > 10**4 else None
            rows += [
                _row(size, "no cap", ours, "consistent-sampler", peer, goal),
                _row(size, "cap of one", capped, "consistent-sampler", peer, goal),
                _row(size, "no cap", ours, "bare sha256 loop", floor, None),
            ]
            per_line[size] = ours["seconds"] / size
    rows.append(_linear(per_line))
    return rows


def invented_pool(size: int) -> bytes:
    """A pool file of four types, two thousand employers, one in ten excluded."""
    random = Random(size)
    tags = sorted({random.randbytes(16).hex() for _ in range(size)})
    units = [random.randbytes(8).hex() for _ in range(2000)]
    return "".join(
        f"{tag} {random.choice(TYPES)} {random.choice(units)} {random.choice('---------X')}\n" for tag in tags
    ).encode()


def _row(size: int, cap: str, ours: Figures, beside: str, other: Figures, goal: int | None) -> dict[str, Any]:
    ratio = other["seconds"] / ours["seconds"]
    return {
        "line": "draw",
        "work": f"20 seats from {size:,} lines, {cap}",
        "ours_s": ours["seconds"],
        "beside": beside,
        "beside_s": other["seconds"],
        "ratio": ratio,
        "goal": f"at least {goal} times faster, 100 MB" if goal else "shown only",
        "met": ratio >= goal and ours["memory_mb"] <= 100 if goal else None,
        "memory_mb": ours["memory_mb"],
    }


def _linear(per_line: dict[int, float]) -> dict[str, Any]:
    smallest, largest = SIZES[0], SIZES[-1]
    ratio = per_line[smallest] / per_line[largest]
    return {
        "line": "draw",
        "work": f"one line of {largest:,}",
        "ours_s": per_line[largest],
        "beside": f"one line of {smallest:,}",
        "beside_s": per_line[smallest],
        "ratio": ratio,
        "goal": "linear: no dearer by half",
        "met": ratio >= 1 / 1.5,
    }


def _best(work: str, path: Path) -> Figures:
    """The best of a few runs, each in a process of its own."""
    command = [sys.executable, __file__, work, str(path)]
    runs = [json.loads(subprocess.run(command, capture_output=True, check=True).stdout) for _ in range(RUNS)]
    return min(runs, key=lambda run: float(run["seconds"]))


# in the process of its own


def _ours(path: Path, cap: int | None) -> Callable[[], object]:
    from panel.draw.draw import draw
    from panel.draw.pool import read_pool
    from panel.draw.seats import Group
    from panel.draw.seed import Seed
    from panel.draw.terms import Terms, UnitCap
    from panel.draw.tickets import Tickets

    groups = tuple(Group(id_, count, frozenset()) for id_, count in SEATS.items())

    def run() -> object:
        with path.open("rb") as stream:
            pool = read_pool(stream)
        types = pool.types()
        shared = _lowest(SEATS["S1"] + SEATS["S3"], sum(types.values()) - types["S2"])
        chances = dict.fromkeys(types, shared) | {"S2": _lowest(SEATS["S2"], types["S2"])}
        terms = Terms(groups, UnitCap(cap, {}), types, chances)
        seed = Seed(b"an invented seed of 32 bytes, yes")
        return draw(terms, Tickets(pool, seed.ticket_key), seed)

    return run


def _lowest(num: int, den: int) -> tuple[int, int]:
    common = gcd(num, den)
    return num // common, den // common


def _peer(path: Path) -> Callable[[], object]:
    from consistent_sampler import sampler

    def run() -> object:
        ids = [line[:32] for line in path.read_text("ascii").splitlines()]
        return list(itertools.islice(sampler(ids, seed="an invented seed"), sum(SEATS.values())))

    return run


def _floor(path: Path) -> Callable[[], object]:
    tags = [bytes.fromhex(line[:32]) for line in path.read_text("ascii").splitlines()]
    key = b"k" * 32
    return lambda: [hashlib.sha256(key + tag).digest() for tag in tags]


def _measure(work: str, path: Path) -> Figures:
    prepare = {
        "ours": lambda: _ours(path, None),
        "capped": lambda: _ours(path, 1),
        "peer": lambda: _peer(path),
        "floor": lambda: _floor(path),
    }
    run = prepare[work]()
    begun = time.process_time()
    run()
    seconds = time.process_time() - begun
    status = Path("/proc/self/status").read_text("ascii").splitlines()
    peak = next(line for line in status if line.startswith("VmHWM"))
    return {"seconds": seconds, "memory_mb": int(peak.split()[1]) / 1024}


if __name__ == "__main__":
    print(json.dumps(_measure(sys.argv[1], Path(sys.argv[2]))))
