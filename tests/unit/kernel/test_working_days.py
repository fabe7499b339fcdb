"""Counting working days: the day of the event is not counted, make-up days are (archive-security-calendar §8)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.holiday_package import known_days
from kernel.work_calendar import DayKind
from kernel.working_days import Due, WorkCalendar

OF_2026 = {day.day: day.kind is DayKind.WORK for day in known_days(2026)}
CALENDAR = WorkCalendar(OF_2026, frozenset({2026}))
MAKE_UP_2026 = ["01-04", "02-14", "02-28", "05-09", "09-20", "10-10"]


def of_2026(day: str) -> date:
    return date.fromisoformat(f"2026-{day}")


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        ("02-13", 3, "02-25"),  # over the spring festival, whose Saturday before is worked
        ("09-18", 10, "10-09"),  # over two holidays and a Sunday that is worked
        ("03-02", 1, "03-03"),
        ("03-06", 1, "03-09"),
        ("02-14", 1, "02-24"),
    ],
)
def test_working_days_are_counted_from_the_day_after(day: str, count: int, expected: str) -> None:
    assert CALENDAR.after(of_2026(day), count) == Due(of_2026(expected), estimated=False)


@pytest.mark.parametrize(
    ("meeting", "earliest"), [("10-09", "09-30"), ("02-25", "02-14"), ("05-11", "05-08")]
)
def test_two_working_days_before_a_meeting_step_over_holidays(meeting: str, earliest: str) -> None:
    assert CALENDAR.before(of_2026(meeting), 2).on == of_2026(earliest)


def test_the_package_knows_the_make_up_days_of_2026() -> None:
    worked = [day for day in known_days(2026) if day.kind is DayKind.WORK]

    assert [day.day for day in worked] == [of_2026(day) for day in MAKE_UP_2026]


def test_days_moved_for_a_make_up_day_are_days_off_but_no_statutory_holidays() -> None:
    kinds = {day.day: day.kind for day in known_days(2026)}

    assert kinds[of_2026("10-01")] is DayKind.HOLIDAY
    assert kinds[of_2026("10-06")] is DayKind.REST
    assert len([kind for kind in kinds.values() if kind is not DayKind.WORK]) == 22


def test_a_year_without_a_notice_has_holidays_but_no_make_up_days() -> None:
    known = known_days(2027)

    assert date(2027, 10, 1) in {day.day for day in known}
    assert not [day for day in known if day.kind is DayKind.WORK]


def test_a_deadline_in_an_unconfirmed_year_is_estimated_and_says_so() -> None:
    due = CALENDAR.after(of_2026("12-30"), 2)

    assert due == Due(date(2027, 1, 1), estimated=True)
    assert str(due) == "2027-01-01（预计）"
    assert str(CALENDAR.after(of_2026("12-28"), 2)) == "2026-12-30"


def test_a_deadline_that_only_begins_in_an_unconfirmed_year_is_estimated_too() -> None:
    assert CALENDAR.before(date(2027, 1, 4), 3).estimated


def test_without_a_calendar_monday_to_friday_are_counted_as_an_estimate() -> None:
    assert WorkCalendar({}, frozenset()).after(of_2026("09-30"), 1) == Due(of_2026("10-01"), estimated=True)


DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31))


@given(DAYS, st.integers(1, 40))
def test_counting_back_from_a_deadline_leads_to_where_it_began(day: date, count: int) -> None:
    """Or, from a day that is not worked, to the working day before it."""
    due = CALENDAR.after(day, count).on
    before = CALENDAR.before(due, count).on

    assert CALENDAR.is_working_day(due)
    assert before <= day
    assert not any(
        CALENDAR.is_working_day(before + timedelta(days=later)) for later in range(1, (day - before).days + 1)
    )


@given(DAYS, st.integers(1, 40))
def test_a_deadline_has_exactly_so_many_working_days_before_and_with_it(day: date, count: int) -> None:
    due = CALENDAR.after(day, count).on
    between = (day + timedelta(days=later) for later in range(1, (due - day).days + 1))

    assert sum(map(CALENDAR.is_working_day, between)) == count
