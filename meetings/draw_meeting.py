"""From a meeting to its draw: what the pool must know about the agenda, and the lock that goes with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from kernel.act import Act
from kernel.lifecycle import hold, move
from kernel.roles import authorize
from meetings.draw_rules import refuse_composition, refuse_untimely
from meetings.models import Meeting, MeetingState
from meetings.models.meeting import MEETING_TRANSITIONS
from meetings.recusal import bars_of
from panel.draw.seats import Group
from panel.freeze import Request, freeze_pool
from panel.models import Draw
from panel.void import lapse, stop


@dataclass(frozen=True, slots=True)
class Seats:
    """What the convener sets: seat groups, most members per employer, and the deadlines.

    answer_hours: counted hours an invited expert has to answer.
    """

    groups: Sequence[Group]
    unit_cap: int | None
    reveal_by: datetime
    answer_hours: int


def freeze_meeting(act: Act, meeting: Meeting, seats: Seats) -> Draw:
    """Lock the agenda and freeze the pool for it, in one transaction.

    Raises:
        Refused: the meeting is past this step, it is too early or too late for a draw, there are too few
            seats, or the pool cannot be frozen (see `freeze_pool`).
    """
    by = authorize(act.actor, "draw.freeze", unit=meeting.lead_unit_uscc)
    move(act.session, meeting, MeetingState.LOCKED, MEETING_TRANSITIONS, meeting.number)
    refuse_untimely(act, meeting, seats.reveal_by)
    refuse_composition(meeting, seats.groups)
    request = Request(
        meeting=meeting.public_id,
        cases=tuple(item.case.public_id for item in meeting.agenda),
        bars=bars_of(act, meeting),
        groups=tuple(seats.groups),
        unit_cap=seats.unit_cap,
        reveal_by=seats.reveal_by,
        answer_hours=seats.answer_hours,
    )
    return freeze_pool(act, by, request)


def stop_draw(act: Act, meeting: Meeting, draw: Draw, cause: str) -> None:
    """The supervisor stops the ceremony; the agenda is open again."""
    hold(act.session, meeting)  # always before the draw
    stop(act, draw, cause)
    move(act.session, meeting, MeetingState.PREPARING, MEETING_TRANSITIONS, meeting.number)


def lapse_draw(act: Act, meeting: Meeting, draw: Draw) -> list[str]:
    """A reveal is missing at the deadline; the agenda is open again. Returns who was missing."""
    hold(act.session, meeting)
    missing = lapse(act, draw)
    move(act.session, meeting, MeetingState.PREPARING, MEETING_TRANSITIONS, meeting.number)
    return missing
