"""From a meeting to its draw: what the pool must know about the agenda, and the lock that goes with it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from kernel.act import Act
from kernel.errors import Refused
from kernel.lifecycle import hold, move
from kernel.messages import word
from kernel.roles import authorize
from meetings.convening.change_meeting import reopen_agenda
from meetings.drawing.draw_rules import refuse_composition, refuse_untimely
from meetings.models import Meeting, MeetingState
from meetings.models.meeting import MEETING_TRANSITIONS
from meetings.queries import find_meeting
from meetings.recusals.recusal import bars_of
from panel.beacons import due_of
from panel.draw.documents import PlanBeacon
from panel.draw.seats import Group
from panel.freeze import Request, freeze_pool
from panel.models import Draw, DrawState
from panel.panels import hold_drawn
from panel.supplement import Supplement, freeze_supplement
from panel.void import stop


@dataclass(frozen=True, slots=True)
class Seats:
    """What the convener sets: seat groups, most members per employer, and the deadlines.

    answer_hours: counted hours an invited expert has to answer.
    publish: when the record becomes public, `at_close` or `at_draw`.
    beacon: the public randomness to wait for, or None.
    """

    groups: Sequence[Group]
    unit_cap: int | None
    reveal_by: datetime
    answer_hours: int
    publish: str = "at_close"
    beacon: PlanBeacon | None = None

    @property
    def over_at(self) -> datetime:
        """When the panel is drawn at the latest: the last secret is in, and the beacon has spoken."""
        return due_of(self.beacon) if self.beacon else self.reveal_by


def freeze_meeting(act: Act, meeting: Meeting, seats: Seats) -> Draw:
    """Lock the agenda and freeze the pool for it, in one transaction.

    Raises:
        Refused: the meeting is past this step, it is too early or too late for a draw, there are too few
            seats, or the pool cannot be frozen (see `freeze_pool`).
    """
    by = authorize(act.actor, "draw.freeze", unit=meeting.lead_unit_uscc)
    move(act.session, meeting, MeetingState.LOCKED, MEETING_TRANSITIONS, meeting.number)
    refuse_untimely(act, meeting, seats.over_at)
    refuse_composition(meeting, seats.groups)
    request = Request(
        meeting=meeting.public_id,
        cases=tuple(item.case.public_id for item in meeting.agenda),
        bars=bars_of(act, meeting),
        groups=tuple(seats.groups),
        unit_cap=seats.unit_cap,
        reveal_by=seats.reveal_by,
        answer_hours=seats.answer_hours,
        publish=seats.publish,
        beacon=seats.beacon,
    )
    return freeze_pool(act, by, request)


@dataclass(frozen=True, slots=True)
class Further:
    """What the convener sets for a supplement: why, and the deadlines. Fields as in `Seats`."""

    cause: str
    reveal_by: datetime
    answer_hours: int
    beacon: PlanBeacon | None = None


def supplement_meeting(act: Act, meeting: Meeting, wanted: Further) -> Draw:
    """Freeze the pool of a supplement for the seats that stayed open, while the panel sits.

    Raises:
        Refused: no panel is drawn for the meeting, or it has begun; it is too early or too late for a draw; the
            pool cannot be frozen (see `freeze_supplement`).
    """
    by = authorize(act.actor, "draw.freeze", unit=meeting.lead_unit_uscc)
    hold(act.session, meeting)
    if meeting.state != MeetingState.LOCKED:
        raise Refused("draw.not_locked", meeting=meeting.number, state=word("meeting", meeting.state))
    refuse_untimely(act, meeting, due_of(wanted.beacon) if wanted.beacon else wanted.reveal_by)
    hold_drawn(act.session, meeting.public_id)  # nobody leaves meanwhile
    asked = Supplement(
        meeting=meeting.public_id,
        cases=tuple(item.case.public_id for item in meeting.agenda),
        bars=bars_of(act, meeting),
        cause=wanted.cause,
        reveal_by=wanted.reveal_by,
        answer_hours=wanted.answer_hours,
        beacon=wanted.beacon,
    )
    return freeze_supplement(act, by, asked)


def stop_draw(act: Act, meeting: Meeting, draw: Draw, cause: str) -> None:
    """The supervisor stops the ceremony; the agenda is open again, unless it was a supplement's."""
    hold(act.session, meeting)  # always before the draw
    stop(act, draw, cause)
    reopen_agenda(act, meeting, draw)


@contextmanager
def held_for_draw(act: Act, draw: Draw) -> Iterator[None]:
    """Around a step that may draw or come to nothing: the agenda of a void draw is open again."""
    meeting = find_meeting(act.session, draw.meeting)
    hold(act.session, meeting)  # always before the draw
    yield
    if draw.state == DrawState.VOID:
        reopen_agenda(act, meeting, draw)
