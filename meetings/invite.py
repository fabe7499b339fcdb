"""Experts are invited 邀请, answer, fall silent, leave; whoever comes next is invited at once."""

import hmac

from sqlalchemy import select
from sqlalchemy.orm import Session

from kernel.act import Act
from kernel.entropy import public_id
from kernel.errors import NotFound, Refused
from kernel.lifecycle import hold, move
from kernel.messages import word
from kernel.outbox import enqueue
from kernel.roles import CLOCK, Actor, By, Role, authorize
from kernel.vault import Vault
from meetings.models import Invitation, InvitationState, Meeting
from meetings.models.meeting import INVITATION_TRANSITIONS
from panel.models import Draw
from panel.panels import candidate, panel_of, sitting
from panel.replace import depart

CAUSES = ("TRAVEL", "ILL", "CLASH", "CONFLICT", "OTHER")
"""Why an expert cannot come; their words stand in templates/messages/words.toml."""


def invite_panel(act: Act, meeting: Meeting) -> list[Invitation]:
    """Invite everybody on the panel who has no invitation yet.

    Raises:
        Refused: nothing is drawn yet, or everybody is invited already.
    """
    authorize(act.actor, "invitations.send", unit=meeting.lead_unit_uscc)
    draw = panel_of(act.session, meeting.public_id)
    tags = [tag for tag in sitting(draw).tags() if invited_as(act.session, draw, tag) is None]
    made = [_invite(act, meeting, draw, tag) for tag in tags]
    if not made:
        raise Refused("invitations.all_sent", meeting=meeting.number)
    return made


def _invite(act: Act, meeting: Meeting, draw: Draw, tag: str) -> Invitation:
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


def call_off(act: Act, invitation: Invitation) -> None:
    """The meeting is cancelled: nobody answers any more, and calendars are told."""
    _move(act, invitation, InvitationState.GONE)
    _take_back(act, invitation, None)


def _take_back(act: Act, invitation: Invitation, told: int | None) -> None:
    if invitation.delivered_at is not None:
        invitation.sequence += 1
        _send(act, invitation, "cancel", told)


def _move(act: Act, invitation: Invitation, to: InvitationState) -> None:
    move(act.session, invitation, to, INVITATION_TRANSITIONS, word("thing", "invitation"))


def personal_code(vault: Vault, invitation: Invitation) -> str:
    """What opens the personal page of an invitation: its id and a secret made from it."""
    return f"{invitation.public_id}-{vault.link_token(invitation.public_id)}"


def find_by_code(session: Session, vault: Vault, code: str) -> Invitation:
    """The invitation that a personal code opens.

    Raises:
        NotFound: none; the same answer whether the id or the secret is wrong.
    """
    key, _, secret = code.strip().partition("-")
    invitation = session.scalar(select(Invitation).where(Invitation.public_id == key))
    expected = vault.link_token(key)
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


def expert_with(session: Session, vault: Vault, code: str) -> Actor:
    """The expert who holds a personal code, as an actor."""
    invitation = find_by_code(session, vault, code)
    return Actor(invitation.public_id, f"专家{invitation.tag[:8]}", frozenset({Role.EXPERT}))


def _own(act: Act) -> tuple[By, Invitation]:
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
    _, invitation = _own(act)
    hold(act.session, invitation)  # a postponement at this moment asks anew
    if invitation.answer_by is None or act.clock.now() >= invitation.answer_by:
        raise Refused("invitations.too_late")
    _move(act, invitation, InvitationState.ACCEPTED)
    invitation.answered_at = act.clock.now()
    act.session.flush()
    return invitation


def decline(act: Act, cause: str) -> Invitation | None:
    """The expert cannot come, or declares a conflict (never a fault, whenever it comes).

    Args:
        cause: one of `CAUSES`.

    Returns:
        The successor's invitation, or None where nobody is left.

    Raises:
        Refused: the invitation is no longer open, or the meeting has begun.
    """
    by, invitation = _own(act)
    if act.clock.now() >= invitation.meeting.starts_at:
        raise Refused("invitations.too_late")
    successor = leave(act, by, invitation, "declined", cause)
    invitation.answered_at = act.clock.now()
    act.session.flush()
    return successor


def time_out(act: Act, meeting: Meeting) -> list[tuple[Invitation, Invitation | None]]:
    """Whoever was reached and has not answered by the deadline leaves; successors are invited.

    It happens by the clock alone, whoever runs it; the evidence is the digest of the delivered mail.
    """
    silent = select(Invitation).where(
        Invitation.meeting_id == meeting.id,
        Invitation.state == InvitationState.INVITED,
        Invitation.answer_by <= act.clock.now(),
    )
    found = act.session.scalars(silent.order_by(Invitation.id)).all()
    return [(gone, leave(act, CLOCK, gone, "timeout", "SILENT")) for gone in found]


def withdraw(act: Act, invitation: Invitation, kind: str, cause: str) -> Invitation | None:
    """The supervisor records that a member is recused from the whole meeting, or absent on the day."""
    by = authorize(act.actor, "draw.depart")
    return leave(act, by, invitation, kind, cause)


def leave(
    act: Act, by: By, invitation: Invitation, kind: str, cause: str, told: int | None = None
) -> Invitation | None:
    """A member leaves the panel for good, and whoever succeeds is invited; returns that invitation.

    Args:
        kind, cause: as in the draw's event.
        told: see `_send`.
    """
    draw = panel_of(act.session, invitation.meeting.public_id)
    hold(act.session, draw)  # before anything else: whoever leaves waits here and nowhere else
    _move(act, invitation, InvitationState.GONE)
    evidence = invitation.evidence if kind == "timeout" else None
    successor = depart(act, by, draw, invitation.tag, kind=kind, cause=cause, evidence=evidence)
    _take_back(act, invitation, told)
    if successor is None:
        return None
    return _invite(act, invitation.meeting, draw, successor)
