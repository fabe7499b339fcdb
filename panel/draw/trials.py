"""§5: trial draws, which show what a cap does to chances, and whether a draw can end void."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from panel.draw.draw import draw
from panel.draw.pool import Pool
from panel.draw.seed import Seed
from panel.draw.terms import Terms
from panel.draw.tickets import Tickets


@dataclass(frozen=True, slots=True)
class Trials:
    """How often, in `runs` trial draws, the least and the most favoured expert of every type was drawn.

    Attributes:
        drawn: type: (lowest, highest), in draws.
    """

    runs: int
    drawn: Mapping[str, tuple[int, int]]


class TrialVoidError(ValueError):
    """A trial draw ended void, reason `cap`; such a pool must not be frozen."""

    def __init__(self, number: int) -> None:
        super().__init__(f"trial draw {number} ends void")
        self.number = number


def trial_runs(pool: Pool) -> int:
    """How many trial draws the page asks for."""
    return 10_000 if pool.size <= 10_000 else 1_000


def run_trials(terms: Terms, pool: Pool, runs: int) -> Trials:
    """Draw `runs` times with the trial seeds.

    Raises:
        TrialVoidError: one of them ends void.
    """
    times: Counter[tuple[str, str]] = Counter()
    for number in range(runs):
        seed = Seed.trial(pool.digest, number)
        drawn = draw(terms, Tickets(pool, seed.ticket_key), seed)
        if drawn is None:
            raise TrialVoidError(number)
        times.update((member.type, member.tag) for member in drawn.panel.values())
    return Trials(
        runs, {type_: _extremes(type_, eligible, times) for type_, eligible in pool.types().items()}
    )


def _extremes(type_: str, eligible: int, times: Mapping[tuple[str, str], int]) -> tuple[int, int]:
    counts = [count for (of_type, _), count in times.items() if of_type == type_]
    return min(counts) if len(counts) == eligible else 0, max(counts, default=0)
