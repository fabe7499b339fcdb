"""The register counted by kind: every question about other seats is answered from one reading, nobody is named."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from itertools import islice
from typing import NamedTuple

from panel.draw.documents import Leaf
from panel.draw.pool import Pool
from panel.draw.seats import Group, groups_of, type_of

NO_POOL = "00" * 32
_BLANK_TAG = bytes(16)

Groups = tuple[Group, ...]
Profile = tuple[tuple[str, ...], tuple[tuple[str, str], ...]]
"""Fields and attributes, as in a kind."""


class Kind(NamedTuple):
    """What decides whether and where an expert may sit.

    fields, attributes: as in the leaf; attributes ascending. employer: 64 hex digits, as in the leaf.
    reason: the first reason of exclusion, None for an eligible expert.
    """

    fields: tuple[str, ...]
    attributes: tuple[tuple[str, str], ...]
    employer: str
    reason: str | None


class Experts:
    """How many experts there are of every kind; those who fit no seat now may be needed for other seats."""

    def __init__(self, counted: Mapping[Kind, int]) -> None:
        self.counted = counted
        self._eligible: defaultdict[Profile, Counter[str]] = defaultdict(Counter)
        self._excluded: Counter[tuple[Profile, str]] = Counter()
        for kind, count in counted.items():
            profile = kind.fields, kind.attributes
            if kind.reason is None:
                self._eligible[profile][kind.employer] += count
            else:
                self._excluded[profile, kind.reason] += count

    def types(self, groups: Groups) -> dict[str, int]:
        """How many eligible experts there are of every type."""
        found: Counter[str] = Counter()
        for profile, employers in self._eligible.items():
            found[_type(profile, groups)] += employers.total()
        return {type_: count for type_, count in sorted(found.items()) if type_}

    def fitting(self, groups: Groups, group: str) -> int:
        """How many eligible experts fit a group."""
        return sum(count for type_, count in self.types(groups).items() if group in groups_of(type_))

    def pool(self, groups: Groups) -> Pool:
        """A pool with blank tags that can fill just the seats, or just as many, that all the eligible can.

        It answers what a cap does, and is of no use in a draw. Where all seats together are fewer than the
        employers of a type, some employer is always left for a seat of that type: as many employers as seats
        are enough of each type, and as many people of an employer.
        """
        seats = sum(group.count for group in groups)
        found: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for profile, employers in self._eligible.items():
            type_ = _type(profile, groups)
            if type_ and len(found[type_]) < seats:
                found[type_].update(employers)
        columns = {
            (type_, True): bytearray().join(
                (_BLANK_TAG + bytes.fromhex(employer[:16])) * min(count, seats)
                for employer, count in islice(employers.items(), seats)
            )
            for type_, employers in found.items()
        }
        return Pool(NO_POOL, sum(self.counted.values()), columns)

    def costs(self, groups: Groups) -> dict[str, tuple[tuple[str, int], ...]]:
        """What exclusions cost every group: reason and how many, the most first."""
        costs: dict[str, Counter[str]] = {group.id: Counter() for group in groups}
        for (profile, reason), count in self._excluded.items():
            type_ = _type(profile, groups)
            for group in groups_of(type_) if type_ else ():
                costs[group][reason] += count
        return {
            group: tuple(sorted(lost.items(), key=lambda item: (-item[1], item[0])))
            for group, lost in costs.items()
        }


def _type(profile: Profile, groups: Groups) -> str:
    fields, attributes = profile
    leaf = Leaf(
        attributes=dict(attributes), employer="", expert="", fields=list(fields), identity="", salt=""
    )
    return type_of(leaf, groups)
