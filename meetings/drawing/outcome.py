"""What a step of the ceremony led to, as a sentence's code and what fills it."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from kernel.accounts import display_name
from kernel.clock import local_text
from panel.beacons import beacon_of, due_of
from panel.models import Draw, DrawState

Told = tuple[str, dict[str, object]]


def outcome_of(draw: Draw) -> Told | None:
    """What the last reveal or the beacon led to; None while something else is awaited."""
    if draw.state == DrawState.REVEALED:
        return "draw.awaits_beacon", {"due": local_text(due_of(beacon_of(draw)))}
    if draw.state == DrawState.VOID:
        return "draw.void_by_cap", {"id": draw.public_id}
    if draw.result:
        return "draw.drawn", {"seats": len(draw.result["panel"]), "plan": draw.plan_digest}
    return None


def lapse_of(session: Session, draw: Draw, missing: Sequence[str]) -> Told:
    """What a time that passed led to.

    Args:
        missing: the parties who did not reveal in time.
    """
    names = "、".join(display_name(session, party) for party in missing)
    if draw.state != DrawState.VOID:
        return "draw.withheld", {"id": draw.public_id, "missing": names}
    if draw.beacon is None:
        return "draw.lapsed", {"id": draw.public_id, "missing": names}
    return "draw.given_up", {"id": draw.public_id}
