"""Experts decline, fall silent, are recused or absent: they leave, and whoever succeeds is invited at once."""

from collections.abc import Sequence

from sqlalchemy import exists, select

from kernel.act import Act
from kernel.errors import Refused
from kernel.roles import CLOCK, By, authorize
from meetings.invitations.invite import call_off, invite, invited_as, own_invitation
from meetings.models import CallState, Invitation, InvitationState, Meeting, PhoneCall
from panel.models import Draw
from panel.panels import SeatHolder, hold_drawn
from panel.replace import Left, depart


def decline(act: Act, cause: str) -> Invitation | None:
    """The expert cannot come, or declares a conflict (never a fault, whenever it comes).

    Args:
        cause: one of `invite.CAUSES`.

    Returns:
        The successor's invitation, or None where nobody is left.

    Raises:
        Refused: the invitation is no longer open, or the meeting has begun.
    """
    by, invitation = own_invitation(act)
    if act.clock.now() >= invitation.meeting.starts_at:
        raise Refused("invitations.too_late")
    successor = _leave(act, by, invitation, "declined", cause)
    invitation.answered_at = act.clock.now()
    act.session.flush()
    return successor


def time_out(act: Act, meeting: Meeting) -> list[tuple[Invitation, Invitation | None]]:
    """Whoever was reached and has not answered by the deadline leaves; successors are invited.

    It happens by the clock alone, whoever runs it; the evidence is the digest of the delivered mail. An answer
    given by telephone is waited for until its second person has confirmed it.
    """
    silent = select(Invitation).where(
        Invitation.meeting_id == meeting.id,
        Invitation.state == InvitationState.INVITED,
        Invitation.answer_by <= act.clock.now(),
        ~exists().where(PhoneCall.invitation_id == Invitation.id, PhoneCall.state == CallState.ENTERED),
    )
    found = act.session.scalars(silent.order_by(Invitation.id)).all()
    return [
        (gone, _leave(act, CLOCK, gone, "timeout", "SILENT"))
        for gone in found
        if gone.state == InvitationState.INVITED  # unless called into another seat by one before
    ]


def withdraw(act: Act, invitation: Invitation, kind: str, cause: str) -> Invitation | None:
    """The supervisor records that a member is recused from the whole meeting, or absent on the day.

    Returns:
        The successor's invitation, or None where nobody is left.
    """
    by = authorize(act.actor, "draw.depart")
    return _leave(act, by, invitation, kind, cause)


def decline_for(act: Act, by: By, invitation: Invitation, cause: str) -> Invitation | None:
    """A decline that others entered for the expert, who gave it by telephone; they see to who may.

    Returns:
        The successor's invitation, or None where nobody is left.
    """
    return _leave(act, by, invitation, "declined", cause)


def leave_seat(act: Act, meeting: Meeting, holder: SeatHolder, kind: str, cause: str, told: int) -> None:
    """A member who cannot sit leaves by the clock, invited or not.

    Args:
        told: the meeting's sequence whose time and place the mails name that call off.
    """
    if invitation := invited_as(act.session, holder.draw, holder.tag):
        call_off(act, invitation, told)
    left = depart(act, CLOCK, holder.draw, holder.tag, kind=kind, cause=cause, evidence=None)
    _follow(act, meeting, left, told)


def _leave(act: Act, by: By, invitation: Invitation, kind: str, cause: str) -> Invitation | None:
    """A member leaves for good; returns the invitation of whoever holds the seat now."""
    meeting = invitation.meeting
    hold_drawn(act.session, meeting.public_id)  # before anything else: whoever leaves waits here
    call_off(act, invitation)
    draw = act.session.get_one(Draw, invitation.draw_id)
    evidence = invitation.evidence if kind == "timeout" else None
    left = depart(act, by, draw, invitation.tag, kind=kind, cause=cause, evidence=evidence)
    return _follow(act, meeting, left, None)


def _follow(act: Act, meeting: Meeting, left: Sequence[Left], told: int | None) -> Invitation | None:
    """Call off who gave up a second seat, and invite who came, if the members of that draw were invited.

    Returns:
        The invitation of whoever holds the seat now that the first of `left` left; None if it stays open.
    """
    for other in left[1:]:
        if invitation := invited_as(act.session, other.draw, other.tag):
            call_off(act, invitation, told)
    gone = {(one.draw.id, one.tag) for one in left}
    made = {
        one.draw.id: invite(act, meeting, one.draw, one.successor)
        for one in left
        if one.successor and (one.draw.id, one.successor) not in gone and _were_invited(act, one.draw)
    }
    last = [one for one in left if one.draw is left[0].draw][-1]
    return made.get(last.draw.id) if last.successor else None


def _were_invited(act: Act, draw: Draw) -> bool:
    return act.session.scalar(select(Invitation.id).where(Invitation.draw_id == draw.id).limit(1)) is not None
