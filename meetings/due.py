"""When something is due."""

from datetime import date, timedelta

FILING_DAYS = 5
"""Working days from the issue to the filing 备案 (本机关会议规则)."""


def weekdays_after(day: date, count: int) -> date:
    """The `count`-th Monday to Friday after `day`, which itself is not counted.

    Public holidays and make-up days are not known here yet: a date from here is shown as 预计.
    """
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < 5
    return day
