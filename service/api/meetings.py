"""Determination meetings 认定会议."""

from collections.abc import Sequence
from datetime import datetime

from apiflask import APIBlueprint
from flask import Response
from pydantic import Field
from sqlalchemy import select
from sqlalchemy.orm import Session

from kernel.web.access import may
from kernel.web.account import actor
from kernel.web.door import desk
from meetings.cases.queries import find_seen
from meetings.convening.convene import Call, convene
from meetings.convening.meeting_list import Wanted, listed
from meetings.convening.slots import Slot
from meetings.drawing.within import meeting_within
from meetings.models import AgendaItem, Case, Meeting, MeetingState
from service.api.once import Once, once
from service.api.shapes import Given, Moment, Page, Search, Shown, Word

api = APIBlueprint("meetings", __name__)


class MeetingSearch(Search):
    """Which meetings: `q` stands in the number, title or place, or is the number of a case."""

    state: MeetingState | None = None


class MeetingLine(Shown):
    """A meeting in the list; `items` and `units` are counts."""

    id: str
    number: str
    kind: str
    state: str
    title: str
    group: str
    starts_at: datetime
    ends_at: datetime
    place: str
    items: int
    units: int


class ItemShown(Shown):
    """A case on the agenda."""

    id: str
    position: int
    case: str
    case_number: str
    subject: str


class UnitShown(Shown):
    """A unit that is summoned; `determining` presents a case of its own."""

    uscc: str
    name: str
    determining: bool


class MeetingShown(Shown):
    """A meeting with its agenda and its units."""

    id: str
    number: str
    kind: str
    state: str
    title: str
    group: str
    starts_at: datetime
    ends_at: datetime
    place: str
    contact: str
    agenda: Sequence[ItemShown]
    units: Sequence[UnitShown]


class MeetingGiven(Given):
    """A meeting to convene; `chair` and `recorder` are account names, and either `room` or `place` is given."""

    title: Word
    starts_at: Moment
    ends_at: Moment
    room: Word | None = None
    place: Word | None = None
    contact: Word
    chair: Word
    recorder: Word
    cases: list[Word] = Field(min_length=1, max_length=50)


@api.get("/meetings")
@may("meetings.read")
@api.input(MeetingSearch, location="query")
@api.output(Page[MeetingLine])
def list_of_meetings(query_data: MeetingSearch) -> Page[MeetingLine]:
    """The meetings that the account sees, the latest to begin first."""
    wanted = Wanted(state=query_data.state or "", words=query_data.q)
    with desk().database.reading() as session:
        found = listed(session, actor(), wanted, query_data.cursor)
    return Page[MeetingLine].of(found, MeetingLine.model_validate)


@api.get("/meetings/<id:meeting>")
@may("meetings.read")
@api.output(MeetingShown)
def one(meeting: str) -> MeetingShown:
    """One meeting."""
    with desk().database.reading() as session:
        return _shown(session, meeting_within(session, actor(), "meetings.read", meeting))


@api.post("/meetings")
@may("meetings.convene")
@api.input(MeetingGiven)
@api.output(MeetingShown, status_code=201)
@once
def call(json_data: MeetingGiven, this: Once) -> Response:
    """Convene a meeting; its units follow from its cases and are summoned at once."""
    given = json_data
    slot = Slot(given.starts_at, given.ends_at, given.room, given.place)
    what = Call(given.title, slot, given.contact, given.chair, given.recorder)
    with this.acting() as act:
        cases = [find_seen(act.session, act.actor, case) for case in dict.fromkeys(given.cases)]
        return this.answer(_shown(act.session, convene(act, what, cases)), 201)


def _shown(session: Session, meeting: Meeting) -> MeetingShown:
    return MeetingShown(
        id=meeting.public_id,
        number=meeting.number,
        kind=meeting.kind,
        state=meeting.state,
        title=meeting.title,
        group=meeting.special_group,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        place=meeting.place,
        contact=meeting.contact,
        agenda=_agenda(session, meeting),
        units=[UnitShown.model_validate(unit) for unit in meeting.units],
    )


def _agenda(session: Session, meeting: Meeting) -> list[ItemShown]:
    rows = (
        select(AgendaItem.public_id, AgendaItem.position, Case.public_id, Case.number, Case.subject_name)
        .join(Case, Case.id == AgendaItem.case_id)
        .where(AgendaItem.meeting_id == meeting.id, AgendaItem.withdrawn.is_(None))
    )
    found = session.execute(rows.order_by(AgendaItem.position))
    return [
        ItemShown(id=key, position=position, case=case, case_number=number, subject=subject)
        for key, position, case, number, subject in found
    ]
