"""Votes 表决, ballots 表决票, and experts' opinions 专家意见书."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from kernel.database import Base
from kernel.lifecycle import Transitions
from meetings.models.meeting import AgendaItem


class VoteState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"


VOTE_TRANSITIONS: Transitions = {VoteState.OPEN: frozenset({VoteState.CLOSED})}


class Vote(Base):
    """One round of voting on one agenda item."""

    __tablename__ = "vote"
    __table_args__ = (UniqueConstraint("item_id", "round", info={"refusal": "votes.opened_already"}),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("agenda_item.id"))
    round: Mapped[int]
    state: Mapped[str]
    question: Mapped[str]
    opened_by: Mapped[str]
    roster: Mapped[dict[str, Any]]  # the payload of roster.frozen
    opened: Mapped[dict[str, Any]]  # the payload of vote.opened
    tally: Mapped[dict[str, Any] | None]  # the payload of tally
    item: Mapped[AgendaItem] = relationship(lazy="joined")
    ballots: Mapped[list["Ballot"]] = relationship(order_by="Ballot.slot, Ballot.rev", lazy="selectin")


class Ballot(Base):
    """A named ballot; only its commitment `c` is on the ledger until the vote is closed."""

    __tablename__ = "ballot"
    __table_args__ = (
        CheckConstraint("choice IN ('agree', 'disagree', 'abstain')", name="choice"),
        CheckConstraint("rev >= 1", name="rev"),
    )

    vote_id: Mapped[int] = mapped_column(ForeignKey("vote.id"), primary_key=True)
    slot: Mapped[str] = mapped_column(primary_key=True)
    rev: Mapped[int] = mapped_column(primary_key=True)
    choice: Mapped[str]
    nonce: Mapped[str]
    c: Mapped[str] = mapped_column(unique=True)
    cast_at: Mapped[datetime]


class PaperBallot(Base):
    """A ballot on paper: entered by one person, counted once another has entered the same 双人录入."""

    __tablename__ = "paper_ballot"
    __table_args__ = (
        CheckConstraint("choice IN ('agree', 'disagree', 'abstain')", name="choice"),
        CheckConstraint("confirmed_by <> entered_by", name="two_people"),
    )

    vote_id: Mapped[int] = mapped_column(ForeignKey("vote.id"), primary_key=True)
    slot: Mapped[str] = mapped_column(primary_key=True)
    choice: Mapped[str]
    entered_by: Mapped[str]
    entered_at: Mapped[datetime]
    confirmed_by: Mapped[str | None]


class Opinion(Base):
    """An expert's signed opinion on one item."""

    __tablename__ = "opinion"

    item_id: Mapped[int] = mapped_column(ForeignKey("agenda_item.id"), primary_key=True)
    tag: Mapped[str] = mapped_column(primary_key=True)
    agrees: Mapped[bool]
    reasons: Mapped[str] = mapped_column(Text)
    given_at: Mapped[datetime]
