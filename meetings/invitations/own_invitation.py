"""What an expert finds behind the personal link of an invitation 专属链接, and until when."""

from datetime import datetime
from enum import StrEnum

from kernel.errors import NotFound
from meetings.models import Invitation, InvitationState, Meeting, MeetingState
from meetings.session.attend import DOORS_OPEN

OVER = {MeetingState.HELD, MeetingState.CANCELLED}


class Stage(StrEnum):
    """What the page is about."""

    UNDELIVERED = "undelivered"  # the meeting was postponed, and the new mail is on its way
    ASKED = "asked"
    LATE = "late"  # not answered in time
    COMING = "coming"
    DOORS = "doors"  # people check in
    SITTING = "sitting"  # names are unsealed


def refuse_ended(invitation: Invitation, now: datetime) -> None:
    """Do nothing while an invitation's personal link is open: until the meeting is over, or the expert has left.

    Raises:
        NotFound: it opens nothing any more.
    """
    meeting = invitation.meeting
    ended = meeting.state != MeetingState.IN_SESSION and now >= meeting.ends_at
    if invitation.state == InvitationState.GONE or meeting.state in OVER or ended:
        raise NotFound("invitations.link_ended")


def stage_of(invitation: Invitation, now: datetime) -> Stage:
    """How far an invitation that is open has come."""
    meeting: Meeting = invitation.meeting
    if invitation.state == InvitationState.INVITED:
        if invitation.answer_by is None:
            return Stage.UNDELIVERED
        return Stage.ASKED if now < invitation.answer_by else Stage.LATE
    if meeting.state == MeetingState.IN_SESSION:
        return Stage.SITTING
    return Stage.DOORS if now >= meeting.starts_at - DOORS_OPEN else Stage.COMING
