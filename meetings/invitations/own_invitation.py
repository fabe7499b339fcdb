"""What an expert finds behind the personal link of an invitation 专属链接, and until when."""

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session, joinedload, lazyload

from kernel.clock import Clock
from kernel.errors import NotFound
from kernel.roles import Actor
from kernel.vault import Vault
from meetings.invitations.invite import expert_of, find_by_code
from meetings.models import Invitation, InvitationState, Meeting, MeetingState
from meetings.session.attend import DOORS_OPEN

OVER = {MeetingState.HELD, MeetingState.CANCELLED}
_BARE = (lazyload("*"), joinedload(Invitation.meeting).lazyload("*"))


class Stage(StrEnum):
    """What the page is about."""

    UNDELIVERED = "undelivered"  # the meeting was postponed, and the new mail is on its way
    ASKED = "asked"
    LATE = "late"  # not answered in time
    COMING = "coming"
    DOORS = "doors"  # people check in
    SITTING = "sitting"  # names are unsealed


def visit(session: Session, vault: Vault, code: str, now: datetime) -> Invitation:
    """The invitation that a personal link opens, until the meeting is over.

    Raises:
        NotFound: it opens nothing, or nothing any more: the same answer for both.
    """
    try:
        invitation = find_by_code(session, vault, code, _BARE)
    except NotFound:
        raise NotFound("invitations.link_ended") from None
    meeting = invitation.meeting
    ended = meeting.state != MeetingState.IN_SESSION and now >= meeting.ends_at
    if invitation.state == InvitationState.GONE or meeting.state in OVER or ended:
        raise NotFound("invitations.link_ended")
    return invitation


def visitor(vault: Vault, clock: Clock, code: str) -> Callable[[Session], Actor]:
    """How a door finds the expert who acts through a personal link; the finding raises as `visit`."""

    def find(session: Session) -> Actor:
        return expert_of(visit(session, vault, code, clock.now()))

    return find


def has_left(session: Session, vault: Vault, code: str) -> bool:
    """Whether the holder of this code has given the seat up by an own answer."""
    try:
        invitation = find_by_code(session, vault, code, _BARE)
    except NotFound:
        return False
    return invitation.state == InvitationState.GONE and invitation.answered_at is not None


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
