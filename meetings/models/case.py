"""A case 案件: who is to be punished for what, on which basis, with which measures."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from kernel.accounts import Unit
from kernel.database import Base
from kernel.lifecycle import Transitions


class CaseState(StrEnum):
    FILED = "filed"  # 已申请
    NOTICED = "noticed"  # 已告知
    READY = "ready"  # 申辩已复核, can go on an agenda
    SCHEDULED = "scheduled"  # 已列入议程
    DECIDED = "decided"  # 已作出决定


CASE_TRANSITIONS: Transitions = {
    CaseState.FILED: frozenset({CaseState.NOTICED}),
    CaseState.NOTICED: frozenset({CaseState.READY}),
    CaseState.READY: frozenset({CaseState.SCHEDULED}),
    CaseState.SCHEDULED: frozenset({CaseState.DECIDED}),
}


class Case(Base):
    """An application for joint punishment 联合惩戒申请, with what the catalogue said when it was filed."""

    __tablename__ = "case"
    __table_args__ = (
        CheckConstraint("polarity IN ('PUNISH')", name="polarity"),
        CheckConstraint("term_months BETWEEN term_least AND term_most", name="term"),
        CheckConstraint("facts <> ''", name="facts"),
        CheckConstraint("document_no <> ''", name="document"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True)
    number: Mapped[str] = mapped_column(unique=True)  # 案号
    state: Mapped[str]
    filed_at: Mapped[datetime]
    unit_uscc: Mapped[str] = mapped_column(ForeignKey("unit.uscc"))  # the determining unit
    subject_uscc: Mapped[str]
    subject_name: Mapped[str]
    polarity: Mapped[str]
    item_code: Mapped[str]
    item_title: Mapped[str]
    edition: Mapped[str]
    term_least: Mapped[int]  # months, as the catalogue allows them
    term_most: Mapped[int]
    special_group: Mapped[str]
    basis: Mapped[str] = mapped_column(Text)
    basis_confirmed: Mapped[bool]
    conduct_on: Mapped[date]
    facts: Mapped[str] = mapped_column(Text)
    document_title: Mapped[str]
    document_no: Mapped[str]
    document_organ: Mapped[str]
    document_on: Mapped[date]
    term_months: Mapped[int]
    unit: Mapped[Unit] = relationship(lazy="joined")
    measures: Mapped[list["CaseMeasure"]] = relationship(order_by="CaseMeasure.code", lazy="selectin")
    evidence: Mapped[list["CaseEvidence"]] = relationship(order_by="CaseEvidence.digest", lazy="selectin")
    notice: Mapped["PriorNotice | None"] = relationship(lazy="selectin")


class CaseMeasure(Base):
    """A measure 措施 proposed in the case, as the catalogue words it."""

    __tablename__ = "case_measure"

    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    content: Mapped[str]
    implementer_uscc: Mapped[str]
    implementer_name: Mapped[str]
    basis: Mapped[str]
    basis_confirmed: Mapped[bool]


class CaseEvidence(Base):
    """A file among the attachments, by its digest."""

    __tablename__ = "case_evidence"

    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), primary_key=True)
    digest: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    size: Mapped[int]


class PriorNotice(Base):
    """Prior notice 事前告知书, its service, and the subject's statement and defence 陈述申辩."""

    __tablename__ = "prior_notice"
    __table_args__ = (
        UniqueConstraint("case_id"),
        CheckConstraint("answered_on IS NULL OR answered_on >= served_on", name="order"),
        CheckConstraint("(review IS NULL) = (answered_on IS NULL)", name="reviewed"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    served_on: Mapped[date]
    manner: Mapped[str]
    answered_on: Mapped[date | None]
    defence: Mapped[str | None] = mapped_column(Text)  # None in an answered notice: expressly waived
    review: Mapped[str | None] = mapped_column(Text)
