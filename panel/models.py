"""A draw 抽取: its frozen pool, its contributors, its departures."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from kernel.database import Base
from kernel.lifecycle import Transitions


class DrawState(StrEnum):
    FROZEN = "frozen"  # the pool stands; commitments come in
    COMMITTED = "committed"  # every contributor has committed
    PLANNED = "planned"  # the plan is published; reveals come in
    REVEALED = "revealed"  # every reveal is in or withheld; the beacon is awaited
    DRAWN = "drawn"  # the seats are taken
    REPLACING = "replacing"  # somebody has left, and successors were called
    CLOSED = "closed"  # the meeting is over
    VOID = "void"  # 流抽


DRAW_TRANSITIONS: Transitions = {
    DrawState.FROZEN: frozenset({DrawState.COMMITTED, DrawState.VOID}),
    DrawState.COMMITTED: frozenset({DrawState.PLANNED, DrawState.VOID}),
    DrawState.PLANNED: frozenset({DrawState.REVEALED, DrawState.DRAWN, DrawState.VOID}),
    DrawState.REVEALED: frozenset({DrawState.DRAWN, DrawState.VOID}),
    DrawState.DRAWN: frozenset({DrawState.REPLACING, DrawState.CLOSED}),
    DrawState.REPLACING: frozenset({DrawState.CLOSED}),
}

UNDER_WAY = frozenset({DrawState.FROZEN, DrawState.COMMITTED, DrawState.PLANNED, DrawState.REVEALED})
"""The states of an attempt that may still become a panel, or void."""

SITTING = frozenset({DrawState.DRAWN, DrawState.REPLACING})
"""The states in which a panel sits and a member may leave."""

HAS_PANEL = SITTING | {DrawState.CLOSED}
"""The states in which there is a panel, or was."""


class Draw(Base):
    """One attempt at one panel (draw-protocol §5)."""

    __tablename__ = "draw"
    __table_args__ = (
        CheckConstraint("kind IN ('panel', 'supplement')", name="kind"),
        CheckConstraint("(plan IS NULL) = (plan_digest IS NULL)", name="plan_digest"),
        CheckConstraint("publish IN ('at_close', 'at_draw')", name="publish"),
        CheckConstraint("state IN ('frozen', 'committed', 'void') OR plan IS NOT NULL", name="plan"),
        CheckConstraint("state NOT IN ('drawn', 'replacing', 'closed') OR result IS NOT NULL", name="result"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True)  # the plan's `draw`: 32 hex digits
    meeting: Mapped[str] = mapped_column(index=True)
    kind: Mapped[str]
    attempt: Mapped[int]
    state: Mapped[str]
    frozen_at: Mapped[datetime]
    reveal_by: Mapped[datetime]
    seats: Mapped[list[dict[str, Any]]]
    unit_cap: Mapped[int | None]
    answer_hours: Mapped[int]
    publish: Mapped[str]  # when reveals, ticket key and pool become public
    beacon: Mapped[dict[str, Any] | None]  # as in the plan
    register_digest: Mapped[str]
    register_size: Mapped[int]
    pool: Mapped[bytes] = mapped_column(LargeBinary)
    pool_digest: Mapped[str]
    excluded: Mapped[dict[str, Any]]  # reason: how many
    chances: Mapped[dict[str, Any]]
    sealed_key: Mapped[bytes] = mapped_column(LargeBinary)  # draw_key, sealed by the vault
    parent: Mapped[str | None]  # plan digest of the void attempt, or of the draw whose seats stayed open
    cause: Mapped[str | None]
    approved_by: Mapped[str | None]  # who approved another attempt after this one was void
    approved_cause: Mapped[str | None]
    plan: Mapped[str | None] = mapped_column(Text)
    plan_digest: Mapped[str | None] = mapped_column(unique=True)
    beacon_typed: Mapped[dict[str, Any] | None]  # by the first party
    beacon_result: Mapped[dict[str, Any] | None]  # as in reveals.json
    result: Mapped[dict[str, Any] | None]
    carried: Mapped[list["CarriedMember"]] = relationship(order_by="CarriedMember.position", lazy="selectin")
    cases: Mapped[list["DrawCase"]] = relationship(order_by="DrawCase.case_id", lazy="selectin")
    contributors: Mapped[list["Contributor"]] = relationship(order_by="Contributor.position", lazy="selectin")
    departures: Mapped[list["Departure"]] = relationship(order_by="Departure.position", lazy="selectin")


class CarriedMember(Base):
    """In a supplement 补充抽取: who sits for its cases already; the employer counts for the cap (§5)."""

    __tablename__ = "draw_carried"
    __table_args__ = (
        ForeignKeyConstraint(["parent_id", "parent_tag"], ["draw_candidate.draw_id", "draw_candidate.tag"]),
    )

    draw_id: Mapped[int] = mapped_column(ForeignKey("draw.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)  # ascending by unit, as in the plan
    unit: Mapped[str]  # under this draw's own key
    parent_id: Mapped[int]
    parent_tag: Mapped[str]


class DrawCase(Base):
    """A case a draw is for. A case has at most one open draw of a kind (draw-protocol §5).

    is_open: a panel's until it closes or is void, a supplement's until it is drawn or void: several of these may
        sit beside one panel, but only one at a time is on its way.
    """

    __tablename__ = "draw_case"
    __table_args__ = (
        Index(
            "uq_draw_case_open",
            "case_id",
            "kind",
            unique=True,
            sqlite_where=text("is_open"),
            postgresql_where=text("is_open"),
            info={"refusal": "draw.already_open"},
        ),
    )

    draw_id: Mapped[int] = mapped_column(ForeignKey("draw.id"), primary_key=True)
    case_id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    is_open: Mapped[bool]


class Contributor(Base):
    """Who puts a secret into the draw, in the order of the reveals."""

    __tablename__ = "draw_contributor"
    __table_args__ = (
        UniqueConstraint("draw_id", "party", info={"refusal": "draw.same_person"}),
        UniqueConstraint("draw_id", "role", info={"refusal": "draw.role_taken"}),
        UniqueConstraint("commitment", info={"refusal": "draw.commitment_used"}),
        CheckConstraint("role IN ('convener', 'supervisor')", name="role"),
    )

    draw_id: Mapped[int] = mapped_column(ForeignKey("draw.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    party: Mapped[str]
    role: Mapped[str]
    commitment: Mapped[str]
    value: Mapped[str | None]  # 64 hex digits, or "withheld"


class Candidate(Base):
    """One line of the pool and the expert behind it: whom a tag means is known here only."""

    __tablename__ = "draw_candidate"
    __table_args__ = (
        UniqueConstraint("draw_id", "expert_id"),
        ForeignKeyConstraint(["expert_id", "leaf_version"], ["expert_leaf.expert_id", "expert_leaf.version"]),
    )

    draw_id: Mapped[int] = mapped_column(ForeignKey("draw.id"), primary_key=True)
    tag: Mapped[str] = mapped_column(primary_key=True)
    expert_id: Mapped[int]
    leaf_version: Mapped[int]
    reason: Mapped[str | None]


class ExclusionGround(Base):
    """Why a candidate is excluded 回避: every reason with its evidence, in the protocol's order.

    It names employers and relations: for the supervisor and auditors only, and in no transcript.
    """

    __tablename__ = "draw_exclusion_ground"
    __table_args__ = (
        ForeignKeyConstraint(["draw_id", "tag"], ["draw_candidate.draw_id", "draw_candidate.tag"]),
    )

    draw_id: Mapped[int] = mapped_column(primary_key=True)
    tag: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    reason: Mapped[str]
    evidence: Mapped[dict[str, Any]]


class Departure(Base):
    """Somebody left the panel, and who came (draw-protocol §8, an event of events.json)."""

    __tablename__ = "draw_departure"
    __table_args__ = (
        UniqueConstraint("draw_id", "tag", info={"refusal": "draw.gone_already"}),
        CheckConstraint("kind IN ('declined', 'timeout', 'recused', 'absent')", name="kind"),
    )

    draw_id: Mapped[int] = mapped_column(ForeignKey("draw.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    tag: Mapped[str]
    seat: Mapped[int]  # the seat vacated
    event: Mapped[dict[str, Any]]  # exactly as in events.json
    kind: Mapped[str]


class DrawView(Base):
    """Somebody looked at what a draw keeps from the public: who, what, why 查看留痕."""

    __tablename__ = "draw_view"
    __table_args__ = (CheckConstraint("what IN ('plan', 'own_line', 'audit', 'names')", name="what"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    draw_id: Mapped[int] = mapped_column(ForeignKey("draw.id"), index=True)
    role: Mapped[str]
    viewer: Mapped[str]  # public id
    what: Mapped[str]
    purpose: Mapped[str]
    at: Mapped[datetime]
