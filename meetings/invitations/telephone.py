"""The liaison telephones 电话通知; what the expert answers counts once a second person has confirmed it.

draw-protocol §8: a decline comes by the expert's own link, or by telephone with two people.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from experts.models import Expert
from experts.personal import unseal
from kernel.act import Act
from kernel.entropy import public_id
from kernel.errors import InputError, NotAllowed, NotFound, Refused
from kernel.lifecycle import hold, move
from kernel.messages import word
from kernel.roles import Actor, By, Role, authorize
from ledger.record import record
from meetings.invitations.invite import CAUSES
from meetings.invitations.leave import decline_for
from meetings.models import Invitation, InvitationState, Meeting, MeetingState
from meetings.models.call import BINDING, CALL_TRANSITIONS, CallOutcome, CallState, PhoneCall
from meetings.models.meeting import INVITATION_TRANSITIONS
from panel.models import Draw
from panel.views import Looked, log_view

UNSENT_FOR = timedelta(hours=1)
"""An invitation that has not arrived after so long is telephoned (本机关会议规则)."""
LAST_HOURS = timedelta(hours=2)
"""So long before the deadline an unanswered invitation is telephoned (本机关会议规则)."""


@dataclass(frozen=True, slots=True)
class Callee:
    """Whom to telephone, and where."""

    name: str
    mobile: str


def is_due(now: datetime) -> ColumnElement[bool]:
    """Which invitations are to be telephoned: not delivered for long, or soon at the end of their time."""
    unsent = and_(Invitation.answer_by.is_(None), Invitation.invited_at <= now - UNSENT_FOR)
    ending = and_(Invitation.answer_by > now, Invitation.answer_by <= now + LAST_HOURS)
    return and_(
        Invitation.state == InvitationState.INVITED,
        Meeting.state == MeetingState.LOCKED,
        Meeting.starts_at > now,
        or_(unsent, ending),
    )


def take(act: Act, key: str) -> PhoneCall:
    """Take over the call to whoever was invited by the invitation with that public id.

    Raises:
        NotAllowed: the actor convenes meetings, and must know no name.
        NotFound: it is not to be telephoned now.
        Refused: somebody else has taken it.
    """
    by = authorize(act.actor, "calls.make")
    _refuse_convener(act)
    due = select(Invitation).join(Meeting).where(Invitation.public_id == key, is_due(act.clock.now()))
    invitation = act.session.scalars(due).unique().one_or_none()
    if invitation is None:
        raise NotFound("calls.not_due")
    call = PhoneCall(
        public_id=public_id(act.entropy),
        invitation_id=invitation.id,
        sequence=invitation.meeting.sequence,
        state=CallState.TAKEN,
        caller=by.public_id,
        taken_at=act.clock.now(),
    )
    act.session.add(call)
    act.session.flush()
    _record(act, by, "call.taken", call)
    return call


def whom(act: Act, call: PhoneCall) -> Callee:
    """Name and number behind an own call; every look is kept in the log of looks, with its purpose.

    Raises:
        NotAllowed: the call is somebody else's, or the actor convenes meetings.
        Refused: its result is entered already, or there is nothing to ask any more.
    """
    by = _own(act, call)
    invitation = call.invitation
    if invitation.state != InvitationState.INVITED:
        raise Refused("calls.overtaken")
    draw = act.session.get_one(Draw, invitation.draw_id)
    log_view(act, by, draw, Looked.NAMES, word("purpose", "call"))
    expert = act.session.get_one(Expert, invitation.expert_id)
    return Callee(expert.name, unseal(act.vault, expert.public_id, "mobile", expert.mobile))


def enter(act: Act, call: PhoneCall, outcome: str, cause: str) -> None:
    """Enter what came of an own call. An answer counts once `confirm` has confirmed it.

    Args:
        outcome: one of `CallOutcome`.
        cause: one of `invite.CAUSES`, for a decline.

    Raises:
        InputError: no outcome, or a decline without its cause.
        NotAllowed: the call is somebody else's.
        Refused: its result is entered already.
    """
    by = _own(act, call)
    if outcome not in set(CallOutcome):
        raise InputError("calls.choose_outcome")
    if outcome == CallOutcome.DECLINE and cause not in CAUSES:
        raise InputError("calls.choose_cause")
    call.outcome, call.entered_at = outcome, act.clock.now()
    call.cause = cause if outcome == CallOutcome.DECLINE else None
    act.session.flush()
    _move(act, call, CallState.ENTERED if outcome in BINDING else CallState.CLOSED)
    _record(act, by, "call.entered", call)


def confirm(act: Act, call: PhoneCall) -> Invitation | None:
    """A second person confirms an answer given by telephone: from now on it counts as the expert's own.

    The answer is as old as its entry: what was said before the deadline is in time.

    Returns:
        After a decline the successor's invitation, None where nobody is left; after an acceptance, its own.

    Raises:
        NotAllowed: the actor made the call.
        Refused: nothing waits for it; the meeting was put off or the expert has left meanwhile; too late.
    """
    by = _second(act, call)
    invitation = call.invitation
    hold(act.session, invitation)
    if invitation.meeting.sequence != call.sequence or invitation.state != InvitationState.INVITED:
        raise Refused("calls.overtaken")
    _settle(act, by, call, CallState.CLOSED, "call.confirmed")
    if call.outcome == CallOutcome.DECLINE:
        successor = decline_for(act, by, invitation, call.cause or "")
        invitation.answered_at = call.entered_at
        act.session.flush()
        return successor
    if invitation.answer_by is not None and call.entered_at and call.entered_at >= invitation.answer_by:
        raise Refused("invitations.too_late")
    move(
        act.session,
        invitation,
        InvitationState.ACCEPTED,
        INVITATION_TRANSITIONS,
        word("thing", "invitation"),
    )
    invitation.answered_at = call.entered_at
    act.session.flush()
    return invitation


def dispute(act: Act, call: PhoneCall) -> None:
    """The second person heard it otherwise: the entry counts for nothing, and the call is made anew.

    Raises:
        NotAllowed: the actor made the call.
        Refused: nothing waits for it.
    """
    by = _second(act, call)
    _settle(act, by, call, CallState.DISPUTED, "call.disputed")


def find_call(session: Session, key: str) -> PhoneCall:
    """The call with that public id.

    Raises:
        NotFound: there is none.
    """
    call = session.scalars(select(PhoneCall).where(PhoneCall.public_id == key)).unique().one_or_none()
    if call is None:
        raise NotFound("calls.not_due")
    return call


def own_call(session: Session, actor: Actor, key: str) -> PhoneCall:
    """The call with that public id, if this account has taken it.

    Raises:
        NotFound: there is none, or it is somebody else's, which looks the same.
    """
    call = find_call(session, key)
    if call.caller != actor.public_id:
        raise NotFound("calls.not_due")
    return call


def _own(act: Act, call: PhoneCall) -> By:
    by = authorize(act.actor, "calls.make")
    _refuse_convener(act)
    if call.caller != by.public_id:
        raise NotAllowed("calls.not_yours")
    hold(act.session, call)
    if call.state != CallState.TAKEN:
        raise Refused("calls.entered_already")
    return by


def _second(act: Act, call: PhoneCall) -> By:
    by = authorize(act.actor, "calls.confirm")
    if call.caller == by.public_id:
        raise NotAllowed("calls.own_call")
    hold(act.session, call)
    if call.state != CallState.ENTERED:
        raise Refused("calls.nothing_waits")
    return by


def _refuse_convener(act: Act) -> None:
    if Role.CONVENER in act.actor.roles:
        raise NotAllowed("calls.not_the_convener")


def _settle(act: Act, by: By, call: PhoneCall, state: CallState, event: str) -> None:
    call.confirmed_by, call.confirmed_at = by.public_id, act.clock.now()
    act.session.flush()
    _move(act, call, state)
    _record(act, by, event, call)


def _move(act: Act, call: PhoneCall, state: CallState) -> None:
    move(act.session, call, state, CALL_TRANSITIONS, word("thing", "call"))


def _record(act: Act, by: By, event: str, call: PhoneCall) -> None:
    """On the ledger stand code, outcome and cause; never a name or a number."""
    facts = {
        "call": call.public_id,
        "cause": call.cause,
        "meeting": call.invitation.meeting.public_id,
        "outcome": call.outcome,
        "tag": call.invitation.tag,
    }
    record(act, by, event, call.public_id, facts)
