"""What the phone desk 电话通知 shows: codes and deadlines; a name only behind an own call."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from kernel.roles import POLICY, Actor
from meetings.invitations.telephone import is_due
from meetings.models import Invitation, Meeting
from meetings.models.call import CallState, PhoneCall


@dataclass(frozen=True, slots=True)
class DueCall:
    """An expert who is to be telephoned, known by the code only. unsent: no mail has arrived."""

    invitation: str
    tag: str
    meeting: str
    starts_at: datetime
    answer_by: datetime | None

    @property
    def unsent(self) -> bool:
        return self.answer_by is None


@dataclass(frozen=True, slots=True)
class CallLine:
    """A call that somebody has taken."""

    id: str
    tag: str
    meeting: str
    starts_at: datetime
    answer_by: datetime | None
    state: str
    outcome: str | None
    cause: str | None
    taken_at: datetime
    is_own: bool


@dataclass(frozen=True, slots=True)
class PhoneList:
    """due: nobody has taken them. own: to be made. to_confirm: somebody else's. past: own ones, newest first."""

    due: Sequence[DueCall]
    own: Sequence[CallLine]
    waiting: Sequence[CallLine]
    to_confirm: Sequence[CallLine]
    past: Sequence[CallLine]


_LATEST = 20


def phone_list(session: Session, actor: Actor, now: datetime) -> PhoneList:
    """What waits at the phone desk for this account, in two statements."""
    makes = bool(actor.roles & POLICY["calls.make"])
    due = _due(session, now) if makes else []
    calls = _calls(session, actor)
    return PhoneList(
        due=due,
        own=[call for call in calls if call.is_own and call.state == CallState.TAKEN],
        waiting=[call for call in calls if call.is_own and call.state == CallState.ENTERED],
        to_confirm=[call for call in calls if not call.is_own and call.state == CallState.ENTERED],
        past=[call for call in calls if call.state in {CallState.CLOSED, CallState.DISPUTED}][:_LATEST],
    )


def _due(session: Session, now: datetime) -> list[DueCall]:
    taken = exists().where(
        PhoneCall.invitation_id == Invitation.id,
        PhoneCall.state.in_([CallState.TAKEN, CallState.ENTERED]),
    )
    rows = session.execute(
        select(Invitation.public_id, Invitation.tag, Meeting.title, Meeting.starts_at, Invitation.answer_by)
        .join(Meeting, Meeting.id == Invitation.meeting_id)
        .where(is_due(now), ~taken)
        .order_by(Meeting.starts_at, Invitation.id)
    )
    return [DueCall(*row) for row in rows]


def _calls(session: Session, actor: Actor) -> list[CallLine]:
    """The account's own calls, and those of others that wait for a second person; newest first."""
    rows = session.execute(
        select(
            *(PhoneCall.public_id, Invitation.tag, Meeting.title, Meeting.starts_at, Invitation.answer_by),
            *(PhoneCall.state, PhoneCall.outcome, PhoneCall.cause, PhoneCall.taken_at, PhoneCall.caller),
        )
        .join(Invitation, Invitation.id == PhoneCall.invitation_id)
        .join(Meeting, Meeting.id == Invitation.meeting_id)
        .where(or_(PhoneCall.caller == actor.public_id, PhoneCall.state == CallState.ENTERED))
        .order_by(PhoneCall.id.desc())
        .limit(200)
    )
    return [CallLine(*row[:9], is_own=row.caller == actor.public_id) for row in rows]
