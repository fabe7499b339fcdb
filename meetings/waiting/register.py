"""What waits in the register of experts: for its keeper, and applications for the office."""

from collections.abc import Iterator

from experts.application_list import count_applications
from experts.life_queries import waiting
from experts.register_list import count_views
from kernel.clock import local
from meetings.waiting.task import Asked, Task, task

TERMS = "/experts/terms/"


def for_registrar(asked: Asked) -> Iterator[Task]:
    """An empty register, terms that are over or end soon, and who has not confirmed this year."""
    if not count_views(asked.session)[""]:
        yield task("todo.register_empty", "/experts/import/")
        return
    found = waiting(asked.session, local(asked.now).date())
    if found.over:
        yield task("todo.terms_over", TERMS, count=found.over)
    if found.ending > found.over:
        yield task("todo.terms_ending", TERMS, count=found.ending - found.over)
    if found.unconfirmed:
        yield task(
            "todo.unconfirmed", f"{TERMS}unconfirmed/", count=found.unconfirmed, year=local(asked.now).year
        )


def for_review(asked: Asked) -> Iterator[Task]:
    """Applications that nobody has decided yet."""
    if count := count_applications(asked.session, None)["open"]:
        yield task("todo.applications", "/experts/applications/?view=open", count=count)
