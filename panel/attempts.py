"""Which attempt a new draw is: its number, parent and written cause (draw-protocol §5)."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import and_, not_, select
from sqlalchemy.orm import Session

from kernel.errors import Refused
from panel.draw.documents import SeatGroup
from panel.models import Draw, DrawCase, DrawState


@dataclass(frozen=True, slots=True)
class Attempt:
    """Attempts at one panel, or at one supplement, count from 1.

    kind: `panel` or `supplement`.
    parent: the digest of the void plan before, or of the plan whose seats stayed open; None for a panel's first.
    cause: why, in words; None for a panel's first.
    """

    kind: str
    number: int
    parent: str | None
    cause: str | None


@dataclass(frozen=True, slots=True)
class Kept:
    """What another attempt after a void one keeps."""

    seats: list[SeatGroup]
    unit_cap: int | None
    publish: str

    @classmethod
    def of(cls, draw: Draw) -> "Kept":
        return cls(draw.seats, draw.unit_cap, draw.publish)  # type: ignore[arg-type]  # our own JSON


def last_attempt(session: Session, meeting: str, kind: str) -> Draw | None:
    """The newest attempt of a kind; one that was stopped before its plan was published was none."""
    none = and_(Draw.state == DrawState.VOID, Draw.plan_digest.is_(None))
    attempts = select(Draw).where(Draw.meeting == meeting, Draw.kind == kind, not_(none))
    return session.scalar(attempts.order_by(Draw.id.desc()).limit(1))


def panel_attempt(session: Session, meeting: str, cases: Sequence[str], wanted: Kept) -> Attempt:
    """The next attempt at a meeting's panel.

    A case whose last attempt came to nothing after secrets were shown brings its count along to another
    meeting: else a new meeting would be a way round the approval.

    Raises:
        Refused: one is open; a void one was not approved for another; or that would not keep its terms.
    """
    last = last_attempt(session, meeting, "panel") or _brought_along(session, cases)
    if last is None:
        return Attempt("panel", 1, None, None)
    if last.state != DrawState.VOID:
        raise Refused("draw.already_open")
    is_same = last.meeting == meeting or {case.case_id for case in last.cases} == set(cases)
    if is_same and wanted != Kept.of(last):
        raise Refused("draw.terms_changed")
    return another(last)


def _brought_along(session: Session, cases: Sequence[str]) -> Draw | None:
    """The newest of the cases' last attempts that was void after its first reveal was due."""
    void = [draw for case in cases if (draw := _last_of_case(session, case)) and _is_spent(draw)]
    return max(void, key=lambda draw: draw.id, default=None)


def _last_of_case(session: Session, case: str) -> Draw | None:
    attempts = select(Draw).join(DrawCase).where(DrawCase.case_id == case, Draw.kind == "panel")
    return session.scalar(attempts.where(Draw.plan_digest.is_not(None)).order_by(Draw.id.desc()).limit(1))


def _is_spent(draw: Draw) -> bool:
    """Whether it is void for another reason than `cancelled`, which is before the first reveal."""
    return draw.state == DrawState.VOID and (draw.result or {})["void"]["reason"] != "cancelled"


def parent_of(session: Session, draw: Draw) -> Draw:
    """The draw whose plan a plan names as its parent."""
    return session.scalars(select(Draw).where(Draw.plan_digest == draw.parent)).one()


def another(void: Draw) -> Attempt:
    """The attempt after a void one, by the approval of a person who is no contributor.

    Raises:
        Refused: nobody has approved it.
    """
    if void.approved_by is None:
        raise Refused("draw.not_approved")
    return Attempt(void.kind, void.attempt + 1, void.plan_digest, void.approved_cause)
