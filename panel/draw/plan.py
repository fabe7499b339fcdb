"""§5: the plan 抽取方案, put together from its parts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from kernel.canonical import canonical_json
from panel.draw.codes import PROTOCOL, tagged
from panel.draw.documents import Contributor, Plan, PlanBeacon
from panel.draw.pool import Pool
from panel.draw.seats import Group, groups_of


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanParts:
    """What the freeze 冻结 fixes, besides pool and chances.

    Attributes:
        draw: random 128-bit id, 32 hex digits, for this plan only.
        meeting, cases: public ids.
        parent, cause: None for a panel's first attempt; else the digest of the voided attempt, or of the
            plan whose seats stayed open, and a written cause.
        frozen_at, reveal_by: UTC times as the page writes them.
        register_digest, register_size: of all current leaves (`leaf.register_digest`).
        unit_cap: most members per employer, or None.
        carried: in a supplement, the units of all members who sit at `frozen_at`, with repetition.
        draw_key_hash: see `leaf.draw_key_hash`.
        contributors: in the order of revealing, convener first, supervisor last.
        answer_hours: how long an expert has to answer an invitation.
    """

    draw: str
    meeting: str
    cases: Sequence[str]
    kind: Literal["panel", "supplement"]
    attempt: int
    parent: str | None
    cause: str | None
    frozen_at: str
    reveal_by: str
    register_digest: str
    register_size: int
    groups: Sequence[Group]
    unit_cap: int | None
    carried: Sequence[str]
    draw_key_hash: str
    contributors: Sequence[Contributor]
    beacon: PlanBeacon | None
    publish: Literal["at_close", "at_draw"]
    answer_hours: int


def build_plan(
    parts: PlanParts, pool: Pool, excluded: Mapping[str, int], chances: Mapping[str, tuple[int, int]]
) -> Plan:
    """The plan of a draw; `plan_rules.check_plan` and `chances.check_chances` say whether it may stand.

    Args:
        parts: see `PlanParts`.
        pool: the frozen pool file.
        excluded: how many candidates are excluded for each reason.
        chances: (num, den) for every type with eligible candidates.
    """
    types = pool.types()
    return {
        "protocol": PROTOCOL,
        "draw": parts.draw,
        "meeting": parts.meeting,
        "cases": sorted(parts.cases),
        "kind": parts.kind,
        "attempt": parts.attempt,
        "parent": parts.parent,
        "cause": parts.cause,
        "frozen_at": parts.frozen_at,
        "reveal_by": parts.reveal_by,
        "register": {"digest": parts.register_digest, "size": parts.register_size},
        "pool": {
            "digest": pool.digest,
            "eligible": sum(types.values()),
            "excluded": {reason: count for reason, count in excluded.items() if count},
            "size": pool.size,
            "types": types,
        },
        "seats": [group.written() for group in parts.groups],
        "thin": thin_groups(parts.groups, types),
        "unit_cap": parts.unit_cap,
        "carried": sorted(parts.carried),
        "draw_key_hash": parts.draw_key_hash,
        "chances": {type_: list(chance) for type_, chance in chances.items()},
        "contributors": list(parts.contributors),
        "beacon": parts.beacon,
        "publish": parts.publish,
        "replacement": {"answer_hours": parts.answer_hours, "rule": "next-in-type"},
    }


def thin_groups(groups: Sequence[Group], eligible: Mapping[str, int]) -> list[str]:
    """The groups with fewer eligible candidates than twice their seats, in plan order."""
    fitting = {group.id: 0 for group in groups}
    for type_, count in eligible.items():
        for group_id in groups_of(type_):
            fitting[group_id] += count
    return [group.id for group in groups if fitting[group.id] < 2 * group.count]


def plan_digest(plan: Plan) -> str:
    """The digest 方案摘要 that the reveals, the result and the record refer to, 64 hex digits."""
    return tagged("plan", canonical_json(plan)).hex()
