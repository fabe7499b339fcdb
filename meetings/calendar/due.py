"""When something is due. All of it is 本机关会议规则, this organ's own meeting rules, and not law."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from kernel.clock import local
from kernel.work_calendar import work_calendar
from kernel.working_days import Due, WorkCalendar
from meetings.models import Filing, FilingState

FILING_DAYS = 5
"""Working days from the issue to the filing 备案 (archive-security-calendar §6)."""
REVIEW_DAYS = 10
"""Working days from the sending of a filing to the office's conclusion (archive-security-calendar §6)."""
NOTICE_DAYS = 3
"""Working days from the meeting notice 会议通知 to the meeting (experts-and-meetings §2.3)."""
DRAW_DAYS = 2
"""A pool is frozen no more than so many working days before the meeting (§1.7, by analogy with 198号 14)."""
DRAW_CLOSES = timedelta(hours=2)
"""The last secret of a draw is due so long before the meeting (§1.7)."""
MINUTES_DAYS = 2
"""Working days from the meeting to its minutes 纪要 (§2.3)."""


def filing_due(calendar: WorkCalendar, issued_at: datetime) -> Due:
    """The last day on which the filing is sent in time."""
    return calendar.after(local(issued_at).date(), FILING_DAYS)


def review_due(calendar: WorkCalendar, sent_at: datetime) -> Due:
    """The last day on which the office has to accept a filing or return it."""
    return calendar.after(local(sent_at).date(), REVIEW_DAYS)


def notice_due(calendar: WorkCalendar, starts_at: datetime) -> Due:
    """The last day on which units can be summoned to a meeting."""
    return calendar.before(local(starts_at).date(), NOTICE_DAYS)


def earliest_draw(calendar: WorkCalendar, starts_at: datetime) -> Due:
    """The first day on which the pool can be frozen."""
    return calendar.before(local(starts_at).date(), DRAW_DAYS)


def latest_draw(starts_at: datetime) -> datetime:
    """The moment by which everything is revealed."""
    return starts_at - DRAW_CLOSES


def minutes_due(calendar: WorkCalendar, ends_at: datetime) -> Due:
    """The last day on which the minutes are made in time."""
    return calendar.after(local(ends_at).date(), MINUTES_DAYS)


def recount(session: Session) -> int:
    """Count the stored deadlines that are still open anew. Returns how many have changed."""
    calendar, changed = work_calendar(session), 0
    for filing in session.scalars(select(Filing).where(Filing.state == FilingState.PENDING)):
        issued_at = filing.decision.issued_at
        if issued_at is None:
            continue
        due = filing_due(calendar, issued_at)
        changed += due != filing.due
        filing.due_on, filing.due_estimated = due.on, due.estimated
    session.flush()
    return changed
