"""What an account signs in with, and where it is signed in now."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column, relationship

from kernel.accounts import Account
from kernel.database import Base


class Credential(Base):
    """Password and second factor of an account. Without one nobody can sign in to it."""

    __tablename__ = "credential"
    __table_args__ = (CheckConstraint("failures >= 0", name="failures"),)

    account_id: Mapped[int] = mapped_column(ForeignKey(Account.id), primary_key=True)
    password: Mapped[str]  # an Argon2id PHC string
    password_since: Mapped[datetime]
    former: Mapped[list[str]]  # the passwords before, as PHC strings, the newest first
    secret: Mapped[bytes] = mapped_column(LargeBinary)  # of the second factor, sealed by the vault
    last_step: Mapped[int]  # of the newest one-time code used: none serves twice
    failures: Mapped[int]  # in a row
    locked_until: Mapped[datetime | None]


class UnknownName(Base):
    """Failures to sign in under a name that nobody can sign in by: it locks as an account's does, and tells nothing."""

    __tablename__ = "unknown_name"
    __table_args__ = (CheckConstraint("failures >= 0", name="failures"),)

    digest: Mapped[str] = mapped_column(primary_key=True)  # of what was typed, which may be a password
    failures: Mapped[int]
    locked_until: Mapped[datetime | None]


class RecoveryCode(Base):
    """Stands in for the second factor, once 恢复码."""

    __tablename__ = "recovery_code"

    account_id: Mapped[int] = mapped_column(ForeignKey(Account.id), primary_key=True)
    digest: Mapped[str] = mapped_column(primary_key=True)
    used_at: Mapped[datetime | None]


class AccessLink(Base):
    """A link by which the holder of an account sets password and second factor, once; also after a loss."""

    __tablename__ = "access_link"

    digest: Mapped[str] = mapped_column(primary_key=True)  # of the token, which is never stored
    account_id: Mapped[int] = mapped_column(ForeignKey(Account.id), index=True)
    made_by: Mapped[str]  # public id
    keeps_factor: Mapped[bool]  # only the password is set: it was due, or its holder wished it
    ends_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class SignIn(Base):
    """A session 会话: one browser in which an account is signed in."""

    __tablename__ = "sign_in"

    digest: Mapped[str] = mapped_column(primary_key=True)  # of the cookie's token
    public_id: Mapped[str] = mapped_column(unique=True)  # by which its holder can end it from elsewhere
    account_id: Mapped[int] = mapped_column(ForeignKey(Account.id), index=True)
    browser: Mapped[str]  # as it calls itself, for its holder's list
    began_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    proven_at: Mapped[datetime | None]  # when the second factor was given; until then it opens nothing
    ended_at: Mapped[datetime | None]
    account: Mapped[Account] = relationship(lazy="joined")


class ApiToken(Base):
    """A token 接口令牌 by which a program acts as an account, until it ends or is revoked."""

    __tablename__ = "api_token"

    digest: Mapped[str] = mapped_column(primary_key=True)  # of the token, which is never stored
    public_id: Mapped[str] = mapped_column(unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey(Account.id), index=True)
    purpose: Mapped[str]
    made_by: Mapped[str]  # public id
    made_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    account: Mapped[Account] = relationship(lazy="joined")


class SecurityEvent(Base):
    """A line of the security log 安全日志: who signed in or failed to, who was refused what, who changed which account."""

    __tablename__ = "security_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    kind: Mapped[str] = mapped_column(index=True)
    account: Mapped[str | None] = mapped_column(index=True)  # public id; None where the name is nobody's
    by: Mapped[str | None]  # public id of who did it to that account, if it is another
    browser: Mapped[str]  # as it calls itself
    address: Mapped[str]  # of the network
    detail: Mapped[str]  # such as the address that was refused, or the roles that were given


class RequestCount(Base):
    """How often somebody has asked for something within a span of time."""

    __tablename__ = "request_count"

    key: Mapped[str] = mapped_column(primary_key=True)  # what, and a digest of who
    span: Mapped[int]  # its number since 1970
    count: Mapped[int]
