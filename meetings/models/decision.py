"""Decisions 认定决定, the papers of a meeting, and filings 备案."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from kernel.database import Base
from kernel.lifecycle import Transitions
from kernel.working_days import Due
from meetings.models.meeting import AgendaItem


class DecisionState(StrEnum):
    DRAFT = "draft"  # 起草
    RETURNED = "returned"  # 法制审核退回修改
    REVIEWED = "reviewed"  # 法制审核通过
    SIGNED = "signed"  # 签发, numbered
    SEALED = "sealed"  # 用印, scan attached
    ISSUED = "issued"  # 印发


DECISION_TRANSITIONS: Transitions = {
    DecisionState.DRAFT: frozenset({DecisionState.REVIEWED, DecisionState.RETURNED}),
    DecisionState.RETURNED: frozenset({DecisionState.DRAFT}),
    DecisionState.REVIEWED: frozenset({DecisionState.SIGNED}),
    DecisionState.SIGNED: frozenset({DecisionState.SEALED}),
    DecisionState.SEALED: frozenset({DecisionState.ISSUED}),
}


class Decision(Base):
    """What was decided on one agenda item, from draft to issue."""

    __tablename__ = "decision"
    __table_args__ = (
        UniqueConstraint("item_id", info={"refusal": "decisions.drafted_already"}),
        CheckConstraint("state NOT IN ('signed', 'sealed', 'issued') OR number IS NOT NULL", name="number"),
        CheckConstraint("state NOT IN ('sealed', 'issued') OR scan_digest IS NOT NULL", name="scan"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("agenda_item.id"))
    state: Mapped[str]
    starts_on: Mapped[date]  # in force from this day
    ends_on: Mapped[date]  # to the day before this one
    adoption: Mapped[str] = mapped_column(Text)  # 专家意见采纳情况
    departure_reason: Mapped[str | None] = mapped_column(Text)
    drafted_by: Mapped[str]
    review: Mapped[str | None] = mapped_column(Text)
    reviewed_by: Mapped[str | None]
    signed_by: Mapped[str | None]
    signed_on: Mapped[date | None]
    number: Mapped[str | None] = mapped_column(unique=True)  # 发文字号
    scan_digest: Mapped[str | None]
    issued_at: Mapped[datetime | None]
    item: Mapped[AgendaItem] = relationship(lazy="joined")
    recipients: Mapped[list["Recipient"]] = relationship(order_by="Recipient.uscc", lazy="selectin")


class OfficialPaper(Base):
    """A document made for a meeting or a decision, by the digest of its bytes among the attachments."""

    __tablename__ = "official_paper"
    __table_args__ = (
        UniqueConstraint("meeting_id", "decision_id", "kind"),
        CheckConstraint(
            "kind IN ('decision', 'minutes', 'draw_record', 'sign_in', 'tally', 'filing_report')", name="kind"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    decision_id: Mapped[int | None] = mapped_column(ForeignKey("decision.id"))
    kind: Mapped[str]
    title: Mapped[str]
    number: Mapped[str | None]
    digest: Mapped[str]
    made_at: Mapped[datetime]


class Recipient(Base):
    """A unit the decision was issued to."""

    __tablename__ = "decision_recipient"

    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id"), primary_key=True)
    uscc: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]


class FilingState(StrEnum):
    PENDING = "pending"  # 待报备
    SENT = "sent"  # 已报送
    RECEIVED = "received"  # 已收件
    ACCEPTED = "accepted"  # 准予备案
    RETURNED = "returned"  # 退回补正


FILING_TRANSITIONS: Transitions = {
    FilingState.PENDING: frozenset({FilingState.SENT}),
    FilingState.SENT: frozenset({FilingState.RECEIVED}),
    FilingState.RECEIVED: frozenset({FilingState.ACCEPTED, FilingState.RETURNED}),
    FilingState.RETURNED: frozenset({FilingState.SENT}),
}


class Filing(Base):
    """The filing of an issued decision with the leading group."""

    __tablename__ = "filing"
    __table_args__ = (
        UniqueConstraint("decision_id"),
        CheckConstraint("state = 'pending' OR report_scan_digest IS NOT NULL", name="report"),
        CheckConstraint("state IN ('pending', 'sent') OR number IS NOT NULL", name="number"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id"))
    state: Mapped[str]
    due_on: Mapped[date]
    due_estimated: Mapped[bool]  # 预计: a year on the way is not confirmed in the work calendar
    package_digest: Mapped[str]  # the BagIt package as a zip, frozen at the issue
    report_scan_digest: Mapped[str | None]
    sent_at: Mapped[datetime | None]
    number: Mapped[str | None] = mapped_column(unique=True)  # 备案号, given on receipt
    opinion: Mapped[str | None] = mapped_column(Text)
    handled_at: Mapped[datetime | None]
    decision: Mapped[Decision] = relationship(lazy="joined")

    @property
    def due(self) -> Due:
        """The last day on which it is sent in time."""
        return Due(self.due_on, self.due_estimated)
