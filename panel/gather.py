"""A register of any size becomes a pool: of every candidate the line is kept, and of the excluded the reasons."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy.orm import Session

from experts.eligibility import Ground
from experts.queries import candidates
from kernel.entropy import Entropy
from panel.assess import Assessed, Bars, assess
from panel.draw.leaf import blind, tag, unit
from panel.draw.pool import Line
from panel.draw.seats import Group, groups_of


class Entry(NamedTuple):
    """A line of the pool and the version of a record behind it."""

    line: bytes
    expert_id: int
    leaf_version: int
    reason: str | None

    @property
    def tag(self) -> str:
        return self.line[:32].decode("ascii")


@dataclass(frozen=True, slots=True)
class Gathered:
    """The candidates of one draw.

    entries: ascending by tag, as in the pool.
    grounds: why a candidate is excluded, by tag.
    costs: how many of a type are excluded for a reason.
    employers: the names of the employers by unit.
    """

    entries: list[Entry]
    grounds: Mapping[str, tuple[Ground, ...]]
    costs: Counter[tuple[str, str]]
    employers: Mapping[str, str]

    def pool(self) -> bytes:
        """The bytes of pool.txt (draw-protocol §4)."""
        return b"".join(entry.line for entry in self.entries)

    def excluded(self) -> dict[str, int]:
        """How many are excluded, by the first reason of each."""
        found: Counter[str] = Counter()
        for (_, reason), count in self.costs.items():
            found[reason] += count
        return dict(sorted(found.items()))

    def costs_of(self, group: str) -> list[tuple[str, int]]:
        """What the exclusions cost a group: reason and how many, the most first."""
        found: Counter[str] = Counter()
        for (type_, reason), count in self.costs.items():
            if group in groups_of(type_):
                found[reason] += count
        return found.most_common()


def gathered(
    session: Session, entropy: Entropy, groups: Sequence[Group], bars: Bars
) -> tuple[bytes, Gathered]:
    """A draw key under which all units differ, and everybody of the register under it, one after the other."""
    while True:
        draw_key = entropy.bytes(32)
        try:
            return draw_key, gather(assess(candidates(session), groups, bars), draw_key)
        except ValueError:  # chance of about 10^-10, and then another key (draw-protocol §4)
            continue


def gather(assessed: Iterable[Assessed], draw_key: bytes) -> Gathered:
    """The pool of everybody assessed, under one draw key.

    Raises:
        ValueError: two employers get the same unit; take a new `draw_key`.
    """
    entries: list[Entry] = []
    grounds: dict[str, tuple[Ground, ...]] = {}
    costs: Counter[tuple[str, str]] = Counter()
    units: dict[str, str] = {}
    employers: dict[str, str] = {}
    for candidate in assessed:
        digest = candidate.leaf["employer"]
        if digest not in units:
            units[digest] = unit(draw_key, digest)
            if units[digest] in employers:
                raise ValueError("two employers have the same unit")
        employers[units[digest]] = candidate.employer
        name, reason = tag(blind(draw_key, candidate.digest), candidate.digest), candidate.reason
        line = Line(name, candidate.type, units[digest], reason is None)
        entries.append(Entry(str(line).encode("ascii"), candidate.expert_id, candidate.leaf_version, reason))
        if reason is not None:
            grounds[name] = candidate.grounds
            costs[candidate.type, reason] += 1
    return Gathered(sorted(entries), grounds, costs, employers)
