"""Who sits beside a supplement's members already 在座成员: their employers count for the cap (draw-protocol §5)."""

import json
from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from experts.models import ExpertLeaf
from panel.draw.documents import CarriedLine, Leaf
from panel.draw.leaf import unit
from panel.models import Candidate, CarriedMember
from panel.panels import SeatHolder


def carry(session: Session, draw_key: bytes, holders: Iterable[SeatHolder]) -> list[CarriedMember]:
    """The members who sit now, with their employers' units under a new draw key, ascending."""
    units = [
        (unit(draw_key, _leaf(session, holder.draw.id, holder.tag)["employer"]), holder.draw.id, holder.tag)
        for holder in holders
    ]
    return [
        CarriedMember(position=position, unit=code, parent_id=draw_id, parent_tag=tag)
        for position, (code, draw_id, tag) in enumerate(sorted(units))
    ]


def carried_lines(session: Session, carried: Iterable[CarriedMember]) -> bytes:
    """`audit/carried.jsonl`: who is behind each unit of the plan's `carried`, in its order (draw-protocol §9)."""
    lines: list[CarriedLine] = [
        {
            "leaf": _leaf(session, member.parent_id, member.parent_tag),
            "parent_tag": member.parent_tag,
            "unit": member.unit,
        }
        for member in carried
    ]
    return b"".join(json.dumps(line, sort_keys=True).encode() + b"\n" for line in lines)


def _leaf(session: Session, draw_id: int, tag: str) -> Leaf:
    """The leaf behind a tag, as it was when that draw was frozen: the tag follows from no other."""
    opening = (
        select(ExpertLeaf.opening)
        .join(
            Candidate,
            (Candidate.expert_id == ExpertLeaf.expert_id) & (Candidate.leaf_version == ExpertLeaf.version),
        )
        .where(Candidate.draw_id == draw_id, Candidate.tag == tag)
    )
    leaf: Leaf = json.loads(session.scalars(opening).one())
    return leaf
