"""An invented draw of 10^5 candidates and 20 replacements, as the lines on verification read it."""

import hashlib
import io
import json
from collections.abc import Iterator
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
FIELDS = ["L01", "I02", "C01"]
GROUPS = tuple(
    Group(f"S{number}", count, frozenset({name}))
    for number, (name, count) in enumerate(zip(FIELDS, (7, 6, 7), strict=True), 1)
)
DRAW_KEY = b"an invented draw key of 32 bytes"
DRAW = "0123456789abcdef" * 2
VALUES = {"lead-unit": "1" * 64, "discipline": "2" * 64}


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
