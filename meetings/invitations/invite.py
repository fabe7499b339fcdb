"""Experts are invited 邀请, asked again, called off, and accept."""

import hmac
from collections.abc import Sequence

from sqlalchemy import delete, select
from sqlalchemy.orm import Session
from sqlalchemy.sql.base import ExecutableOption

from kernel.act import Act
from kernel.entropy import public_id
from kernel.errors import NotFound, Refused
from kernel.lifecycle import hold, move
from kernel.messages import word
from kernel.outbox import enqueue
from kernel.roles import Actor, By, Role, authorize
from kernel.vault import Vault
from ledger.record import record
from meetings.models import GuestVisit, Invitation, InvitationState, Meeting
from meetings.models.meeting import INVITATION_TRANSITIONS
from panel.models import Draw
from panel.panels import SeatHolder, candidate, seated

CAUSES = ("TRAVEL", "ILL", "CLASH", "CONFLICT", "OTHER")
"""Why an expert cannot come; their words stand in templates/messages/words.toml."""

DOOR_CODE = 8
"""So many places has a check-in code."""


def invite_panel(act: Act, meeting: Meeting) -> list[Invitation]:
    """Invite everybody who sits in a meeting and has no invitation yet.

    Raises:
        Refused: nothing is drawn yet, or everybody is invited already.
    """
    authorize(act.actor, "invitations.send", unit=meeting.lead_unit_uscc)
    holders = seated(act.session, meeting.public_id)
    made = [
        invite(act, meeting, holder.draw, holder.tag) for holder in holders if not is_invited(act, holder)
    ]
    if not made:
        raise Refused("invitations.all_sent", meeting=meeting.number)
    return made


def is_invited(act: Act, holder: SeatHolder) -> bool:
    """Whether the holder of a seat has an invitation."""
    return invited_as(act.session, holder.draw, holder.tag) is not None


def invite(act: Act, meeting: Meeting, draw: Draw, tag: str) -> Invitation:
    """Invite the member of a draw with that tag."""
    invitation = Invitation(
        public_id=public_id(act.entropy),
        meeting_id=meeting.id,
        draw_id=draw.id,
        expert_id=candidate(act.session, draw, tag).expert_id,
        tag=tag,
        state=InvitationState.INVITED,
        sequence=0,
        invited_at=act.clock.now(),
    )
    act.session.add(invitation)
    act.session.flush()
    _send(act, invitation, "request")
    return invitation


def _send(act: Act, invitation: Invitation, kind: str, told: int | None = None) -> None:
    """A mail of one kind goes to one person once for each calendar sequence.

    Args:
        told: the meeting's sequence whose time and place the mail names; the present one if left out.
    """
    key = f"invitation/{invitation.public_id}/{kind}/{invitation.sequence}"
    content = {
        "invitation": invitation.public_id,
        "sequence": invitation.sequence,
        "told": invitation.meeting.sequence if told is None else told,
    }
    enqueue(act, key, f"invitation.{kind}", content)


def ask_again(act: Act, invitation: Invitation) -> None:
    """The meeting was postponed: whatever the expert answered is void, and the time to answer begins anew."""
    if invitation.state == InvitationState.ACCEPTED:
        _move(act, invitation, InvitationState.INVITED)
    invitation.sequence += 1
    invitation.answer_by = invitation.answered_at = invitation.evidence = None
    act.session.flush()
    _send(act, invitation, "request")


def renew_link(act: Act, invitation: Invitation) -> None:
    """Make a new personal link and send it: the old one, and every page opened by it, opens nothing any more.

    Raises:
        NotAllowed: neither a convener of the meeting's lead unit nor a liaison.
        Refused: the expert has left.
    """
    by = authorize(act.actor, "invitations.renew", unit=invitation.meeting.lead_unit_uscc)
    hold(act.session, invitation)
    if invitation.state == InvitationState.GONE:
        raise Refused("invitations.gone")
    invitation.renewals += 1
    invitation.sequence += 1
    act.session.execute(delete(GuestVisit).where(GuestVisit.invitation_id == invitation.id))
    act.session.flush()
    facts = {"meeting": invitation.meeting.public_id, "tag": invitation.tag, "renewal": invitation.renewals}
    record(act, by, "invitation.renewed", invitation.public_id, facts, idem=str(invitation.renewals))
    _send(act, invitation, "request")


def call_off(act: Act, invitation: Invitation, told: int | None = None) -> None:
    """The meeting is cancelled, or the expert has left it: no answer is taken, and calendars are told.

    Args:
        told: see `_send`.
    """
    _move(act, invitation, InvitationState.GONE)
    if invitation.delivered_at is not None:
        invitation.sequence += 1
        _send(act, invitation, "cancel", told)


def _move(act: Act, invitation: Invitation, to: InvitationState) -> None:
    move(act.session, invitation, to, INVITATION_TRANSITIONS, word("thing", "invitation"))


def personal_code(vault: Vault, invitation: Invitation) -> str:
    """What opens the personal page of an invitation: its id and a secret made from it."""
    return f"{invitation.public_id}-{vault.link_token(_link(invitation))}"


def _link(invitation: Invitation) -> str:
    """What the secret of an invitation's present link is made from."""
    renewed = f"/{invitation.renewals}" if invitation.renewals else ""
    return f"{invitation.public_id}{renewed}"


def door_code(vault: Vault, invitation: Invitation) -> str:
    """The check-in code 签到码: eight letters and figures that open nothing but the door of the meeting room."""
    return vault.link_token(f"door/{_link(invitation)}")[:DOOR_CODE].upper()


def find_by_code(
    session: Session, vault: Vault, code: str, options: Sequence[ExecutableOption] = ()
) -> Invitation:
    """The invitation that a personal code opens.

    Args:
        options: what is loaded with it.

    Raises:
        NotFound: none; the same answer whether the id or the secret is wrong.
    """
    key, _, secret = code.strip().partition("-")
    found = select(Invitation).where(Invitation.public_id == key)
    invitation = session.scalars(found.options(*options)).unique().one_or_none()
    expected = vault.link_token(_link(invitation) if invitation else key)
    if not hmac.compare_digest(secret.encode(), expected.encode()) or invitation is None:
        raise NotFound("invitations.no_such_code")
    return invitation


def find_by_tag(session: Session, draw: Draw, tag: str) -> Invitation:
    """The invitation of the member with that tag.

    Raises:
        NotFound: nobody with that tag was invited.
    """
    invitation = invited_as(session, draw, tag)
    if invitation is None:
        raise NotFound("kernel.not_found", what=word("thing", "tag"), key=tag)
    return invitation


def invited_as(session: Session, draw: Draw, tag: str) -> Invitation | None:
    """The invitation of the member with that tag, None if there is none yet."""
    return session.scalar(select(Invitation).where(Invitation.draw_id == draw.id, Invitation.tag == tag))


def invited_with(session: Session, meeting: Meeting, tag: str) -> Invitation:
    """The invitation to a meeting of the expert with that tag.

    Raises:
        NotFound: there is none.
    """
    found = select(Invitation).where(Invitation.meeting_id == meeting.id, Invitation.tag == tag)
    invitation = session.scalars(found).one_or_none()
    if invitation is None:
        raise NotFound("kernel.not_found", what=word("thing", "tag"), key=tag)
    return invitation


def expert_with(session: Session, vault: Vault, code: str) -> Actor:
    """The expert who holds a personal code, as an actor."""
    return expert_of(find_by_code(session, vault, code))


def expert_of(invitation: Invitation) -> Actor:
    """The expert who was invited, as an actor."""
    return Actor(invitation.public_id, f"专家{invitation.tag[:8]}", frozenset({Role.EXPERT}))


def own_invitation(act: Act) -> tuple[By, Invitation]:
    """The invitation of the expert who acts, and in which role."""
    by = authorize(act.actor, "invitations.answer")
    invitation = act.session.scalar(select(Invitation).where(Invitation.public_id == by.public_id))
    if invitation is None:
        raise NotFound("invitations.no_such_code")
    return by, invitation


def accept(act: Act) -> Invitation:
    """The expert will come.

    Raises:
        Refused: answered already, or after the deadline.
    """
    _, invitation = own_invitation(act)
    hold(act.session, invitation)  # a postponement at this moment asks anew
    if invitation.answer_by is None or act.clock.now() >= invitation.answer_by:
        raise Refused("invitations.too_late")
    _move(act, invitation, InvitationState.ACCEPTED)
    invitation.answered_at = act.clock.now()
    act.session.flush()
    return invitation
