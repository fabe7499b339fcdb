"""Who is in the pool 候选池, under which tag and type, and who is excluded for which reason."""

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from experts.eligibility import Parties, reasons
from experts.queries import Candidate as Standing
from experts.record import current_employment
from panel.draw.freeze import Considered, pool_line
from panel.draw.pool import Line
from panel.draw.seats import Group


@dataclass(frozen=True, slots=True)
class Assessed:
    """A candidate's line, and what only the register knows about it."""

    line: Line
    reason: str | None
    expert_id: int
    leaf_version: int
    employer: str
    employer_digest: str


def assess(
    experts: Iterable[Standing],
    groups: Sequence[Group],
    parties: Parties,
    on: date,
    busy: Collection[int],
    draw_key: bytes,
) -> Iterator[Assessed]:
    """Everybody who fits a seat group, eligible or excluded, in no particular order.

    Args:
        experts: the whole register.
        on: the day of the meeting in Shanghai.
        busy: ids of experts who sit elsewhere at that time.
        draw_key: 32 random bytes behind tags and units.
    """
    for expert in experts:
        opening = json.loads(expert.opening)
        found = reasons(expert, parties, on, busy=expert.id in busy)
        considered = Considered(opening, bytes.fromhex(expert.leaf), found[0] if found else None)
        line = pool_line(considered, groups, draw_key)
        if not line.type:
            continue
        employed = current_employment(expert.employments, on)
        yield Assessed(
            line=line,
            reason=considered.reason,
            expert_id=expert.id,
            leaf_version=expert.version,
            employer=employed.employer if employed else "",
            employer_digest=opening["employer"],
        )


def distinct(pool: Collection[Assessed]) -> bool:
    """Whether tags differ, and units differ where employers do; else the draw needs another key (§4)."""
    employers = {assessed.employer_digest for assessed in pool}
    units = {assessed.line.unit for assessed in pool}
    return len({assessed.line.tag for assessed in pool}) == len(pool) and len(units) == len(employers)


def excluded(pool: Iterable[Assessed], group: str | None = None) -> Counter[str]:
    """How many are excluded for each reason, in all or among those who fit a group."""
    return Counter(a.reason for a in pool if a.reason and (group is None or group in a.line.type.split("+")))
