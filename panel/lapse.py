"""A time has passed and something is missing: a reveal, or what the beacon should have given."""

from datetime import timedelta

from sqlalchemy.orm import Session

from kernel.act import Act
from kernel.clock import rfc3339
from kernel.errors import Refused
from kernel.lifecycle import hold, move
from kernel.messages import word
from kernel.roles import CLOCK, By, authorize
from ledger.queries import entries_of, payload_of
from ledger.record import record
from panel.beacons import GRACE, beacon_of, due_of
from panel.draw.forms import WITHHELD
from panel.in_time import MISSED, REVEALED, stood_in_time
from panel.models import DRAW_TRANSITIONS, Contributor, Draw, DrawState
from panel.void import close_as_void


def lapse(act: Act, draw: Draw) -> list[str]:
    """Go on, or give up, where a time has passed.

    After `reveal_by` a missing value is withheld: without a beacon the attempt is void, with one the draw
    waits for it. After the beacon's time the attempt is void if the reveals were in no checkpoint before
    it, and after `GRACE` if no result came.

    Returns:
        The parties whose values are withheld just now.

    Raises:
        Refused: the time has not passed, or nothing is missing.
    """
    by = authorize(act.actor, "draw.contribute")
    hold(act.session, draw)
    if draw.state == DrawState.PLANNED:
        return _withhold(act, by, draw)
    if draw.state == DrawState.REVEALED:
        _give_up(act, by, draw)
        return []
    raise Refused("draw.no_plan")


def _withhold(act: Act, by: By, draw: Draw) -> list[str]:
    if act.clock.now() <= draw.reveal_by:
        raise Refused("draw.not_due", deadline=rfc3339(draw.reveal_by))
    missing = [contributor for contributor in draw.contributors if not contributor.value]
    _refuse_received(act.session, draw, missing)
    for contributor in missing:
        contributor.value = WITHHELD
    act.session.flush()
    parties = [contributor.party for contributor in missing]
    if draw.beacon is None:
        close_as_void(act, CLOCK, draw, "withheld", parties, "")
        return parties
    for contributor in missing:
        facts = {"draw": draw.public_id, "party": contributor.party}
        record(act, CLOCK, MISSED, draw.public_id, facts, idem=contributor.role)
    if act.clock.now() < due_of(beacon_of(draw)):
        move(act.session, draw, DrawState.REVEALED, DRAW_TRANSITIONS, word("thing", "draw"))
    else:  # whoever held back may have known what the beacon said
        close_as_void(act, by, draw, "beacon", [], "")
    return parties


def _refuse_received(session: Session, draw: Draw, missing: list[Contributor]) -> None:
    """Whose reveal is in the log did not withhold it, whatever the tables say now."""
    told = [entry for entry in entries_of(session, draw.public_id) if entry.type == REVEALED]
    received = {(payload_of(session, entry) or {}).get("party") for entry in told}
    for contributor in missing:
        if contributor.party in received:
            raise Refused("draw.received", role=word("role", contributor.role))


def _give_up(act: Act, by: By, draw: Draw) -> None:
    """No result came at the beacon's time, or none may be used; the ledger names who gave up."""
    patience = GRACE if stood_in_time(act.session, draw) else timedelta(0)
    until = due_of(beacon_of(draw)) + patience
    if act.clock.now() < until:
        raise Refused("draw.beacon_awaited", until=rfc3339(until))
    close_as_void(act, by, draw, "beacon", [], "")
