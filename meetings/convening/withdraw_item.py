"""An item is taken off the agenda 撤下议题; the draw is not touched by it."""

from sqlalchemy import select

from kernel.act import Act
from kernel.errors import Refused
from kernel.lifecycle import hold, move
from kernel.roles import By, authorize
from kernel.text import clean
from ledger.record import record
from meetings.convening.rooms import AHEAD
from meetings.convening.unit_notice import notify
from meetings.models import AgendaItem, CaseState, Vote
from meetings.models.case import CASE_TRANSITIONS


def withdraw_item(act: Act, item: AgendaItem, reason: str) -> None:
    """Take an item off the agenda; its case can go on another one, and the units are told.

    Whoever was summoned or excluded because of it stays so: the pool was frozen with it.

    Raises:
        InputError: no reason.
        Refused: it was withdrawn, voting on it has begun, it is the last one, or the meeting is over.
    """
    by = authorize(act.actor, "meetings.convene", unit=item.meeting.lead_unit_uscc)
    hold(act.session, item.meeting)
    hold(act.session, item)
    if item.meeting.state not in AHEAD:
        raise Refused("meetings.over", meeting=item.meeting.number)
    if item.withdrawn is not None:
        raise Refused("meetings.withdrawn_already", item=item.position)
    if act.session.scalar(select(Vote.id).where(Vote.item_id == item.id)):
        raise Refused("meetings.voted_on", item=item.position)
    if len(item.meeting.agenda) == 1:
        raise Refused("meetings.last_item", meeting=item.meeting.number)
    take_off(act, by, item, clean("reason", reason))
    act.session.refresh(item.meeting)
    notify(act, item.meeting, item.meeting.units)


def take_off(act: Act, by: By, item: AgendaItem, reason: str) -> None:
    """Mark an item as withdrawn and give its case back."""
    item.withdrawn = reason
    act.session.flush()
    move(act.session, item.case, CaseState.READY, CASE_TRANSITIONS, item.case.number)
    facts = {
        "case": item.case.public_id,
        "item": item.public_id,
        "meeting": item.meeting.public_id,
        "reason": item.withdrawn,
    }
    record(act, by, "agenda.withdrawn", item.public_id, facts)
