"""Reading decisions for people: the items that came to a result, from the open draft to the issue."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Bundle, Session, join, outerjoin

from kernel.paging import Key, Slice, sliced
from kernel.roles import Actor, scope
from meetings.models import AgendaItem, Case, CaseState, Decision, DecisionState, Meeting, MeetingState

UNDRAFTED, REFUSED = "undrafted", "refused"
"""What an item is called that has no decision: it passed and waits for its draft, or it did not pass."""

_RESULT = and_(Meeting.state == MeetingState.HELD, AgendaItem.withdrawn.is_(None))
_PASSED = Case.state != CaseState.NOT_DETERMINED
VIEWS: Mapping[str, ColumnElement[bool]] = {
    UNDRAFTED: and_(Decision.id.is_(None), _PASSED),
    **{state.value: Decision.state == state for state in DecisionState},
    REFUSED: ~_PASSED,
}
"""The saved views of the list; every item stands in exactly one."""

SORTS: Mapping[str, tuple[Sequence[Key], bool]] = {
    "new": ((AgendaItem.id,), True),
    "subject": ((Case.subject_name, AgendaItem.id), False),
    "held": ((Meeting.starts_at, AgendaItem.id), True),
}
"""By what the list is ordered, and whether downwards."""

_ITEMS = outerjoin(
    join(join(AgendaItem, Meeting, Meeting.id == AgendaItem.meeting_id), Case, Case.id == AgendaItem.case_id),
    Decision,
    Decision.item_id == AgendaItem.id,
)
_COLUMNS: Bundle[Any] = Bundle(
    "line",
    AgendaItem.public_id.label("item"),
    AgendaItem.position,
    Case.state.label("case_state"),
    Case.polarity,
    Case.subject_name.label("subject"),
    Case.term_months,
    Decision.public_id.label("decision"),
    Decision.state,
    Decision.number,
    Decision.signed_on,
    Meeting.public_id.label("meeting"),
    Meeting.number.label("meeting_number"),
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """The conditions of a list.

    words: in a number, in the subject's name or code.
    meeting: the public id of the meeting.
    """

    view: str = ""
    words: str = ""
    polarity: str = ""
    meeting: str = ""


@dataclass(frozen=True, slots=True)
class DecisionLine:
    """An item with its result as a list shows it.

    state: of the decision, or `UNDRAFTED` or `REFUSED`. decision: its public id, if there is one.
    """

    item: str
    position: int
    state: str
    polarity: str
    subject: str
    term_months: int
    decision: str | None
    number: str | None
    signed_on: date | None
    meeting: str
    meeting_number: str


def counts(session: Session, actor: Actor, wanted: Wanted) -> dict[str, int]:
    """How many items each view has under the other conditions, and all of them under "", in one statement."""
    columns = [func.count().filter(condition) for condition in VIEWS.values()]
    found = select(func.count(), *columns).select_from(_ITEMS).where(*_conditions(actor, wanted))
    return dict(zip(["", *VIEWS], session.execute(found).one(), strict=True))


def lines(
    session: Session, actor: Actor, wanted: Wanted, sort: str, cursor: str = "", *, size: int
) -> Slice[DecisionLine]:
    """The items of a list, page by page.

    Raises:
        InputError: the cursor is none of this list.
    """
    keys, descending = SORTS.get(sort, SORTS["new"])
    found = select(_COLUMNS).select_from(_ITEMS).where(*_conditions(actor, wanted))
    if wanted.view in VIEWS:
        found = found.where(VIEWS[wanted.view])
    page = sliced(session, found, keys, cursor, descending=descending, size=size)
    return Slice([_line(row) for row in page.rows], page.total, page.before, page.after)


def _conditions(actor: Actor, wanted: Wanted) -> list[ColumnElement[bool]]:
    conditions = [_RESULT]
    if (unit := scope(actor, "decisions.read")) is not None:
        conditions.append(Meeting.lead_unit_uscc == unit)
    if wanted.polarity:
        conditions.append(Case.polarity == wanted.polarity)
    if wanted.meeting:
        conditions.append(Meeting.public_id == wanted.meeting)
    if wanted.words:
        searched = (Decision.number, Meeting.number, Case.number, Case.subject_name, Case.subject_uscc)
        conditions.append(or_(*(column.contains(wanted.words, autoescape=True) for column in searched)))
    return conditions


def _line(row: Any) -> DecisionLine:
    none = UNDRAFTED if row.case_state != CaseState.NOT_DETERMINED else REFUSED
    return DecisionLine(
        row.item,
        row.position,
        row.state or none,
        row.polarity,
        row.subject,
        row.term_months,
        row.decision,
        row.number,
        row.signed_on,
        row.meeting,
        row.meeting_number,
    )
