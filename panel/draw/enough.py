"""Whether a freeze would find every seat fillable, within the cap too, whatever chance asks for (§5)."""

from functools import cache

from panel.draw.completion import unfillable
from panel.draw.composition import MOST_TRIES, compose
from panel.draw.flow import seat_flow
from panel.draw.kinds import NO_POOL, Experts, Groups
from panel.draw.leximin import leximin_chances
from panel.draw.seats import groups_of
from panel.draw.seed import Seed
from panel.draw.shortfall import Shortfall, shortfalls
from panel.draw.terms import Terms, UnitCap

ROUNDINGS = 100
"""How many roundings are tried before a cap counts as one under which no draw ends void."""


def is_enough(experts: Experts, groups: Groups, cap: int | None) -> bool:
    """Whether a freeze would accept these seats."""
    if not fillable(experts, groups, cap):
        return False
    return not can_end_void(experts, groups, cap)


def fillable(experts: Experts, groups: Groups, cap: int | None) -> bool:
    """Whether every seat can be filled; the cheap questions come first.

    Once it is so, it stays so with fewer seats, a higher cap, more fields or fewer conditions.
    """
    eligible = experts.types(groups)
    seats = sum(group.count for group in groups)
    flow = seat_flow(eligible, {group.id: group.count for group in groups})
    if sum(flow.push(type_, count) for type_, count in eligible.items()) < seats:
        return False
    if cap is None:
        return True
    return not short_of(experts, groups, cap)


def short_of(experts: Experts, groups: Groups, cap: int | None) -> list[Shortfall]:
    """The groups that cannot be filled, with or without a cap."""
    return shortfalls(groups, experts.pool(groups), UnitCap(cap, {}))


def can_end_void(experts: Experts, groups: Groups, cap: int | None) -> bool:
    """Whether chance may ask for counts that hardly ever fit within the cap; only where types overlap.

    A draw is void after 1,000 roundings that do not fit. Here a tenth of them is too many already, so that
    nothing is called sufficient that is so by luck.
    """
    eligible = experts.types(groups)
    if cap is None or not any(len(groups_of(type_)) > 1 for type_ in eligible):
        return False
    pool = experts.pool(groups)
    supply = {type_: pool.units(type_) for type_ in eligible}
    seats = sum(group.count for group in groups)
    if all(len(units) >= seats for units in supply.values()):
        return False  # whatever counts are asked for, every seat can go to an employer of its own
    limit = UnitCap(cap, {})
    terms = Terms(groups, limit, eligible, leximin_chances(groups, eligible))

    @cache
    def fits(counts: tuple[tuple[str, int], ...]) -> bool:
        return not unfillable(dict(counts), supply, limit, {})

    for number in range(ROUNDINGS):
        found = compose(terms, Seed.trial(NO_POOL, number), lambda counts: fits(tuple(counts.items())))
        if found is None or found.tries > MOST_TRIES // 10:
            return True
    return False
