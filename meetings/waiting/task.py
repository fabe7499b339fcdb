"""One thing that waits for somebody."""

from dataclasses import dataclass
from datetime import datetime, time

from sqlalchemy.orm import Session

from kernel.clock import SHANGHAI
from kernel.messages import sentence
from kernel.roles import Actor
from kernel.working_days import Due


@dataclass(frozen=True, slots=True)
class Asked:
    """For whom it is asked what waits, and when."""

    session: Session
    actor: Actor
    now: datetime


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be done, why, by when, and where.

    what: begins with a verb. why: one sentence. due: None where no rule says by when. way: the page's address.
    """

    what: str
    why: str
    way: str
    due: datetime | None = None


def task(code: str, way: str, due: datetime | None = None, /, **params: object) -> Task:
    """A task in the reader's language: `code` is its sentence, and `<code>_why` the reason."""
    return Task(sentence(code, **params), sentence(f"{code}_why", **params), way, due)


def end_of(due: Due) -> datetime:
    """The last moment of the day on which something is due."""
    return datetime.combine(due.on, time(23, 59), SHANGHAI)
