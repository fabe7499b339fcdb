"""Until when an invitation can be answered, counted in the hours in which people may be called.

The house counts from 8:00 to 20:00 Asia/Shanghai, and it counts every day of the week, holidays
included: an expert answers with one button, and a meeting does not wait for Monday (draw-protocol
§8, 本机关会议规则). Intervals are half-open: 8:00 counts, 20:00 does not.
"""

from datetime import datetime, time, timedelta

from kernel.clock import SHANGHAI, in_utc, local

OPENS = time(8)
CLOSES = time(20)
_OPENING = timedelta(hours=OPENS.hour)
_DAY = timedelta(hours=CLOSES.hour - OPENS.hour)


def within_hours(moment: datetime) -> bool:
    """Whether `moment` (aware) lies in the counted hours, in which a successor may be invited."""
    return OPENS <= local(in_utc(moment)).time() < CLOSES


def answer_deadline(sent_at: datetime, hours: int) -> datetime:
    """The answer deadline 答复期限: the first moment by which `hours` counted hours have gone by.

    An answer before it is in time; from it on the invitation has timed out. Moments count in whole
    seconds.

    Args:
        sent_at: when the invitation went out, aware.
        hours: the `answer_hours` of the draw's plan, at least 1.

    Returns:
        An aware moment in UTC, never between 20:00 (exclusive) and 8:00 (inclusive) local time.
    """
    if hours < 1:
        raise ValueError(f"answer hours below 1: {hours}")
    days, rest = divmod(_position(sent_at) + timedelta(hours=hours), _DAY)
    if not rest:  # a day's last counted hour ends at 20:00, not at 8:00 of the next day
        days, rest = days - 1, _DAY
    midnight = datetime.combine(datetime.fromordinal(days), time(), SHANGHAI)
    return in_utc(midnight + _OPENING + rest)


def counted_hours(sent_at: datetime, now: datetime) -> timedelta:
    """The counted time from `sent_at` to `now` (both aware), zero if `now` is earlier.

    The evidence behind a timeout: it is not below the answer hours exactly from `answer_deadline` on.
    """
    return max(_position(now) - _position(sent_at), timedelta())


def _position(moment: datetime) -> timedelta:
    """All counted time from the calendar's first day to `moment`."""
    here = local(in_utc(moment))
    today = timedelta(hours=here.hour, minutes=here.minute, seconds=here.second) - _OPENING
    return here.toordinal() * _DAY + min(max(today, timedelta()), _DAY)
