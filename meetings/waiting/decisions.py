"""What waits in decisions and filings."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Row, Select, exists, select

from kernel.working_days import Due
from meetings.models import (
    AgendaItem,
    Case,
    CaseState,
    Decision,
    DecisionState,
    Filing,
    FilingState,
    Meeting,
    MeetingState,
)
from meetings.waiting.cases import MOST
from meetings.waiting.task import Asked, Task, end_of, task


@dataclass(frozen=True, slots=True)
class Desk:
    """Which decisions wait at a desk, by state and the code of their task."""

    states: Mapping[DecisionState, str]
    of_own_unit: bool = False


CONVENER = Desk(
    {DecisionState.SEALED: "todo.issue", DecisionState.RETURNED: "todo.redraft"}, of_own_unit=True
)
LEGAL_REVIEWER = Desk({DecisionState.DRAFT: "todo.review"})
SIGNING_LEADER = Desk({DecisionState.REVIEWED: "todo.sign"})
SEAL_KEEPER = Desk({DecisionState.SIGNED: "todo.seal"})


def at(desk: Desk, asked: Asked) -> Iterator[Task]:
    """Decisions whose next step is taken at this desk."""
    found = _of_decisions().where(Decision.state.in_(desk.states))
    if desk.of_own_unit:
        found = found.where(Meeting.lead_unit_uscc == asked.actor.unit)
    for row in asked.session.execute(found.limit(MOST)):
        code = desk.states[DecisionState(row.state)]
        yield task(code, f"/decisions/{row.decision}/", subject=row.subject_name, number=row.number)


def for_drafting(asked: Asked) -> Iterator[Task]:
    """Items of the own unit's meetings that were passed and have no decision yet."""
    found = (
        select(AgendaItem.public_id, Case.subject_name, Case.number)
        .join(Case, Case.id == AgendaItem.case_id)
        .join(Meeting, Meeting.id == AgendaItem.meeting_id)
        .where(
            Meeting.lead_unit_uscc == asked.actor.unit,
            Meeting.state == MeetingState.HELD,
            Case.state == CaseState.SCHEDULED,
            AgendaItem.withdrawn.is_(None),
            ~exists().where(Decision.item_id == AgendaItem.id),
        )
    )
    for item, subject, number in asked.session.execute(found.order_by(AgendaItem.id).limit(MOST)):
        yield task("todo.draft", f"/decisions/draft/{item}/", subject=subject, number=number)


def filings_to_send(asked: Asked) -> Iterator[Task]:
    """The own unit's filings that are not sent, or were returned."""
    mine = _of_filings().where(Meeting.lead_unit_uscc == asked.actor.unit)
    for row in asked.session.execute(
        mine.where(Filing.state.in_({FilingState.PENDING, FilingState.RETURNED})).limit(MOST)
    ):
        yield _filing("todo.filing_send" if row.state == FilingState.PENDING else "todo.filing_mend", row)


def filings_to_handle(asked: Asked) -> Iterator[Task]:
    """Filings that lie before the office."""
    sent = _of_filings().where(Filing.state.in_({FilingState.SENT, FilingState.RECEIVED}))
    for row in asked.session.execute(sent.limit(MOST)):
        yield _filing("todo.filing_receive" if row.state == FilingState.SENT else "todo.filing_judge", row)


def _filing(code: str, row: Row[str, str, str, date, bool]) -> Task:
    facts = row._mapping  # noqa: SLF001  SQLAlchemy's documented way to a row's columns by name
    due = end_of(Due(facts["due_on"], facts["due_estimated"])) if code == "todo.filing_send" else None
    return task(code, f"/filings/{facts['filing']}/", due, subject=facts["subject_name"])


def _of_decisions() -> Select[str, str, str, str]:
    return (
        select(Decision.public_id.label("decision"), Decision.state, Case.subject_name, Case.number)
        .join(AgendaItem, AgendaItem.id == Decision.item_id)
        .join(Case, Case.id == AgendaItem.case_id)
        .join(Meeting, Meeting.id == AgendaItem.meeting_id)
        .order_by(Decision.id)
    )


def _of_filings() -> Select[str, str, str, date, bool]:
    return (
        select(
            Filing.public_id.label("filing"),
            Filing.state,
            Case.subject_name,
            Filing.due_on,
            Filing.due_estimated,
        )
        .join(Decision, Decision.id == Filing.decision_id)
        .join(AgendaItem, AgendaItem.id == Decision.item_id)
        .join(Case, Case.id == AgendaItem.case_id)
        .join(Meeting, Meeting.id == AgendaItem.meeting_id)
        .order_by(Filing.due_on, Filing.id)
    )
