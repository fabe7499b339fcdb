"""Invented draws, made from start to end by the making side, and a verifier over files in memory."""

import hashlib
import io
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import combinations
from pathlib import Path
from random import Random
from typing import Any

from experts.leaf import employer_digest, identity_digest
from panel.draw.documents import Leaf
from panel.draw.draw import Outcome, outcome
from panel.draw.flow import seat_flow
from panel.draw.freeze import Considered, freeze_pool
from panel.draw.leaf import (
    blind,
    draw_key_hash,
    leaf_digest,
    register_digest,
    unit,
)
from panel.draw.plan import PlanParts, build_plan
from panel.draw.pool import Pool, read_pool
from panel.draw.replacement import Sitting, succeed
from panel.draw.report import Outcome as Ending
from panel.draw.report import Report
from panel.draw.seats import Group
from panel.draw.seed import commitment
from panel.draw.terms import Terms
from panel.draw.tickets import Tickets
from panel.draw.transcript import Transcript
from panel.draw.verify import LedgerSteps, verify

VECTORS = Path(__file__).parents[2] / "data" / "draw-vector"
REGISTER_KEY = b"an invented key of the register!"
ROOT_FILES = ("plan.json", "pool.txt", "reveals.json", "result.json", "events.json", "openings.json")

PLAN_STEP = "The plan keeps the rules."
FORM_STEP = "The files are written as the protocol says."
FILES_STEP = "The files are there, and are JSON."
POOL_STEP = "The pool is the one in the plan."
CHANCES_STEP = "The chances are as equal as the seats allow."
REVEALS_STEP = "The reveals are what was committed to."
RESULT_STEP = "Drawing again gives the same result."
EVENTS_STEP = "Every replacement, done again, is the same."
OPENINGS_STEP = "The opened leaves fit the pool."
KEY_STEP = "Audit: the draw key is the one in the plan."
LINES_STEP = "Audit: every line of the pool follows from an expert's leaf, and nobody is in it twice."
CARRIED_STEP = "Audit: the members carried over are right."
REGISTER_STEP = "The register's leaves are those in the plan."


class Memory:
    """Files in memory, as a transcript has them."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self.files = files

    def open(self, name: str) -> io.BytesIO | None:
        return io.BytesIO(self.files[name]) if name in self.files else None

    def ledger_names(self) -> list[str]:
        return sorted(name for name in self.files if name.startswith("ledger/"))


def check(
    files: Mapping[str, bytes], *, leaves: Iterable[str] | None = None, ledger: LedgerSteps | None = None
) -> Report:
    return verify(Transcript(Memory(files)), leaves=leaves, ledger_steps=ledger)


def failing(report: Report) -> list[str]:
    return [step.en for step in report.steps if step.outcome is Ending.FAIL]


def vector(name: str) -> dict[str, bytes]:
    folder = VECTORS / name
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != "trace.json"
    }


def dump(value: object) -> bytes:
    return json.dumps(value).encode()


def edited(files: dict[str, bytes], name: str, change: Callable[[Any], object]) -> dict[str, bytes]:
    """The files with one of them changed after the event, so that its digest no longer fits."""
    value = json.loads(files[name])
    change(value)
    return {**files, name: dump(value)}


def invented_leaf(number: int, fields: Iterable[str], employer: str, **attributes: str) -> Leaf:
    return {
        "attributes": attributes,
        "employer": employer_digest(REGISTER_KEY, employer, f"X{number:05}"),
        "expert": f"X{number:05}",
        "fields": sorted(fields),
        "identity": identity_digest(REGISTER_KEY, f"document {number}"),
        "salt": hashlib.sha256(f"salt {number}".encode()).hexdigest(),
    }


GROUPS = (
    Group("S1", 2, frozenset({"L01"})),
    Group("S2", 1, frozenset({"L01", "L02"}), (("region", frozenset({"OUT"})),)),
    Group("S3", 2, frozenset({"I02"})),
)


@dataclass
class Rehearsal:
    """What an invented draw is made of; `make` turns it into the files of a transcript."""

    groups: tuple[Group, ...] = GROUPS
    experts: list[Considered] = field(default_factory=list)
    unit_cap: int | None = 1
    beacon: dict[str, Any] | None = None
    beacon_result: dict[str, Any] | None = None
    kind: str = "panel"
    attempt: int = 1
    parent: str | None = None
    cause: str | None = None
    carried: list[Leaf] = field(default_factory=list)
    withheld: tuple[str, ...] = ()
    cancelled: bool = False
    departures: int = 4
    seed: int = 1
    change_pool: Callable[[bytes], bytes] = lambda pool: pool
    change_plan: Callable[[dict[str, Any]], object] = lambda _: None
    change_reveals: Callable[[dict[str, Any]], object] = lambda _: None

    @property
    def draw_key(self) -> bytes:
        return hashlib.sha256(f"draw key {self.seed}".encode()).digest()

    def make(self) -> dict[str, bytes]:
        frozen = freeze_pool(self.experts, self.groups, self.draw_key)
        pool_file = self.change_pool(frozen.pool)
        pool = read_pool(io.BytesIO(pool_file))
        plan: Any = self._plan(pool, frozen.excluded)
        self.change_plan(plan)
        reveals: Any = self._reveals(plan)
        self.change_reveals(reveals)
        drawn = outcome(plan, pool, reveals)
        events, seated = self._depart(plan, drawn)
        files = {
            "plan.json": dump(plan),
            "pool.txt": pool_file,
            "reveals.json": dump(reveals),
            "result.json": dump(drawn.result),
            "events.json": dump(events),
            "openings.json": dump(self._openings(pool, seated)),
            "audit/draw_key": f"{self.draw_key.hex()}\n".encode(),
            "audit/openings.jsonl": frozen.audit,
        }
        if self.kind == "supplement":
            files["audit/carried.jsonl"] = self._carried_lines()
        return files

    def leaves(self) -> list[str]:
        return [expert.digest.hex() for expert in self.experts]

    def _plan(self, pool: Pool, excluded: Mapping[str, int]) -> Any:
        number = self.seed
        draw = hashlib.sha256(f"draw {number}".encode()).hexdigest()[:32]
        contributors = [
            {"commitment": commitment(draw, party, self._value(party)), "party": party, "role": role}
            for party, role in (("lead-unit", "convener"), ("guest", "guest"), ("discipline", "supervisor"))
        ]
        parts = PlanParts(
            draw=draw,
            meeting=f"meeting-{number}",
            cases=[f"case-{number}"],
            kind=self.kind,
            attempt=self.attempt,
            parent=self.parent,
            cause=self.cause,
            frozen_at="2026-03-01T01:30:00Z",
            reveal_by="2026-03-01T02:00:00Z",
            register_digest=register_digest(expert.digest for expert in self.experts),
            register_size=len(self.experts),
            groups=self.groups,
            unit_cap=self.unit_cap,
            carried=[unit(self.draw_key, leaf["employer"]) for leaf in self.carried],
            draw_key_hash=draw_key_hash(self.draw_key),
            contributors=contributors,
            beacon=self.beacon,
            publish="at_close",
            answer_hours=4,
        )
        return build_plan(parts, pool, excluded, leximin(self.groups, pool.types()))

    def _value(self, party: str) -> str:
        return hashlib.sha256(f"{party} throws dice {self.seed}".encode()).hexdigest()

    def _reveals(self, plan: Any) -> Any:
        contributions = [
            [party, "withheld" if party in self.withheld else self._value(party)]
            for party in (contributor["party"] for contributor in plan["contributors"])
        ]
        return {
            "beacon": self.beacon_result,
            "contributions": [] if self.cancelled else contributions,
        }

    def _depart(self, plan: Any, drawn: Outcome) -> tuple[list[Any], list[str]]:
        """Some members leave, one after the other."""
        random = Random(self.seed)
        sitting = Sitting.first(drawn.panel)
        events: list[Any] = []
        for number in range(self.departures if drawn.tickets else 0):
            if not sitting.members:
                break
            leaver = random.choice([member.tag for member in sitting.members.values()])
            succession = succeed(sitting, leaver, Terms.of(plan), drawn.tickets or Tickets(None, b""))
            kind = random.choice(["declined", "timeout", "recused", "absent"])
            events.append(
                {
                    "at": f"2026-03-02T{number // 60:02}:{number % 60:02}:00Z",
                    "cause": "INVENTED",
                    "evidence": "e" * 64 if kind == "timeout" else None,
                    "kind": kind,
                    "panel": succession.panel,
                    "rule": succession.rule,
                    "successor": succession.successor.tag if succession.successor else None,
                    "tag": leaver,
                }
            )
            sitting = succession.after
        return events, sorted(sitting.seated)

    def _openings(self, pool: Pool, tags: list[str]) -> list[Any]:
        openings = []
        for expert in self.experts:
            blinding = blind(self.draw_key, expert.digest)
            tag = _tag(blinding, expert.digest)
            if tag in tags and pool.find(tag):
                openings.append({"blind": blinding.hex(), "leaf": expert.leaf, "tag": tag})
        return openings

    def _carried_lines(self) -> bytes:
        lines = [
            {"leaf": leaf, "parent_tag": f"{number:032x}", "unit": unit(self.draw_key, leaf["employer"])}
            for number, leaf in enumerate(self.carried)
        ]
        lines.sort(key=lambda line: line["unit"])
        return b"".join(dump(line) + b"\n" for line in lines)


def _tag(blinding: bytes, digest: bytes) -> str:
    return hashlib.sha256(b"panel-draw/1/tag\x00" + blinding + digest).hexdigest()[:32]


def considered(leaf: Leaf, reason: str | None = None) -> Considered:
    return Considered(leaf, leaf_digest(leaf), reason)


def invented_experts(seed: int = 1, number: int = 30, employers: int = 12) -> list[Considered]:
    """Experts of a few fields, employers and regions, about one in six excluded."""
    random = Random(seed)
    experts = []
    for index in range(number):
        fields = random.sample(["L01", "L02", "I02", "M03"], random.choice([1, 1, 1, 2]))
        leaf = invented_leaf(
            index,
            fields,
            f"employer {random.randrange(employers)}",
            region=random.choice(["IN", "OUT"]),
        )
        reason = random.choice(["R01", "TERM", "SELF"]) if random.random() < 1 / 6 else None
        experts.append(considered(leaf, reason))
    return experts


def rehearsal(**changes: Any) -> Rehearsal:
    return Rehearsal(**{"experts": invented_experts(), **changes})


def fillable(groups: Iterable[Group], eligible: Mapping[str, int], types: Iterable[str]) -> int:
    """`f(S)`: the most seats that the eligible members of some types can fill."""
    chosen = list(types)
    flow = seat_flow(chosen, {group.id: group.count for group in groups})
    return sum(flow.push(type_, eligible[type_]) for type_ in chosen)


def leximin(groups: Iterable[Group], eligible: Mapping[str, int]) -> dict[str, tuple[int, int]]:
    """Leximin by its definition over all sets of types: for a few types only.

    Again and again the set whose members share the fewest seats beyond those already given is fixed.
    """
    groups = tuple(groups)
    fixed: list[str] = []
    chances: dict[str, Fraction] = {}
    while left := [type_ for type_ in eligible if type_ not in chances]:
        given = fillable(groups, eligible, fixed)
        shares = {
            extra: Fraction(
                fillable(groups, eligible, [*fixed, *extra]) - given, sum(eligible[type_] for type_ in extra)
            )
            for size in range(1, len(left) + 1)
            for extra in combinations(left, size)
        }
        least = min(shares.values())
        tightest = max((extra for extra in shares if shares[extra] == least), key=len)
        chances |= dict.fromkeys(tightest, least)
        fixed += tightest
    return {type_: chance.as_integer_ratio() for type_, chance in chances.items()}
