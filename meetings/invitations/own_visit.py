"""A visit by personal link 专属链接访问: the code is exchanged once for a session of its own, and stays out of cookies."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, joinedload, lazyload

from experts.models import Expert
from experts.own_code import holder
from kernel.access.links import TOKEN_BYTES, digest_of
from kernel.act import Act
from kernel.clock import Clock
from kernel.errors import NotFound
from kernel.roles import Actor, Role
from kernel.vault import Vault
from meetings.invitations.invite import expert_of, find_by_code
from meetings.invitations.own_invitation import refuse_ended
from meetings.models import GuestVisit, Invitation, InvitationState

LONGEST = timedelta(hours=2)
"""So long a visit by the expert's own code lasts; one by an invitation's link ends with the meeting."""

_BARE = (
    joinedload(GuestVisit.invitation).joinedload(Invitation.meeting).lazyload("*"),
    lazyload("*"),
)


def found_by(session: Session, vault: Vault, code: str, now: datetime) -> tuple[int, Invitation | None]:
    """The expert behind a code, and the invitation if it is an invitation's.

    Raises:
        NotFound: it opens nothing, or nothing any more: the same answer for both.
    """
    if own := holder(session, vault, code):
        return own.id, None
    try:
        invitation = find_by_code(session, vault, code)
    except NotFound:
        raise NotFound("invitations.link_ended") from None
    refuse_ended(invitation, now)
    return invitation.expert_id, invitation


def begin_visit(act: Act, code: str) -> str:
    """Open a visit; the token for its cookie is shown once and never stored. Raises as `found_by`."""
    expert_id, invitation = found_by(act.session, act.vault, code, act.clock.now())
    token = act.entropy.bytes(TOKEN_BYTES).hex()
    act.session.add(
        GuestVisit(
            digest=digest_of(token),
            expert_id=expert_id,
            invitation_id=invitation.id if invitation else None,
            began_at=act.clock.now(),
        )
    )
    act.session.flush()
    return token


def end_visit(act: Act, token: str) -> None:
    """Close a visit: its cookie opens nothing any more, wherever it was copied to."""
    act.session.execute(delete(GuestVisit).where(GuestVisit.digest == digest_of(token)))


def visit(session: Session, token: str, now: datetime) -> GuestVisit:
    """The visit that a cookie belongs to, while it lasts.

    Raises:
        NotFound: none, or it is over: the same answer for both.
    """
    found = session.get(GuestVisit, digest_of(token), options=_BARE) if token else None
    if found is None or (found.invitation is None and found.began_at + LONGEST <= now):
        raise NotFound("invitations.link_ended")
    if found.invitation is not None:
        refuse_ended(found.invitation, now)
    return found


def invited(session: Session, token: str, now: datetime) -> tuple[GuestVisit, Invitation]:
    """A visit by an invitation's link; raises as `visit`."""
    found = visit(session, token, now)
    if found.invitation is None:
        raise NotFound("invitations.link_ended")
    return found, found.invitation


def visitor(clock: Clock, token: str) -> Callable[[Session], Actor]:
    """How a door finds the expert who acts through an invitation's link; the finding raises as `visit`."""

    def find(session: Session) -> Actor:
        return expert_of(invited(session, token, clock.now())[1])

    return find


def in_person(clock: Clock, token: str) -> Callable[[Session], Actor]:
    """How a door finds the expert in person, by whichever link; the finding raises as `visit`."""

    def find(session: Session) -> Actor:
        found = visit(session, token, clock.now())
        who = session.execute(select(Expert.public_id).where(Expert.id == found.expert_id)).scalar_one()
        return Actor(who, f"专家{who[:8]}", frozenset({Role.EXPERT}))

    return find


def has_left(session: Session, token: str) -> bool:
    """Whether the visitor has given the seat up by an own answer."""
    found = session.get(GuestVisit, digest_of(token), options=_BARE) if token else None
    invitation = found.invitation if found else None
    return (
        invitation is not None
        and invitation.state == InvitationState.GONE
        and invitation.answered_at is not None
    )
