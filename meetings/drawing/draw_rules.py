"""When a panel may be drawn, and how it is composed at least. All of it is 本机关会议规则, not law."""

from collections.abc import Sequence
from datetime import datetime

from kernel.act import Act
from kernel.clock import local, local_text
from kernel.errors import Refused
from kernel.work_calendar import work_calendar
from meetings.calendar.due import earliest_draw, latest_draw
from meetings.models import Meeting
from meetings.tally.rules import LEAST_EXPERTS
from panel.draw.seats import Group

LAW = frozenset({"L01", "L02"})
"""The law fields 法律: at least one seat is for one of them (experts-and-meetings §1.5)."""


def refuse_untimely(act: Act, meeting: Meeting, over_at: datetime) -> None:
    """Do nothing if the pool may be frozen now and the panel is drawn in time.

    Raises:
        Refused: too early, naming the first day; or too late, naming the last moment.
    """
    earliest = earliest_draw(work_calendar(act.session), meeting.starts_at)
    if local(act.clock.now()).date() < earliest.on:
        raise Refused("draw.too_early", meeting=meeting.number, earliest=earliest)
    latest = latest_draw(meeting.starts_at)
    if max(act.clock.now(), over_at) > latest:
        raise Refused("draw.too_late", meeting=meeting.number, latest=local_text(latest))


def refuse_composition(meeting: Meeting, groups: Sequence[Group]) -> None:
    """Do nothing if the seats are an odd number, enough for the kind of meeting, and one of them for the law.

    Raises:
        Refused: they are not.
    """
    least, count = LEAST_EXPERTS[meeting.kind], sum(group.count for group in groups)
    if count % 2 == 0 or count < least:
        raise Refused("draw.seat_count", count=count, least=least)
    if not any(group.fields <= LAW for group in groups):
        raise Refused("draw.no_law_seat")
