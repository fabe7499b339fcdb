"""The tables of the embedded credit store; they live in another database where `PANEL_CREDIT_URL` says so."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, MetaData, String, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from credit.port import Polarity, Severity, SubjectType
from kernel.database import NAMING, UTCDateTime


class CreditBase(DeclarativeBase):
    """Every table of the credit store."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: UTCDateTime,
        str: String,
    }


def _one_of(column: str, values: Iterable[str]) -> CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


class SubjectRow(CreditBase):
    """A credit subject 信用主体; of a natural person's document number a keyed digest and a masked form only.

    checked: whether the credit code's check digit is right; some early real codes fail (law-and-data §5.1).
    """

    __tablename__ = "credit_subject"
    __table_args__ = (
        UniqueConstraint("number"),
        UniqueConstraint("uscc", info={"refusal": "credit.uscc_taken"}),
        UniqueConstraint("identity", info={"refusal": "credit.identity_taken"}),
        _one_of("type", SubjectType),
        CheckConstraint("(uscc IS NULL) = (type = 'PERSON')", name="uscc"),
        CheckConstraint("(id_mask IS NOT NULL) = (type = 'PERSON')", name="id_mask"),
        CheckConstraint("(identity IS NOT NULL) = (type = 'PERSON')", name="identity"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str]
    type: Mapped[str]
    name: Mapped[str]
    uscc: Mapped[str | None]
    identity: Mapped[str | None]  # 64 hex digits
    id_mask: Mapped[str | None]
    checked: Mapped[bool]
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
    subject: Mapped[SubjectRow] = relationship(lazy="joined")


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
