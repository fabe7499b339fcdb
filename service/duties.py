"""What the holder of an account still has to do in person 未了职责, before the account is handed over or closed."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, aliased

from kernel.accounts import Account, AccountRole
from kernel.roles import OF_A_UNIT, Role
from meetings.convening.rooms import AHEAD
from meetings.models import Meeting, MeetingOfficer
from panel.models import Contributor, Draw, DrawState

_FOR_A_UNIT = sorted(
    {
        *OF_A_UNIT,
        *(Role.SIGNING_LEADER, Role.SEAL_KEEPER, Role.LEGAL_REVIEWER, Role.SUPERVISOR, Role.LIAISON),
    }
)
"""The roles without which a unit's work stands still."""

_OPEN = (DrawState.FROZEN, DrawState.COMMITTED, DrawState.PLANNED, DrawState.REVEALED)


@dataclass(frozen=True, slots=True)
class Duties:
    """officer_of: the role and the meeting. secrets: meetings into whose draw a secret was promised and not given yet.
    alone: roles that nobody else of the unit holds.
    """

    officer_of: Sequence[tuple[str, str]]
    secrets: Sequence[str]
    alone: Sequence[str]

    def __bool__(self) -> bool:
        return bool(self.officer_of or self.secrets or self.alone)


def open_duties(session: Session, account: Account) -> Duties:
    """What somebody else has to take over, in three statements."""
    presiding = (
        select(MeetingOfficer.role, Meeting.title)
        .join(Meeting, Meeting.id == MeetingOfficer.meeting_id)
        .where(MeetingOfficer.account == account.public_id, Meeting.state.in_(AHEAD))
        .order_by(Meeting.starts_at)
    )
    promised = (
        select(Meeting.title)
        .join(Draw, Draw.meeting == Meeting.public_id)
        .join(Contributor, Contributor.draw_id == Draw.id)
        .where(Contributor.party == account.public_id, Contributor.value.is_(None), Draw.state.in_(_OPEN))
        .order_by(Meeting.starts_at)
    )
    return Duties(
        [(role, title) for role, title in session.execute(presiding)],
        session.scalars(promised).all(),
        session.scalars(_alone(account)).all() if account.unit_uscc else (),
    )


def _alone(account: Account) -> Select[str]:
    """The roles for the unit that the account holds and no other open one of the unit does."""
    other = aliased(Account)
    others = (
        select(AccountRole.role)
        .join(other, other.id == AccountRole.account_id)
        .where(other.unit_uscc == account.unit_uscc, other.id != account.id, other.disabled.is_(False))
    )
    own = AccountRole.account_id == account.id, AccountRole.role.in_(_FOR_A_UNIT)
    return select(AccountRole.role).where(*own, AccountRole.role.not_in(others)).order_by(AccountRole.role)
