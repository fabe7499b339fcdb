"""The measures in force 在施措施 as a list: whose, by whom, until when."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Bundle, Session, outerjoin

from kernel.paging import Slice, sliced
from kernel.roles import Actor, scope
from meetings.models import AgendaItem, Case, Decision, PastDecision, RunningMeasure

_SUBJECT = func.coalesce(Case.subject_name, PastDecision.subject_name)
_FROM = outerjoin(
    outerjoin(
        outerjoin(
            outerjoin(RunningMeasure, Decision, Decision.number == RunningMeasure.decision_number),
            AgendaItem,
            AgendaItem.id == Decision.item_id,
        ),
        Case,
        Case.id == AgendaItem.case_id,
    ),
    PastDecision,
    PastDecision.number == RunningMeasure.decision_number,
)
_COLUMNS: Bundle[Any] = Bundle(
    "line",
    RunningMeasure.id,
    RunningMeasure.content,
    RunningMeasure.implementer_name,
    RunningMeasure.decision_number,
    RunningMeasure.starts_on,
    RunningMeasure.ends_on,
    RunningMeasure.state,
    _SUBJECT.label("subject"),
    Decision.public_id.label("decision"),
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """The conditions of the list. words: in the subject, the number or the measure; ended: those that are over."""

    words: str = ""
    ended: bool = False


@dataclass(frozen=True, slots=True)
class MeasureLine:
    """A measure in a list. decision: the public id, if it was decided here."""

    content: str
    subject: str
    implementer: str
    number: str
    decision: str | None
    starts_on: date
    ends_on: date | None


def counts(session: Session, actor: Actor, wanted: Wanted, today: date) -> tuple[int, int]:
    """How many are in force and how many are over, under the words, in one statement."""
    running = func.count().filter(in_force(today))
    found = select(running, func.count()).select_from(_FROM).where(*_own(actor), *_typed(wanted))
    in_all = session.execute(found).one()
    return in_all[0], in_all[1] - in_all[0]


def listed(
    session: Session, actor: Actor, wanted: Wanted, today: date, cursor: str = "", *, size: int
) -> Slice[MeasureLine]:
    """The measures that the actor may see, the newest first, page by page.

    Raises:
        InputError: the cursor is none of this list.
    """
    state = ~in_force(today) if wanted.ended else in_force(today)
    found = select(_COLUMNS).select_from(_FROM).where(state, *_own(actor), *_typed(wanted))
    page = sliced(session, found, (RunningMeasure.id,), cursor, descending=True, size=size)
    return Slice([_line(row) for row in page.rows], page.total, page.before, page.after)


def in_force(today: date) -> ColumnElement[bool]:
    """As `RunningMeasure.in_force_on`."""
    open_ended = RunningMeasure.ends_on.is_(None)
    return and_(RunningMeasure.state == "running", or_(open_ended, RunningMeasure.ends_on >= today))


def _own(actor: Actor) -> Iterator[ColumnElement[bool]]:
    """A unit sees what it carries out and what it decided."""
    if (unit := scope(actor, "measures.read")) is not None:
        decided = func.coalesce(Case.unit_uscc, PastDecision.organ_uscc) == unit
        yield or_(RunningMeasure.implementer_uscc == unit, decided)


def _typed(wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    if wanted.words:
        searched = (_SUBJECT, RunningMeasure.decision_number, RunningMeasure.content)
        yield or_(*(column.contains(wanted.words, autoescape=True) for column in searched))


def _line(row: Any) -> MeasureLine:
    return MeasureLine(
        row.content,
        row.subject or "",
        row.implementer_name,
        row.decision_number,
        row.decision,
        row.starts_on,
        row.ends_on,
    )
