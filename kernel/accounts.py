"""Accounts of the people who work with the service."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint, exists, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from kernel.act import Act
from kernel.database import Base
from kernel.entropy import public_id
from kernel.errors import InputError, NotFound, Refused
from kernel.messages import word
from kernel.roles import ADMINISTRATORS, Actor, Role, authorize
from kernel.text import clean
from kernel.units import Unit


class Account(Base):
    __tablename__ = "account"
    __table_args__ = (
        UniqueConstraint("name", info={"refusal": "kernel.account_taken"}),
        CheckConstraint("name <> ''", name="name"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    display_name: Mapped[str]
    unit_uscc: Mapped[str | None] = mapped_column(ForeignKey("unit.uscc"))
    disabled: Mapped[bool] = mapped_column(default=False)
    unit: Mapped[Unit | None] = relationship(lazy="joined")
    roles: Mapped[list["AccountRole"]] = relationship(lazy="selectin", cascade="all, delete-orphan")
    borrowed: Mapped[list["RoleLoan"]] = relationship(foreign_keys="RoleLoan.deputy_id", viewonly=True)


class AccountRole(Base):
    __tablename__ = "account_role"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    role: Mapped[str] = mapped_column(primary_key=True)


class RoleLoan(Base):
    """A role that its holder lends to a deputy 代理 for a while; see `kernel.access.lending`."""

    __tablename__ = "role_loan"
    __table_args__ = (CheckConstraint("begins_at < ends_at", name="period"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True)
    lender_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    deputy_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    role: Mapped[str]
    begins_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    returned_at: Mapped[datetime | None]
    lender: Mapped[Account] = relationship(foreign_keys=lender_id, lazy="joined")
    deputy: Mapped[Account] = relationship(foreign_keys=deputy_id, lazy="joined")


NOBODY = Actor("setup", "setup", frozenset())
"""Whoever opens the very first account."""


def add_account(
    act: Act, name: str, display_name: str, roles: Sequence[str], unit_uscc: str | None = None
) -> Account:
    """Open an account.

    The very first account is a system administrator and is opened by whoever runs the command.

    Raises:
        InputError: unknown role, or roles that one person must not hold together.
        NotFound: unknown unit.
        Refused: the name is taken.
    """
    held = checked_roles(roles)
    if has_accounts(act.session):
        authorize(act.actor, "accounts.add")
    elif held != {Role.SYSTEM_ADMIN}:
        raise Refused("kernel.first_account")
    if unit_uscc is not None and act.session.get(Unit, unit_uscc) is None:
        raise NotFound("kernel.not_found", what=word("thing", "unit"), key=unit_uscc)
    account = Account(
        public_id=public_id(act.entropy),
        name=clean("name", name),
        display_name=clean("display", display_name),
        unit_uscc=unit_uscc,
        roles=[AccountRole(role=role) for role in sorted(held)],
    )
    act.session.add(account)
    act.session.flush()
    return account


def has_accounts(session: Session) -> bool:
    """Whether anybody can act yet."""
    return bool(session.scalar(select(exists().where(Account.id.is_not(None)))))


def checked_roles(roles: Sequence[str]) -> set[Role]:
    """Roles of one account.

    Raises:
        InputError: none, an unknown one, or roles that one person must not hold together.
    """
    for role in roles:
        if role not in set(Role) - {Role.EXPERT}:
            known = "、".join(sorted(set(Role) - {Role.EXPERT}))
            raise InputError("kernel.unknown_role", role=role, roles=known)
    held = {Role(role) for role in roles}
    if not held:
        raise InputError("kernel.empty", field="role")
    if held & ADMINISTRATORS and len(held) > 1:
        raise InputError("kernel.account_roles_clash")
    return held


def actor_named(session: Session, name: str, now: datetime | None = None) -> Actor:
    """The account `name` as an actor, with the roles that are lent to it `now`.

    Raises:
        NotFound: there is none, or it is disabled.
    """
    return actor_of(account_named(session, name), now)


def account_named(session: Session, name: str) -> Account:
    """The account `name`.

    Raises:
        NotFound: there is none, or it is disabled.
    """
    account = session.scalar(select(Account).where(Account.name == name))
    if account is None or account.disabled:
        raise NotFound("kernel.unknown_account", name=name)
    return account


def actor_of(account: Account, now: datetime | None = None) -> Actor:
    """An account as an actor: with its own roles, and with those that are lent to it `now`."""
    own = {held.role for held in account.roles}
    lent = {loan.role for loan in account.borrowed if is_lent(loan, now)} if now else set()
    roles = frozenset(Role(role) for role in own | lent)
    return Actor(account.public_id, account.name, roles, account.unit_uscc)


def is_lent(loan: RoleLoan, now: datetime) -> bool:
    """Whether a loan is in force: its lender holds the role and could sign in."""
    held = not loan.lender.disabled and loan.role in {own.role for own in loan.lender.roles}
    return held and loan.returned_at is None and loan.begins_at <= now < loan.ends_at


def display_name(session: Session, account_public_id: str) -> str:
    """The name by which documents call the holder of an account."""
    name = session.scalar(select(Account.display_name).where(Account.public_id == account_public_id))
    return name or account_public_id


def display_names(session: Session, public_ids: Collection[str]) -> dict[str, str]:
    """The names of several holders, by the public ids of their accounts."""
    found = select(Account.public_id, Account.display_name).where(Account.public_id.in_(public_ids))
    return dict(session.execute(found).all())


def accounts(session: Session) -> Sequence[Account]:
    return session.scalars(select(Account).order_by(Account.name)).all()
