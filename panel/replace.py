"""A member leaves; who succeeds follows from the draw without new randomness (draw-protocol §8)."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from kernel.act import Act
from kernel.clock import rfc3339
from kernel.errors import InputError, Refused
from kernel.lifecycle import move
from kernel.messages import word
from kernel.roles import CLOCK, By
from ledger.record import record
from panel.draw.codes import REASON
from panel.models import DRAW_TRANSITIONS, Departure, Draw, DrawState
from panel.panels import SeatHolder, drawn_for, hold_drawn, seated, sitting

SEATED = "SEATED"
"""The cause of who gives up one of two seats, as the reason of who may not be drawn into a supplement."""


@dataclass(frozen=True, slots=True)
class Left:
    """Somebody left a draw; `successor` is the tag of who came, None where the seat stays open (rule 4)."""

    draw: Draw
    tag: str
    successor: str | None


def depart(
    act: Act, by: By, draw: Draw, tag: str, *, kind: str, cause: str, evidence: str | None
) -> list[Left]:
    """Record that a sitting member leaves this draw for good.

    Args:
        tag: the member's.
        kind: `declined`, `timeout`, `recused` or `absent`.
        cause: a reason-shaped code.
        evidence: for a timeout, the digest of what was delivered, 64 hex digits.

    Returns:
        This departure, and after it those of whoever was called and sits in the meeting already; see `give_way`.

    Raises:
        InputError: a cause that the transcript cannot hold.
        Refused: the draw is closed, or the tag is no sitting member's.
    """
    if not REASON.fullmatch(cause):
        raise InputError("draw.bad_cause", cause=cause)
    if draw not in hold_drawn(act.session, draw.meeting):
        raise Refused("draw.not_drawn")
    left = _leave(act, by, draw, tag, kind=kind, cause=cause, evidence=evidence)
    return [left, *give_way(act, draw.meeting)]


def give_way(act: Act, meeting: str) -> list[Left]:
    """Nobody sits twice in a meeting: whoever does keeps the seat of the elder draw.

    So it is when the panel calls somebody who sits in its supplement, and when a supplement draws or calls
    somebody who came onto the panel after its pool was frozen. The departure from the younger draw is `recused`,
    cause `SEATED`, by the clock (draw-protocol §5).
    """
    left = []
    while holder := _sits_twice(act.session, meeting):
        left.append(_leave(act, CLOCK, holder.draw, holder.tag, kind="recused", cause=SEATED, evidence=None))
    return left


def _sits_twice(session: Session, meeting: str) -> SeatHolder | None:
    """The first holder of a seat who holds one in an elder draw."""
    if len(drawn_for(session, meeting)) == 1:
        return None
    known: set[int] = set()
    for holder in seated(session, meeting):
        if holder.person in known:
            return holder
        known.add(holder.person)
    return None


def _leave(act: Act, by: By, draw: Draw, tag: str, *, kind: str, cause: str, evidence: str | None) -> Left:
    panel = sitting(draw)
    if tag not in panel.tags():
        raise Refused("draw.gone_already")
    succession = panel.without(tag)
    successor = succession.successor.tag if succession.successor else None
    event = {
        "at": rfc3339(act.clock.now()),
        "cause": cause,
        "evidence": evidence,
        "kind": kind,
        "panel": succession.panel,
        "rule": succession.rule,
        "successor": successor,
        "tag": tag,
    }
    position = len(draw.departures)
    seat = panel.sitting.seat_of(tag)
    departure = Departure(draw_id=draw.id, position=position, tag=tag, seat=seat, event=event, kind=kind)
    act.session.add(departure)
    act.session.flush()
    if draw.state == DrawState.DRAWN:
        move(act.session, draw, DrawState.REPLACING, DRAW_TRANSITIONS, word("thing", "draw"))
    act.session.refresh(draw)
    record(act, by, "member.replaced", draw.public_id, {"draw": draw.public_id, "event": event}, idem=tag)
    return Left(draw, tag, successor)
