"""The tables of an expert's life in the register: application, leave, declarations, evaluation, confirmation."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from experts.models import Expert
from kernel.database import Base
from kernel.lifecycle import Transitions


class ApplicationState(StrEnum):
    APPLIED = "APPLIED"  # 申请
    UNDER_REVIEW = "UNDER_REVIEW"  # 审核中
    ADMITTED = "ADMITTED"  # 已入库
    REJECTED = "REJECTED"  # 不予入库


APPLICATION_TRANSITIONS: Transitions = {
    ApplicationState.APPLIED: frozenset({ApplicationState.UNDER_REVIEW, ApplicationState.REJECTED}),
    ApplicationState.UNDER_REVIEW: frozenset({ApplicationState.ADMITTED, ApplicationState.REJECTED}),
}


class ExpertApplication(Base):
    """Somebody applies, or is recommended, to be an expert 入库申请.

    record: the ExpertRecord, sealed; it becomes an expert's only when admitted.
    identity: digest of the document number; one open application per person.
    evidence: digest of the papers handed in, where there are any.
    entered_by, decided_by: accounts, by public id; never the same.
    """

    __tablename__ = "expert_application"
    __table_args__ = (
        Index(
            "uq_expert_application_open",
            "identity",
            unique=True,
            sqlite_where=text("state IN ('APPLIED', 'UNDER_REVIEW')"),
            postgresql_where=text("state IN ('APPLIED', 'UNDER_REVIEW')"),
            info={"refusal": "experts.applied_already"},
        ),
        CheckConstraint("source IN ('OWN', 'UNIT', 'DEPARTMENT')", name="source"),
        CheckConstraint("source = 'OWN' OR recommended_by IS NOT NULL", name="recommended"),
        CheckConstraint(
            "state NOT IN ('ADMITTED', 'REJECTED') OR (opinion <> '' AND opinion IS NOT NULL)", name="opinion"
        ),
        CheckConstraint("state NOT IN ('ADMITTED', 'REJECTED') OR decided_by IS NOT NULL", name="decided"),
        CheckConstraint("decided_by <> entered_by", name="two_persons"),
        CheckConstraint("state <> 'ADMITTED' OR expert_id IS NOT NULL", name="admitted"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True)
    state: Mapped[str]
    source: Mapped[str]  # 个人申请、单位推荐、部门推荐
    recommended_by: Mapped[str | None] = mapped_column(ForeignKey("unit.uscc"))
    identity: Mapped[str]
    record: Mapped[bytes]
    consent_on: Mapped[date]  # when the person consented to the use of the data
    evidence: Mapped[str | None]
    entered_by: Mapped[str]
    entered_at: Mapped[datetime]
    opinion: Mapped[str | None]
    decided_by: Mapped[str | None]
    decided_at: Mapped[datetime | None]
    expert_id: Mapped[int | None] = mapped_column(ForeignKey(Expert.id))


class ExpertLeave(Base):
    """Days 请假 on which an expert sits nowhere, both included."""

    __tablename__ = "expert_leave"
    __table_args__ = (CheckConstraint("begins <= ends", name="order"),)

    expert_id: Mapped[int] = mapped_column(ForeignKey(Expert.id), primary_key=True)
    begins: Mapped[date] = mapped_column(primary_key=True)
    ends: Mapped[date]
    reason: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime]


OWN_OR_ON_PAPER = "substr(by, 1, 7) = 'expert:' OR evidence IS NOT NULL"
"""What an expert says counts; what the registrar enters for the expert has its paper."""


class DeclarationSource(StrEnum):
    CONFIRMATION = "CONFIRMATION"  # 年度确认
    DECLARATION = "DECLARATION"  # 随时申报


class ExpertDeclaration(Base):
    """A relation 利害关系 that the expert declared: grounds R02 to R05 of experts-and-meetings §1.6.

    party: whom the relation is with, by code or name; both days are included, no end while it lasts.
    evidence: digest of the paper, where the registrar entered it; the expert's own needs none.
    """

    __tablename__ = "expert_declaration"
    __table_args__ = (
        CheckConstraint("ground IN ('R02', 'R03', 'R04', 'R05')", name="ground"),
        CheckConstraint("ends IS NULL OR begins <= ends", name="order"),
        CheckConstraint("party_name <> '' AND relation <> ''", name="party"),
        CheckConstraint("source IN ('CONFIRMATION', 'DECLARATION')", name="source"),
        CheckConstraint(OWN_OR_ON_PAPER, name="paper"),
        Index(
            "uq_expert_declaration_lasting",
            "expert_id",
            "ground",
            "party_name",
            unique=True,
            sqlite_where=text("ends IS NULL"),
            postgresql_where=text("ends IS NULL"),
            info={"refusal": "experts.declared_already"},
        ),
        Index("ix_expert_declaration_expert", "expert_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    expert_id: Mapped[int] = mapped_column(ForeignKey(Expert.id))
    ground: Mapped[str]
    party_uscc: Mapped[str | None]
    party_name: Mapped[str]
    relation: Mapped[str]
    begins: Mapped[date]
    ends: Mapped[date | None]
    source: Mapped[str]
    evidence: Mapped[str | None]
    by: Mapped[str]
    at: Mapped[datetime]


class ExpertEvaluation(Base):
    """How an expert did in one meeting 履职评价, and what the expert says to it.

    meeting: public id.
    deductions: `{"item", "points", "reason"}` each, from 100.
    """

    __tablename__ = "expert_evaluation"
    __table_args__ = (
        UniqueConstraint("expert_id", "meeting", info={"refusal": "experts.evaluated_already"}),
        CheckConstraint("score BETWEEN 0 AND 100", name="score"),
        CheckConstraint("(comment IS NULL) = (commented_at IS NULL)", name="comment"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    expert_id: Mapped[int] = mapped_column(ForeignKey(Expert.id))
    meeting: Mapped[str]
    score: Mapped[int]
    veto: Mapped[bool]  # 一票否决
    deductions: Mapped[list[dict[str, Any]]]
    by: Mapped[str]
    at: Mapped[datetime]
    comment: Mapped[str | None]
    commented_at: Mapped[datetime | None]


class ExpertConfirmation(Base):
    """The yearly confirmation 年度确认 of employer and conflicts."""

    __tablename__ = "expert_confirmation"
    __table_args__ = (
        UniqueConstraint("expert_id", "year", info={"refusal": "experts.confirmed_already"}),
        CheckConstraint(OWN_OR_ON_PAPER, name="paper"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    expert_id: Mapped[int] = mapped_column(ForeignKey(Expert.id))
    year: Mapped[int]
    evidence: Mapped[str | None]
    by: Mapped[str]
    at: Mapped[datetime]


class ExpertCertificate(Base):
    """A letter of appointment 聘书 for one term."""

    __tablename__ = "expert_certificate"
    __table_args__ = (UniqueConstraint("expert_id", "begins", info={"refusal": "experts.certified_already"}),)

    number: Mapped[str] = mapped_column(primary_key=True)
    expert_id: Mapped[int] = mapped_column(ForeignKey(Expert.id))
    begins: Mapped[date]
    ends: Mapped[date]
    issued_on: Mapped[date]
    by: Mapped[str]
