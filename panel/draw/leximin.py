"""§5: finding the chances that are leximin, exactly, by maximum flows (Fujishige 1980).

Let f(S) be the most seats that the eligible experts of the types S can fill. The smallest chance can be no
larger than f(S) over the experts of S, whatever S; the S for which that is least bind: they get just that
chance, all others get more. With their seats given away the same is asked of the types that remain, until
none remains. No set is ever enumerated: a flow that falls short names one that binds more (Dinkelbach).
"""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from math import lcm

from panel.draw.flow import SINK, Flow, Node, seat_flow
from panel.draw.seats import Group, groups_of


class ShortError(ValueError):
    """A group cannot be filled, however the eligible candidates are seated."""

    def __init__(self, group: str, missing: int) -> None:
        super().__init__(f"group {group} lacks {missing}")
        self.group = group
        self.missing = missing


def leximin_chances(groups: Sequence[Group], eligible: Mapping[str, int]) -> dict[str, tuple[int, int]]:
    """The chance of every type, in lowest terms: as (numerator, denominator).

    The smallest chance is as large as the seats allow, then the next, and so on. There is exactly one
    such solution, so every machine finds the same.

    Args:
        groups: the seat groups; together they have at least one seat.
        eligible: how many eligible candidates each type has, at least 1.

    Raises:
        ShortError: a group cannot be filled.
    """
    _refuse_shortage(groups, eligible)
    chances: dict[str, Fraction] = {}
    while free := [type_ for type_ in eligible if type_ not in chances]:
        level, binding = _lowest_level(groups, eligible, chances, free)
        chances.update(dict.fromkeys(binding, level))
    return {type_: chances[type_].as_integer_ratio() for type_ in sorted(chances)}


def _lowest_level(
    groups: Sequence[Group], eligible: Mapping[str, int], given: Mapping[str, Fraction], free: Sequence[str]
) -> tuple[Fraction, list[str]]:
    """The smallest chance among the `free` types, and all of them that can get no more."""
    binding: Iterable[str] = free
    while True:
        level = _share(groups, eligible, given, binding)
        flow, short = _seated(groups, eligible, {**given, **dict.fromkeys(free, level)})
        if not short:
            return level, [type_ for type_ in free if SINK not in flow.reachable(type_)]
        reached = set().union(*(flow.reachable(type_) for type_ in short))
        binding = [type_ for type_ in free if type_ in reached]


def _share(
    groups: Sequence[Group], eligible: Mapping[str, int], given: Mapping[str, Fraction], types: Iterable[str]
) -> Fraction:
    """What the seats that `types` can fill beside those given away make for each of their experts."""
    room = seat_flow(eligible, {group.id: group.count for group in groups})
    for type_ in given:
        room.push(type_, eligible[type_])
    added = sum(room.push(type_, eligible[type_]) for type_ in types)
    return Fraction(added, sum(eligible[type_] for type_ in types))


def _seated(
    groups: Sequence[Group], eligible: Mapping[str, int], chances: Mapping[str, Fraction]
) -> tuple[Flow, list[str]]:
    """A flow that seats every type with its chance as far as it goes, and the types that fall short."""
    scale = lcm(*(chance.denominator for chance in chances.values()))
    flow = seat_flow(eligible, {group.id: scale * group.count for group in groups})
    wanted = {type_: int(eligible[type_] * chance * scale) for type_, chance in chances.items()}
    return flow, [type_ for type_, share in wanted.items() if flow.push(type_, share) < share]


def _refuse_shortage(groups: Sequence[Group], eligible: Mapping[str, int]) -> None:
    edges: list[tuple[Node, Node, int]] = [(type_, SINK, count) for type_, count in eligible.items()]
    edges += [((group,), type_, eligible[type_]) for type_ in eligible for group in groups_of(type_)]
    flow = Flow(edges)
    for group in groups:
        missing = group.count - flow.push((group.id,), group.count)
        if missing:
            raise ShortError(group.id, missing)
