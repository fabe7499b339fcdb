"""What happened to a meeting 经过, from the ledger: of its convening, its draws, its agenda, its session."""

import json
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from sqlalchemy import literal, select, union_all
from sqlalchemy.orm import Session

from ledger.entry import Entry, parse_leaf
from ledger.models import LogEntry
from meetings.models import AgendaItem, Meeting
from panel.models import Draw

TOLD = (
    "meeting.convened",
    "agenda.added",
    "agenda.withdrawn",
    "officers.appointed",
    "unit.summoned",
    "meeting.postponed",
    "meeting.cancelled",
    "pool.frozen",
    "commitment.entered",
    "plan.published",
    "secret.revealed",
    "panel.drawn",
    "attempt.voided",
    "attempt.approved",
    "member.replaced",
    "attendance.unit",
    "attendance.expert",
    "names.unsealed",
    "item.recused",
    "meeting.held",
)
"""What the page tells; each has its word."""
BAD = frozenset({"meeting.cancelled", "attempt.voided"})


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happened, once or several times in a row.

    what: as in `TOLD`, with `_` for the point. role: in which role somebody did it.
    """

    at: datetime
    what: str
    role: str
    times: int
    bad: bool


def happenings(session: Session, meeting: Meeting) -> list[Happening]:
    """What happened to a meeting, newest first; whoever it is about is not told."""
    subjects = union_all(  # one list of ids, so that the ledger's index finds each; with OR the whole is read
        select(literal(meeting.public_id)),
        select(Draw.public_id).where(Draw.meeting == meeting.public_id),
        select(AgendaItem.public_id).where(AgendaItem.meeting_id == meeting.id),
    )
    own = select(LogEntry.body).where(LogEntry.subject.in_(subjects), LogEntry.type.in_(TOLD))
    bodies = session.scalars(own.order_by(LogEntry.seq.desc()))
    entries = [parse_leaf(json.loads(body)) for body in bodies]
    return [
        _happening(list(group)) for _, group in groupby(entries, key=lambda entry: (entry.type, entry.by))
    ]


def _happening(entries: list[Entry]) -> Happening:
    newest = entries[0]
    role = newest.by.partition(":")[0]
    return Happening(
        at=datetime.fromisoformat(newest.at),
        what=newest.type.replace(".", "_"),
        role=role if role != "clock" else "",
        times=len(entries),
        bad=newest.type in BAD,
    )
