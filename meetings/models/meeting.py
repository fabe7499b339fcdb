"""A determination meeting 认定会议: agenda, units, invitations, attendance, recusals."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from kernel.database import Base
from kernel.lifecycle import Transitions
from kernel.units import Unit
from meetings.models.case import Case


class MeetingState(StrEnum):
    PREPARING = "preparing"  # 筹备: the agenda is open
    LOCKED = "locked"  # the pool is frozen; subjects and units stand
    IN_SESSION = "in_session"  # names unsealed, quorum can be stated
    HELD = "held"  # every item has its result
    CANCELLED = "cancelled"  # 已取消


MEETING_TRANSITIONS: Transitions = {
    MeetingState.PREPARING: frozenset({MeetingState.LOCKED, MeetingState.CANCELLED}),
    MeetingState.LOCKED: frozenset({MeetingState.PREPARING, MeetingState.IN_SESSION, MeetingState.CANCELLED}),
    MeetingState.IN_SESSION: frozenset({MeetingState.HELD}),
}


class Room(Base):
    """A meeting room 会议室; meetings in it do not overlap."""

    __tablename__ = "room"
    __table_args__ = (
        UniqueConstraint("name", info={"refusal": "meetings.room_known"}),
        CheckConstraint("name <> ''", name="name"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]


class Meeting(Base):
    """A meeting of a special group, or a special session 专项会议 of the leading group.

    place: what invitations say: the room's name, or a place that is nobody's room.
    sequence: the calendar's SEQUENCE; one more with every postponement and with the cancellation.
    """

    __tablename__ = "meeting"
    __table_args__ = (
        CheckConstraint("kind IN ('ordinary', 'special')", name="kind"),
        CheckConstraint("ends_at > starts_at", name="times"),
        CheckConstraint("state <> 'held' OR minutes_number IS NOT NULL", name="minutes"),
        Index(None, "lead_unit_uscc", "starts_at", "id"),  # a unit's list of its meetings
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True)
    number: Mapped[str] = mapped_column(unique=True)  # 会议编号
    kind: Mapped[str]
    state: Mapped[str]
    sequence: Mapped[int] = mapped_column(default=0)
    minutes_number: Mapped[str | None] = mapped_column(unique=True)
    title: Mapped[str]
    special_group: Mapped[str]
    lead_unit_uscc: Mapped[str] = mapped_column(ForeignKey("unit.uscc"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    room_id: Mapped[int | None] = mapped_column(ForeignKey(Room.id))
    place: Mapped[str]
    contact: Mapped[str]
    unsealed_at: Mapped[datetime | None]
    unsealed_by: Mapped[str | None]
    held_until: Mapped[datetime | None]
    agenda: Mapped[list["AgendaItem"]] = relationship(
        primaryjoin="and_(AgendaItem.meeting_id == Meeting.id, AgendaItem.withdrawn.is_(None))",
        order_by="AgendaItem.position",
        lazy="selectin",
        viewonly=True,
    )
    officers: Mapped[list["MeetingOfficer"]] = relationship(order_by="MeetingOfficer.role")
    units: Mapped[list["MeetingUnit"]] = relationship(order_by="MeetingUnit.uscc", lazy="selectin")
    lead_unit: Mapped[Unit] = relationship()


class MeetingOfficer(Base):
    """Who presides over a meeting and who keeps its record 主持人、记录人, by account."""

    __tablename__ = "meeting_officer"
    __table_args__ = (CheckConstraint("role IN ('chair', 'recorder')", name="role"),)

    meeting_id: Mapped[int] = mapped_column(ForeignKey(Meeting.id), primary_key=True)
    role: Mapped[str] = mapped_column(primary_key=True)
    account: Mapped[str] = mapped_column(index=True)  # public id


class MeetingChange(Base):
    """A postponement or the cancellation of a meeting, with its cause 延期、取消."""

    __tablename__ = "meeting_change"
    __table_args__ = (
        CheckConstraint("kind IN ('postponed', 'cancelled')", name="kind"),
        CheckConstraint("cause <> ''", name="cause"),
    )

    meeting_id: Mapped[int] = mapped_column(ForeignKey(Meeting.id), primary_key=True)
    sequence: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    was_starts_at: Mapped[datetime]
    was_ends_at: Mapped[datetime]
    was_place: Mapped[str]
    cause: Mapped[str] = mapped_column(Text)
    by: Mapped[str]
    at: Mapped[datetime]


class AgendaItem(Base):
    """One case on the agenda 议题. A case stands on one agenda only, unless it was withdrawn there.

    withdrawn: why the item was taken off after all; a withdrawal does not touch the draw.
    """

    __tablename__ = "agenda_item"
    __table_args__ = (
        UniqueConstraint("meeting_id", "position"),
        Index(
            "uq_agenda_item_case",
            "case_id",
            unique=True,
            sqlite_where=text("withdrawn IS NULL"),
            postgresql_where=text("withdrawn IS NULL"),
            info={"refusal": "meetings.case_scheduled"},
        ),
        CheckConstraint("withdrawn <> ''", name="withdrawn"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    position: Mapped[int]
    starts_on: Mapped[date | None]  # first day of the term, as it was put to the vote
    withdrawn: Mapped[str | None] = mapped_column(Text)
    meeting: Mapped[Meeting] = relationship()
    case: Mapped[Case] = relationship(lazy="joined")
    recusals: Mapped[list["ItemRecusal"]] = relationship(lazy="selectin", order_by="ItemRecusal.ref")


class MeetingUnit(Base):
    """A unit summoned because a case concerns it. `determining` units present a case of theirs.

    noticed: how the meeting notice 会议通知 goes out, by `mail` or on `paper`, for the present time and place.
    """

    __tablename__ = "meeting_unit"
    __table_args__ = (CheckConstraint("noticed IN ('mail', 'paper')", name="noticed"),)

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), primary_key=True)
    uscc: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    determining: Mapped[bool]
    noticed: Mapped[str]
    noticed_at: Mapped[datetime]


class InvitationState(StrEnum):
    INVITED = "invited"  # 待答复
    ACCEPTED = "accepted"  # 已接受
    GONE = "gone"  # the draw's departure says why, or the meeting was cancelled


INVITATION_TRANSITIONS: Transitions = {
    InvitationState.INVITED: frozenset({InvitationState.ACCEPTED, InvitationState.GONE}),
    InvitationState.ACCEPTED: frozenset({InvitationState.GONE, InvitationState.INVITED}),
}
"""From accepted back to invited by a postponement only: everybody is asked again."""


class Invitation(Base):
    """One seat offered to one drawn expert. `sequence` is the calendar's SEQUENCE."""

    __tablename__ = "invitation"
    __table_args__ = (UniqueConstraint("draw_id", "tag"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    draw_id: Mapped[int] = mapped_column(ForeignKey("draw.id"))
    expert_id: Mapped[int] = mapped_column(ForeignKey("expert.id"))
    tag: Mapped[str]
    state: Mapped[str]
    sequence: Mapped[int]
    renewals: Mapped[int] = mapped_column(default=0)  # of the personal link: the ones before open nothing
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
