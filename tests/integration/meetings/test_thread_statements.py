"""Lists cost the same few statements however long they are (a list at most 6, a detail at most 10)."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from kernel.database import Database
from meetings import queries
from meetings.convening.meeting_card import meeting_card
from meetings.convening.rooms import bookings
from meetings.models import Meeting
from thread import Thread

pytest_plugins = ["thread_fixtures"]


def newest(session: Session) -> Meeting:
    return queries.meetings(session)[0]


LISTS: dict[str, Callable[[Session], object]] = {
    "rooms": lambda session: bookings(session, datetime(2026, 1, 1, tzinfo=UTC)),
    "cases": lambda session: [case.subject_name for case in queries.cases(session)],
    "meetings": lambda session: [meeting.number for meeting in queries.meetings(session)],
    "invitations": lambda session: [i.state for i in queries.invitations_of(session, newest(session))],
    "filings": lambda session: [
        (filing.decision.number, filing.decision.item.case.subject_name)
        for filing in queries.search_filings(session, "")
    ],
}
DETAILS: dict[str, Callable[[Session], object]] = {
    "case": lambda session: len(queries.find_case(session, queries.cases(session)[0].public_id).measures),
    "meeting": lambda session: len(queries.find_meeting(session, newest(session).public_id).agenda),
    "meeting card": lambda session: meeting_card(
        session, queries.find_bare_meeting(session, newest(session).number), as_json=True
    ),
}


def statements(database: Database, read: Callable[[Session], object]) -> int:
    """How many statements a read sends, beginning and ending apart."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        sent.append(statement)

    with database.reading() as session:
        bind = session.get_bind()
        event.listen(bind, "before_cursor_execute", note)
        read(session)
        event.remove(bind, "before_cursor_execute", note)
    return sum(not statement.startswith("BEGIN") for statement in sent)


@pytest.mark.parametrize("name", LISTS)
def test_a_list_takes_at_most_six_statements(thread_at: Callable[[str], Thread], name: str) -> None:
    thread = thread_at("accepted")
    assert 1 <= statements(thread.desk.database, LISTS[name]) <= 6


@pytest.mark.parametrize("name", DETAILS)
def test_a_detail_takes_at_most_ten_statements(thread_at: Callable[[str], Thread], name: str) -> None:
    thread = thread_at("accepted")
    assert 1 <= statements(thread.desk.database, DETAILS[name]) <= 10
