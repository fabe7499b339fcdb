"""The part of a plan that decides who is drawn and who succeeds."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from panel.draw.documents import Plan
from panel.draw.seats import Group

_NO_LIMIT = 2**53  # more than anyone has candidates


@dataclass(frozen=True, slots=True)
class UnitCap:
    """The most members per employer 同单位人数上限 on the sitting panel, carried ones included."""

    limit: int | None
    carried: Mapping[str, int]

    def room(self, unit: str, taken: Mapping[str, int]) -> int:
        """How many more of `unit` may sit beside those `taken` (members by unit)."""
        if self.limit is None:
            return _NO_LIMIT
        return max(0, self.limit - taken.get(unit, 0) - self.carried.get(unit, 0))


@dataclass(frozen=True, slots=True)
class Terms:
    """Seat groups in plan order, cap, and per type the eligible number and the chance (num, den)."""

    groups: tuple[Group, ...]
    cap: UnitCap
    eligible: Mapping[str, int]
    chances: Mapping[str, tuple[int, int]]

    @classmethod
    def of(cls, plan: Plan) -> "Terms":
        return cls(
            groups=tuple(Group.read(group) for group in plan["seats"]),
            cap=UnitCap(plan["unit_cap"], Counter(plan["carried"])),
            eligible=plan["pool"]["types"],
            chances={type_: (num, den) for type_, (num, den) in plan["chances"].items()},
        )
