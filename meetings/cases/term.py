"""The term of a measure 惩戒期限: half-open in the records, its last day named in the papers."""

from calendar import monthrange
from datetime import date, timedelta


def months_later(day: date, months: int) -> date:
    """The same day some months later, or that month's last day: the first on which nothing is in force.

    Args:
        day: the first day in force.
        months: at least one.
    """
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return day.replace(year=year, month=month, day=min(day.day, monthrange(year, month)[1]))


def last_day(first: date, months: int) -> date:
    """The last day in force."""
    return months_later(first, months) - timedelta(days=1)
