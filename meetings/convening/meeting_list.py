"""Meetings as lists show them: filtered, page by page, counted by state, group and month."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from kernel.clock import SHANGHAI, local
from kernel.paging import PAGE, Slice, sliced
from kernel.roles import Actor, scope
from meetings.models import AgendaItem, Case, Meeting, MeetingState, MeetingUnit
from meetings.queries import BARE

MOST = 10_000
"""Rows of an export; nobody reads more of them in a spreadsheet."""
MONTHS = range(-5, 3)
"""The months in the chart, counted from the present one."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """The conditions of a list.

    words: in the number, title or place, or the number of a case on the agenda.
    month: the first day of the month in which the meetings begin.
    """

    state: str = ""
    words: str = ""
    group: str = ""
    month: date | None = None


@dataclass(frozen=True, slots=True)
class MeetingLine:
    """A meeting as a list shows it."""

    id: str
    number: str
    title: str
    kind: str
    state: str
    group: str
    starts_at: datetime
    ends_at: datetime
    place: str
    items: int
    units: int


@dataclass(frozen=True, slots=True)
class Counts:
    """How many meetings somebody sees: by state and by group."""

    by_state: Mapping[str, int]
    by_group: Mapping[str, int]

    @property
    def total(self) -> int:
        return sum(self.by_state.values())


@dataclass(frozen=True, slots=True)
class MonthLine:
    """The meetings that begin in one month and are not cancelled, by group."""

    first: date
    by_group: Mapping[str, int]

    @property
    def taking_place(self) -> int:
        return sum(self.by_group.values())


def _seen_by(actor: Actor) -> list[ColumnElement[bool]]:
    unit = scope(actor, "meetings.read")
    return [] if unit is None else [Meeting.lead_unit_uscc == unit]


def listed(
    session: Session, actor: Actor, wanted: Wanted, cursor: str = "", size: int = PAGE
) -> Slice[MeetingLine]:
    """One page of the meetings that somebody sees and wants, the latest to begin first; three statements.

    Raises:
        InputError: the cursor is none of this list.
        NotAllowed: no role of the actor reads meetings.
    """
    found = select(Meeting).options(BARE).where(*_seen_by(actor), *_conditions(wanted))
    page = sliced(session, found, (Meeting.starts_at, Meeting.id), cursor, descending=True, size=size)
    items, units = _sizes(session, [meeting.id for meeting in page.rows])
    lines = [_line(meeting, items[meeting.id], units[meeting.id]) for meeting in page.rows]
    return Slice(lines, page.total, page.before, page.after)


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.state:
        found.append(Meeting.state == wanted.state)
    if wanted.group:
        found.append(Meeting.special_group == wanted.group)
    if wanted.month:
        found += [Meeting.starts_at >= _midnight(wanted.month), Meeting.starts_at < _next(wanted.month)]
    if wanted.words:
        of_case = (
            select(AgendaItem.meeting_id)
            .join(Case, Case.id == AgendaItem.case_id)
            .where(Case.number == wanted.words)
        )
        searched = (Meeting.number, Meeting.title, Meeting.place)
        texts = (column.contains(wanted.words, autoescape=True) for column in searched)
        found.append(or_(*texts, Meeting.id.in_(of_case)))
    return found


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), SHANGHAI)


def _next(first: date) -> datetime:
    """When the month after `first` begins."""
    return _midnight(_plus(first, 1))


def _plus(first: date, months: int) -> date:
    years, month = divmod(first.month - 1 + months, 12)
    return date(first.year + years, month + 1, 1)


def _sizes(session: Session, keys: Sequence[int]) -> tuple[Counter[int], Counter[int]]:
    """How many items and units these meetings have, in one statement."""
    items = select(AgendaItem.meeting_id, func.count(), func.count() * 0).where(
        AgendaItem.meeting_id.in_(keys), AgendaItem.withdrawn.is_(None)
    )
    units = select(MeetingUnit.meeting_id, func.count() * 0, func.count()).where(
        MeetingUnit.meeting_id.in_(keys)
    )
    both = items.group_by(AgendaItem.meeting_id).union_all(units.group_by(MeetingUnit.meeting_id))
    counted: tuple[Counter[int], Counter[int]] = (Counter(), Counter())
    for meeting, of_items, of_units in session.execute(both):
        counted[0][meeting] += of_items
        counted[1][meeting] += of_units
    return counted


def _line(meeting: Meeting, items: int, units: int) -> MeetingLine:
    return MeetingLine(
        id=meeting.public_id,
        number=meeting.number,
        title=meeting.title,
        kind=meeting.kind,
        state=meeting.state,
        group=meeting.special_group,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        place=meeting.place,
        items=items,
        units=units,
    )


def counts(session: Session, actor: Actor) -> Counts:
    """How many meetings somebody sees, by state and by group."""
    counted = select(Meeting.state, Meeting.special_group, func.count()).where(*_seen_by(actor))
    states: Counter[str] = Counter()
    groups: Counter[str] = Counter()
    for state, group, count in session.execute(counted.group_by(Meeting.state, Meeting.special_group)):
        states[state] += count
        groups[group] += count
    return Counts(states, dict(sorted(groups.items())))


def months_about(now: datetime) -> list[date]:
    """The first days of the months in the chart, oldest first."""
    present = local(now).date().replace(day=1)
    return [_plus(present, months) for months in MONTHS]


def by_month(session: Session, actor: Actor, now: datetime) -> list[MonthLine]:
    """The meetings of the months in the chart, oldest month first."""
    months = months_about(now)
    found = session.execute(
        select(Meeting.starts_at, Meeting.special_group).where(
            *_seen_by(actor),
            Meeting.state != MeetingState.CANCELLED,
            Meeting.starts_at >= _midnight(months[0]),
            Meeting.starts_at < _next(months[-1]),
        )
    ).all()
    groups: dict[date, Counter[str]] = {first: Counter() for first in months}
    for starts_at, group in found:
        groups[local(starts_at).date().replace(day=1)][group] += 1
    return [MonthLine(first, counted) for first, counted in groups.items()]
