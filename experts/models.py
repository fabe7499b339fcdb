"""The register's tables. Phone, address and document number are sealed; nobody finds them here in clear."""

from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from kernel.database import Base
from kernel.lifecycle import Transitions

LOWER = "abcdefghijklmnopqrstuvwxyz"
CODE = LOWER.upper() + "0123456789"
HEX = "0123456789abcdef"


class ExpertState(StrEnum):
    ACTIVE = "ACTIVE"  # 在聘
    SUSPENDED = "SUSPENDED"  # 暂停


TRANSITIONS: Transitions = {
    ExpertState.ACTIVE: frozenset({ExpertState.SUSPENDED}),
    ExpertState.SUSPENDED: frozenset({ExpertState.ACTIVE}),
}
"""The registrar's moves."""


def _one_of(column: str, values: Sequence[str]) -> CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


def _made_of(column: str, alphabet: str, shortest: int, longest: int) -> CheckConstraint:
    """The codes of draw-protocol §1; `ltrim` with an alphabet is what both databases understand."""
    length = f"length({column}) BETWEEN {shortest} AND {longest}"
    return CheckConstraint(f"{length} AND ltrim({column}, '{alphabet}') = ''", name=column)


class Expert(Base):
    """An expert 专家.

    identity: keyed digest of the document number; by it a person is in the register once.
    document, mobile, email: sealed, see `personal.py`.
    fingerprint: of the present record, to see whether a roster brings anything new.
    """

    __tablename__ = "expert"
    __table_args__ = (
        UniqueConstraint("identity", info={"refusal": "experts.known_already"}),
        _made_of("identity", HEX, 64, 64),
        _one_of("state", list(ExpertState)),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    identity: Mapped[str]
    document: Mapped[bytes]
    mobile: Mapped[bytes]
    email: Mapped[bytes]
    title: Mapped[str]
    region: Mapped[str]
    fingerprint: Mapped[str]
    state: Mapped[str] = mapped_column(default=ExpertState.ACTIVE.value)


class ExpertField(Base):
    __tablename__ = "expert_field"
    __table_args__ = (_made_of("code", CODE, 1, 8),)

    expert_id: Mapped[int] = mapped_column(ForeignKey(Expert.id), primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)


class ExpertAttribute(Base):
    """Something seats can ask for besides the field, such as a region 属性."""

    __tablename__ = "expert_attribute"
    __table_args__ = (_made_of("name", LOWER + "_", 1, 16), _made_of("value", CODE, 1, 12))

    expert_id: Mapped[int] = mapped_column(ForeignKey(Expert.id), primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]


class ExpertTerm(Base):
    """A term of appointment 聘期, both days included."""

    __tablename__ = "expert_term"
    __table_args__ = (CheckConstraint("begins <= ends", name="order"),)

    expert_id: Mapped[int] = mapped_column(ForeignKey(Expert.id), primary_key=True)
    begins: Mapped[date] = mapped_column(primary_key=True)
    ends: Mapped[date]


class ExpertEmployment(Base):
    """Where an expert works or worked 任职, both days included."""

    __tablename__ = "expert_employment"
    __table_args__ = (CheckConstraint("begins <= ends", name="order"),)

    expert_id: Mapped[int] = mapped_column(ForeignKey(Expert.id), primary_key=True)
    begins: Mapped[date] = mapped_column(primary_key=True)
    employer: Mapped[str] = mapped_column(primary_key=True)
    uscc: Mapped[str | None]
    ends: Mapped[date | None]


class ExpertLeaf(Base):
    """The commitment to one version of a record, and what opens it (draw-protocol §2).

    opening: the object in canonical JSON, the very text that is hashed.
    """

    __tablename__ = "expert_leaf"
    __table_args__ = (
        UniqueConstraint("leaf"),
        _made_of("leaf", HEX, 64, 64),
        Index(
            "ix_expert_leaf_current",
            "expert_id",
            unique=True,
            sqlite_where=text("is_current"),
            postgresql_where=text("is_current"),
            info={"refusal": "kernel.changed_meanwhile"},
        ),
    )

    expert_id: Mapped[int] = mapped_column(ForeignKey(Expert.id), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    leaf: Mapped[str]
    opening: Mapped[str]
    is_current: Mapped[bool]
    made_at: Mapped[datetime]


class ExpertStateChange(Base):
    """A suspension or reinstatement: what for, when, and by which account."""

    __tablename__ = "expert_state_change"
    __table_args__ = (_one_of("state", list(ExpertState)), CheckConstraint("reason <> ''", name="reason"))

    expert_id: Mapped[int] = mapped_column(ForeignKey(Expert.id), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    state: Mapped[str]
    reason: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime]
