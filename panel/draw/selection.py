"""§7.2: the walk through the tickets, which takes nobody after whom the seats cannot be filled."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from heapq import heapify, heappop, heappush

from panel.draw.completion import completable
from panel.draw.terms import UnitCap
from panel.draw.tickets import Candidate, Tickets


@dataclass(frozen=True, slots=True)
class Selection:
    """Who is taken, and who is passed over though the own type has a count open, in walking order."""

    taken: tuple[Candidate, ...]
    passed: tuple[Candidate, ...]


def select(counts: Mapping[str, int], tickets: Tickets, cap: UnitCap) -> Selection:
    """Walk in ascending order of ticket, then tag, until every count is filled.

    Args:
        counts: how many of each type; completable within `cap`.
        tickets: the candidates' order.
        cap: the most members per unit.
    """
    walk = _Walk(dict(counts), tickets, cap)
    orders = {type_: tickets.ascending(type_) for type_ in counts}
    heads = [next(order) for order in orders.values()]
    heapify(heads)
    while any(walk.open.values()):
        candidate = heappop(heads)
        walk.meet(candidate)
        following = next(orders[candidate.type], None)
        if following and walk.open[candidate.type]:
            heappush(heads, following)
    return Selection(tuple(walk.taken), tuple(walk.passed))


class _Walk:
    def __init__(self, counts: dict[str, int], tickets: Tickets, cap: UnitCap) -> None:
        self.open = counts
        self.taken: list[Candidate] = []
        self.passed: list[Candidate] = []
        self._tickets = tickets
        self._cap = cap
        self._units: Counter[str] = Counter()
        self._refused: set[tuple[str, str]] = set()

    def meet(self, candidate: Candidate) -> None:
        """Take or pass a candidate whose type has a count open."""
        if self._cap.room(candidate.unit, self._units) and self._leaves_completable(candidate):
            self.taken.append(candidate)
            self.open[candidate.type] -= 1
            self._units[candidate.unit] += 1
        else:
            self.passed.append(candidate)

    def _leaves_completable(self, candidate: Candidate) -> bool:
        """Whether the counts still open after this candidate can be filled by those not yet walked.

        Who was refused stands for all later candidates of the same type and unit: if one of these
        could be completed, so could the earlier one have been, by the same people.
        """
        kind = (candidate.type, candidate.unit)
        if kind in self._refused:
            return False
        counts = {**self.open, candidate.type: self.open[candidate.type] - 1}
        units = self._units + Counter([candidate.unit])
        if completable(counts, self._tickets, self._cap, units, after=candidate):
            return True
        self._refused.add(kind)
        return False
