"""The convener calls a determination meeting 认定会议 and keeps its agenda until the pool is frozen."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kernel import numbering
from kernel.act import Act
from kernel.clock import rfc3339
from kernel.entropy import public_id
from kernel.errors import InputError, NotAllowed, NotFound, Refused
from kernel.lifecycle import hold, move
from kernel.messages import word
from kernel.office import unit_of_role
from kernel.roles import By, Role, authorize
from kernel.text import clean
from kernel.units import Unit, find_unit
from ledger.record import record
from meetings.cases.check_gates import Stage, refuse_unmet
from meetings.catalogue.groups import LEADING_GROUP
from meetings.convening.officers import appoint
from meetings.convening.rooms import occupy
from meetings.convening.slots import Slot
from meetings.convening.unit_notice import notify, refuse_short_notice, summon
from meetings.models import AgendaItem, Case, CaseState, Meeting, MeetingState, MeetingUnit, SpecialGroup
from meetings.models.case import CASE_TRANSITIONS, IN_PREPARATION


@dataclass(frozen=True, slots=True)
class Call:
    """What the convener settles; `chair` and `recorder` are account names."""

    title: str
    slot: Slot
    contact: str
    chair: str
    recorder: str


def convene(act: Act, call: Call, cases: Sequence[Case]) -> Meeting:
    """Call a meeting on cases of one special group, or a special session 专项会议 of the leading group.

    Its units are derived from the cases and summoned at once.

    Raises:
        InputError: no case, times that make no sense, no place, or a title that names a subject.
        NotAllowed: the convener is not of the unit that leads the group.
        NotFound: no such room or officer.
        Refused: a case is not ready, stands on another agenda, or belongs to another group; room or officers
            are taken; units cannot be summoned in time.
    """
    by = authorize(act.actor, "meetings.convene")
    if not cases:
        raise InputError("kernel.empty", field="case")
    group = cases[0].special_group
    lead = leading_unit(act.session, group)
    if act.actor.unit != lead.uscc:
        raise NotAllowed("meetings.not_lead_unit", group=group, unit=lead.name)
    meeting = Meeting(
        public_id=public_id(act.entropy),
        number=numbering.next_number(act.session, lead.uscc, numbering.MEETING, act.clock.now()),
        kind="special" if group == LEADING_GROUP else "ordinary",
        state=MeetingState.PREPARING,
        title=clean("title", call.title),
        special_group=group,
        lead_unit_uscc=lead.uscc,
        place="",
        contact=clean("contact", call.contact),
    )
    occupy(act, meeting, call.slot)
    act.session.add(meeting)
    act.session.flush()
    refuse_short_notice(act, meeting)
    facts = {"kind": meeting.kind, "meeting": meeting.public_id, "starts_at": rfc3339(meeting.starts_at)}
    record(act, by, "meeting.convened", meeting.public_id, facts)
    for case in cases:
        _enter(act, by, meeting, case)
    appoint(act, meeting, chair=call.chair, recorder=call.recorder)
    notify(act, meeting, meeting.units)
    return meeting


def leading_unit(session: Session, group: str) -> Unit:
    """The unit that leads a special group 牵头单位; of the leading group itself, its office's.

    Raises:
        NotFound: no such group, or the office has no account yet.
    """
    if group == LEADING_GROUP:
        return unit_of_role(session, Role.OFFICE)
    known = session.get(SpecialGroup, group)
    if known is None:
        raise NotFound("kernel.not_found", what=word("thing", "group"), key=group)
    return session.get_one(Unit, known.lead_unit_uscc)


def add_case(act: Act, meeting: Meeting, case: Case) -> AgendaItem:
    """Put a case on the agenda, with the units it concerns; all units are told the new agenda.

    Raises:
        Refused: the agenda is locked, the case is not ready or not this group's, or units cannot be told
            in time.
    """
    by = authorize(act.actor, "meetings.convene", unit=meeting.lead_unit_uscc)
    _open_agenda(act, meeting)
    refuse_short_notice(act, meeting)
    item = _enter(act, by, meeting, case)
    act.session.refresh(meeting)
    notify(act, meeting, meeting.units)
    return item


def _enter(act: Act, by: By, meeting: Meeting, case: Case) -> AgendaItem:
    if case.special_group != meeting.special_group:
        raise Refused("meetings.other_group", case=case.number, group=case.special_group)
    if case.subject_name in meeting.title:
        raise InputError("meetings.title_names_subject", case=case.number)
    if case.state in IN_PREPARATION:  # what is missing says more than the state's name
        refuse_unmet(act, case, Stage.AGENDA)
    move(act.session, case, CaseState.SCHEDULED, CASE_TRANSITIONS, case.number)
    refuse_unmet(act, case, Stage.AGENDA)
    last = select(func.max(AgendaItem.position)).where(AgendaItem.meeting_id == meeting.id)
    item = AgendaItem(
        public_id=public_id(act.entropy),
        meeting_id=meeting.id,
        case_id=case.id,
        position=(act.session.scalar(last) or 0) + 1,
    )
    act.session.add(item)
    _summon_units(act, meeting, case)
    act.session.flush()
    facts = {"meeting": meeting.public_id, "item": item.public_id, "case": case.public_id}
    record(act, by, "agenda.added", item.public_id, facts)
    return item


def _summon_units(act: Act, meeting: Meeting, case: Case) -> None:
    """The determining unit, the implementers, the county, and in a special session who leads each group."""
    summon(act, meeting, case.unit_uscc, case.unit.name, determining=True)
    for measure in case.measures:
        summon(act, meeting, measure.implementer_uscc, measure.implementer_name)
    if case.county is not None:
        summon(act, meeting, case.county.uscc, case.county.name)
    if meeting.special_group == LEADING_GROUP:
        for group in sorted({item.special_group for item in case.items}):
            lead = leading_unit(act.session, group)
            summon(act, meeting, lead.uscc, lead.name)


def add_unit(act: Act, meeting: Meeting, key: str) -> None:
    """Summon a further unit, member or not.

    Args:
        key: its credit code, name or former name.

    Raises:
        NotFound: no such unit.
        Refused: the agenda is locked, or the unit cannot be told in time.
    """
    by = authorize(act.actor, "meetings.convene", unit=meeting.lead_unit_uscc)
    _open_agenda(act, meeting)
    refuse_short_notice(act, meeting)
    unit = find_unit(act.session, key)
    if act.session.get(MeetingUnit, (meeting.id, unit.uscc)) is None:
        summon(act, meeting, unit.uscc, unit.name)
        notify(act, meeting, [act.session.get_one(MeetingUnit, (meeting.id, unit.uscc))])
        facts = {"meeting": meeting.public_id, "unit": unit.uscc}
        record(act, by, "unit.summoned", meeting.public_id, facts, idem=unit.uscc)
    act.session.refresh(meeting)


def _open_agenda(act: Act, meeting: Meeting) -> None:
    """Hold the meeting's row, so that no freeze passes by, and see that the agenda is open."""
    hold(act.session, meeting)
    if meeting.state != MeetingState.PREPARING:
        raise Refused("meetings.agenda_locked", meeting=meeting.number)
