"""Two people change the same meeting: the later one is told what the earlier one did."""

import hashlib

from sqlalchemy import select
from sqlalchemy.orm import Session

from kernel.act import Act
from kernel.errors import Refused
from kernel.lifecycle import hold
from meetings.models import AgendaItem, Meeting, MeetingOfficer, MeetingUnit


def version_of(session: Session, meeting: Meeting) -> str:
    """What a form carries along: another one as soon as time, place, agenda, units or officers have changed."""
    items = select(AgendaItem.public_id, AgendaItem.withdrawn).where(AgendaItem.meeting_id == meeting.id)
    units = select(MeetingUnit.uscc).where(MeetingUnit.meeting_id == meeting.id)
    officers = select(MeetingOfficer.role, MeetingOfficer.account).where(
        MeetingOfficer.meeting_id == meeting.id
    )
    seen = (
        *(meeting.state, meeting.sequence),
        *(tuple(row) for row in session.execute(items.order_by(AgendaItem.position))),
        *session.scalars(units.order_by(MeetingUnit.uscc)),
        *(tuple(row) for row in session.execute(officers.order_by(MeetingOfficer.role))),
    )
    return hashlib.sha256(repr(seen).encode()).hexdigest()[:16]


def refuse_changed(act: Act, meeting: Meeting, seen: str) -> None:
    """Hold a meeting, and do nothing if it is still as the form showed it.

    Raises:
        Refused: somebody has changed it since.
    """
    hold(act.session, meeting)
    if version_of(act.session, meeting) != seen:
        raise Refused("meetings.changed_since")
