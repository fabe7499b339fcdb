"""Counting working days 工作日: the day of the event is not counted (archive-security-calendar §8)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from kernel.messages import sentence


@dataclass(frozen=True, slots=True)
class Due:
    """A day on which something is due.

    estimated: a year on the way is not confirmed by the office yet, so the day is 预计.
    """

    on: date
    estimated: bool

    def __str__(self) -> str:
        """The day as people read it, with 预计 where it may still change."""
        return sentence("calendar.estimated", day=self.on) if self.estimated else str(self.on)


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """Which days are worked.

    days: whether a day is worked, for the days that differ from Monday to Friday.
    confirmed: the years whose days the office has confirmed.
    """

    days: Mapping[date, bool]
    confirmed: frozenset[int]

    def is_working_day(self, day: date) -> bool:
        return self.days.get(day, day.weekday() < 5)

    def after(self, day: date, count: int) -> Due:
        """The `count`-th working day after `day`."""
        return self._counted(day, count, timedelta(days=1))

    def before(self, day: date, count: int) -> Due:
        """The `count`-th working day before `day`."""
        return self._counted(day, count, -timedelta(days=1))

    def between(self, day: date, end: date) -> int:
        """How many working days `end` is after `day`; negative where it was before."""
        if end < day:
            return -self.between(end, day)
        step = timedelta(days=1)
        return sum(self.is_working_day(day + step * (at + 1)) for at in range((end - day).days))

    def _counted(self, day: date, count: int, step: timedelta) -> Due:
        years = {day.year}
        while count:
            day += step
            count -= self.is_working_day(day)
            years.add(day.year)
        return Due(day, estimated=not years <= self.confirmed)
