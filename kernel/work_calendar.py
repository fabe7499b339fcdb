"""The office's work calendar 工作日历: entered year by year, edited, confirmed."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from sqlalchemy import CheckConstraint, delete, extract, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from kernel.database import Base
from kernel.errors import Refused
from kernel.working_days import WorkCalendar


class DayKind(StrEnum):
    WORK = "WORK"  # 调休上班
    REST = "REST"  # 休息
    HOLIDAY = "HOLIDAY"  # 法定节假日


class CalendarYear(Base):
    """A year of the calendar: where its days came from, and who confirmed them against the notice."""

    __tablename__ = "calendar_year"
    __table_args__ = (
        CheckConstraint("(confirmed_at IS NULL) = (confirmed_by IS NULL)", name="confirmed"),
        CheckConstraint("confirmed_at IS NULL OR source <> ''", name="source"),
    )

    year: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str]
    confirmed_at: Mapped[datetime | None]
    confirmed_by: Mapped[str | None]


class CalendarDay(Base):
    """A day that differs from Monday to Friday, or has a name."""

    __tablename__ = "calendar_day"
    __table_args__ = (CheckConstraint("kind IN ('WORK', 'REST', 'HOLIDAY')", name="kind"),)

    day: Mapped[date] = mapped_column(primary_key=True)
    kind: Mapped[str]
    name: Mapped[str]
    source: Mapped[str]


class Day(Protocol):
    """A day to be entered."""

    @property
    def day(self) -> date: ...
    @property
    def kind(self) -> DayKind: ...
    @property
    def name(self) -> str: ...


def work_calendar(session: Session) -> WorkCalendar:
    """The whole calendar, as deadlines are counted by it.

    Years that nobody has entered count Monday to Friday; like unconfirmed ones they make a deadline 预计.
    """
    of_year = extract("year", CalendarDay.day) == CalendarYear.year
    confirmed = CalendarYear.confirmed_at.is_not(None).label("confirmed")
    known = select(CalendarYear.year, confirmed, CalendarDay.day, CalendarDay.kind)
    rows = session.execute(known.outerjoin(CalendarDay, of_year)).all()
    days = {row.day: row.kind == DayKind.WORK for row in rows if row.day is not None}
    return WorkCalendar(days, frozenset(row.year for row in rows if row.confirmed))


def year_of(session: Session, year: int) -> tuple[CalendarYear | None, Sequence[CalendarDay]]:
    """A year, None if nobody has entered it, and its days, ascending."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    days = select(CalendarDay).where(CalendarDay.day.between(first, last)).order_by(CalendarDay.day)
    return session.get(CalendarYear, year), session.scalars(days).all()


def seed_year(session: Session, year: int, days: Iterable[Day], source: str) -> int:
    """Enter a year as a package knows it; what a person has edited stays. Returns how many days were entered.

    Raises:
        Refused: the year is confirmed.
    """
    known, present = year_of(session, year)
    if known and known.confirmed_at:
        raise Refused("calendar.confirmed_already", year=year)
    before = known.source if known else source
    edited = {day.day for day in present if day.source != before}
    first, last = date(year, 1, 1), date(year, 12, 31)
    of_package = CalendarDay.day.between(first, last) & (CalendarDay.source == before)
    session.execute(delete(CalendarDay).where(of_package), execution_options={"synchronize_session": "fetch"})
    entered = [day for day in days if day.day not in edited]
    session.merge(CalendarYear(year=year, source=source))
    session.flush()
    enter_days(session, entered, source)
    return len(entered)


def enter_days(session: Session, days: Iterable[Day], source: str) -> None:
    """Enter days with their source, in place of what was known of them.

    Raises:
        Refused: a day of a year that nobody has entered.
    """
    for day in days:
        if session.get(CalendarYear, day.day.year) is None:
            raise Refused("calendar.not_seeded", year=day.day.year)
        session.merge(CalendarDay(day=day.day, kind=day.kind.value, name=day.name, source=source))
    session.flush()


def confirm_year(session: Session, year: int, source: str, by: str, at: datetime) -> None:
    """Mark a year as compared with the official notice, which is its source from now on.

    Raises:
        Refused: nobody has entered the year, or it is confirmed.
    """
    known = session.get(CalendarYear, year)
    if known is None:
        raise Refused("calendar.not_seeded", year=year)
    if known.confirmed_at:
        raise Refused("calendar.confirmed_already", year=year)
    known.source, known.confirmed_by, known.confirmed_at = source, by, at
    session.flush()
