"""A meeting is cancelled 取消: everybody is told, and its cases can go on other agendas."""

from kernel.act import Act
from kernel.lifecycle import move
from kernel.text import clean
from meetings.convening.change_meeting import (
    hold_to_change,
    keep_as_was,
    open_invitations,
    record_change,
    stop_undrawn,
)
from meetings.convening.unit_notice import notify
from meetings.convening.withdraw_item import take_off
from meetings.invitations.invite import call_off
from meetings.models import Meeting, MeetingState
from meetings.models.meeting import MEETING_TRANSITIONS
from panel.close import close_draws
from panel.panels import hold_drawn


def cancel(act: Act, meeting: Meeting, cause: str) -> int:
    """Cancel a meeting that has not begun. Returns how many experts' invitations are taken back.

    Raises:
        InputError: no cause.
        Refused: the meeting has begun, or a secret of its draw is revealed and the result is not there yet.
    """
    by = hold_to_change(act, meeting)
    reason = clean("cause", cause)
    hold_drawn(act.session, meeting.public_id)
    stop_undrawn(act, by, meeting, reason)
    keep_as_was(act, by, meeting, "cancelled", reason)
    record_change(act, by, meeting, "meeting.cancelled", reason)
    invited = open_invitations(act, meeting)
    for invitation in invited:
        call_off(act, invitation)
    close_draws(act, by, meeting.public_id)
    for item in meeting.agenda:
        take_off(act, by, item, reason)
    move(act.session, meeting, MeetingState.CANCELLED, MEETING_TRANSITIONS, meeting.number)
    notify(act, meeting, meeting.units, "cancel")
    return len(invited)
