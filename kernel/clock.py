"""Time is an argument: everything that needs the time takes a `Clock`."""

from datetime import UTC, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


class Clock(Protocol):
    def now(self) -> datetime:
        """The present, aware, in UTC, in whole seconds."""


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC).replace(microsecond=0)


class SetClock:
    """A clock that stands still until it is set: for the demonstration, the tests and trial runs."""

    def __init__(self, start: datetime) -> None:
        self._now = in_utc(start)

    def now(self) -> datetime:
        return self._now

    def set(self, moment: datetime) -> None:
        self._now = in_utc(moment)

    def advance(self, **duration: float) -> None:
        """Go on by a `timedelta(**duration)`."""
        self._now += timedelta(**duration)


def in_utc(moment: datetime) -> datetime:
    """`moment` in UTC and whole seconds.

    Raises:
        ValueError: `moment` has no time zone.
    """
    if moment.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    return moment.astimezone(UTC).replace(microsecond=0)


def rfc3339(moment: datetime) -> str:
    """`2026-03-01T01:30:00Z`."""
    return in_utc(moment).strftime("%Y-%m-%dT%H:%M:%SZ")


def local(moment: datetime) -> datetime:
    """`moment` as people here see it: Asia/Shanghai."""
    return moment.astimezone(SHANGHAI)


def local_text(moment: datetime) -> str:
    """`2026年3月1日9时30分`, as documents write it."""
    here = local(moment)
    return f"{here.year}年{here.month}月{here.day}日{here.hour}时{here.minute:02d}分"
