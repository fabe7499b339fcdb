"""Who presides over a meeting 主持人 and who keeps its record 记录人: persons, named by their accounts."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from kernel.accounts import Account
from kernel.act import Act
from kernel.entropy import public_id
from kernel.errors import InputError, NotAllowed, NotFound, Refused
from kernel.lifecycle import hold
from kernel.messages import word
from kernel.roles import By, Role, authorize
from ledger.record import record
from meetings.convening.rooms import AHEAD, at_the_same_time
from meetings.models import Meeting, MeetingOfficer


def appoint(act: Act, meeting: Meeting, *, chair: str | None = None, recorder: str | None = None) -> None:
    """Name the chair, the recorder, or both; whoever was it before is it no more.

    Args:
        chair, recorder: account names; None leaves things as they are.

    Raises:
        InputError: nobody named.
        NotFound: there is no such account, or it does not hold the role.
        Refused: the person presides or records elsewhere at that time, or the meeting is over.
    """
    by = authorize(act.actor, "meetings.convene", unit=meeting.lead_unit_uscc)
    named = {role: name for role, name in ((Role.CHAIR, chair), (Role.RECORDER, recorder)) if name}
    if not named:
        raise InputError("kernel.empty", field="chair")
    hold(act.session, meeting)
    if meeting.state not in AHEAD:
        raise Refused("meetings.over", meeting=meeting.number)
    for role, name in named.items():
        account = _holder(act.session, name, role)
        act.session.merge(MeetingOfficer(meeting_id=meeting.id, role=role.value, account=account.public_id))
    act.session.flush()
    act.session.refresh(meeting)
    refuse_busy_officers(act, meeting)
    facts = {
        "meeting": meeting.public_id,
        "officers": {officer.role: officer.account for officer in meeting.officers},
    }
    record(act, by, "officers.appointed", meeting.public_id, facts, idem=public_id(act.entropy))


def _holder(session: Session, name: str, role: Role) -> Account:
    account = session.scalar(select(Account).where(Account.name == name, Account.disabled.is_(False)))
    if account is None or role not in {held.role for held in account.roles}:
        raise NotFound("kernel.not_found", what=word("role", role), key=name)
    return account


def refuse_busy_officers(act: Act, meeting: Meeting) -> None:
    """Do nothing if the officers of a meeting are free at its time.

    Their accounts are held until the transaction ends: of two meetings at once the later one sees the other.

    Raises:
        Refused: somebody presides or records elsewhere then.
    """
    own = {officer.account for officer in meeting.officers}
    for account in act.session.scalars(
        select(Account).where(Account.public_id.in_(own)).order_by(Account.id)
    ):
        hold(act.session, account)
        elsewhere = (
            select(Meeting.number)
            .join(MeetingOfficer)
            .where(MeetingOfficer.account == account.public_id, at_the_same_time(meeting))
        )
        if other := act.session.scalars(elsewhere.limit(1)).first():
            raise Refused("meetings.officer_busy", name=account.display_name, meeting=other)


def preside(act: Act, meeting: Meeting) -> By:
    """In which role the actor presides over this meeting.

    Raises:
        NotAllowed: not its chair.
    """
    by = authorize(act.actor, "votes.preside")
    refuse_others(by, meeting, Role.CHAIR)
    return by


def refuse_others(by: By, meeting: Meeting, role: Role) -> None:
    """Do nothing if whoever acts is the meeting's chair, or its recorder.

    Raises:
        NotAllowed: the meeting has another one.
    """
    if (role.value, by.public_id) not in {(officer.role, officer.account) for officer in meeting.officers}:
        raise NotAllowed("meetings.not_the_officer", meeting=meeting.number, role=word("role", role))
