"""The tables of the embedded credit store; they live in another database where `PANEL_CREDIT_URL` says so."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, CheckConstraint, ForeignKey, MetaData, String, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from credit.port import BasisLevel, MeasureClass, Polarity, Severity, SubjectType
from kernel.database import NAMING, UTCDateTime


class CreditBase(DeclarativeBase):
    """Every table of the credit store."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: UTCDateTime,
        list[str]: JSON,
        str: String,
    }


def _one_of(column: str, values: Iterable[str]) -> CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


class SubjectRow(CreditBase):
    """A credit subject 信用主体; of a natural person's document number there is a masked form only."""

    __tablename__ = "credit_subject"
    __table_args__ = (
        UniqueConstraint("number"),
        UniqueConstraint("uscc", info={"refusal": "credit.uscc_taken"}),
        _one_of("type", SubjectType),
        CheckConstraint("(uscc IS NULL) = (type = 'PERSON')", name="uscc"),
        CheckConstraint("(id_mask IS NOT NULL) = (type = 'PERSON')", name="id_mask"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str]
    type: Mapped[str]
    name: Mapped[str]
    uscc: Mapped[str | None]
    id_mask: Mapped[str | None]
    legal_representative: Mapped[str]
    region: Mapped[str]


class ConductRow(CreditBase):
    """A conduct record 信用行为记录."""

    __tablename__ = "conduct_record"
    __table_args__ = (
        UniqueConstraint("number"),
        UniqueConstraint(
            "document_organ_uscc",
            "document_no",
            "subject_id",
            "item_code",
            name="uq_conduct_record_document",  # PostgreSQL cuts names after 63 characters
            info={"refusal": "credit.conduct_twice"},
        ),
        _one_of("polarity", Polarity),
        _one_of("severity", Severity),
        CheckConstraint("occurred_on <= document_on", name="order"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str]
    subject_id: Mapped[int] = mapped_column(ForeignKey(SubjectRow.id), index=True)
    polarity: Mapped[str]
    item_code: Mapped[str]
    fact: Mapped[str]
    severity: Mapped[str | None]
    occurred_on: Mapped[date]
    document_kind: Mapped[str]
    document_no: Mapped[str]
    document_on: Mapped[date]
    document_organ: Mapped[str]
    document_organ_uscc: Mapped[str]


class EditionRow(CreditBase):
    """An edition of the catalogue 目录清单: in force from its day until the next one's. It never changes.

    digest: SHA-256 of its content, to know the same edition when it comes again.
    """

    __tablename__ = "catalogue_edition"
    __table_args__ = (UniqueConstraint("valid_from", info={"refusal": "credit.edition_day_taken"}),)

    edition: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str]
    valid_from: Mapped[date]
    digest: Mapped[str]
    items: Mapped[list["ItemRow"]] = relationship()


class ItemRow(CreditBase):
    """A catalogue item 清单事项."""

    __tablename__ = "catalogue_item"
    __table_args__ = (
        UniqueConstraint("edition", "code"),
        _one_of("polarity", Polarity),
        _one_of("basis_level", BasisLevel),
        CheckConstraint("1 <= term_min_months AND term_min_months <= term_max_months", name="term"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    edition: Mapped[str] = mapped_column(ForeignKey(EditionRow.edition))
    code: Mapped[str]
    polarity: Mapped[str]
    title: Mapped[str]
    unit_uscc: Mapped[str]
    unit_name: Mapped[str]
    treatment: Mapped[str]
    subject_types: Mapped[list[str]]
    domain: Mapped[str]
    special_group: Mapped[str]
    term_min_months: Mapped[int]
    term_max_months: Mapped[int]
    evidence: Mapped[str]
    basis_level: Mapped[str]
    basis_text: Mapped[str]
    basis_source: Mapped[str]
    basis_on: Mapped[date]
    basis_confirmed: Mapped[bool]
    measures: Mapped[list["MeasureRow"]] = relationship(order_by="MeasureRow.code", lazy="selectin")


class MeasureRow(CreditBase):
    """A measure 措施 and its implementing unit 实施单位."""

    __tablename__ = "catalogue_measure"
    __table_args__ = (
        _one_of("measure_class", MeasureClass),
        _one_of("basis_level", BasisLevel),
    )

    item_id: Mapped[int] = mapped_column(ForeignKey(ItemRow.id), primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    content: Mapped[str]
    measure_class: Mapped[str]
    implementer_uscc: Mapped[str]
    implementer_name: Mapped[str]
    basis_level: Mapped[str]
    basis_text: Mapped[str]
    basis_source: Mapped[str]
    basis_on: Mapped[date]
    basis_confirmed: Mapped[bool]


class QueryLog(CreditBase):
    """Who asked for what, what for, and when 查询记录. Kept five years at least: nothing deletes from it."""

    __tablename__ = "query_log"
    __table_args__ = (CheckConstraint("who <> '' AND purpose <> ''", name="stated"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    who: Mapped[str]
    purpose: Mapped[str]
    resource: Mapped[str]
    key: Mapped[str]
