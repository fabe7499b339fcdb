"""Filings 备案 of issued decisions with the leading group office."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Literal

from apiflask import APIBlueprint
from flask import Response

from kernel.act import Act
from kernel.clock import local
from kernel.paging import PAGE
from kernel.web.access import may
from kernel.web.account import actor
from kernel.web.door import desk
from kernel.work_calendar import work_calendar
from meetings.filing.card import find_own
from meetings.filing.handle import judge, receive
from meetings.filing.queries import LATE, Wanted, lines
from meetings.models import Filing, FilingState
from service.api.once import Once, once
from service.api.shapes import Given, Page, Search, Shown, Text

api = APIBlueprint("filings", __name__)


class FilingSearch(Search):
    """Which filings: `q` stands in a number, or in the subject's name or code."""

    view: Literal["", *FilingState, LATE] = ""  # type: ignore[valid-type]  # the views as they are named where they are defined


class FilingLine(Shown):
    """A filing in the register; `left` are the working days until the next act is due, fewer than none if it is late."""

    id: str
    number: str | None
    state: str
    unit: str
    decision_number: str
    subject: str
    left: int
    sent_at: datetime | None
    handled_at: datetime | None


class FilingShown(Shown):
    """A filing; `due_on` is when it was to be sent, `due_estimated` tells that the day may still change."""

    id: str
    number: str | None
    state: str
    decision: str
    decision_number: str | None
    subject: str
    due_on: date
    due_estimated: bool
    package_digest: str
    sent_at: datetime | None
    opinion: str | None
    handled_at: datetime | None


class Nothing(Given):
    """Nothing more is needed."""


class Opinion(Given):
    """The office's opinion."""

    opinion: Text


@api.get("/filings")
@may("filings.read")
@api.input(FilingSearch, location="query")
@api.output(Page[FilingLine])
def listed(query_data: FilingSearch) -> Page[FilingLine]:
    """The filings that the account sees, the newest first."""
    wanted, today = Wanted(view=query_data.view, words=query_data.q), local(desk().clock.now()).date()
    with desk().database.reading() as session:
        calendar = work_calendar(session)
        found = lines(session, actor(), wanted, "new", calendar, today, query_data.cursor, size=PAGE)
    return Page[FilingLine].of(found, FilingLine.model_validate)


@api.get("/filings/<id:filing>")
@may("filings.read")
@api.output(FilingShown)
def one(filing: str) -> FilingShown:
    """One filing."""
    with desk().database.reading() as session:
        return _shown(find_own(session, actor(), filing))


@api.post("/filings/<id:filing>/receipt")
@may("filings.handle")
@api.input(Nothing)
@api.output(FilingShown)
@once
def take_in(filing: str, json_data: Nothing, this: Once) -> Response:
    """Take a filing in; it gets its number."""
    del json_data
    return _handle(this, filing, receive)


@api.post("/filings/<id:filing>/acceptance")
@may("filings.handle")
@api.input(Opinion)
@api.output(FilingShown)
@once
def accept(filing: str, json_data: Opinion, this: Once) -> Response:
    """Accept a filing."""
    opinion = json_data.opinion
    return _handle(this, filing, lambda act, found: judge(act, found, accepted=True, opinion=opinion))


@api.post("/filings/<id:filing>/return")
@may("filings.handle")
@api.input(Opinion)
@api.output(FilingShown)
@once
def send_back(filing: str, json_data: Opinion, this: Once) -> Response:
    """Return a filing for correction."""
    opinion = json_data.opinion
    return _handle(this, filing, lambda act, found: judge(act, found, accepted=False, opinion=opinion))


def _handle(this: Once, key: str, change: Callable[[Act, Filing], object]) -> Response:
    with this.acting() as act:
        found = find_own(act.session, act.actor, key)
        change(act, found)
        return this.answer(_shown(found))


def _shown(filing: Filing) -> FilingShown:
    decision = filing.decision
    return FilingShown(
        id=filing.public_id,
        number=filing.number,
        state=filing.state,
        decision=decision.public_id,
        decision_number=decision.number,
        subject=decision.item.case.subject_name,
        due_on=filing.due_on,
        due_estimated=filing.due_estimated,
        package_digest=filing.package_digest,
        sent_at=filing.sent_at,
        opinion=filing.opinion,
        handled_at=filing.handled_at,
    )
