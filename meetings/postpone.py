"""A meeting is postponed 延期: everybody is tested for the new date and asked again."""

from dataclasses import dataclass

from sqlalchemy import delete

from experts.eligibility import RECUSALS, Ground
from kernel.act import Act
from kernel.clock import local
from kernel.lifecycle import move
from kernel.roles import CLOCK
from kernel.text import clean
from meetings.change_meeting import (
    drawn,
    hold_to_change,
    keep_as_was,
    open_invitations,
    record_change,
    stop_undrawn,
)
from meetings.invite import ask_again, invited_as, leave
from meetings.models import Attendance, InvitationState, Meeting, MeetingState
from meetings.models.meeting import MEETING_TRANSITIONS
from meetings.officers import refuse_busy_officers
from meetings.recusal import reasons_for
from meetings.rooms import occupy
from meetings.slots import Slot
from meetings.unit_notice import notify, refuse_short_notice
from panel.models import Draw
from panel.panels import candidate, sitting
from panel.replace import depart


@dataclass(frozen=True, slots=True)
class Aftermath:
    """What a postponement set off.

    asked: experts who are asked again. left: experts who cannot sit on the new day.
    draw_stopped: whether a draw under way was closed as void; the agenda is open again.
    """

    asked: int
    left: int
    draw_stopped: bool


def postpone(act: Act, meeting: Meeting, slot: Slot, cause: str) -> Aftermath:
    """Move a meeting that has not begun to another time, and to another place if the slot names one.

    Units are summoned anew. Drawn experts are tested for the new day: who cannot sit leaves by the draw's
    rule (draw-protocol §8), everybody else is asked again. Who had checked in has to come again.

    Raises:
        InputError: times that make no sense, or no cause.
        NotFound: no such room.
        Refused: the meeting has begun; room or officers are taken; units cannot be summoned in time; a
            secret of its draw is revealed, and the result is not there yet.
    """
    by = hold_to_change(act, meeting)
    told, reason = meeting.sequence, clean("cause", cause)
    keep_as_was(act, by, meeting, "postponed", reason)
    occupy(act, meeting, slot)
    refuse_short_notice(act, meeting)
    refuse_busy_officers(act, meeting)
    act.session.execute(delete(Attendance).where(Attendance.meeting_id == meeting.id))
    record_change(act, by, meeting, "meeting.postponed", reason)
    stopped = stop_undrawn(act, by, meeting, reason)
    if stopped:
        move(act.session, meeting, MeetingState.PREPARING, MEETING_TRANSITIONS, meeting.number)
    draw = drawn(act, meeting)
    asked, left = _ask_panel(act, meeting, draw, told) if draw else (0, 0)
    notify(act, meeting, meeting.units)
    return Aftermath(asked, left, stopped)


def _ask_panel(act: Act, meeting: Meeting, draw: Draw, told: int) -> tuple[int, int]:
    invited = open_invitations(act, draw)
    left = _part_with_barred(act, meeting, draw, told)
    again = [invitation for invitation in invited if invitation.state != InvitationState.GONE]
    for invitation in again:
        ask_again(act, invitation)
    return len(again), left


def _part_with_barred(act: Act, meeting: Meeting, draw: Draw, told: int) -> int:
    """Members who cannot sit on the new day leave, and so do successors who cannot. Returns how many left."""
    on, cleared, left = local(meeting.starts_at).date(), set[str](), 0
    while tags := [tag for tag in sitting(draw).tags() if tag not in cleared]:
        experts = {tag: candidate(act.session, draw, tag).expert_id for tag in tags}
        barred = reasons_for(act, meeting, experts.values(), on)
        cleared.update(tag for tag, expert in experts.items() if expert not in barred)
        for tag in tags:
            if tag not in cleared:
                _part_with(act, draw, tag, barred[experts[tag]][0], told)
                left += 1
    return left


def _part_with(act: Act, draw: Draw, tag: str, ground: Ground, told: int) -> None:
    """By the register and the calendar alone, and by nobody's hand."""
    kind = "recused" if ground.reason in RECUSALS else "absent"
    if invitation := invited_as(act.session, draw, tag):
        leave(act, CLOCK, invitation, kind, ground.reason.value, told)
    else:
        depart(act, CLOCK, draw, tag, kind=kind, cause=ground.reason.value, evidence=None)
