"""What waits in meetings and their draws."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, exists, func, select
from sqlalchemy.orm import Session, lazyload, load_only

from kernel.clock import local_text
from kernel.roles import Actor
from kernel.work_calendar import work_calendar
from meetings.calendar.due import earliest_draw, latest_draw
from meetings.models import Invitation, InvitationState, Meeting, MeetingState, Vote, VoteState
from meetings.models.meeting import AgendaItem, MeetingOfficer, MeetingUnit
from meetings.waiting.cases import MOST
from meetings.waiting.task import Task, task
from panel.models import HAS_PANEL, SITTING, UNDER_WAY, Contributor, Draw, DrawState

OFFICERS = {"chair": "todo.chair", "recorder": "todo.recorder"}
SOON = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Mine:
    """How far a contributor is in a draw, and whether the drawn were invited."""

    committed: bool
    revealed: bool
    invited: bool


def for_convener(session: Session, actor: Actor) -> Iterator[Task]:
    """The own unit's meetings without a draw."""
    drawn = exists().where(
        Draw.meeting == Meeting.public_id, Draw.state.in_(UNDER_WAY | HAS_PANEL), Draw.kind == "panel"
    )
    found = select(Meeting.public_id, Meeting.title, Meeting.starts_at).where(
        Meeting.lead_unit_uscc == actor.unit, Meeting.state == MeetingState.PREPARING, ~drawn
    )
    rows = session.execute(found.order_by(Meeting.starts_at).limit(MOST)).all()
    calendar = work_calendar(session) if rows else None
    for public_id, title, starts_at in rows:
        if calendar is not None:
            opens, due = earliest_draw(calendar, starts_at), latest_draw(starts_at)
            yield task("todo.draw", f"/meetings/{public_id}/draw/", due, title=title, opens=opens)


def draws_of_convener(session: Session, actor: Actor) -> Iterator[Task]:
    """Draws of the own unit's meetings that wait for the convener."""
    for draw, meeting, mine in _draws(session, "convener"):
        if meeting.lead_unit_uscc != actor.unit:
            continue
        if draw.state == DrawState.DRAWN and not mine.invited:
            yield task(
                "todo.invite",
                f"/meetings/{meeting.public_id}/invitations/",
                meeting.starts_at,
                title=meeting.title,
            )
        elif draw.state == DrawState.COMMITTED:
            yield _step("todo.plan", draw, meeting)
        else:
            yield from _secret(draw, meeting, mine)


def draws_of_supervisor(session: Session, _actor: Actor) -> Iterator[Task]:
    """Draws that wait for the supervisor."""
    for draw, meeting, mine in _draws(session, "supervisor"):
        yield from _secret(draw, meeting, mine)


def _draws(session: Session, role: str) -> Iterator[tuple[Draw, Meeting, Mine]]:
    """Draws on the way, or just drawn, with what this contributor has done so far."""
    found = (
        select(
            Draw,
            Meeting,
            Contributor.commitment,
            Contributor.value,
            exists().where(Invitation.draw_id == Draw.id),
        )
        .join(Meeting, Meeting.public_id == Draw.meeting)
        .outerjoin(Contributor, and_(Contributor.draw_id == Draw.id, Contributor.role == role))
        .where(Draw.state.in_(UNDER_WAY | {DrawState.DRAWN}), Meeting.state == MeetingState.LOCKED)
        .options(load_only(Draw.state, Draw.reveal_by), lazyload("*"))
        .order_by(Draw.id)
        .limit(MOST)
    )
    for draw, meeting, commitment, value, invited in session.execute(found):
        yield draw, meeting, Mine(commitment is not None, value is not None, invited)


def _secret(draw: Draw, meeting: Meeting, mine: Mine) -> Iterator[Task]:
    if draw.state == DrawState.FROZEN and not mine.committed:
        yield _step("todo.commit", draw, meeting)
    elif draw.state == DrawState.PLANNED and not mine.revealed:
        yield _step("todo.reveal", draw, meeting)


def _step(code: str, draw: Draw, meeting: Meeting) -> Task:
    page = "" if code == "todo.plan" else "secret/"
    way = f"/meetings/{meeting.public_id}/draw/{page}"
    return task(code, way, draw.reveal_by, title=meeting.title, until=local_text(draw.reveal_by))


def for_unsealing(session: Session, now: datetime) -> Iterator[Task]:
    """Meetings of today whose names are sealed yet: the supervisor opens them."""
    yield from _today(session, now, "todo.unseal", Meeting.state == MeetingState.LOCKED)


def for_officer(session: Session, actor: Actor, role: str, now: datetime) -> Iterator[Task]:
    """Meetings over which the account presides, or whose record it keeps."""
    mine = exists().where(
        MeetingOfficer.meeting_id == Meeting.id,
        MeetingOfficer.account == actor.public_id,
        MeetingOfficer.role == role,
    )
    yield from _today(
        session, now, OFFICERS[role], mine, Meeting.state.in_({MeetingState.LOCKED, MeetingState.IN_SESSION})
    )


def _today(session: Session, now: datetime, code: str, *conditions: ColumnElement[bool]) -> Iterator[Task]:
    found = select(Meeting.public_id, Meeting.title, Meeting.starts_at, Meeting.place).where(
        *conditions,
        Meeting.starts_at <= now + SOON,
        exists().where(Draw.meeting == Meeting.public_id, Draw.state.in_(SITTING)),
    )
    page = "door" if code == "todo.recorder" else "session"
    for public_id, title, starts_at, place in session.execute(found.order_by(Meeting.starts_at).limit(MOST)):
        yield task(code, f"/meetings/{public_id}/{page}/", starts_at, title=title, place=place)


def for_representative(session: Session, actor: Actor) -> Iterator[Task]:
    """Votes that are open to the own unit."""
    found = (
        select(Meeting.public_id, Meeting.title, AgendaItem.position, Meeting.ends_at)
        .join(AgendaItem, AgendaItem.meeting_id == Meeting.id)
        .join(Vote, Vote.item_id == AgendaItem.id)
        .join(MeetingUnit, and_(MeetingUnit.meeting_id == Meeting.id, MeetingUnit.uscc == actor.unit))
        .where(Vote.state == VoteState.OPEN)
    )
    for public_id, title, position, ends_at in session.execute(found.order_by(AgendaItem.id).limit(MOST)):
        yield task("todo.vote", f"/meetings/{public_id}/session/", ends_at, title=title, position=position)


def for_liaison(session: Session, _actor: Actor) -> Iterator[Task]:
    """Experts who have not answered yet; who they are is shown call by call."""
    waiting = select(func.count(), func.min(Invitation.answer_by)).where(
        Invitation.state == InvitationState.INVITED
    )
    count, due = session.execute(waiting).one()
    if count:
        yield task("todo.calls", "/phone-desk/", due, count=count)


def for_approval(session: Session, _actor: Actor) -> Iterator[Task]:
    """Draws that came to nothing: another attempt needs somebody's approval."""
    found = (
        select(Meeting.public_id, Meeting.title, Draw.cause)
        .join(Draw, Draw.meeting == Meeting.public_id)
        .where(
            Draw.state == DrawState.VOID, Draw.approved_by.is_(None), Meeting.state == MeetingState.PREPARING
        )
    )
    for public_id, title, cause in session.execute(found.order_by(Draw.id).limit(MOST)):
        yield task("todo.approve", f"/meetings/{public_id}/draw/", title=title, cause=cause)
