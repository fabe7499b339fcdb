"""§4: the pool file and its audit file, made from the experts who fit a seat."""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from panel.draw.documents import Leaf
from panel.draw.leaf import blind, tag, unit
from panel.draw.pool import Line, pool_bytes
from panel.draw.seats import Group, type_of


@dataclass(frozen=True, slots=True)
class Considered:
    """An expert who is considered for a draw.

    Attributes:
        leaf: the opening of the current leaf.
        digest: the leaf itself, 32 raw bytes.
        reason: why the expert is excluded 回避, the first that applies of `codes.REASONS`; None if eligible.
    """

    leaf: Leaf
    digest: bytes
    reason: str | None


@dataclass(frozen=True, slots=True)
class Frozen:
    """A frozen pool 冻结的候选池.

    Attributes:
        pool: the bytes of pool.txt.
        audit: the bytes of audit/openings.jsonl.
        excluded: how many are excluded for each reason.
    """

    pool: bytes
    audit: bytes
    excluded: dict[str, int]


def freeze_pool(experts: Iterable[Considered], groups: Sequence[Group], draw_key: bytes) -> Frozen:
    """Freeze the pool; experts who fit no group are left out.

    Raises:
        ValueError: two tags, or the units of two employers, are equal; take a new `draw_key`.
    """
    lines: dict[Line, bytes] = {}
    employers: dict[str, str] = {}
    excluded: Counter[str] = Counter()
    for expert in experts:
        line = pool_line(expert, groups, draw_key)
        if not line.type:
            continue
        if employers.setdefault(line.unit, expert.leaf["employer"]) != expert.leaf["employer"]:
            raise ValueError("two employers have the same unit")
        lines[line] = audit_line(expert, line.tag)
        excluded.update([expert.reason] if expert.reason else [])
    audit = b"".join(lines[line] for line in sorted(lines))
    return Frozen(pool_bytes(lines), audit, dict(sorted(excluded.items())))


def pool_line(expert: Considered, groups: Sequence[Group], draw_key: bytes) -> Line:
    """The expert's line of the pool; its type is empty if the expert is no candidate."""
    return Line(
        tag(blind(draw_key, expert.digest), expert.digest),
        type_of(expert.leaf, groups),
        unit(draw_key, expert.leaf["employer"]),
        expert.reason is None,
    )


def audit_line(expert: Considered, tag_: str) -> bytes:
    """The expert's line of audit/openings.jsonl."""
    opening = {"leaf": expert.leaf, "reason": expert.reason, "tag": tag_}
    return json.dumps(opening, sort_keys=True).encode() + b"\n"
