"""Who fits the seats, and who of them is excluded for which reason 回避."""

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from experts.eligibility import Parties, reasons
from experts.queries import Candidate as Standing
from experts.record import current_employment
from panel.draw.freeze import Considered
from panel.draw.seats import Group, type_of


@dataclass(frozen=True, slots=True)
class Assessed:
    """A candidate as the draw considers it, and what only the register knows about it.

    type: the groups the expert fits, as the pool writes it.
    employer: the name of the present employer, or empty.
    """

    considered: Considered
    type: str
    expert_id: int
    leaf_version: int
    employer: str


def assess(
    experts: Iterable[Standing], groups: Sequence[Group], parties: Parties, on: date, busy: Collection[int]
) -> Iterator[Assessed]:
    """Everybody who fits a seat group, eligible or excluded.

    Args:
        experts: the whole register.
        groups: the seats.
        parties: whom the experts must be independent of.
        on: the day of the meeting in Shanghai.
        busy: ids of experts who sit elsewhere at that time.
    """
    for expert in experts:
        opening = json.loads(expert.opening)
        type_ = type_of(opening, groups)
        if type_:
            found = reasons(expert, parties, on, busy=expert.id in busy)
            employed = current_employment(expert.employments, on)
            yield Assessed(
                considered=Considered(opening, bytes.fromhex(expert.leaf), found[0] if found else None),
                type=type_,
                expert_id=expert.id,
                leaf_version=expert.version,
                employer=employed.employer if employed else "",
            )
