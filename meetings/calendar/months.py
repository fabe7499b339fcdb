"""A year of the work calendar as months of weeks, for a page. Pure."""

from calendar import Calendar
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class MonthDay:
    """A day of a month.

    kind: of a day that the calendar names: WORK, REST or HOLIDAY; else empty. name: what it is called there.
    is_worked: whether it is a working day 工作日.
    """

    day: date
    kind: str
    name: str
    is_worked: bool


@dataclass(frozen=True, slots=True)
class Month:
    """A month: its first day, its weeks from Monday on with None for days beside it, and its working days."""

    first: date
    weeks: Sequence[Sequence[MonthDay | None]]

    @property
    def worked(self) -> int:
        return sum(day.is_worked for week in self.weeks for day in week if day)


def months_of(year: int, named: Mapping[date, tuple[str, str]]) -> list[Month]:
    """The twelve months of a year.

    Args:
        named: kind and name of the days that differ from Monday to Friday, or have a name.
    """
    return [_month(date(year, number, 1), named) for number in range(1, 13)]


def _month(first: date, named: Mapping[date, tuple[str, str]]) -> Month:
    weeks = Calendar().monthdatescalendar(first.year, first.month)
    return Month(first, [[_day(day, first, named) for day in week] for week in weeks])


def _day(day: date, first: date, named: Mapping[date, tuple[str, str]]) -> MonthDay | None:
    if day.month != first.month:
        return None
    kind, name = named.get(day, ("", ""))
    return MonthDay(day, kind, name, kind == "WORK" or (not kind and day.weekday() < 5))
