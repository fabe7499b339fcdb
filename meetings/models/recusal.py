"""Conflicts of those who preside and vote for units, and challenges by a party 回避."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from kernel.database import Base
from kernel.lifecycle import Transitions


class OfficialDeclaration(Base):
    """A relation that a chair or a unit's representative declared: grounds R01 to R05 (行政处罚法 43, 待核)."""

    __tablename__ = "official_declaration"
    __table_args__ = (
        CheckConstraint("ground IN ('R01', 'R02', 'R03', 'R04', 'R05')", name="ground"),
        CheckConstraint("ends IS NULL OR begins <= ends", name="order"),
        CheckConstraint("party_name <> '' AND relation <> ''", name="party"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account: Mapped[str] = mapped_column(index=True)  # public id
    ground: Mapped[str]
    party_uscc: Mapped[str | None]
    party_name: Mapped[str]
    relation: Mapped[str]
    begins: Mapped[date]
    ends: Mapped[date | None]
    at: Mapped[datetime]


class ChallengeState(StrEnum):
    RAISED = "raised"  # 已提出
    UPHELD = "upheld"  # 准予回避
    REJECTED = "rejected"  # 驳回


CHALLENGE_TRANSITIONS: Transitions = {
    ChallengeState.RAISED: frozenset({ChallengeState.UPHELD, ChallengeState.REJECTED}),
}


class Challenge(Base):
    """A party's challenge 申请回避 in a case, decided by another person (R08); work goes on until then.

    kind: whether an expert is meant, or an official: the chair or a unit's representative.
    person: whom the party named; names of experts are sealed, so a party can only guess.
    ref: whom the decision found that to be, by public id of the expert or account; set when upheld.
    """

    __tablename__ = "challenge"
    __table_args__ = (
        CheckConstraint("kind IN ('expert', 'official')", name="kind"),
        CheckConstraint("state IN ('raised', 'upheld', 'rejected')", name="state"),
        CheckConstraint("person <> '' AND grounds <> ''", name="grounds"),
        CheckConstraint(
            "state = 'raised' OR (reason IS NOT NULL AND reason <> '' AND decided_by IS NOT NULL)",
            name="decided",
        ),
        CheckConstraint("state <> 'upheld' OR ref IS NOT NULL", name="ref"),
        CheckConstraint("decided_by <> entered_by", name="two_people"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    kind: Mapped[str]
    person: Mapped[str]
    ref: Mapped[str | None]
    grounds: Mapped[str] = mapped_column(Text)
    raised_on: Mapped[date]
    entered_by: Mapped[str]
    state: Mapped[str]
    reason: Mapped[str | None] = mapped_column(Text)
    decided_by: Mapped[str | None]
    decided_at: Mapped[datetime | None]
