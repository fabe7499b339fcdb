"""Reading accounts, for those who administer or audit them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, true
from sqlalchemy.orm import Session, contains_eager, joinedload

from kernel.access.models import Credential, SignIn
from kernel.accounts import Account, AccountRole
from kernel.errors import NotFound
from kernel.paging import Slice, sliced
from kernel.units import Unit


class AccountState(StrEnum):
    USED = "used"
    WAITING = "waiting"  # for its holder to set it up
    DISABLED = "disabled"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is narrowed down to; what is empty narrows nothing.

    words: of name, holder or unit.
    """

    words: str = ""
    role: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class AccountLine:
    """An account in the list."""

    public_id: str
    name: str
    display_name: str
    unit: str | None
    roles: Sequence[str]
    state: AccountState
    seen_at: datetime | None


_SET_UP = select(Credential.account_id).where(Credential.account_id == Account.id).exists()
_IN_STATE: Mapping[str, ColumnElement[bool]] = {
    AccountState.USED: and_(Account.disabled.is_(False), _SET_UP),
    AccountState.WAITING: and_(Account.disabled.is_(False), ~_SET_UP),
    AccountState.DISABLED: Account.disabled.is_(True),
}


def account_lines(session: Session, wanted: Wanted, cursor: str) -> Slice[AccountLine]:
    """A page of the accounts in the order of their names, in four statements."""
    found = sliced(session, _accounts(wanted), [Account.name], cursor)
    lines = _lines(session, found.rows)
    return Slice(lines, found.total, found.before, found.after)


def all_account_lines(session: Session, wanted: Wanted) -> list[AccountLine]:
    """All of them at once, for a file."""
    return _lines(session, session.scalars(_accounts(wanted).order_by(Account.name)).all())


def states(session: Session) -> Mapping[str, int]:
    """How many accounts are in which state."""
    counted = select(*(func.count().filter(is_so) for is_so in _IN_STATE.values())).select_from(Account)
    return dict(zip(_IN_STATE, session.execute(counted).one(), strict=True))


def account_of(session: Session, public_id: str) -> Account:
    """The account with that public id.

    Raises:
        NotFound: there is none.
    """
    unit = joinedload(Account.unit).lazyload(Unit.former_names)
    found = session.scalar(select(Account).where(Account.public_id == public_id).options(unit))
    if found is None:
        raise NotFound("kernel.no_account")
    return found


def state_of(session: Session, account: Account) -> AccountState:
    """Whether an account is in use, waits for its holder, or is closed."""
    if account.disabled:
        return AccountState.DISABLED
    is_set_up = session.get(Credential, account.id) is not None
    return AccountState.USED if is_set_up else AccountState.WAITING


def _accounts(wanted: Wanted) -> Select[Account]:
    conditions = [_IN_STATE.get(wanted.state, true())]
    if wanted.words:
        texts = Account.name, Account.display_name, Unit.name
        conditions.append(or_(*(text.contains(wanted.words, autoescape=True) for text in texts)))
    if wanted.role:
        held = select(AccountRole.account_id).where(AccountRole.role == wanted.role)
        conditions.append(Account.id.in_(held))
    unit = contains_eager(Account.unit).lazyload(Unit.former_names)
    return select(Account).outerjoin(Account.unit).where(*conditions).options(unit)


def _lines(session: Session, accounts: Sequence[Account]) -> list[AccountLine]:
    ids = [account.id for account in accounts]
    seen = select(SignIn.account_id, func.max(SignIn.seen_at)).group_by(SignIn.account_id)
    proven = seen.where(SignIn.account_id.in_(ids), SignIn.proven_at.is_not(None)).subquery()
    facts = (
        select(Credential.account_id, proven.c[1])
        .outerjoin(proven, proven.c.account_id == Credential.account_id)
        .where(Credential.account_id.in_(ids))
    )
    set_up: dict[int, datetime | None] = dict(session.execute(facts).all())
    return [_line(account, set_up) for account in accounts]


def _line(account: Account, set_up: Mapping[int, datetime | None]) -> AccountLine:
    if account.disabled:
        state = AccountState.DISABLED
    else:
        state = AccountState.USED if account.id in set_up else AccountState.WAITING
    return AccountLine(
        account.public_id,
        account.name,
        account.display_name,
        account.unit.name if account.unit else None,
        sorted(held.role for held in account.roles),
        state,
        set_up.get(account.id),
    )
