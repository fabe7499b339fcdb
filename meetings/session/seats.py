"""Who is expected in the meeting room 应到: units by name, experts by seat; and who may read experts' names there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from kernel.act import Act
from kernel.errors import Refused
from kernel.messages import word
from kernel.roles import Role, authorize
from meetings.convening.officers import refuse_others
from meetings.models import Attendance, Invitation, InvitationState, Meeting, MeetingState, MeetingUnit
from meetings.session.attend import DOORS_OPEN
from panel.models import HAS_PANEL, Departure, Draw
from panel.panels import drawn_for, names
from panel.views import Looked, log_view


@dataclass(frozen=True, slots=True)
class ExpectedUnit:
    """A summoned unit; `person` represents it since `came_at`."""

    uscc: str
    name: str
    determining: bool
    person: str | None
    came_at: datetime | None


@dataclass(frozen=True, slots=True)
class ExpectedExpert:
    """Who holds a seat, by tag; `number` is the seat's, counted through all draws of the meeting."""

    number: int
    tag: str
    field: str
    accepted: bool
    came_at: datetime | None


def expected_units(session: Session, meeting: int) -> Sequence[ExpectedUnit]:
    """All units summoned to a meeting, by its internal id, in the order of their codes."""
    here = and_(
        Attendance.meeting_id == MeetingUnit.meeting_id,
        Attendance.kind == "unit",
        Attendance.ref == MeetingUnit.uscc,
    )
    rows = session.execute(
        select(MeetingUnit.uscc, MeetingUnit.name, MeetingUnit.determining, Attendance.person, Attendance.at)
        .outerjoin(Attendance, here)
        .where(MeetingUnit.meeting_id == meeting)
        .order_by(MeetingUnit.uscc)
    )
    return [ExpectedUnit(*row) for row in rows]


def expected_experts(session: Session, meeting: int, public_id: str) -> Sequence[ExpectedExpert]:
    """Everybody who sits in a meeting and was invited, in seat order, in three statements."""
    seats = _seats(session, public_id)
    here = and_(
        Attendance.meeting_id == Invitation.meeting_id,
        Attendance.kind == "expert",
        Attendance.ref == Invitation.tag,
    )
    rows = session.execute(
        select(Invitation.draw_id, Invitation.tag, Invitation.state, Attendance.at)
        .outerjoin(Attendance, here)
        .where(Invitation.meeting_id == meeting, Invitation.state != InvitationState.GONE)
    )
    found = [
        ExpectedExpert(*seats[draw, tag], accepted=state == InvitationState.ACCEPTED, came_at=at)
        for draw, tag, state, at in rows
        if (draw, tag) in seats
    ]
    return sorted(found, key=lambda expert: expert.number)


def _seats(session: Session, meeting: str) -> Mapping[tuple[int, str], tuple[int, str, str]]:
    """The seat's number, the tag and the field of everybody who sits, by draw and tag; no pool is read for it."""
    draws = session.execute(
        select(Draw.id, Draw.seats, Draw.result)
        .where(Draw.meeting == meeting, Draw.state.in_(HAS_PANEL))
        .order_by(Draw.id)
    ).all()
    events = session.execute(
        select(Departure.draw_id, Departure.event)
        .where(Departure.draw_id.in_([draw.id for draw in draws]))
        .order_by(Departure.draw_id, Departure.position)
    ).all()
    found: dict[tuple[int, str], tuple[int, str, str]] = {}
    before = 0
    for draw in draws:
        panel = {held["seat"]: held["tag"] for held in draw.result["panel"]}
        for event in (event for draw_id, event in events if draw_id == draw.id):
            panel = _after(panel, event)
        fields = [group["fields"][0] for group in draw.seats for _ in range(group["count"])]
        for seat, tag in panel.items():
            found[draw.id, tag] = (before + seat + 1, tag, word("field", fields[seat]))
        before += len(fields)
    return found


def _after(panel: Mapping[int, str], event: Mapping[str, object]) -> dict[int, str]:
    """A panel after a departure (draw-protocol §8)."""
    moved = event["panel"]
    if isinstance(moved, list):
        return {held["seat"]: held["tag"] for held in moved}
    taken = {seat: event["successor"] if tag == event["tag"] else tag for seat, tag in panel.items()}
    return {seat: str(tag) for seat, tag in taken.items() if tag is not None}


def read_names(act: Act, meeting: Meeting) -> Mapping[str, str]:
    """The names behind the tags of a meeting's experts; who looked, and why, is kept.

    Its recorder, who checks people in, may look from the hour at which the doors open; everybody else in the
    room once the names are unsealed.

    Raises:
        NotAllowed: another keeps this meeting's record, presides over it, or convened it.
        Refused: the names are sealed still, or nothing is drawn yet.
    """
    by = authorize(act.actor, "meetings.names", unit=meeting.lead_unit_uscc)
    if by.role in {Role.RECORDER, Role.CHAIR}:
        refuse_others(by, meeting, Role(by.role))
    at_door = by.role == Role.RECORDER and meeting.state == MeetingState.LOCKED
    doors_open = meeting.starts_at - DOORS_OPEN <= act.clock.now()
    if meeting.unsealed_at is None and not (at_door and doors_open):
        raise Refused("meetings.names_sealed", meeting=meeting.number)
    draws = drawn_for(act.session, meeting.public_id)
    for draw in draws:
        log_view(act, by, draw, Looked.NAMES, word("purpose", "door" if at_door else "in_session"))
    return names(act.session, draws)
