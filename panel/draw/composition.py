"""§7.1: how many of each type, by rounding the expected numbers with coins from the seed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import combinations

from panel.draw.chances import common_denominator, expected_seats
from panel.draw.flow import Flow, seat_flow
from panel.draw.seed import Seed
from panel.draw.terms import Terms

MOST_TRIES = 1000


@dataclass(frozen=True, slots=True)
class Composition:
    """`counts` of each type that gets a seat, and the try `tries` that stands."""

    counts: Mapping[str, int]
    tries: int


def compose(terms: Terms, seed: Seed, completable: Callable[[Mapping[str, int]], bool]) -> Composition | None:
    """The first try whose counts are completable within the cap; None (reason `cap`) after 1,000.

    Without a cap try 0 stands, as every count of it is completable.
    """
    for attempt in range(MOST_TRIES):
        counts = Rounding.begin(terms, seed, attempt).finish()
        if completable(counts):
            return Composition(counts, attempt)
    return None


@dataclass(slots=True)
class Rounding:
    """One try `t`: the numbers `x` in units of one over `scale`, and a flow that seats all of them.

    Attributes:
        moves: the pairs moved so far, as (a, b, who gained).
    """

    terms: Terms
    seed: Seed
    attempt: int
    scale: int
    x: dict[str, int]
    flow: Flow
    moves: list[tuple[str, str, str]] = field(default_factory=list)

    @classmethod
    def begin(cls, terms: Terms, seed: Seed, attempt: int) -> "Rounding":
        scale = common_denominator(terms.chances)
        x = expected_seats(terms)
        flow = seat_flow(x, {group.id: scale * group.count for group in terms.groups})
        for type_, share in x.items():
            flow.push(type_, share)
        return cls(terms, seed, attempt, scale, x, flow)

    def finish(self) -> dict[str, int]:
        """Move pairs until all numbers are whole; the counts of at least 1."""
        while fractional := [type_ for type_, share in self.x.items() if share % self.scale]:
            fractional.sort(key=lambda type_: self.seed.order(self.attempt, type_))
            self._move_first_pair(fractional)
        return {type_: share // self.scale for type_, share in sorted(self.x.items()) if share}

    def _move_first_pair(self, fractional: list[str]) -> None:
        """Move the first pair that can be moved both ways, one way or the other by a coin."""
        for a, b in combinations(fractional, 2):
            up, raised = self.room(a, b)
            down, lowered = self.room(b, a)
            if up and down:
                coin = self.seed.coin(self.attempt, len(self.moves))
                if coin * (up + down) < down * 2**64:
                    self._shift(a, b, up, raised)
                    self.moves.append((a, b, "a"))
                else:
                    self._shift(b, a, down, lowered)
                    self.moves.append((a, b, "b"))
                return
        raise ValueError("chances that pass §5 always leave a pair to move")

    def room(self, a: str, b: str) -> tuple[int, Flow]:
        """The most that `a` can gain at the cost of `b`, and the flow in which `a` has gained it.

        The page's `min(x_b, F* - Σ x_k - x_a)`: as the flow seats everybody's `x`, what `F*` has beyond
        `Σ x_k + x_a` is what `a` can still send once `b` sends nothing.
        """
        flow = self.flow.copy()
        flow.take_back(b)
        most = min(self.terms.eligible[a] * self.scale - self.x[a], self.x[b])
        return flow.push(a, most), flow

    def _shift(self, winner: str, loser: str, amount: int, flow: Flow) -> None:
        self.x[winner] += amount
        self.x[loser] -= amount
        flow.push(loser, self.x[loser])
        self.flow = flow
