from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kernel.clock import SHANGHAI
from meetings.invitations.answer_clock import answer_deadline, counted_hours, within_hours

SECOND = timedelta(seconds=1)
MOMENTS = st.builds(
    lambda seconds, zone: (datetime(2025, 12, 28, tzinfo=UTC) + timedelta(seconds=seconds)).astimezone(zone),
    st.integers(0, 400 * 86400),
    st.sampled_from([UTC, SHANGHAI]),
)


def here(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("sent", "hours", "deadline"),
    [
        ("2026-10-14T09:00:00", 4, "2026-10-14T13:00:00"),
        ("2026-10-14T16:00:00", 4, "2026-10-14T20:00:00"),
        ("2026-10-14T16:00:01", 4, "2026-10-15T08:00:01"),
        ("2026-10-14T19:59:59", 4, "2026-10-15T11:59:59"),
        ("2026-10-14T20:00:00", 4, "2026-10-15T12:00:00"),
        ("2026-10-14T23:30:00", 4, "2026-10-15T12:00:00"),
        ("2026-10-15T00:00:00", 4, "2026-10-15T12:00:00"),
        ("2026-10-15T07:59:59", 4, "2026-10-15T12:00:00"),
        ("2026-10-15T08:00:00", 4, "2026-10-15T12:00:00"),
        ("2026-10-15T08:00:00", 12, "2026-10-15T20:00:00"),
        ("2026-10-15T08:00:00", 13, "2026-10-16T09:00:00"),
        ("2026-10-15T03:00:00", 24, "2026-10-16T20:00:00"),
        ("2026-12-31T18:30:00", 4, "2027-01-01T10:30:00"),
    ],
)
def test_the_deadline_counts_from_eight_to_eight(sent: str, hours: int, deadline: str) -> None:
    assert answer_deadline(here(sent), hours) == here(deadline)


@pytest.mark.parametrize("day", range(12, 19))
def test_every_day_of_the_week_counts(day: int) -> None:
    sent = here(f"2026-10-{day}T18:00:00")
    assert answer_deadline(sent, 4) == here(f"2026-10-{day + 1}T10:00:00")


@pytest.mark.parametrize(
    ("moment", "within"),
    [
        ("2026-10-14T07:59:59", False),
        ("2026-10-14T08:00:00", True),
        ("2026-10-14T19:59:59", True),
        ("2026-10-14T20:00:00", False),
        ("2026-10-14T00:00:00", False),
    ],
)
def test_eight_counts_and_twenty_does_not(moment: str, *, within: bool) -> None:
    assert within_hours(here(moment)) is within


def test_beijing_hours_are_meant_wherever_the_moment_was_written() -> None:
    assert within_hours(datetime(2026, 10, 14, 0, 0, tzinfo=UTC))
    assert not within_hours(datetime(2026, 10, 14, 12, 0, tzinfo=UTC))
    assert answer_deadline(datetime(2026, 10, 14, 1, 0, tzinfo=UTC), 4).tzinfo is UTC


@given(MOMENTS, st.integers(1, 100))
@settings(derandomize=True, deadline=None)
def test_the_deadline_is_the_first_moment_with_that_many_counted_hours(sent: datetime, hours: int) -> None:
    deadline = answer_deadline(sent, hours)
    assert counted_hours(sent, deadline) == timedelta(hours=hours)
    assert counted_hours(sent, deadline - SECOND) == timedelta(hours=hours) - SECOND
    assert within_hours(deadline - SECOND)


@given(MOMENTS, st.integers(0, 60 * 60))
@settings(derandomize=True, deadline=None, max_examples=60)
def test_counted_hours_are_the_minutes_of_a_clock_on_the_wall(sent: datetime, minutes: int) -> None:
    sent = sent.replace(second=0)
    steps = (sent.astimezone(UTC) + timedelta(minutes=passed) for passed in range(minutes))
    counted = sum(within_hours(step) for step in steps)
    now = sent.astimezone(UTC) + timedelta(minutes=minutes)
    assert counted_hours(sent, now) == timedelta(minutes=counted)


def test_nothing_has_been_counted_before_the_invitation_went_out() -> None:
    assert counted_hours(here("2026-10-14T12:00:00"), here("2026-10-14T11:00:00")) == timedelta(0)


@pytest.mark.parametrize("hours", [0, -4])
def test_no_answer_time_is_refused(hours: int) -> None:
    with pytest.raises(ValueError, match="answer hours below 1"):
        answer_deadline(here("2026-10-14T12:00:00"), hours)


def test_a_moment_without_a_zone_is_refused() -> None:
    naive = datetime(2026, 10, 14, 12, 0)  # noqa: DTZ001  that is the point
    for call in (lambda: answer_deadline(naive, 4), lambda: within_hours(naive)):
        with pytest.raises(ValueError, match="time zone"):
            call()
