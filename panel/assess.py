"""Who fits the seats, and who of them is excluded for which reasons 回避."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from experts.eligibility import Ground, Occasion, Reason, grounds
from experts.parties import Parties
from experts.queries import Candidate
from experts.record import current_employment
from experts.standings import Annals
from panel.draw.documents import Leaf
from panel.draw.seats import Group, type_of


@dataclass(frozen=True, slots=True)
class Bars:
    """What experts are judged by: whom the agenda concerns, when the meeting is, what is known about some.

    seated: in a supplement, the internal ids of everybody who ever sat for its cases.
    """

    parties: Parties
    occasion: Occasion
    known: Annals
    seated: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Assessed:
    """An expert who fits a seat, eligible or excluded.

    leaf, digest: the opening of the current leaf, and the leaf itself, 32 raw bytes.
    type: the groups that the expert fits, as the pool writes it.
    employer: the name of the present employer, or empty.
    grounds: why the expert is excluded; the first is the one in the pool.
    """

    expert_id: int
    leaf_version: int
    leaf: Leaf
    digest: bytes
    type: str
    employer: str
    grounds: tuple[Ground, ...]

    @property
    def reason(self) -> str | None:
        return self.grounds[0].reason.value if self.grounds else None


def assess(experts: Iterable[Candidate], groups: Sequence[Group], bars: Bars) -> Iterator[Assessed]:
    """Everybody who fits a seat group, one after the other: none is kept here.

    Args:
        experts: the whole register.
        groups: the seats.
    """
    for expert in experts:
        leaf: Leaf = json.loads(expert.opening)
        type_ = type_of(leaf, groups)
        if type_:
            standing = bars.known.standing(expert.id, expert.state, expert.terms, expert.employments)
            employed = current_employment(expert.employments, bars.occasion.on)
            yield Assessed(
                expert_id=expert.id,
                leaf_version=expert.version,
                leaf=leaf,
                digest=bytes.fromhex(expert.leaf),
                type=type_,
                employer=employed.employer if employed else "",
                grounds=(*grounds(standing, bars.parties, bars.occasion), *_seated(expert, bars)),
            )


def _seated(expert: Candidate, bars: Bars) -> Iterator[Ground]:
    """The last of the reasons (draw-protocol §4)."""
    if expert.id in bars.seated:
        yield Ground(Reason.SEATED, {})
