"""The line ballots: 50 voters, each of whom sends the ballot ten times, all within one second."""

import re
import time
from collections import Counter
from html import unescape
from typing import Any
from urllib.parse import urlencode

from bench.ground import Ground, ground, of_tests, served
from bench.load import Answer, Request, ask_all, quantile

VOTERS, TIMES = 50, 10
MOST_SECONDS = 1.0
FIELD = re.compile(r'name="(token|once|vote|seen|choice)" value="([^"]*)"')


def lines() -> list[dict[str, Any]]:
    """One ballot counted for each voter, nothing worse than a refusal, nobody waiting long."""
    with ground() as here:
        thread = _in_session(here)
        with served(thread) as port:
            forms = _forms(thread)
            ask_all(
                port, [[Request(form.address, form.cookie)] for form in forms]
            )  # everybody opens the page
            begun = time.perf_counter()
            answers = ask_all(port, [[form] for _ in range(TIMES) for form in forms], within=1.0)
            seconds = time.perf_counter() - begun
        counted = _counted(thread)
        thread.desk.close()
    return [_row(answers, counted, seconds)]


def _row(answers: list[Answer], counted: Counter[str], seconds: float) -> dict[str, Any]:
    statuses = Counter(answer.status for answer in answers)
    once_each = len(counted) == VOTERS and set(counted.values()) == {1}
    p95 = quantile(answers, 0.95)
    told = ", ".join(f"{count}×{status}" for status, count in sorted(statuses.items()))
    return {
        "line": "ballots",
        "work": f"{len(answers)} posts by {VOTERS} voters: p95 ({told}; {sum(counted.values())} counted)",
        "ours_s": p95,
        "beside": "the whole burst",
        "beside_s": seconds,
        "ratio": None,
        "goal": f"one counted each, p95 {MOST_SECONDS:.0f} s, no 5xx",
        "met": once_each and p95 <= MOST_SECONDS and max(statuses) < 500,
    }


def _in_session(here: Ground) -> Any:
    """A meeting to which 50 units are summoned, up to its open vote."""
    steps = of_tests("thread_steps")
    thread = here.plays.at("convened")
    known = len(thread.read("convener", "meetings", "show", thread["meeting"])["units"])
    for number in range(known, VOTERS):
        code = _credit_code(number)
        thread.run("admin", "accounts", "add-unit", code, f"演示增派单位{number}", "--code", f"示增{number}")
        thread.run("convener", "meetings", "add-unit", thread["meeting"], code)
    names = [play.__name__ for play in steps.MAIN]
    for play in steps.MAIN[names.index("frozen") : names.index("voting") + 1]:
        play(thread)
    return thread


def _credit_code(number: int) -> str:
    from stdnum.cn import uscc

    body = f"1151000099990{number:04}"
    return body + uscc.calc_check_digit(body)


def _forms(thread: Any) -> list[Request]:
    """The ballot of every unit, as its representative's page has it ready."""
    visitor = of_tests("site_visitor")
    address = f"/meetings/{thread['meeting']}/session/items/{thread['item2']}/ballot/"
    forms, app = [], visitor.create_app(thread.desk)
    units = thread.read("convener", "meetings", "show", thread["meeting"])["units"]
    for number, unit in enumerate(units, 1):
        name = f"voter{number}"
        words = ("--display", f"演示代表{number}", "--role", "unit_representative", "--unit", unit["uscc"])
        thread.run("admin", "accounts", "add", name, *words)
        there = visitor.Visitor(thread.desk, name, app)
        checked = there.post(f"{address}check", choice="agree" if number % 3 else "disagree").text
        body = urlencode({key: unescape(value) for key, value in FIELD.findall(checked)})
        forms.append(Request(address, f"session={there.token}", body))
    return forms


def _counted(thread: Any) -> Counter[str]:
    """How many ballots each slot has."""
    from sqlalchemy import select

    from meetings.models import Ballot, Vote

    own = select(Ballot.slot).join(Vote).where(Vote.public_id == thread["vote2"])
    with thread.desk.database.reading() as session:
        return Counter(session.scalars(own))
