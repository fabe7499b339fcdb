"""A role lent to a deputy 代理 for a while: the deputy acts under the own name, in the role of who is away."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from kernel.access.events import Caller, Kind, note
from kernel.accounts import Account, RoleLoan
from kernel.act import Act
from kernel.clock import SHANGHAI, local
from kernel.entropy import public_id
from kernel.errors import InputError, NotFound
from kernel.messages import word
from kernel.roles import ADMINISTRATORS, Role, clash

MOST_DAYS = 90


@dataclass(frozen=True, slots=True)
class Period:
    """From the first day to the last, both whole, as days are here."""

    first: date
    last: date

    @property
    def begins_at(self) -> datetime:
        return datetime.combine(self.first, time(), SHANGHAI)

    @property
    def ends_at(self) -> datetime:
        return datetime.combine(self.last + timedelta(days=1), time(), SHANGHAI)


def lend(act: Act, lender: Account, role: str, deputy_id: str, period: Period, caller: Caller) -> RoleLoan:
    """Lend an own role to another account of the same unit.

    Whoever has a role by loan cannot lend it on.

    Raises:
        InputError: the lender does not hold the role; it is an administrator's; the deputy is of another unit,
            an administrator, or would hold with it what one person must not hold together; the period is past,
            turned round or too long.
    """
    if role not in lendable(lender):
        raise InputError("kernel.role_not_lent", field="role")
    deputy = act.session.scalar(select(Account).where(Account.public_id == deputy_id))
    if deputy is None or deputy not in possible_deputies(act.session, lender):
        raise InputError("kernel.no_deputy", field="deputy")
    _check_period(period, local(act.clock.now()).date())
    if with_it := clash({Role(role), *_roles_in(act.session, deputy, period)}):
        roles = "、".join(word("role", held) for held in sorted(with_it))
        raise InputError("kernel.roles_clash", field="deputy", roles=roles)
    loan = RoleLoan(
        public_id=public_id(act.entropy),
        lender_id=lender.id,
        deputy_id=deputy.id,
        role=role,
        begins_at=period.begins_at,
        ends_at=period.ends_at,
    )
    act.session.add(loan)
    note(act, Kind.LENT, deputy.public_id, caller, f"{role} {period.first}/{period.last}")
    act.session.flush()
    return loan


def take_back(act: Act, lender: Account, loan_id: str, caller: Caller) -> RoleLoan:
    """End a loan before its time.

    Raises:
        NotFound: the lender has no such loan that could be ended.
    """
    now = act.clock.now()
    wanted = RoleLoan.public_id == loan_id, RoleLoan.lender_id == lender.id
    loan = act.session.scalar(select(RoleLoan).where(*wanted))
    if loan is None or loan.returned_at is not None or loan.ends_at <= now:
        raise NotFound("kernel.no_loan")
    loan.returned_at = now
    note(act, Kind.RETURNED, loan.deputy.public_id, caller, loan.role)
    act.session.flush()
    return loan


def lendable(account: Account) -> list[str]:
    """The own roles that may be lent."""
    return sorted({held.role for held in account.roles} - ADMINISTRATORS)


def possible_deputies(session: Session, lender: Account) -> Sequence[Account]:
    """The other accounts of the lender's unit that are no administrators'."""
    if lender.unit_uscc is None:
        return ()
    same = Account.unit_uscc == lender.unit_uscc, Account.disabled.is_(False), Account.id != lender.id
    found = session.scalars(select(Account).where(*same).order_by(Account.name))
    return [account for account in found if not {held.role for held in account.roles} & ADMINISTRATORS]


def loans_of(session: Session, account_id: int, now: datetime) -> Sequence[RoleLoan]:
    """The loans from and to an account that are not over, the next to end first."""
    concerns = (RoleLoan.lender_id == account_id) | (RoleLoan.deputy_id == account_id)
    going_on = RoleLoan.returned_at.is_(None), RoleLoan.ends_at > now
    return session.scalars(select(RoleLoan).where(concerns, *going_on).order_by(RoleLoan.ends_at)).all()


def _check_period(period: Period, today: date) -> None:
    if period.first < today:
        raise InputError("kernel.loan_past", field="first")
    if period.last < period.first:
        raise InputError("kernel.loan_turned", field="last")
    if (period.last - period.first).days >= MOST_DAYS:
        raise InputError("kernel.loan_long", field="last", days=MOST_DAYS)


def _roles_in(session: Session, deputy: Account, period: Period) -> set[Role]:
    """What the deputy holds by right or by loan while the new loan would last."""
    overlaps = RoleLoan.begins_at < period.ends_at, RoleLoan.ends_at > period.begins_at
    mine = RoleLoan.deputy_id == deputy.id, RoleLoan.returned_at.is_(None)
    lent = session.scalars(select(RoleLoan.role).where(*mine, *overlaps))
    return {Role(role) for role in (*(held.role for held in deputy.roles), *lent)}
