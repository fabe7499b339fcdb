"""Small invented halls: seat groups, a pool, a cap; the same number always gives the same hall."""

import io
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from math import log
from random import Random

from panel.draw.draw import Drawn, draw
from panel.draw.leximin import ShortError, leximin_chances
from panel.draw.pool import Line, Pool, pool_bytes, read_pool
from panel.draw.seats import Group
from panel.draw.seed import Seed
from panel.draw.shortfall import shortfalls
from panel.draw.terms import Terms, UnitCap
from panel.draw.tickets import Tickets

ALL_TYPES = ("S1", "S2", "S3", "S1+S2", "S1+S3", "S2+S3", "S1+S2+S3")
IMPROBABLE = 1e-9
"""How likely a right program would fail a statistical test, had the seeds not been fixed."""


@dataclass(frozen=True, slots=True)
class Hall:
    """Terms and a pool from which all seats can be filled, each within the cap."""

    terms: Terms
    pool: Pool

    @property
    def people(self) -> dict[str, str]:
        """The type of every eligible candidate, by tag."""
        return {tag.hex(): type_ for type_ in self.terms.eligible for tag, _ in self.pool.eligible(type_)}

    def tickets(self, seed: Seed) -> Tickets:
        return Tickets(self.pool, seed.ticket_key)

    def draw(self, seed: Seed) -> Drawn | None:
        return draw(self.terms, self.tickets(seed), seed)


def halls(*, cap: int | None = None) -> Iterator[Hall]:
    """One hall after the other, without end; those whose seats cannot be filled are left out."""
    for number in count():
        random = Random(number)
        groups = [Group(f"S{n}", random.choice([1, 1, 2, 3]), frozenset({"L01"})) for n in (1, 2, 3)]
        groups = groups[: random.randint(1, 3)]
        names = {group.id for group in groups}
        types = [type_ for type_ in ALL_TYPES if names.issuperset(type_.split("+"))]
        types = random.sample(types, random.randint(1, len(types)))
        employers = random.choice([2, 5, 12])
        people = [(random.choice(types), random.randrange(employers)) for _ in range(random.randint(3, 24))]
        found = hall(groups, people, cap=cap, number=number)
        if found:
            yield found


def hall(
    groups: Iterable[Group], people: Iterable[tuple[str, int]], *, cap: int | None = None, number: int = 0
) -> Hall | None:
    """The hall of these people, as (type, employer's number); None if the seats cannot be filled."""
    groups, random = tuple(groups), Random(f"tags of hall {number}")
    lines = [Line(random.randbytes(16).hex(), type_, f"{unit:016x}", eligible=True) for type_, unit in people]
    pool = read_pool(io.BytesIO(pool_bytes(lines)))
    limit = UnitCap(cap, {})
    try:
        chances = leximin_chances(groups, pool.types())
    except ShortError:
        return None
    return (
        None if shortfalls(groups, pool, limit) else Hall(Terms(groups, limit, pool.types(), chances), pool)
    )


def times_drawn(of: Hall, seeds: Iterable[Seed]) -> Counter[str]:
    """How often each candidate, by tag, is drawn with these seeds; everybody has an entry."""
    times = Counter(dict.fromkeys(of.people, 0))
    for seed in seeds:
        drawn = of.draw(seed)
        assert drawn is not None
        times.update(member.tag for member in drawn.panel.values())
    return times


def agrees(times: Mapping[str, int], chances: Mapping[str, float], runs: int) -> bool:
    """Whether all shares lie where chances would put them, but for an improbable accident.

    Chernoff: the share of `runs` independent draws lies as far from the chance p as q, or farther, with
    a probability of at most exp(-runs · KL(q, p)); all candidates and both sides share `IMPROBABLE`.
    """
    most = log(2 * len(chances) / IMPROBABLE) / runs
    return all(_divergence(times[tag] / runs, chance) <= most for tag, chance in chances.items())


def _divergence(share: float, chance: float) -> float:
    """Kullback and Leibler's, between a coin of `share` and one of `chance`."""
    total = 0.0
    for q, p in ((share, chance), (1 - share, 1 - chance)):
        if q > 0:
            total += q * log(q / p) if p > 0 else float("inf")
    return total
