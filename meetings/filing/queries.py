"""Reading filings for people: the register 备案登记簿, what is due, how long reviews take."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Bundle, Session, join

from kernel.clock import SHANGHAI, local
from kernel.paging import Key, Slice, sliced
from kernel.roles import Actor, scope
from kernel.units import Unit
from kernel.working_days import Due, WorkCalendar
from meetings.calendar.due import review_due
from meetings.models import AgendaItem, Case, Decision, Filing, FilingState, Meeting

LATE = "late"
"""The view of what the lead unit should have sent already."""
TO_REVIEW = (FilingState.SENT, FilingState.RECEIVED)
HALF_A_YEAR = timedelta(days=183)

SORTS: Mapping[str, tuple[Sequence[Key], bool]] = {
    "due": ((Filing.due_on, Filing.id), False),
    "new": ((Filing.id,), True),
    "unit": ((Unit.name, Filing.id), False),
    "subject": ((Case.subject_name, Filing.id), False),
}
"""By what the register is ordered, and whether downwards."""

_FILINGS = join(
    join(
        join(
            join(join(Filing, Decision, Decision.id == Filing.decision_id), AgendaItem),
            Meeting,
            Meeting.id == AgendaItem.meeting_id,
        ),
        Case,
        Case.id == AgendaItem.case_id,
    ),
    Unit,
    Unit.uscc == Meeting.lead_unit_uscc,
)
_COLUMNS: Bundle[Any] = Bundle(
    "line",
    Filing.public_id,
    Filing.state,
    Filing.number,
    Filing.due_on,
    Filing.due_estimated,
    Filing.sent_at,
    Filing.handled_at,
    Decision.number.label("decision_number"),
    Case.subject_name.label("subject"),
    Case.polarity,
    Case.term_months,
    Unit.name.label("unit"),
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """The conditions of the register.

    view: a state, or `LATE`. words: in a number, or in the subject's name or code. unit: the code of the lead unit.
    since, until: the days, both included, between which it was sent.
    """

    view: str = ""
    words: str = ""
    unit: str = ""
    polarity: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class FilingLine:
    """A filing as the register shows it.

    due: by when it has to be sent, or reviewed; None once it is concluded. left: so many working days from today.
    """

    id: str
    state: str
    number: str | None
    due: Due | None
    left: int
    sent_at: datetime | None
    handled_at: datetime | None
    decision_number: str
    subject: str
    polarity: str
    term_months: int
    unit: str


@dataclass(frozen=True, slots=True)
class Overview:
    """How many filings each view has under the other conditions; and the units that have any."""

    counts: Mapping[str, int]
    units: Sequence[tuple[str, str]]


def overview(session: Session, actor: Actor, wanted: Wanted, today: date) -> Overview:
    """The tabs and the units of the register, in one statement."""
    late = func.count().filter(is_late(today))
    found = (
        select(Unit.uscc, Unit.name, Filing.state, func.count(), late)
        .select_from(_FILINGS)
        .where(*_conditions(actor, wanted))
        .group_by(Unit.uscc, Unit.name, Filing.state)
    )
    counts = dict.fromkeys(["", *FilingState, LATE], 0)
    units: dict[str, str] = {}
    for uscc, name, state, number, overdue in session.execute(found):
        units[uscc] = name
        if wanted.unit in {"", uscc}:
            counts[""] += number
            counts[state] += number
            counts[LATE] += overdue
    return Overview(counts, sorted(units.items(), key=lambda unit: unit[1]))


def lines(
    session: Session,
    actor: Actor,
    wanted: Wanted,
    sort: str,
    calendar: WorkCalendar,
    today: date,
    cursor: str = "",
    *,
    size: int,
) -> Slice[FilingLine]:
    """The filings of the register, page by page.

    Raises:
        InputError: the cursor is none of this list.
    """
    keys, descending = SORTS.get(sort, SORTS["due"])
    found = select(_COLUMNS).select_from(_FILINGS).where(*_conditions(actor, wanted))
    if wanted.unit:
        found = found.where(Unit.uscc == wanted.unit)
    if wanted.view:
        found = found.where(is_late(today) if wanted.view == LATE else Filing.state == wanted.view)
    page = sliced(session, found, keys, cursor, descending=descending, size=size)
    rows = [_line(row, calendar, today) for row in page.rows]
    return Slice(rows, page.total, page.before, page.after)


def is_late(today: date) -> ColumnElement[bool]:
    """What the lead unit should have sent by now."""
    return and_(Filing.state == FilingState.PENDING, Filing.due_on < today)


def due_of(filing: Filing, calendar: WorkCalendar) -> Due | None:
    """By when the next act on a filing is due; None where nothing is."""
    return _due(filing.state, filing.due, filing.sent_at, calendar)


def review_days(session: Session, actor: Actor, calendar: WorkCalendar, now: datetime) -> list[int]:
    """How many working days each review that ended within half a year took."""
    ended = (
        select(Filing.sent_at, Filing.handled_at)
        .select_from(_FILINGS)
        .where(*_conditions(actor, Wanted()), Filing.handled_at > now - HALF_A_YEAR)
        .order_by(Filing.id.desc())
        .limit(5000)
    )
    return [
        calendar.between(local(sent).date(), local(handled).date())
        for sent, handled in session.execute(ended)
        if sent and handled and handled >= sent
    ]


def _conditions(actor: Actor, wanted: Wanted) -> list[ColumnElement[bool]]:
    return [*_own(actor), *_typed(wanted)]


def _own(actor: Actor) -> Iterator[ColumnElement[bool]]:
    if (unit := scope(actor, "filings.read")) is not None:
        yield Meeting.lead_unit_uscc == unit


def _typed(wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    if wanted.polarity:
        yield Case.polarity == wanted.polarity
    if wanted.since:
        yield Filing.sent_at >= datetime.combine(wanted.since, time(), SHANGHAI)
    if wanted.until:
        yield Filing.sent_at < datetime.combine(wanted.until + timedelta(days=1), time(), SHANGHAI)
    if wanted.words:
        searched = (
            *(Filing.number, Decision.number, Meeting.number),
            *(Case.number, Case.subject_name, Case.subject_uscc),
        )
        yield or_(*(column.contains(wanted.words, autoescape=True) for column in searched))


def _due(state: str, report: Due, sent_at: datetime | None, calendar: WorkCalendar) -> Due | None:
    if state == FilingState.PENDING:
        return report
    return review_due(calendar, sent_at) if state in TO_REVIEW and sent_at else None


def _line(row: Any, calendar: WorkCalendar, today: date) -> FilingLine:
    due = _due(row.state, Due(row.due_on, row.due_estimated), row.sent_at, calendar)
    return FilingLine(
        row.public_id,
        row.state,
        row.number,
        due,
        calendar.between(today, due.on) if due else 0,
        row.sent_at,
        row.handled_at,
        row.decision_number,
        row.subject,
        row.polarity,
        row.term_months,
        row.unit,
    )
