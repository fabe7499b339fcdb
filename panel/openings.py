"""An expert's own line in a draw 本人行, and what opens it (draw-protocol §2).

Who was in a pool is told to nobody, oneself included, while somebody of it may still be called.
"""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from experts.models import ExpertLeaf
from kernel.act import Act
from kernel.canonical import canonical_json
from kernel.errors import Refused
from kernel.messages import word
from kernel.roles import By
from panel.draw.documents import Leaf, Opening
from panel.draw.leaf import blind, leaf_digest
from panel.models import SITTING, UNDER_WAY, Candidate, Draw
from panel.publish import draw_key
from panel.views import Looked, log_view

RUNNING = UNDER_WAY | SITTING


@dataclass(frozen=True, slots=True)
class OwnDraw:
    """A draw that is over, in whose pool an expert was."""

    draw: str
    meeting: str
    frozen_at: datetime


@dataclass(frozen=True, slots=True)
class OwnLine:
    """One's own line of a pool.

    line: as it stands in pool.txt.
    reason: why one was excluded; None for whoever could be drawn.
    opening: what openings.json holds of those whom policy shows.
    """

    line: str
    reason: str | None
    opening: Opening


def own_draws(session: Session, experts: Collection[int]) -> Sequence[OwnDraw]:
    """The draws in whose pools a person was, the oldest first; none of a meeting whose panel may still change.

    Args:
        experts: internal ids of the person's record and of all that were merged into it.
    """
    pools = select(Candidate.draw_id).where(Candidate.expert_id.in_(experts))
    running = select(Draw.meeting).where(Draw.state.in_(RUNNING))
    over = (
        select(Draw.public_id, Draw.meeting, Draw.frozen_at)
        .where(Draw.id.in_(pools), Draw.meeting.not_in(running))
        .order_by(Draw.id)
    )
    return [OwnDraw(*row) for row in session.execute(over)]


def own_lines(act: Act, by: By, draw: Draw, experts: Collection[int]) -> Sequence[OwnLine]:
    """A person's line in the pool of a draw that is over; two where a second record was merged since.

    Args:
        by: the person, who thereby looks.
        experts: as for `own_draws`.

    Raises:
        Refused: the panel may still change; or the person was not in that pool.
    """
    running = select(Draw.id).where(Draw.meeting == draw.meeting, Draw.state.in_(RUNNING))
    if act.session.scalar(running.limit(1)) is not None:
        raise Refused("draw.own_not_yet")
    rows = act.session.execute(
        select(Candidate.tag, Candidate.reason, ExpertLeaf.opening)
        .join(
            ExpertLeaf,
            (ExpertLeaf.expert_id == Candidate.expert_id) & (ExpertLeaf.version == Candidate.leaf_version),
        )
        .where(Candidate.draw_id == draw.id, Candidate.expert_id.in_(experts))
        .order_by(Candidate.tag)
    ).all()
    if not rows:
        raise Refused("draw.own_not_in_pool")
    key = draw_key(act, draw)
    found = [_own_line(draw, key, row.tag, row.reason, json.loads(row.opening)) for row in rows]
    log_view(act, by, draw, Looked.OWN_LINE, word("purpose", "own_line"))
    return found


def _own_line(draw: Draw, key: bytes, tag: str, reason: str | None, leaf: Leaf) -> OwnLine:
    start = draw.pool.index(tag.encode())
    line = draw.pool[start : draw.pool.index(b"\n", start)].decode()
    return OwnLine(line, reason, {"blind": blind(key, leaf_digest(leaf)).hex(), "leaf": leaf, "tag": tag})


def openings_file(openings: Sequence[Opening]) -> bytes:
    """`openings.json`, as any verifier reads it beside the public transcript."""
    return json.dumps(openings, indent=1, sort_keys=True).encode() + b"\n"


def leaf_by_hand(leaf: Leaf) -> str:
    """A line for a terminal that computes the leaf from what opens it."""
    text = canonical_json(leaf).decode()
    return (
        f"LEAF=$( (printf 'panel-draw/1/leaf\\0'; printf %s '{text}') | sha256sum | cut -c1-64); echo $LEAF"
    )


def by_hand(opening: Opening) -> tuple[str, str, str]:
    """Three lines for a terminal: the leaf, the tag that follows from it, and its line in pool.txt."""
    blinded = f"{opening['blind']} $LEAF | xxd -r -p"
    return (
        leaf_by_hand(opening["leaf"]),
        f"TAG=$( (printf 'panel-draw/1/tag\\0'; printf %s%s {blinded}) | sha256sum | cut -c1-32); echo $TAG",
        'grep "^$TAG " pool.txt',
    )
