"""How the pages of cases write and read months and days."""

from datetime import date

from kernel.messages import language
from kernel.text import clean, parse_date


def month(first: date) -> str:
    """`2026年10月`, or `Oct 2026`."""
    return f"{first:%b %Y}" if language() == "en" else f"{first.year}年{first.month}月"


def filled_day(field: str, value: str) -> date:
    """The day that was filled in.

    Raises:
        InputError: nothing, or no day.
    """
    return parse_date(field, clean(field, value))
