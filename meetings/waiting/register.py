"""What waits in the register of experts: for its keeper, and applications for the office."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy.orm import Session

from experts.application_list import count_applications
from experts.life_queries import waiting
from experts.register_list import count_views
from kernel.clock import local
from meetings.waiting.task import Task, task

TERMS = "/experts/terms/"


def for_registrar(session: Session, now: datetime) -> Iterator[Task]:
    """An empty register, terms that are over or end soon, and who has not confirmed this year."""
    if not count_views(session)[""]:
        yield task("todo.register_empty", "/experts/import/")
        return
    found = waiting(session, local(now).date())
    if found.over:
        yield task("todo.terms_over", TERMS, count=found.over)
    if found.ending > found.over:
        yield task("todo.terms_ending", TERMS, count=found.ending - found.over)
    if found.unconfirmed:
        yield task("todo.unconfirmed", f"{TERMS}unconfirmed/", count=found.unconfirmed, year=local(now).year)


def for_review(session: Session) -> Iterator[Task]:
    """Applications that nobody has decided yet."""
    if count := count_applications(session, None)["open"]:
        yield task("todo.applications", "/experts/applications/?view=open", count=count)
