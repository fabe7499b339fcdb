"""Decisions 认定决定, from the draft to the issue."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Literal

from apiflask import APIBlueprint
from pydantic import Field

from kernel.paging import PAGE
from kernel.web.access import may
from kernel.web.account import actor
from kernel.web.door import desk
from meetings.decisions.card import DecisionCard, decision_card, find_own
from meetings.decisions.queries import VIEWS, Wanted, lines
from service.api.shapes import Page, Search, Shown

api = APIBlueprint("decisions", __name__)


class DecisionSearch(Search):
    """Which decisions: `q` stands in a number, or in the subject's name or code."""

    view: Literal["", *VIEWS] = ""  # type: ignore[valid-type]  # the views as they are named where they are defined
    meeting: str = Field("", max_length=32, pattern="^[0-9a-z]*$")


class DecisionLine(Shown):
    """An item that came to a result; `decision` is null until it is drafted."""

    item: str
    decision: str | None
    state: str
    number: str | None
    polarity: str
    subject: str
    term_months: int
    signed_on: date | None
    meeting: str


class PaperShown(Shown):
    """A document, by the SHA-256 of its file."""

    kind: str
    title: str
    number: str | None
    digest: str


class DecisionShown(Shown):
    """A decision; `last_day` is the last one on which it is in force."""

    id: str
    state: str
    number: str | None
    case: str
    meeting: str
    subject: str
    starts_on: date
    last_day: date
    adoption: str
    departure_reason: str | None
    signed_on: date | None
    issued_at: datetime | None
    papers: Sequence[PaperShown]
    recipients: Sequence[str]
    filing: str | None


@api.get("/decisions")
@may("decisions.read")
@api.input(DecisionSearch, location="query")
@api.output(Page[DecisionLine])
def listed(query_data: DecisionSearch) -> Page[DecisionLine]:
    """The items with a result that the account sees, the newest first."""
    wanted = Wanted(view=query_data.view, words=query_data.q, meeting=query_data.meeting)
    with desk().database.reading() as session:
        found = lines(session, actor(), wanted, "new", query_data.cursor, size=PAGE)
    return Page[DecisionLine].of(found, DecisionLine.model_validate)


@api.get("/decisions/<id:decision>")
@may("decisions.read")
@api.output(DecisionShown)
def one(decision: str) -> DecisionShown:
    """One decision with its papers."""
    with desk().database.reading() as session:
        return _shown(decision_card(session, find_own(session, actor(), decision)))


def _shown(card: DecisionCard) -> DecisionShown:
    found = card.decision
    return DecisionShown(
        id=found.public_id,
        state=found.state,
        number=found.number,
        case=card.case.public_id,
        meeting=card.meeting.public_id,
        subject=card.case.subject_name,
        starts_on=found.starts_on,
        last_day=card.last_day,
        adoption=found.adoption,
        departure_reason=found.departure_reason,
        signed_on=found.signed_on,
        issued_at=found.issued_at,
        papers=[PaperShown.model_validate(paper) for paper in card.papers],
        recipients=[recipient.name for recipient in found.recipients],
        filing=card.filing,
    )
