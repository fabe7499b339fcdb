"""The convener calls a determination meeting 认定会议 and keeps its agenda until the pool is frozen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from kernel.accounts import Unit
from kernel.act import Act
from kernel.clock import rfc3339
from kernel.entropy import public_id
from kernel.errors import InputError, NotFound, Refused
from kernel.lifecycle import move
from kernel.messages import word
from kernel.roles import authorize
from kernel.text import clean
from ledger.record import record
from meetings import numbering
from meetings.models import AgendaItem, Case, CaseState, Meeting, MeetingState, MeetingUnit
from meetings.models.case import CASE_TRANSITIONS


@dataclass(frozen=True, slots=True)
class Appointment:
    """When and where, as invitations say it. Moments are aware."""

    title: str
    starts_at: datetime
    ends_at: datetime
    place: str
    contact: str


def convene(act: Act, appointment: Appointment, cases: Sequence[Case]) -> Meeting:
    """Call a meeting on cases of one special group; its units are derived from the cases.

    Raises:
        InputError: no case, or times that make no sense.
        Refused: a case is not ready, stands on another agenda, or belongs to another special group.
    """
    by = authorize(act.actor, "meetings.convene")
    now = act.clock.now()
    if not cases:
        raise InputError("kernel.empty", field="case")
    if not now < appointment.starts_at < appointment.ends_at:
        raise InputError("meetings.times")
    meeting = Meeting(
        public_id=public_id(act.entropy),
        number=numbering.next_number(act.session, act.actor.unit, numbering.MEETING, now),
        state=MeetingState.PREPARING,
        title=clean("title", appointment.title),
        special_group=cases[0].special_group,
        lead_unit_uscc=act.actor.unit,
        starts_at=appointment.starts_at,
        ends_at=appointment.ends_at,
        place=clean("place", appointment.place),
        contact=clean("contact", appointment.contact),
    )
    act.session.add(meeting)
    act.session.flush()
    facts = {"meeting": meeting.public_id, "starts_at": rfc3339(meeting.starts_at)}
    record(act, by, "meeting.convened", meeting.public_id, facts)
    for case in cases:
        add_case(act, meeting, case)
    return meeting


def add_case(act: Act, meeting: Meeting, case: Case) -> AgendaItem:
    """Put a case on the agenda, with the units it concerns.

    Raises:
        Refused: the agenda is locked, or the case is not ready or not this group's.
    """
    by = authorize(act.actor, "meetings.convene", unit=meeting.lead_unit_uscc)
    _open_agenda(act, meeting)
    if case.special_group != meeting.special_group:
        raise Refused("meetings.other_group", case=case.number, group=case.special_group)
    move(act.session, case, CaseState.SCHEDULED, CASE_TRANSITIONS, case.number)
    item = AgendaItem(
        public_id=public_id(act.entropy),
        meeting_id=meeting.id,
        case_id=case.id,
        position=len(meeting.agenda) + 1,
    )
    act.session.add(item)
    _summon(act, meeting, case.unit_uscc, case.unit.name, determining=True)
    for measure in case.measures:
        _summon(act, meeting, measure.implementer_uscc, measure.implementer_name, determining=False)
    act.session.flush()
    act.session.refresh(meeting)
    facts = {"meeting": meeting.public_id, "item": item.public_id, "case": case.public_id}
    record(act, by, "agenda.added", item.public_id, facts)
    return item


def add_unit(act: Act, meeting: Meeting, uscc: str) -> None:
    """Summon a further unit, member or not.

    Raises:
        NotFound: no such unit.
        Refused: the agenda is locked.
    """
    authorize(act.actor, "meetings.convene", unit=meeting.lead_unit_uscc)
    _open_agenda(act, meeting)
    unit = act.session.get(Unit, uscc)
    if unit is None:
        raise NotFound("kernel.not_found", what=word("thing", "unit"), key=uscc)
    _summon(act, meeting, unit.uscc, unit.name, determining=False)
    act.session.flush()
    act.session.refresh(meeting)


def _open_agenda(act: Act, meeting: Meeting) -> None:
    """Hold the meeting's row, so that no freeze passes by, and see that the agenda is open."""
    held = select(Meeting.state).where(Meeting.id == meeting.id).with_for_update()
    if act.session.scalar(held) != MeetingState.PREPARING:
        raise Refused("meetings.agenda_locked", meeting=meeting.number)


def _summon(act: Act, meeting: Meeting, uscc: str, name: str, *, determining: bool) -> None:
    known = act.session.get(MeetingUnit, (meeting.id, uscc))
    if known is None:
        unit = MeetingUnit(meeting_id=meeting.id, uscc=uscc, name=name, determining=determining)
        act.session.add(unit)
    else:
        known.determining = known.determining or determining
