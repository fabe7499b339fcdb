"""What waits in meetings and their draws."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, and_, exists, select
from sqlalchemy.orm import lazyload, load_only

from kernel.clock import local_text
from kernel.work_calendar import work_calendar
from meetings.calendar.due import earliest_draw, latest_draw
from meetings.invitations.phone_list import phone_list
from meetings.models import Invitation, Meeting, MeetingState, Vote, VoteState
from meetings.models.meeting import AgendaItem, MeetingOfficer, MeetingUnit
from meetings.waiting.cases import MOST
from meetings.waiting.task import Asked, Task, task
from panel.models import HAS_PANEL, SITTING, UNDER_WAY, Contributor, Draw, DrawState

OFFICERS = {"chair": "todo.chair", "recorder": "todo.recorder"}
SOON = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Mine:
    """How far a contributor is in a draw, and whether the drawn were invited."""

    committed: bool
    revealed: bool
    invited: bool


def for_convener(asked: Asked) -> Iterator[Task]:
    """The own unit's meetings without a draw."""
    drawn = exists().where(
        Draw.meeting == Meeting.public_id, Draw.state.in_(UNDER_WAY | HAS_PANEL), Draw.kind == "panel"
    )
    found = select(Meeting.public_id, Meeting.title, Meeting.starts_at).where(
        Meeting.lead_unit_uscc == asked.actor.unit, Meeting.state == MeetingState.PREPARING, ~drawn
    )
    rows = asked.session.execute(found.order_by(Meeting.starts_at).limit(MOST)).all()
    calendar = work_calendar(asked.session) if rows else None
    for public_id, title, starts_at in rows:
        if calendar is not None:
            opens, due = earliest_draw(calendar, starts_at), latest_draw(starts_at)
            yield task("todo.draw", f"/meetings/{public_id}/draw/", due, title=title, opens=opens)


def draws_of_convener(asked: Asked) -> Iterator[Task]:
    """Draws of the own unit's meetings that wait for the convener."""
    for draw, meeting, mine in _draws(asked, "convener"):
        if meeting.lead_unit_uscc != asked.actor.unit:
            continue
        if draw.state == DrawState.DRAWN and not mine.invited:
            way = f"/meetings/{meeting.public_id}/invitations/"
            yield task("todo.invite", way, meeting.starts_at, title=meeting.title)
        elif draw.state == DrawState.COMMITTED:
            yield _step("todo.plan", draw, meeting)
        else:
            yield from _secret(draw, meeting, mine)


def draws_of_supervisor(asked: Asked) -> Iterator[Task]:
    """Draws that wait for the supervisor."""
    for draw, meeting, mine in _draws(asked, "supervisor"):
        yield from _secret(draw, meeting, mine)


def _draws(asked: Asked, role: str) -> Iterator[tuple[Draw, Meeting, Mine]]:
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
    for draw, meeting, commitment, value, invited in asked.session.execute(found):
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


def for_unsealing(asked: Asked) -> Iterator[Task]:
    """Meetings of today whose names are sealed yet: the supervisor opens them."""
    yield from _today(asked, "todo.unseal", Meeting.state == MeetingState.LOCKED)


def for_officer(role: str, asked: Asked) -> Iterator[Task]:
    """Meetings over which the account presides, or whose record it keeps."""
    mine = exists().where(
        MeetingOfficer.meeting_id == Meeting.id,
        MeetingOfficer.account == asked.actor.public_id,
        MeetingOfficer.role == role,
    )
    still = Meeting.state.in_({MeetingState.LOCKED, MeetingState.IN_SESSION})
    yield from _today(asked, OFFICERS[role], mine, still)


def _today(asked: Asked, code: str, *conditions: ColumnElement[bool]) -> Iterator[Task]:
    found = select(Meeting.public_id, Meeting.title, Meeting.starts_at, Meeting.place).where(
        *conditions,
        Meeting.starts_at <= asked.now + SOON,
        exists().where(Draw.meeting == Meeting.public_id, Draw.state.in_(SITTING)),
    )
    page = "door" if code == "todo.recorder" else "session"
    rows = asked.session.execute(found.order_by(Meeting.starts_at).limit(MOST))
    for public_id, title, starts_at, place in rows:
        yield task(code, f"/meetings/{public_id}/{page}/", starts_at, title=title, place=place)


def for_representative(asked: Asked) -> Iterator[Task]:
    """Votes that are open to the own unit."""
    found = (
        select(Meeting.public_id, Meeting.title, AgendaItem.position, Meeting.ends_at)
        .join(AgendaItem, AgendaItem.meeting_id == Meeting.id)
        .join(Vote, Vote.item_id == AgendaItem.id)
        .join(MeetingUnit, and_(MeetingUnit.meeting_id == Meeting.id, MeetingUnit.uscc == asked.actor.unit))
        .where(Vote.state == VoteState.OPEN)
    )
    rows = asked.session.execute(found.order_by(AgendaItem.id).limit(MOST))
    for public_id, title, position, ends_at in rows:
        yield task("todo.vote", f"/meetings/{public_id}/session/", ends_at, title=title, position=position)


def at_phone_desk(asked: Asked) -> Iterator[Task]:
    """Calls to make, and answers that somebody else entered; who is called is shown call by call."""
    found = phone_list(asked.session, asked.actor, asked.now)
    count = len(found.due) + len(found.own)
    if count:
        by = [call.answer_by for call in found.due] + [call.answer_by for call in found.own]
        yield task("todo.calls", "/phone-desk/", min(filter(None, by), default=None), count=count)
    if found.to_confirm:
        yield task("todo.confirm_calls", "/phone-desk/", count=len(found.to_confirm))


def for_approval(asked: Asked) -> Iterator[Task]:
    """Draws that came to nothing: another attempt needs somebody's approval."""
    found = (
        select(Meeting.public_id, Meeting.title, Draw.cause)
        .join(Draw, Draw.meeting == Meeting.public_id)
        .where(
            Draw.state == DrawState.VOID, Draw.approved_by.is_(None), Meeting.state == MeetingState.PREPARING
        )
    )
    for public_id, title, cause in asked.session.execute(found.order_by(Draw.id).limit(MOST)):
        yield task("todo.approve", f"/meetings/{public_id}/draw/", title=title, cause=cause)
