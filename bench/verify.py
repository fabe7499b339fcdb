"""The line verify: a transcript of 10^5 candidates and 20 replacements, by the command, start included."""

import hashlib
import io
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

from panel.draw.documents import Leaf
from panel.draw.draw import Outcome, outcome
from panel.draw.freeze import Considered, freeze_pool
from panel.draw.leaf import draw_key_hash, leaf_digest, register_digest
from panel.draw.leximin import leximin_chances
from panel.draw.plan import PlanParts, build_plan
from panel.draw.pool import read_pool
from panel.draw.replacement import Sitting, succeed
from panel.draw.seats import Group
from panel.draw.seed import commitment
from panel.draw.terms import Terms

CANDIDATES = 10**5
REPLACEMENTS = 20
GOAL = 1.0
RUNS = 3
FIELDS = ["L01", "I02", "C01"]
GROUPS = tuple(
    Group(f"S{number}", count, frozenset({name}))
    for number, (name, count) in enumerate(zip(FIELDS, (7, 6, 7), strict=True), 1)
)
DRAW_KEY = b"an invented draw key of 32 bytes"
DRAW = "0123456789abcdef" * 2
VALUES = {"lead-unit": "1" * 64, "discipline": "2" * 64}


def lines() -> list[dict[str, Any]]:
    """What the public sees; and the same with the auditors' file, for which no goal is set."""
    with tempfile.TemporaryDirectory() as folder:
        files = invented_transcript()
        audited = _write(Path(folder) / "audited", files)
        public = _write(Path(folder) / "public", {n: d for n, d in files.items() if "/" not in n})
        start = _seconds([sys.executable, "-c", "pass"], 0)
        return [_row("public", public, start, GOAL), _row("with audit/", audited, start, None)]


def _row(kind: str, folder: Path, start: float, goal: float | None) -> dict[str, Any]:
    program = str(Path(sys.executable).parent / "panel")
    seconds = _seconds([program, "verify", str(folder)], 3)
    return {
        "line": "verify",
        "work": f"{CANDIDATES:,} candidates, {REPLACEMENTS} replacements, {kind}",
        "ours_s": seconds,
        "beside": "start of the interpreter",
        "beside_s": start,
        "ratio": start / seconds,
        "goal": f"{goal:g} s" if goal else "shown only",
        "met": seconds <= goal if goal else None,
    }


def _seconds(command: list[str], code: int) -> float:
    best = float("inf")
    for _ in range(RUNS):
        begun = time.perf_counter()
        done = subprocess.run(command, capture_output=True, check=False)
        best = min(best, time.perf_counter() - begun)
        if done.returncode != code:
            raise RuntimeError(f"{command} ended with {done.returncode}, not {code}: {done.stderr!r}")
    return best


def _write(folder: Path, files: dict[str, bytes]) -> Path:
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


def invented_transcript() -> dict[str, bytes]:
    """The files of a draw in which nobody is real."""
    experts = list(_experts())
    frozen = freeze_pool(experts, GROUPS, DRAW_KEY)
    pool = read_pool(io.BytesIO(frozen.pool))
    parts = PlanParts(
        draw=DRAW,
        meeting="meeting",
        cases=["case"],
        kind="panel",
        attempt=1,
        parent=None,
        cause=None,
        frozen_at="2026-03-01T01:30:00Z",
        reveal_by="2026-03-01T02:00:00Z",
        register_digest=register_digest(expert.digest for expert in experts),
        register_size=len(experts),
        groups=GROUPS,
        unit_cap=1,
        carried=[],
        draw_key_hash=draw_key_hash(DRAW_KEY),
        contributors=[
            {"commitment": commitment(DRAW, party, value), "party": party, "role": role}
            for (party, value), role in zip(VALUES.items(), ("convener", "supervisor"), strict=True)
        ],
        beacon=None,
        publish="at_close",
        answer_hours=4,
    )
    plan = build_plan(parts, pool, frozen.excluded, leximin_chances(GROUPS, pool.types()))
    contributions = [[party, value] for party, value in VALUES.items()]
    drawn = outcome(plan, pool, {"beacon": None, "contributions": contributions})
    return {
        "plan.json": json.dumps(plan).encode(),
        "pool.txt": frozen.pool,
        "reveals.json": json.dumps({"beacon": None, "contributions": contributions}).encode(),
        "result.json": json.dumps(drawn.result).encode(),
        "events.json": json.dumps(list(_events(Terms.of(plan), drawn))).encode(),
        "openings.json": b"[]",
        "audit/draw_key": f"{DRAW_KEY.hex()}\n".encode(),
        "audit/openings.jsonl": frozen.audit,
    }


def _experts() -> Iterator[Considered]:
    random = Random(1)
    employers = [hashlib.sha256(f"employer {number}".encode()).hexdigest() for number in range(2000)]
    for number in range(CANDIDATES):
        leaf: Leaf = {
            "attributes": {"region": random.choice(["IN", "OUT"])},
            "employer": random.choice(employers),
            "expert": f"X{number:06}",
            "fields": [random.choice(FIELDS)],
            "identity": random.randbytes(32).hex(),
            "salt": random.randbytes(32).hex(),
        }
        yield Considered(leaf, leaf_digest(leaf), "TERM" if random.random() < 0.1 else None)


def _events(terms: Terms, drawn: Outcome) -> Iterator[dict[str, Any]]:
    if drawn.tickets is None:
        raise RuntimeError("the invented draw is void")
    random, sitting = Random(1), Sitting.first(drawn.panel)
    for number in range(REPLACEMENTS):
        leaver = random.choice([member.tag for member in sitting.members.values()])
        succession = succeed(sitting, leaver, terms, drawn.tickets)
        sitting = succession.after
        yield {
            "at": f"2026-03-02T01:{number:02}:00Z",
            "cause": "INVENTED",
            "evidence": None,
            "kind": "declined",
            "panel": succession.panel,
            "rule": succession.rule,
            "successor": succession.successor.tag if succession.successor else None,
            "tag": leaver,
        }
