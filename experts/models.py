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
    EXPIRED = "EXPIRED"  # 聘期届满
    DISMISSED = "DISMISSED"  # 解聘
    RESIGNED = "RESIGNED"  # 辞聘
    DECEASED = "DECEASED"  # 去世
    MERGED = "MERGED"  # 并入同一人的另一记录


LEFT = frozenset({ExpertState.DISMISSED, ExpertState.RESIGNED, ExpertState.DECEASED, ExpertState.MERGED})
"""Whoever has left has no current leaf and so is in no pool."""

TRANSITIONS: Transitions = {
    ExpertState.ACTIVE: frozenset({ExpertState.SUSPENDED, ExpertState.EXPIRED, *LEFT}),
    ExpertState.SUSPENDED: frozenset({ExpertState.ACTIVE, ExpertState.EXPIRED, *LEFT}),
    ExpertState.EXPIRED: frozenset({ExpertState.ACTIVE, *LEFT}),
    ExpertState.DISMISSED: frozenset({ExpertState.ACTIVE}),
    ExpertState.RESIGNED: frozenset({ExpertState.ACTIVE}),
}
"""The registrar's moves; EXPIRED comes with the day after the last term, ACTIVE again with a new term.

From DISMISSED and RESIGNED leads one way only: a new application that the office admits.
"""

MAY_RETURN = frozenset({ExpertState.DISMISSED, ExpertState.RESIGNED})
"""Who may apply again; the office judges whether the reason has passed."""


class DismissalGround(StrEnum):
    """Why an expert is dismissed 解聘事由, after 财库〔2016〕198号 art. 11 and 29 by analogy (待核)."""

    UNFIT = "UNFIT"  # 不再符合入库条件
    PARTIAL = "PARTIAL"  # 未独立公正履职
    LEAK = "LEAK"  # 泄露会议情况
    UNDISCLOSED = "UNDISCLOSED"  # 隐瞒利害关系
    BRIBE = "BRIBE"  # 收受不当利益
    FALSE_APPLICATION = "FALSE_APPLICATION"  # 入库材料虚假
    UNANSWERING = "UNANSWERING"  # 拒不配合异议投诉
    ABUSE = "ABUSE"  # 以专家身份牟利
    CRIMINAL = "CRIMINAL"  # 受到刑事处罚


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
    merged_into: the same person's other record, which stays.
    """

    __tablename__ = "expert"
    __table_args__ = (
        UniqueConstraint("identity", info={"refusal": "experts.known_already"}),
        _made_of("identity", HEX, 64, 64),
        _one_of("state", list(ExpertState)),
        CheckConstraint(f"merged_into IS NULL OR state = '{ExpertState.MERGED}'", name="merged"),
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
    merged_into: Mapped[int | None] = mapped_column(ForeignKey("expert.id"), index=True)


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
    """A step of an expert's life in the register: the state after it, what for, when, by which account.

    version: of the leaf made by the step; whoever leaves gets the number and no leaf.
    ground: only of a dismissal.
    evidence: digest of the paper behind it, where there is one.
    """

    __tablename__ = "expert_state_change"
    __table_args__ = (
        _one_of("state", list(ExpertState)),
        CheckConstraint("reason <> ''", name="reason"),
        _one_of("ground", list(DismissalGround)),
        CheckConstraint(f"(state = '{ExpertState.DISMISSED}') = (ground IS NOT NULL)", name="dismissal"),
    )

    expert_id: Mapped[int] = mapped_column(ForeignKey(Expert.id), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    state: Mapped[str]
    reason: Mapped[str]
    ground: Mapped[str | None]
    evidence: Mapped[str | None]
    by: Mapped[str]
    at: Mapped[datetime]
