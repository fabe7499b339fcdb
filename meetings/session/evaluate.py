"""After a meeting its convener evaluates the experts who sat there 履职评价."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, and_, select
from sqlalchemy.orm import Session

from experts.evaluate import evaluate
from experts.life_models import ExpertEvaluation
from experts.models import Expert
from experts.scoring import Deduction
from kernel.act import Act
from kernel.clock import local
from kernel.errors import NotFound, Refused
from kernel.messages import word
from kernel.work_calendar import work_calendar
from kernel.working_days import Due
from meetings.models import Attendance, Invitation, Meeting, MeetingState

WORKING_DAYS = 5
"""So long after the meeting the evaluation is due (本机关会议规则, after 财库〔2016〕198号 art. 21, 待核)."""

SPOKEN = 8
"""So many places of a tag are read aloud."""


def evaluate_expert(
    act: Act, meeting: Meeting, tag: str, deductions: Sequence[Deduction], *, veto: bool
) -> ExpertEvaluation:
    """Record how an expert did in a meeting, by a convener of its lead unit.

    Args:
        tag: of the expert, as the draw gave it, or at least its first eight places, as it is read aloud.

    Raises:
        NotFound: nobody with that tag, or several, sat in the meeting.
        Refused: the meeting is not over, or the expert is evaluated already.
        NotAllowed, InputError: as `experts.evaluate.evaluate`.
    """
    if meeting.state != MeetingState.HELD:
        raise Refused("evaluations.not_held", meeting=meeting.number)
    sat = _sat(Invitation.expert_id).where(
        Meeting.id == meeting.id, Invitation.tag.startswith(tag, autoescape=True)
    )
    found = act.session.scalars(sat.limit(2)).all()
    if len(tag) < SPOKEN or len(found) != 1:
        raise NotFound("kernel.not_found", what=word("thing", "tag"), key=tag)
    return evaluate(act, found[0], meeting.public_id, meeting.lead_unit_uscc, deductions, veto=veto)


@dataclass(frozen=True, slots=True)
class DueEvaluation:
    """An expert who sat in a meeting and is not evaluated yet.

    due: the last day for it; `estimated` while the year's calendar is not confirmed.
    """

    meeting: str
    number: str
    tag: str
    name: str
    due: Due
    overdue: bool


def due_evaluations(session: Session, unit: str | None, today: date) -> list[DueEvaluation]:
    """Who is still to be evaluated after the meetings that a unit led, oldest first.

    Args:
        unit: the lead unit's credit code.
        today: in Shanghai.
    """
    evaluated = and_(
        ExpertEvaluation.expert_id == Invitation.expert_id, ExpertEvaluation.meeting == Meeting.public_id
    )
    waiting = (
        _sat(Meeting.public_id, Meeting.number, Invitation.tag, Expert.name, Meeting.held_until)
        .join(Expert, Expert.id == Invitation.expert_id)
        .outerjoin(ExpertEvaluation, evaluated)
        .where(
            Meeting.state == MeetingState.HELD,
            Meeting.lead_unit_uscc == unit,
            ExpertEvaluation.id.is_(None),
        )
        .order_by(Meeting.held_until, Invitation.id)
    )
    calendar = work_calendar(session)
    found = []
    for meeting, number, tag, name, held_until in session.execute(waiting):
        due = calendar.after(local(held_until).date(), WORKING_DAYS)
        found.append(DueEvaluation(meeting, number, tag, name, due, overdue=today > due.on))
    return found


def _sat(*columns: Any) -> Select[Any]:
    """Whoever checked in as an expert, with the meeting and the invitation that they came by."""
    came = and_(
        Attendance.meeting_id == Meeting.id, Attendance.kind == "expert", Attendance.ref == Invitation.tag
    )
    return (
        select(*columns)
        .select_from(Invitation)
        .join(Meeting, Meeting.id == Invitation.meeting_id)
        .join(Attendance, came)
    )
