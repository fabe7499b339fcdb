"""What is due when around a meeting, as examples from the reference have it."""

from datetime import date, datetime

import pytest

from kernel.clock import SHANGHAI
from kernel.holiday_package import known_days
from kernel.work_calendar import DayKind
from kernel.working_days import Due, WorkCalendar
from meetings.calendar.due import earliest_draw, filing_due, latest_draw, minutes_due, notice_due

CALENDAR = WorkCalendar({day.day: day.kind is DayKind.WORK for day in known_days(2026)}, frozenset({2026}))


def at(moment: str) -> datetime:
    return datetime.fromisoformat(f"2026-{moment}").replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("starts", "earliest"),
    [("10-09T09:00", (9, 30)), ("02-25T14:30", (2, 14)), ("05-11T09:00", (5, 8)), ("12-02T09:00", (11, 30))],
)
def test_a_draw_is_possible_from_two_working_days_before_the_meeting(
    starts: str, earliest: tuple[int, int]
) -> None:
    assert earliest_draw(CALENDAR, at(starts)) == Due(date(2026, *earliest), estimated=False)


def test_a_draw_is_over_two_hours_before_the_meeting() -> None:
    assert latest_draw(at("12-02T09:00")) == at("12-02T07:00")


def test_units_are_summoned_three_working_days_before_the_meeting() -> None:
    assert notice_due(CALENDAR, at("12-02T09:00")).on == date(2026, 11, 27)
    assert notice_due(CALENDAR, at("10-09T09:00")).on == date(2026, 9, 29)


def test_a_filing_is_due_five_working_days_after_the_issue() -> None:
    assert filing_due(CALENDAR, at("12-07T09:00")) == Due(date(2026, 12, 14), estimated=False)
    assert filing_due(CALENDAR, at("09-29T09:00")).on == date(2026, 10, 12)


def test_the_day_of_the_issue_is_that_of_shanghai() -> None:
    assert filing_due(CALENDAR, datetime.fromisoformat("2026-12-06T17:00:00+00:00")).on == date(2026, 12, 14)


def test_minutes_are_due_two_working_days_after_the_meeting() -> None:
    assert minutes_due(CALENDAR, at("09-30T11:30")).on == date(2026, 10, 9)
    assert minutes_due(CALENDAR, at("12-31T11:30")) == Due(date(2027, 1, 4), estimated=True)
