"""§7: whether open counts can still be filled within the cap."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence

from panel.draw.flow import SINK, Flow
from panel.draw.terms import UnitCap
from panel.draw.tickets import Candidate, Tickets


def unfillable(
    counts: Mapping[str, int], supply: Mapping[str, Mapping[str, int]], cap: UnitCap, taken: Mapping[str, int]
) -> set[str]:
    """The types that hinder filling `counts` from `supply`; empty if it can be done.

    One flow: open count of the type → candidates of that type in a unit → room of the unit. If it falls
    short, more candidates help only in the types that it could still reach, and these are returned.

    Args:
        counts: how many of each type are wanted.
        supply: for each type, how many candidates each unit has.
        cap: the most members per unit.
        taken: members by unit who sit already.
    """
    units = {unit for type_ in counts for unit in supply[type_]}
    flow = Flow(
        [
            *((unit, SINK, cap.room(unit, taken)) for unit in units),
            *((type_, unit, number) for type_ in counts for unit, number in supply[type_].items()),
        ]
    )
    for type_, count in counts.items():
        if flow.push(type_, count) < count:
            reachable = flow.reachable(type_)
            return {other for other in counts if other in reachable}
    return set()


def completable(
    counts: Mapping[str, int],
    tickets: Tickets,
    cap: UnitCap,
    taken: Mapping[str, int],
    after: Candidate | None = None,
) -> bool:
    """Whether candidates walked later than `after` (None: all) can fill `counts` within the cap.

    The candidates known so far are tried first: whoever comes along usually fills the counts, and if
    not, a flow tells whether they could; if they cannot, the types at fault are looked at more deeply,
    until there is no more to know. Without a cap the answer is always yes: no count is more than its
    type has, and nobody of a type with an open count is passed.
    """
    if cap.limit is None:
        return True
    wanted = {type_: count for type_, count in counts.items() if count}
    while True:
        later = {type_: _later(tickets.kept(type_), after) for type_ in wanted}
        if _filled_by_comers(wanted, later, cap, taken):
            return True
        supply = {type_: Counter(c.unit for c in later[type_]) for type_ in wanted}
        hindering = unfillable(wanted, supply, cap, taken)
        if not hindering:
            return True
        deepened = [tickets.deepen(type_) for type_ in hindering]
        if not any(deepened):
            return False


def _filled_by_comers(
    counts: Mapping[str, int],
    later: Mapping[str, Sequence[Candidate]],
    cap: UnitCap,
    taken: Mapping[str, int],
) -> bool:
    """Whether taking everybody who has room, type by type, fills the counts: then they can be filled.

    A filling that is found is proof enough; only where this one fails does a flow have to tell.
    """
    units = dict(taken)
    for type_, count in counts.items():
        missing = count
        for candidate in later[type_]:
            if not missing:
                break
            if cap.room(candidate.unit, units):
                units[candidate.unit] = units.get(candidate.unit, 0) + 1
                missing -= 1
        if missing:
            return False
    return True


def _later(kept: list[Candidate], after: Candidate | None) -> list[Candidate]:
    return kept if after is None else kept[bisect_right(kept, after) :]
