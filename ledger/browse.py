"""The log page by page, for those who read it: what happened, by whom, on which day."""

import json
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, LargeBinary, Select, false, func, or_, select
from sqlalchemy.orm import Session

from kernel.clock import SHANGHAI, rfc3339
from kernel.paging import Slice, sliced
from ledger.entry import Entry, parse_leaf
from ledger.models import LogEntry, log_at

_AT, _AT_LENGTH = 8, 20
"""Where `at` stands in an entry's bytes: canonical JSON orders the members, and every moment is as long."""
_BY = _AT + _AT_LENGTH + len('","by":"')


@dataclass(frozen=True, slots=True)
class WantedEntries:
    """What the log is narrowed down to; what is empty narrows nothing.

    by: `role:public id` of who acted, in each of the roles that are meant.
    """

    type: str = ""
    by: tuple[str, ...] | None = None
    day: date | None = None


def browse(session: Session, wanted: WantedEntries, cursor: str) -> Slice[Entry]:
    """A page of all logs, the newest entry first, in two statements."""
    found = sliced(session, _entries(wanted), [LogEntry.seq], cursor, descending=True)
    entries = [parse_leaf(json.loads(row.body), log_at(row.seq)) for row in found.rows]
    return Slice(entries, found.total, found.before, found.after)


def _entries(wanted: WantedEntries) -> Select[LogEntry]:
    found = select(LogEntry)
    if wanted.type:
        found = found.where(LogEntry.type == wanted.type)
    if wanted.by is not None:
        found = found.where(or_(false(), *(_has(_BY, f'{by}"') for by in wanted.by)))
    if wanted.day is not None:
        first = datetime.combine(wanted.day, time(), SHANGHAI)
        at = func.substr(LogEntry.body, _AT, _AT_LENGTH, type_=LargeBinary)
        next_day = rfc3339(first + timedelta(days=1))
        found = found.where(at >= rfc3339(first).encode(), at < next_day.encode())
    return found


def _has(begin: int, text: str) -> ColumnElement[bool]:
    """That an entry's bytes have this text at this place."""
    return func.substr(LogEntry.body, begin, len(text), type_=LargeBinary) == text.encode()
