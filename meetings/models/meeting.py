"""A determination meeting 认定会议: agenda, units, invitations, attendance, recusals."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from kernel.accounts import Unit
from kernel.database import Base
from kernel.lifecycle import Transitions
from meetings.models.case import Case


class MeetingState(StrEnum):
    PREPARING = "preparing"  # 筹备: the agenda is open
    LOCKED = "locked"  # the pool is frozen; subjects and units stand
    IN_SESSION = "in_session"  # names unsealed, quorum can be stated
    HELD = "held"  # every item has its result


MEETING_TRANSITIONS: Transitions = {
    MeetingState.PREPARING: frozenset({MeetingState.LOCKED}),
    MeetingState.LOCKED: frozenset({MeetingState.PREPARING, MeetingState.IN_SESSION}),
    MeetingState.IN_SESSION: frozenset({MeetingState.HELD}),
}


class Meeting(Base):
    __tablename__ = "meeting"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="times"),
        CheckConstraint("state <> 'held' OR minutes_number IS NOT NULL", name="minutes"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True)
    number: Mapped[str] = mapped_column(unique=True)  # 会议编号
    state: Mapped[str]
    minutes_number: Mapped[str | None] = mapped_column(unique=True)
    title: Mapped[str]
    special_group: Mapped[str]
    lead_unit_uscc: Mapped[str] = mapped_column(ForeignKey("unit.uscc"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    place: Mapped[str]
    contact: Mapped[str]
    unsealed_at: Mapped[datetime | None]
    unsealed_by: Mapped[str | None]
    held_until: Mapped[datetime | None]
    agenda: Mapped[list["AgendaItem"]] = relationship(order_by="AgendaItem.position", lazy="selectin")
    units: Mapped[list["MeetingUnit"]] = relationship(order_by="MeetingUnit.uscc", lazy="selectin")
    lead_unit: Mapped[Unit] = relationship(lazy="joined")


class AgendaItem(Base):
    """One case on the agenda 议题. A case stands on one agenda only."""

    __tablename__ = "agenda_item"
    __table_args__ = (
        UniqueConstraint("meeting_id", "position"),
        UniqueConstraint("case_id", info={"refusal": "meetings.case_scheduled"}),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    position: Mapped[int]
    starts_on: Mapped[date | None]  # first day of the term, as it was put to the vote
    meeting: Mapped[Meeting] = relationship(back_populates="agenda", lazy="joined")
    case: Mapped[Case] = relationship(lazy="joined")
    recusals: Mapped[list["ItemRecusal"]] = relationship(lazy="selectin", order_by="ItemRecusal.ref")


class MeetingUnit(Base):
    """A unit summoned because a case concerns it. `determining` units present a case of theirs."""

    __tablename__ = "meeting_unit"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), primary_key=True)
    uscc: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    determining: Mapped[bool]


class InvitationState(StrEnum):
    INVITED = "invited"  # 待答复
    ACCEPTED = "accepted"  # 已接受
    GONE = "gone"  # declined, silent, recused or absent: the draw's departure says which


INVITATION_TRANSITIONS: Transitions = {
    InvitationState.INVITED: frozenset({InvitationState.ACCEPTED, InvitationState.GONE}),
    InvitationState.ACCEPTED: frozenset({InvitationState.GONE}),
}


class Invitation(Base):
    """One seat offered to one drawn expert. `sequence` is the calendar's SEQUENCE."""

    __tablename__ = "invitation"
    __table_args__ = (UniqueConstraint("draw_id", "tag"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    draw_id: Mapped[int] = mapped_column(ForeignKey("draw.id"))
    expert_id: Mapped[int] = mapped_column(ForeignKey("expert.id"))
    tag: Mapped[str]
    state: Mapped[str]
    sequence: Mapped[int]
    invited_at: Mapped[datetime]
    delivered_at: Mapped[datetime | None]
    answer_by: Mapped[datetime | None]  # runs from the delivery
    evidence: Mapped[str | None]  # SHA-256 of the mail as delivered
    answered_at: Mapped[datetime | None]
    meeting: Mapped[Meeting] = relationship(lazy="joined")


class Attendance(Base):
    """Check-in 签到 of a unit (ref: its code) or an expert (ref: the tag)."""

    __tablename__ = "attendance"
    __table_args__ = (CheckConstraint("kind IN ('unit', 'expert')", name="kind"),)

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(primary_key=True)
    person: Mapped[str | None]  # a unit's representative; an expert is known by the tag
    at: Mapped[datetime]
    entered_by: Mapped[str]


class ItemRecusal(Base):
    """Recusal 回避 from one agenda item, by unit code or tag."""

    __tablename__ = "item_recusal"

    item_id: Mapped[int] = mapped_column(ForeignKey("agenda_item.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(primary_key=True)
    reason: Mapped[str]
