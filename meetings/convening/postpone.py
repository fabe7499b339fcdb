"""A meeting is postponed 延期: everybody is tested for the new date and asked again."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete

from experts.eligibility import RECUSALS, Ground
from kernel.act import Act
from kernel.clock import local
from kernel.text import clean
from meetings.convening.change_meeting import (
    hold_to_change,
    keep_as_was,
    open_invitations,
    record_change,
    stop_undrawn,
)
from meetings.convening.officers import refuse_busy_officers
from meetings.convening.rooms import occupy
from meetings.convening.slots import Slot
from meetings.convening.unit_notice import notify, refuse_short_notice
from meetings.invitations.invite import ask_again
from meetings.invitations.leave import leave_seat
from meetings.models import Attendance, InvitationState, Meeting
from meetings.recusals.recusal import reasons_for
from panel.models import Draw
from panel.panels import SeatHolder, hold_drawn, seated


@dataclass(frozen=True, slots=True)
class Aftermath:
    """What a postponement set off.

    asked: experts who are asked again. left: experts who cannot sit on the new day.
    stopped: the draw that was under way, now void.
    """

    asked: int
    left: int
    stopped: Draw | None


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
    drawn = hold_drawn(act.session, meeting.public_id)
    stopped = stop_undrawn(act, by, meeting, reason)
    keep_as_was(act, by, meeting, "postponed", reason)
    occupy(act, meeting, slot)
    refuse_short_notice(act, meeting)
    refuse_busy_officers(act, meeting)
    act.session.execute(delete(Attendance).where(Attendance.meeting_id == meeting.id))
    record_change(act, by, meeting, "meeting.postponed", reason)
    asked, left = _ask_panel(act, meeting, told) if drawn else (0, 0)
    notify(act, meeting, meeting.units)
    return Aftermath(asked, left, stopped)


def _ask_panel(act: Act, meeting: Meeting, told: int) -> tuple[int, int]:
    invited = open_invitations(act, meeting)
    left = _part_with_barred(act, meeting, told)
    again = [invitation for invitation in invited if invitation.state != InvitationState.GONE]
    for invitation in again:
        ask_again(act, invitation)
    return len(again), left


def _part_with_barred(act: Act, meeting: Meeting, told: int) -> int:
    """Members who cannot sit on the new day leave, and so do successors who cannot. Returns how many left."""
    on, left = local(meeting.starts_at).date(), 0
    while barred := _barred(act, meeting, on):
        holder, ground = barred[0]
        kind = "recused" if ground.reason in RECUSALS else "absent"
        leave_seat(act, meeting, holder, kind, ground.reason.value, told)
        left += 1
    return left


def _barred(act: Act, meeting: Meeting, on: date) -> list[tuple[SeatHolder, Ground]]:
    holders = seated(act.session, meeting.public_id)
    found = reasons_for(act, meeting, [holder.expert_id for holder in holders], on)
    return [(holder, found[holder.expert_id][0]) for holder in holders if holder.expert_id in found]
