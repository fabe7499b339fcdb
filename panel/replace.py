"""A member leaves; who succeeds follows from the draw without new randomness (draw-protocol §8)."""

from kernel.act import Act
from kernel.clock import rfc3339
from kernel.errors import InputError, Refused
from kernel.lifecycle import hold
from kernel.roles import By
from ledger.record import record
from panel.draw.codes import REASON
from panel.models import Departure, Draw, DrawState
from panel.panels import sitting


def depart(
    act: Act, by: By, draw: Draw, tag: str, *, kind: str, cause: str, evidence: str | None
) -> str | None:
    """Record that a sitting member leaves this draw for good.

    Args:
        tag: the member's.
        kind: `declined`, `timeout`, `recused` or `absent`.
        cause: a reason-shaped code.
        evidence: for a timeout, the digest of what was delivered, 64 hex digits.

    Returns:
        The successor's tag, or None where the seat stays open (rule 4).

    Raises:
        InputError: a cause that the transcript cannot hold.
        Refused: the draw is closed, or the tag is no sitting member's.
    """
    if not REASON.fullmatch(cause):
        raise InputError("draw.bad_cause", cause=cause)
    hold(act.session, draw)
    if draw.state != DrawState.DRAWN:
        raise Refused("draw.not_drawn")
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
    act.session.refresh(draw)
    record(act, by, "member.replaced", draw.public_id, {"draw": draw.public_id, "event": event}, idem=tag)
    return successor
