"""§3: groups of equal seats, and types: which groups an expert fits."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from panel.draw.documents import Leaf, SeatGroup


@dataclass(frozen=True, slots=True)
class Group:
    """A group of `count` equal seats 席位组.

    An expert fits who holds any one of `fields` and, for every attribute in `where`, has one of the
    values. Fields and values may come in any order; the plan has them ascending.
    """

    id: str
    count: int
    fields: frozenset[str]
    where: tuple[tuple[str, frozenset[str]], ...] = ()

    @classmethod
    def read(cls, group: SeatGroup) -> "Group":
        """A group as the plan writes it."""
        where = tuple((name, frozenset(values)) for name, values in group["where"].items())
        return cls(group["id"], group["count"], frozenset(group["fields"]), where)

    def written(self) -> SeatGroup:
        """This group as the plan writes it."""
        return {
            "count": self.count,
            "fields": sorted(self.fields),
            "id": self.id,
            "where": {name: sorted(values) for name, values in self.where},
        }

    def fits(self, leaf: Leaf) -> bool:
        """Whether the expert behind `leaf` may take a seat of this group."""
        attributes = leaf["attributes"]
        return not self.fields.isdisjoint(leaf["fields"]) and all(
            attributes.get(name) in values for name, values in self.where
        )


def type_of(leaf: Leaf, groups: Iterable[Group]) -> str:
    """The ids of all groups that the expert fits, in plan order, joined by `+`; empty if none."""
    return "+".join(group.id for group in groups if group.fits(leaf))


def groups_of(type_: str) -> list[str]:
    """The ids of the groups in a type, in plan order."""
    return type_.split("+")


def seat_groups(groups: Sequence[Group]) -> list[str]:
    """The group id of every seat; seat indexes run through the groups in plan order, from 0."""
    return [group.id for group in groups for _ in range(group.count)]
