"""Searching the archive 档案检索: what the meetings came to, with decision and filing, one line for each item."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Bundle, Session, join, outerjoin

from kernel.clock import SHANGHAI
from kernel.paging import Slice, sliced
from kernel.roles import Actor, scope
from kernel.units import Unit
from meetings.models import AgendaItem, Case, Decision, Filing, Meeting, MeetingState

_HELD = join(
    join(join(AgendaItem, Meeting, Meeting.id == AgendaItem.meeting_id), Case, Case.id == AgendaItem.case_id),
    Unit,
    Unit.uscc == Meeting.lead_unit_uscc,
)
_FROM = outerjoin(
    outerjoin(_HELD, Decision, Decision.item_id == AgendaItem.id),
    Filing,
    Filing.decision_id == Decision.id,
)
_COLUMNS: Bundle[Any] = Bundle(
    "line",
    AgendaItem.public_id.label("item"),
    Case.number.label("case_number"),
    Case.subject_name.label("subject"),
    Case.subject_uscc,
    Case.subject_mask,
    Meeting.public_id.label("meeting"),
    Meeting.number.label("meeting_number"),
    Meeting.title.label("meeting_title"),
    Meeting.starts_at,
    Unit.name.label("unit"),
    Decision.public_id.label("decision"),
    Decision.number.label("decision_number"),
    Filing.public_id.label("filing"),
    Filing.number.label("filing_number"),
    Filing.state.label("filing_state"),
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """The conditions of a search.

    words: in any number, title, name or code. year: of the meeting. unit: the code of the lead unit.
    """

    words: str = ""
    year: int | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class ArchiveLine:
    """An item of a meeting that is over, with what was made of it."""

    item: str
    case_number: str
    subject: str
    subject_code: str
    meeting: str
    meeting_number: str
    meeting_title: str
    held_at: datetime
    unit: str
    decision: str | None
    decision_number: str | None
    filing: str | None
    filing_number: str | None
    filing_state: str | None


def searched(
    session: Session, actor: Actor, wanted: Wanted, cursor: str = "", *, size: int
) -> Slice[ArchiveLine]:
    """What the search found, the newest first, page by page.

    Raises:
        InputError: the cursor is none of this list.
    """
    found = select(_COLUMNS).select_from(_FROM).where(*_seen(actor), *_typed(wanted))
    page = sliced(session, found, (Meeting.starts_at, AgendaItem.id), cursor, descending=True, size=size)
    return Slice([_line(row) for row in page.rows], page.total, page.before, page.after)


def units(session: Session, actor: Actor) -> Sequence[tuple[str, str]]:
    """The units that led a meeting, by code and name."""
    found = select(Unit.uscc, Unit.name).select_from(_FROM).where(*_seen(actor)).distinct()
    return [(row.uscc, row.name) for row in session.execute(found.order_by(Unit.name))]


def _seen(actor: Actor) -> Iterator[ColumnElement[bool]]:
    yield Meeting.state == MeetingState.HELD
    yield AgendaItem.withdrawn.is_(None)
    if (unit := scope(actor, "filings.read")) is not None:
        yield Meeting.lead_unit_uscc == unit


def _typed(wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    if wanted.year is not None:
        yield Meeting.starts_at >= datetime(wanted.year, 1, 1, tzinfo=SHANGHAI)
        yield Meeting.starts_at < datetime(wanted.year + 1, 1, 1, tzinfo=SHANGHAI)
    if wanted.unit:
        yield Unit.uscc == wanted.unit
    for text in wanted.words.split():
        looked_at = (
            *(Filing.number, Decision.number, Meeting.number, Meeting.title, Case.number),
            *(Case.subject_name, Case.subject_uscc, Case.subject_mask, Meeting.minutes_number),
        )
        yield or_(*(column.contains(text, autoescape=True) for column in looked_at))


def _line(row: Any) -> ArchiveLine:
    return ArchiveLine(
        row.item,
        row.case_number,
        row.subject,
        row.subject_uscc or row.subject_mask or "",
        row.meeting,
        row.meeting_number,
        row.meeting_title,
        row.starts_at,
        row.unit,
        row.decision,
        row.decision_number,
        row.filing,
        row.filing_number,
        row.filing_state,
    )
