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
