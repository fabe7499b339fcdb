"""Telephone calls 电话通知 about invitations: made by one person, confirmed by another 双人录入."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from kernel.database import Base
from kernel.lifecycle import Transitions
from meetings.models.meeting import Invitation


class CallState(StrEnum):
    TAKEN = "taken"  # its caller may see name and number
    ENTERED = "entered"  # an answer was heard; a second person confirms it
    CLOSED = "closed"  # confirmed, or nothing was answered
    DISPUTED = "disputed"  # the second person heard it otherwise: it counts for nothing


CALL_TRANSITIONS: Transitions = {
    CallState.TAKEN: frozenset({CallState.ENTERED, CallState.CLOSED}),
    CallState.ENTERED: frozenset({CallState.CLOSED, CallState.DISPUTED}),
}


class CallOutcome(StrEnum):
    """What came of a call."""

    ACCEPT = "accept"
    DECLINE = "decline"
    LATER = "later"  # reached; answers by the link
    UNREACHED = "unreached"


BINDING = frozenset({CallOutcome.ACCEPT, CallOutcome.DECLINE})
"""What answers the invitation, once a second person has confirmed it."""

_IS_OPEN = text("state IN ('taken', 'entered')")


class PhoneCall(Base):
    """One call to one invited expert; at most one is open for an invitation.

    sequence: the meeting's, so that no answer counts for another day than the one that was talked about.
    """

    __tablename__ = "phone_call"
    __table_args__ = (
        Index(
            "uq_phone_call_open",
            "invitation_id",
            unique=True,
            sqlite_where=_IS_OPEN,
            postgresql_where=_IS_OPEN,
            info={"refusal": "calls.taken_already"},
        ),
        CheckConstraint("confirmed_by <> caller", name="two_people"),
        CheckConstraint("outcome IN ('accept', 'decline', 'later', 'unreached')", name="outcome"),
        CheckConstraint("state = 'taken' OR outcome IS NOT NULL", name="entered"),
        CheckConstraint("(outcome = 'decline') = (cause IS NOT NULL)", name="cause"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True)
    invitation_id: Mapped[int] = mapped_column(ForeignKey(Invitation.id), index=True)
    sequence: Mapped[int]
    state: Mapped[str]
    caller: Mapped[str] = mapped_column(index=True)  # public id of the account
    taken_at: Mapped[datetime]
    outcome: Mapped[str | None]
    cause: Mapped[str | None]
    entered_at: Mapped[datetime | None]
    confirmed_by: Mapped[str | None]
    confirmed_at: Mapped[datetime | None]
    invitation: Mapped[Invitation] = relationship(lazy="joined")
