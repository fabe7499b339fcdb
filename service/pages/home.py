"""The first page 待办: what waits for whoever is signed in, and the open doors for everybody else."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Blueprint

from kernel.clock import local
from kernel.messages import sentence
from kernel.web.access import public
from kernel.web.account import actor, is_signed_in, welcome
from kernel.web.door import desk
from kernel.web.pages import reading, seal, shown
from kernel.web.reader import day
from meetings.waiting.task import Task
from meetings.waiting.tasks import tasks_of

pages = Blueprint("home", __name__)
pages.before_request(welcome)
pages.after_request(seal)


@dataclass(frozen=True, slots=True)
class Urgency:
    """Tasks of one urgency. look: how the style sheet calls it."""

    name: str
    look: str
    tasks: Sequence[Task]


@pages.get("/")
@public
def home() -> str:
    if not is_signed_in():
        return shown("public/doors")
    now = desk().clock.now()
    with reading() as session:
        found = tasks_of(session, actor(), now)
    return shown("site/home", groups=by_urgency(found, now), count=len(found), now=now, today=day(local(now)))


def by_urgency(tasks: Sequence[Task], now: datetime) -> list[Urgency]:
    """The tasks in groups: overdue, due today, within a week, later or without a day; empty groups left out."""
    today = local(now).date()
    week = today + timedelta(days=7)
    late = [task for task in tasks if task.due and task.due < now]
    rest = [task for task in tasks if not task.due or task.due >= now]
    due_today = [task for task in rest if task.due and local(task.due).date() == today]
    soon = [task for task in rest if task.due and today < local(task.due).date() <= week]
    later = [task for task in rest if not task.due or local(task.due).date() > week]
    groups = (
        ("todo.late", "late", late),
        ("todo.today", "today", due_today),
        ("todo.week", "", soon),
        ("todo.later", "", later),
    )
    return [Urgency(sentence(code), look, some) for code, look, some in groups if some]
