"""A case 案件: who is to be punished or rewarded for what, on which basis, with which measures."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from credit.port import Polarity, SubjectType
from kernel.database import Base
from kernel.lifecycle import Transitions
from kernel.units import Unit
from meetings.models.catalogue import CatalogueItemRow, CatalogueMeasureRow

TYPES = ", ".join(f"'{kind}'" for kind in SubjectType)


class CaseState(StrEnum):
    FILED = "filed"  # 已申请
    NOTICED = "noticed"  # 已告知
    PUBLICISED = "publicised"  # 已公示: a reward, instead of notice and defence
    READY = "ready"  # 申辩已复核 or 公示期满, can go on an agenda
    SCHEDULED = "scheduled"  # 已列入议程
    DECIDED = "decided"  # 已作出决定
    NOT_DETERMINED = "not_determined"  # 不予认定: the vote did not pass
    WITHDRAWN = "withdrawn"  # 已撤回


IN_PREPARATION = frozenset({CaseState.FILED, CaseState.NOTICED, CaseState.PUBLICISED})
"""Something is still to be done before a meeting can take the case up."""

CASE_TRANSITIONS: Transitions = {
    CaseState.FILED: frozenset({CaseState.NOTICED, CaseState.PUBLICISED, CaseState.WITHDRAWN}),
    CaseState.NOTICED: frozenset({CaseState.READY, CaseState.WITHDRAWN}),
    CaseState.PUBLICISED: frozenset({CaseState.READY, CaseState.WITHDRAWN}),
    CaseState.READY: frozenset({CaseState.SCHEDULED, CaseState.WITHDRAWN}),
    CaseState.SCHEDULED: frozenset(
        {CaseState.DECIDED, CaseState.NOT_DETERMINED, CaseState.READY, CaseState.WITHDRAWN}
    ),
}


class Case(Base):
    """An application for joint punishment or reward 联合奖惩申请: one subject, one or several catalogue items.

    subject_number: the subject in the credit store. subject_mask: a natural person's document number, masked.
    special_group: who meets on it; the leading group itself where the items belong to several groups.
    """

    __tablename__ = "case"
    __table_args__ = (
        CheckConstraint("polarity IN ('PUNISH', 'REWARD')", name="polarity"),
        CheckConstraint(f"subject_type IN ({TYPES})", name="subject_type"),
        CheckConstraint("(subject_uscc IS NULL) = (subject_type = 'PERSON')", name="subject"),
        CheckConstraint("(subject_mask IS NOT NULL) = (subject_type = 'PERSON')", name="mask"),
        CheckConstraint("term_months BETWEEN term_least AND term_most", name="term"),
        CheckConstraint("facts <> ''", name="facts"),
        CheckConstraint("document_no <> ''", name="document"),
        CheckConstraint("linkage <> ''", name="linkage"),
        CheckConstraint("state <> 'withdrawn' OR withdrawal IS NOT NULL", name="withdrawal"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True)
    number: Mapped[str] = mapped_column(unique=True)  # 案号
    state: Mapped[str]
    filed_at: Mapped[datetime]
    filed_by: Mapped[str]  # public id of the account
    unit_uscc: Mapped[str] = mapped_column(ForeignKey("unit.uscc"))  # the determining unit
    subject_number: Mapped[str] = mapped_column(index=True)
    subject_type: Mapped[str]
    subject_name: Mapped[str]
    subject_uscc: Mapped[str | None]
    subject_mask: Mapped[str | None]
    polarity: Mapped[str]
    edition: Mapped[str] = mapped_column(ForeignKey("catalogue_edition.edition"))
    term_least: Mapped[int]  # months that every item allows
    term_most: Mapped[int]
    special_group: Mapped[str]
    county_uscc: Mapped[str | None] = mapped_column(ForeignKey("unit.uscc"))  # 县市区（园区） concerned
    conduct_on: Mapped[date]
    facts: Mapped[str] = mapped_column(Text)
    linkage: Mapped[str] = mapped_column(Text)  # 关联性: why these measures fit this conduct
    document_title: Mapped[str]
    document_no: Mapped[str]
    document_organ: Mapped[str]
    document_on: Mapped[date]
    term_months: Mapped[int]
    withdrawal: Mapped[str | None] = mapped_column(Text)  # why the unit withdrew it 撤回事由
    unit: Mapped[Unit] = relationship(lazy="joined", foreign_keys=[unit_uscc])
    county: Mapped[Unit | None] = relationship(lazy="joined", foreign_keys=[county_uscc])
    items: Mapped[list["CaseItem"]] = relationship(order_by="CaseItem.code", lazy="selectin")
    measures: Mapped[list["CaseMeasure"]] = relationship(
        order_by="(CaseMeasure.item_code, CaseMeasure.code)", lazy="selectin"
    )
    evidence: Mapped[list["CaseEvidence"]] = relationship(order_by="CaseEvidence.digest", lazy="selectin")
    notice: Mapped["PriorNotice | None"] = relationship(lazy="joined")
    publicity: Mapped["Publicity | None"] = relationship(lazy="joined")
    review: Mapped["CaseReview | None"] = relationship(lazy="joined")

    @property
    def subject_code(self) -> str:
        """How papers identify the subject: by its credit code, or a person by the masked number."""
        return self.subject_uscc or self.subject_mask or ""

    @property
    def action(self) -> str:
        """What is applied for, as questions and papers call it: 联合惩戒 or 联合激励."""
        return "联合惩戒" if self.polarity == Polarity.PUNISH else "联合激励"

    @property
    def item_code(self) -> str:
        return "、".join(item.code for item in self.items)

    @property
    def item_title(self) -> str:
        return "；".join(item.listed.title for item in self.items)

    @property
    def basis(self) -> str:
        return "；".join(dict.fromkeys(item.listed.basis_text for item in self.items))

    @property
    def basis_confirmed(self) -> bool:
        return all(item.listed.basis_confirmed for item in self.items)


class CaseItem(Base):
    """A catalogue item that the case rests on, and the special group its domain belongs to."""

    __tablename__ = "case_item"
    __table_args__ = (
        ForeignKeyConstraint(["edition", "code"], ["catalogue_item.edition", "catalogue_item.code"]),
        UniqueConstraint("case_id", "edition", "code"),  # what measures refer to
    )

    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    edition: Mapped[str]
    special_group: Mapped[str] = mapped_column(ForeignKey("special_group.name"))
    listed: Mapped[CatalogueItemRow] = relationship(lazy="joined")


class CaseMeasure(Base):
    """A measure 措施 proposed in the case: one of a catalogue item of the case, in the catalogue's words."""

    __tablename__ = "case_measure"
    __table_args__ = (
        ForeignKeyConstraint(
            ["case_id", "edition", "item_code"], ["case_item.case_id", "case_item.edition", "case_item.code"]
        ),
        ForeignKeyConstraint(
            ["edition", "item_code", "code"],
            ["catalogue_measure.edition", "catalogue_measure.item_code", "catalogue_measure.code"],
        ),
    )

    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), primary_key=True)
    item_code: Mapped[str] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    edition: Mapped[str]
    listed: Mapped[CatalogueMeasureRow] = relationship(lazy="joined", viewonly=True)

    @property
    def content(self) -> str:
        return self.listed.content

    @property
    def implementer_uscc(self) -> str:
        return self.listed.implementer_uscc

    @property
    def implementer_name(self) -> str:
        return self.listed.implementer_name

    @property
    def basis(self) -> str:
        return self.listed.basis_text

    @property
    def basis_confirmed(self) -> bool:
        return self.listed.basis_confirmed


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
    defence: Mapped[str | None] = mapped_column(Text)  # None in an answered notice: waived, or silent
    waived: Mapped[bool | None]  # in writing; else the time for the defence has passed in silence
    review: Mapped[str | None] = mapped_column(Text)


class Publicity(Base):
    """A reward's publicity 公示 before the meeting, and what came of it."""

    __tablename__ = "publicity"
    __table_args__ = (
        UniqueConstraint("case_id"),
        CheckConstraint("begins <= ends", name="order"),
        CheckConstraint("(closed_on IS NULL) = (result IS NULL)", name="closed"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    begins: Mapped[date]
    ends: Mapped[date]  # included
    channel: Mapped[str]
    closed_on: Mapped[date | None]
    objections: Mapped[str | None] = mapped_column(Text)  # None: nobody objected
    result: Mapped[str | None] = mapped_column(Text)


class CaseReview(Base):
    """Legal review 法制审核 of a case before it reaches an agenda."""

    __tablename__ = "case_review"
    __table_args__ = (CheckConstraint("opinion <> ''", name="opinion"),)

    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), primary_key=True)
    passed: Mapped[bool]
    opinion: Mapped[str] = mapped_column(Text)
    by: Mapped[str]
    at: Mapped[datetime]
