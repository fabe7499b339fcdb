"""§5: which seats a pool cannot fill, for the freeze to refuse with."""

from collections.abc import Sequence
from dataclasses import dataclass

from panel.draw.flow import SINK, Flow, Node
from panel.draw.pool import Pool
from panel.draw.seats import Group, groups_of
from panel.draw.terms import UnitCap


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A group that stays short of `missing` members, and the units whose cap keeps them out."""

    group: str
    missing: int
    binding: tuple[str, ...]


def shortfalls(groups: Sequence[Group], pool: Pool, cap: UnitCap) -> list[Shortfall]:
    """The groups that cannot be filled, when as many seats as possible are filled; empty if all can.

    One flow: seats of the group → candidates of a type in a unit → room of the unit.
    """
    flow = Flow(_edges(pool, cap))
    short = []
    for group in groups:
        missing = group.count - flow.push((group.id,), group.count)
        if missing:
            binding = sorted(node for node in flow.reachable((group.id,)) if isinstance(node, str))
            short.append(Shortfall(group.id, missing, tuple(binding)))
    return short


def _edges(pool: Pool, cap: UnitCap) -> list[tuple[Node, Node, int]]:
    """Groups are tuples here, so that only units are plain strings."""
    edges: list[tuple[Node, Node, int]] = []
    units = set()
    for type_ in pool.types():
        for unit, count in pool.units(type_).items():
            units.add(unit)
            edges.append(((type_, unit), unit, count))
            edges += [((group_id,), (type_, unit), count) for group_id in groups_of(type_)]
    return edges + [(unit, SINK, cap.room(unit, {})) for unit in sorted(units)]
