"""What experts did in meetings that are over, for the register: implements `experts.service_record`."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Subquery, and_, func, select
from sqlalchemy.orm import Bundle, Session

from experts.models import Expert, ExpertField, ExpertState
from experts.service_record import Answers, ExpertDraws, FieldDraws, SeatTaken
from kernel.clock import local
from kernel.paging import PAGE, Slice, sliced
from meetings.models import Attendance, Invitation, InvitationState, Meeting, MeetingState
from panel.models import Departure

_HELD = and_(Meeting.id == Invitation.meeting_id, Meeting.state == MeetingState.HELD)
_CAME = and_(
    Attendance.meeting_id == Invitation.meeting_id,
    Attendance.kind == "expert",
    Attendance.ref == Invitation.tag,
)
_LEFT = and_(Departure.draw_id == Invitation.draw_id, Departure.tag == Invitation.tag)
_PERSON = func.coalesce(Expert.merged_into, Expert.id)
"""Whose seat it is, should two records have been merged since."""


def draws_by_field(session: Session) -> list[FieldDraws]:
    """Every field that somebody in the register holds now, by its code."""
    drawn = _drawn()
    statement = (
        select(ExpertField.code, func.count(Expert.id), func.coalesce(func.sum(drawn.c.seats), 0))
        .join(Expert, Expert.id == ExpertField.expert_id)
        .outerjoin(drawn, drawn.c.person == Expert.id)
        .where(Expert.state == ExpertState.ACTIVE)
        .group_by(ExpertField.code)
        .order_by(ExpertField.code)
    )
    return [FieldDraws(code, experts, int(seats)) for code, experts, seats in session.execute(statement)]


def draws_by_expert(session: Session, cursor: str, size: int = PAGE) -> Slice[ExpertDraws]:
    """A page of everybody who was ever drawn, the most often drawn first."""
    drawn = _drawn()
    columns = (Expert.public_id, Expert.name, Expert.state, drawn.c.seats, drawn.c.came)
    line: Bundle[Any] = Bundle("line", *columns)
    wanted = select(line).join(drawn, drawn.c.person == Expert.id)
    page = sliced(session, wanted, (drawn.c.seats, Expert.id), cursor, descending=True, size=size)
    return Slice([ExpertDraws(*row) for row in page.rows], page.total, page.before, page.after)


def answers(session: Session) -> Answers:
    """What became of all seats offered in meetings that are over."""
    statement = select(Invitation.state, Departure.event).join(Meeting, _HELD).outerjoin(Departure, _LEFT)
    kept, given_up = 0, dict[str, int]()
    for state, event in session.execute(statement):
        if event is not None:
            given_up[event["cause"]] = given_up.get(event["cause"], 0) + 1
        elif state == InvitationState.ACCEPTED:
            kept += 1
    return Answers(kept, given_up)


def seats_of(session: Session, expert: str) -> list[SeatTaken]:
    """The seats of one expert in meetings that are over, newest first; those of merged records among them."""
    own = select(Expert.id).where(Expert.public_id == expert).scalar_subquery()
    statement = (
        select(
            Meeting.public_id,
            Meeting.number,
            Meeting.title,
            Meeting.starts_at,
            Attendance.at,
            Departure.event,
        )
        .select_from(Meeting)
        .join(Invitation, _HELD)
        .join(Expert, Expert.id == Invitation.expert_id)
        .outerjoin(Attendance, _CAME)
        .outerjoin(Departure, _LEFT)
        .where(own == _PERSON)
        .order_by(Meeting.starts_at.desc())
    )
    return [
        SeatTaken(key, number, title, local(begins).date(), came is not None, event and event["cause"])
        for key, number, title, begins, came, event in session.execute(statement)
    ]


def numbers(session: Session, meetings: Sequence[str]) -> Mapping[str, str]:
    """The numbers of meetings, by their public ids."""
    if not meetings:
        return {}
    wanted = select(Meeting.public_id, Meeting.number).where(Meeting.public_id.in_(meetings))
    return dict(session.execute(wanted).all())


def _drawn() -> Subquery:
    """Of every person who was drawn: how often, and how often the person came."""
    return (
        select(
            _PERSON.label("person"),
            func.count(Invitation.id).label("seats"),
            func.count(Attendance.at).label("came"),
        )
        .select_from(Invitation)
        .join(Expert, Expert.id == Invitation.expert_id)
        .join(Meeting, _HELD)
        .outerjoin(Attendance, _CAME)
        .group_by(_PERSON)
        .subquery()
    )
