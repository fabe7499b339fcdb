"""Reading the security log 安全日志."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import Session

from kernel.access.events import FAILURES, Kind
from kernel.access.models import SecurityEvent
from kernel.clock import SHANGHAI
from kernel.paging import Slice, sliced

NEWEST = 10


@dataclass(frozen=True, slots=True)
class WantedEvents:
    """What the log is narrowed down to; what is empty narrows nothing.

    view: `failures`, or nothing for all. account: public id.
    """

    view: str = ""
    kind: str = ""
    account: str = ""
    day: date | None = None


def events(session: Session, wanted: WantedEvents, cursor: str) -> Slice[SecurityEvent]:
    """A page of the log, the newest first."""
    return sliced(session, _events(wanted), [SecurityEvent.id], cursor, descending=True)


def all_events(session: Session, wanted: WantedEvents) -> Sequence[SecurityEvent]:
    """All of them at once, for a file, the newest first."""
    return session.scalars(_events(wanted).order_by(SecurityEvent.id.desc())).all()


def newest_of(session: Session, account: str) -> Sequence[SecurityEvent]:
    """What happened to an account last."""
    own = select(SecurityEvent).where(SecurityEvent.account == account)
    return session.scalars(own.order_by(SecurityEvent.id.desc()).limit(NEWEST)).all()


@dataclass(frozen=True, slots=True)
class Day:
    """How often people signed in on a day, and how often somebody failed to or was refused."""

    day: date
    signed_in: int
    failed: int


def by_day(session: Session, today: date, days: int) -> list[Day]:
    """The last days, today last, each there even if nothing happened on it; in one statement."""
    every = [today - timedelta(days=before) for before in reversed(range(days))]
    kinds = SecurityEvent.kind == Kind.SIGNED_IN, SecurityEvent.kind.in_(FAILURES)
    counted = [func.count().filter(_on(day), is_so) for day in every for is_so in kinds]
    since = SecurityEvent.at >= _midnight(every[0])
    row = session.execute(select(*counted).select_from(SecurityEvent).where(since)).one()
    return [Day(day, row[2 * number], row[2 * number + 1]) for number, day in enumerate(every)]


def _events(wanted: WantedEvents) -> Select[SecurityEvent]:
    found = select(SecurityEvent)
    if wanted.view == "failures":
        found = found.where(SecurityEvent.kind.in_(FAILURES))
    if wanted.kind:
        found = found.where(SecurityEvent.kind == wanted.kind)
    if wanted.account:
        found = found.where(SecurityEvent.account == wanted.account)
    return found.where(_on(wanted.day)) if wanted.day else found


def _on(day: date) -> ColumnElement[bool]:
    return and_(SecurityEvent.at >= _midnight(day), SecurityEvent.at < _midnight(day + timedelta(days=1)))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), SHANGHAI)
