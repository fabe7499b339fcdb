"""From a meeting to its draw: what the pool must know about the agenda, and the lock that goes with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from experts.eligibility import Parties
from kernel.accounts import Account, AccountRole
from kernel.act import Act
from kernel.clock import local
from kernel.lifecycle import move
from kernel.roles import Role, authorize
from meetings.models import Invitation, InvitationState, Meeting, MeetingState
from meetings.models.meeting import MEETING_TRANSITIONS
from panel.draw.seats import Group
from panel.freeze import Request, freeze_pool
from panel.models import Draw
from panel.void import lapse, stop


@dataclass(frozen=True, slots=True)
class Seats:
    """What the convener sets: seat groups, most members per employer, and the deadlines.

    answer_hours: counted hours an invited expert has to answer.
    """

    groups: Sequence[Group]
    unit_cap: int | None
    reveal_by: datetime
    answer_hours: int


def freeze_meeting(act: Act, meeting: Meeting, seats: Seats) -> Draw:
    """Lock the agenda and freeze the pool for it, in one transaction.

    Raises:
        Refused: the meeting is past this step, or the pool cannot be frozen (see `freeze_pool`).
    """
    by = authorize(act.actor, "draw.freeze", unit=meeting.lead_unit_uscc)
    move(act.session, meeting, MeetingState.LOCKED, MEETING_TRANSITIONS, meeting.number)
    request = Request(
        meeting=meeting.public_id,
        cases=tuple(item.case.public_id for item in meeting.agenda),
        meets_on=local(meeting.starts_at).date(),
        parties=_parties(act, meeting),
        busy=_busy(act, meeting),
        groups=tuple(seats.groups),
        unit_cap=seats.unit_cap,
        reveal_by=seats.reveal_by,
        answer_hours=seats.answer_hours,
    )
    return freeze_pool(act, by, request)


def _parties(act: Act, meeting: Meeting) -> Parties:
    """Subjects, determining units, and the units of everybody who may supervise; by code and by name."""
    cases = [item.case for item in meeting.agenda]
    supervisors = act.session.scalars(
        select(Account).join(AccountRole).where(AccountRole.role == Role.SUPERVISOR)
    )
    watching = {account.unit for account in supervisors if account.unit}
    return Parties(
        subjects=frozenset(key for case in cases for key in (case.subject_uscc, case.subject_name)),
        determining_units=frozenset(key for case in cases for key in (case.unit.uscc, case.unit.name)),
        supervisor_units=frozenset(key for unit in watching for key in (unit.uscc, unit.name)),
    )


def _busy(act: Act, meeting: Meeting) -> frozenset[int]:
    """Experts who are invited to, or will sit in, another meeting at that time."""
    others = (
        select(Invitation.expert_id)
        .join(Meeting)
        .where(
            Meeting.id != meeting.id,
            Meeting.starts_at < meeting.ends_at,
            Meeting.ends_at > meeting.starts_at,
            Invitation.state != InvitationState.GONE,
        )
    )
    return frozenset(act.session.scalars(others))


def stop_draw(act: Act, meeting: Meeting, draw: Draw, cause: str) -> None:
    """The supervisor stops the ceremony; the agenda is open again."""
    stop(act, draw, cause)
    move(act.session, meeting, MeetingState.PREPARING, MEETING_TRANSITIONS, meeting.number)


def lapse_draw(act: Act, meeting: Meeting, draw: Draw) -> list[str]:
    """A reveal is missing at the deadline; the agenda is open again. Returns who was missing."""
    missing = lapse(act, draw)
    move(act.session, meeting, MeetingState.PREPARING, MEETING_TRANSITIONS, meeting.number)
    return missing
