"""What is due when 到期事项: of the cases, meetings and filings that somebody sees, the nearest first."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from kernel.clock import local
from kernel.roles import POLICY, Actor, scope
from kernel.work_calendar import work_calendar
from kernel.working_days import Due, WorkCalendar
from meetings.calendar.due import earliest_draw, minutes_due, review_due
from meetings.cases.gates import DEFENCE_DAYS
from meetings.cases.queries import seen_by
from meetings.models import (
    AgendaItem,
    Case,
    CaseState,
    Decision,
    Filing,
    FilingState,
    Meeting,
    MeetingState,
    PriorNotice,
    Publicity,
)


class Deadline(StrEnum):
    DEFENCE = "defence"  # 陈述申辩期届满
    PUBLICITY = "publicity"  # 公示期满
    DRAW = "draw"  # 可以抽取专家
    MEETING = "meeting"  # 开会
    MINUTES = "minutes"  # 会议纪要
    REPORT = "report"  # 报送备案
    REVIEW = "review"  # 审查备案


@dataclass(frozen=True, slots=True)
class DueLine:
    """Something that is due.

    of: what it belongs to, in words. address: of its page.
    """

    due: Due
    deadline: Deadline
    of: str
    address: str


@dataclass(frozen=True, slots=True)
class Week:
    """How much is due in the week from a Monday on."""

    monday: date
    count: int


def due_lines(session: Session, actor: Actor) -> list[DueLine]:
    """Everything still due that the actor's roles let see, in five statements or fewer."""
    calendar, found = work_calendar(session), list[DueLine]()
    if actor.roles & POLICY["cases.read"]:
        found += _of_cases(session, actor, calendar)
    if actor.roles & POLICY["meetings.read"]:
        found += _of_meetings(session, actor, calendar)
    if actor.roles & POLICY["filings.read"]:
        found += _of_filings(session, actor, calendar)
    return sorted(found, key=lambda line: (line.due.on, line.of))


def weeks(lines: Sequence[DueLine], today: date, count: int = 8) -> list[Week]:
    """The present week and those after it; what is overdue counts in the present one."""
    first = today - timedelta(days=today.weekday())
    mondays = [first + timedelta(weeks=number) for number in range(count)]
    days = [max(line.due.on, first) for line in lines]
    return [
        Week(monday, sum(monday <= day < monday + timedelta(weeks=1) for day in days)) for monday in mondays
    ]


def _of_cases(session: Session, actor: Actor, calendar: WorkCalendar) -> Iterator[DueLine]:
    open_ = select(Case.public_id, Case.number, Case.subject_name, PriorNotice.served_on, Publicity.ends)
    wanted = (
        open_.outerjoin(PriorNotice, PriorNotice.case_id == Case.id)
        .outerjoin(Publicity, Publicity.case_id == Case.id)
        .where(Case.state.in_([CaseState.NOTICED, CaseState.PUBLICISED]), seen_by(actor))
    )
    for key, number, name, served_on, ends in session.execute(wanted):
        of, address = f"{name}（{number}）", f"/cases/{key}/"
        if served_on:
            yield DueLine(calendar.after(served_on, DEFENCE_DAYS), Deadline.DEFENCE, of, address)
        elif ends:
            yield DueLine(Due(ends, estimated=False), Deadline.PUBLICITY, of, address)


def _of_meetings(session: Session, actor: Actor, calendar: WorkCalendar) -> Iterator[DueLine]:
    row = Meeting
    ahead = (MeetingState.PREPARING, MeetingState.LOCKED, MeetingState.IN_SESSION)
    wanted = select(row.public_id, row.title, row.state, row.starts_at, row.ends_at).where(
        row.state.in_(ahead)
    )
    if (unit := scope(actor, "meetings.read")) is not None:
        wanted = wanted.where(row.lead_unit_uscc == unit)
    for key, title, state, starts_at, ends_at in session.execute(wanted):
        address = f"/meetings/{key}/"
        if state == MeetingState.IN_SESSION:
            yield DueLine(minutes_due(calendar, ends_at), Deadline.MINUTES, title, address)
            continue
        if state == MeetingState.PREPARING:
            yield DueLine(earliest_draw(calendar, starts_at), Deadline.DRAW, title, address)
        yield DueLine(Due(_day(starts_at), estimated=False), Deadline.MEETING, title, address)


def _of_filings(session: Session, actor: Actor, calendar: WorkCalendar) -> Iterator[DueLine]:
    row, under_way = Filing, (FilingState.PENDING, FilingState.SENT, FilingState.RECEIVED)
    wanted = (
        select(
            row.public_id,
            row.state,
            row.due_on,
            row.due_estimated,
            row.sent_at,
            Case.subject_name,
            Decision.number,
        )
        .join(Decision, Decision.id == row.decision_id)
        .join(AgendaItem, AgendaItem.id == Decision.item_id)
        .join(Meeting, Meeting.id == AgendaItem.meeting_id)
        .join(Case, Case.id == AgendaItem.case_id)
        .where(row.state.in_(under_way))
    )
    if (unit := scope(actor, "filings.read")) is not None:
        wanted = wanted.where(Meeting.lead_unit_uscc == unit)
    for key, state, due_on, estimated, sent_at, name, number in session.execute(wanted):
        of, address = f"{name}（{number}）", f"/filings/{key}/"
        if state == FilingState.PENDING:
            yield DueLine(Due(due_on, estimated), Deadline.REPORT, of, address)
        elif sent_at:
            yield DueLine(review_due(calendar, sent_at), Deadline.REVIEW, of, address)


def _day(moment: datetime) -> date:
    return local(moment).date()
