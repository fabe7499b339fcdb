"""The catalogue 目录清单: editions as published, their items and measures, and what units submit for the next.

A published edition never changes. Cases refer to its rows by foreign keys, so nothing outside the catalogue
can be applied for, whoever writes to the database.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from kernel.database import Base
from kernel.lifecycle import Transitions
from kernel.units import Unit
from meetings.catalogue.item import BasisLevel, MeasureClass

LEVELS = ", ".join(f"'{level}'" for level in BasisLevel)
CLASSES = ", ".join(f"'{kind}'" for kind in MeasureClass)
MANDATORY = ("unit_name", "treatment", "title", "basis_text", "evidence")
"""Of the eight parts of work plan 3.1 those of an item; implementer and content stand in the measures."""


class CatalogueEdition(Base):
    """An edition: in force from its first day to the day before the next one's.

    sequence: 1 for the first edition; two that are published at once would have the same.
    """

    __tablename__ = "catalogue_edition"
    __table_args__ = (
        UniqueConstraint("sequence", info={"refusal": "kernel.changed_meanwhile"}),
        UniqueConstraint("valid_from", info={"refusal": "kernel.changed_meanwhile"}),
        CheckConstraint("valid_to IS NULL OR valid_from <= valid_to", name="order"),
    )

    edition: Mapped[str] = mapped_column(primary_key=True)
    sequence: Mapped[int]
    title: Mapped[str]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]  # both included; None while no next one is published
    digest: Mapped[str]  # SHA-256 of the content, 64 hex digits
    published_at: Mapped[datetime]
    published_by: Mapped[str]


class ConfirmedBasis(Base):
    """A basis that the office checked against its source 已核: a fact beside the editions that cite it.

    key: `Basis.key`, so that another text, source, day or level is another basis.
    """

    __tablename__ = "confirmed_basis"

    key: Mapped[str] = mapped_column(primary_key=True)
    confirmed_at: Mapped[datetime]
    confirmed_by: Mapped[str]


class CatalogueItemRow(Base):
    """An item 清单事项 of one edition."""

    __tablename__ = "catalogue_item"
    __table_args__ = (
        CheckConstraint("polarity IN ('PUNISH', 'REWARD')", name="polarity"),
        CheckConstraint(f"basis_level IN ({LEVELS})", name="basis_level"),
        CheckConstraint("1 <= term_min_months AND term_min_months <= term_max_months", name="term"),
        CheckConstraint("trim(domain) <> ''", name="domain"),
        *(CheckConstraint(f"trim({part}) <> ''", name=part) for part in MANDATORY),
    )

    edition: Mapped[str] = mapped_column(ForeignKey(CatalogueEdition.edition), primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    polarity: Mapped[str]
    title: Mapped[str] = mapped_column(Text)  # 实施事由、奖励事由
    unit_uscc: Mapped[str] = mapped_column(ForeignKey(Unit.uscc))
    unit_name: Mapped[str]  # 行政单位
    treatment: Mapped[str] = mapped_column(Text)  # 处理措施
    subject_types: Mapped[list[str]] = mapped_column(JSON)
    domain: Mapped[str]  # 领域
    region: Mapped[str]  # 区域
    term_min_months: Mapped[int]
    term_max_months: Mapped[int]
    evidence: Mapped[str] = mapped_column(Text)  # 证据材料
    basis_level: Mapped[str]
    basis_text: Mapped[str] = mapped_column(Text)  # 法律依据
    basis_source: Mapped[str]
    basis_on: Mapped[date]
    basis_key: Mapped[str]
    measures: Mapped[list["CatalogueMeasureRow"]] = relationship(
        order_by="CatalogueMeasureRow.code", lazy="selectin"
    )
    confirmation: Mapped[ConfirmedBasis | None] = relationship(
        primaryjoin="foreign(CatalogueItemRow.basis_key) == ConfirmedBasis.key", viewonly=True, lazy="joined"
    )

    @property
    def basis_confirmed(self) -> bool:
        return self.confirmation is not None


class CatalogueMeasureRow(Base):
    """A measure 措施 of an item and its implementing unit 联合奖惩实施单位."""

    __tablename__ = "catalogue_measure"
    __table_args__ = (
        ForeignKeyConstraint(["edition", "item_code"], ["catalogue_item.edition", "catalogue_item.code"]),
        CheckConstraint(f"measure_class IN ({CLASSES})", name="measure_class"),
        CheckConstraint(f"basis_level IN ({LEVELS})", name="basis_level"),
        CheckConstraint("trim(content) <> ''", name="content"),
        CheckConstraint("trim(implementer_name) <> ''", name="implementer"),
        CheckConstraint("trim(basis_text) <> ''", name="basis_text"),
    )

    edition: Mapped[str] = mapped_column(primary_key=True)
    item_code: Mapped[str] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    content: Mapped[str] = mapped_column(Text)  # 措施内容
    measure_class: Mapped[str]
    implementer_uscc: Mapped[str] = mapped_column(ForeignKey(Unit.uscc))
    implementer_name: Mapped[str]
    basis_level: Mapped[str]
    basis_text: Mapped[str] = mapped_column(Text)
    basis_source: Mapped[str]
    basis_on: Mapped[date]
    basis_key: Mapped[str]
    confirmation: Mapped[ConfirmedBasis | None] = relationship(
        primaryjoin="foreign(CatalogueMeasureRow.basis_key) == ConfirmedBasis.key",
        viewonly=True,
        lazy="joined",
    )

    @property
    def basis_confirmed(self) -> bool:
        return self.confirmation is not None


class CatalogueChange(Base):
    """One line of an edition's change log: what it does to the edition before it."""

    __tablename__ = "catalogue_change"
    __table_args__ = (CheckConstraint("kind IN ('added', 'changed', 'removed')", name="kind"),)

    edition: Mapped[str] = mapped_column(ForeignKey(CatalogueEdition.edition), primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    parts: Mapped[list[str]] = mapped_column(JSON)  # `Change.parts`


class SubmissionState(StrEnum):
    SUBMITTED = "submitted"  # 已报送
    TAKEN = "taken"  # 已采纳, for the next edition
    RETURNED = "returned"  # 已退回
    PUBLISHED = "published"  # 已公布, in the edition named


SUBMISSION_TRANSITIONS: Transitions = {
    SubmissionState.SUBMITTED: frozenset({SubmissionState.TAKEN, SubmissionState.RETURNED}),
    SubmissionState.TAKEN: frozenset({SubmissionState.PUBLISHED, SubmissionState.RETURNED}),
}
OPEN = text("state IN ('submitted', 'taken')")


class CatalogueSubmission(Base):
    """What a unit proposes for the next edition 清单事项报送: an item whole, or its withdrawal.

    content: as `item_content` writes it; None in a withdrawal.
    """

    __tablename__ = "catalogue_submission"
    __table_args__ = (
        CheckConstraint("(content IS NULL) = withdraws", name="content"),
        CheckConstraint("state <> 'returned' OR answer <> ''", name="answer"),
        CheckConstraint("state <> 'published' OR edition IS NOT NULL", name="published"),
        CheckConstraint("edition IS NULL OR state IN ('taken', 'published')", name="edition"),
        Index(
            "uq_catalogue_submission_open",
            "code",
            unique=True,
            sqlite_where=OPEN,
            postgresql_where=OPEN,
            info={"refusal": "catalogue.waiting_already"},
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True)
    state: Mapped[str]
    unit_uscc: Mapped[str] = mapped_column(ForeignKey(Unit.uscc))
    code: Mapped[str]
    withdraws: Mapped[bool]
    content: Mapped[dict[str, Any] | None]
    submitted_by: Mapped[str]
    submitted_at: Mapped[datetime]
    answer: Mapped[str | None]
    edition: Mapped[str | None] = mapped_column(ForeignKey(CatalogueEdition.edition))
    unit: Mapped[Unit] = relationship(lazy="joined")


class SpecialGroup(Base):
    """A special group 专项小组 and its lead unit 牵头单位."""

    __tablename__ = "special_group"
    __table_args__ = (CheckConstraint("name <> ''", name="name"),)

    name: Mapped[str] = mapped_column(primary_key=True)
    lead_unit_uscc: Mapped[str] = mapped_column(ForeignKey(Unit.uscc))
    lead_unit: Mapped[Unit] = relationship(lazy="joined")
    domains: Mapped[list["GroupDomain"]] = relationship(
        order_by="GroupDomain.domain", lazy="selectin", cascade="all, delete-orphan"
    )


class GroupDomain(Base):
    """A domain 领域 goes to one special group."""

    __tablename__ = "special_group_domain"

    domain: Mapped[str] = mapped_column(primary_key=True)
    special_group: Mapped[str] = mapped_column(ForeignKey(SpecialGroup.name))
