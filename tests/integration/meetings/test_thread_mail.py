"""The invitations of the thread, read by other programs than the one that wrote them."""

from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest
import vobject  # type: ignore[import-untyped]  # it ships no types

from service.demo_data import PARTNERSHIP, SUBJECT
from thread import Plays, Thread

pytest_plugins = ["thread_fixtures"]


@pytest.fixture(scope="module")
def thread(sqlite_plays: Plays) -> Iterator[Thread]:
    """Read only: one copy serves all tests."""
    with sqlite_plays.lent("answered") as thread:
        yield thread


def mails(thread: Thread, kind: str) -> list[EmailMessage]:
    paths = sorted((thread.home / "mail").glob(f"*-{kind}.eml"))
    found = [message_from_bytes(path.read_bytes(), policy=default) for path in paths]
    return [message for message in found if isinstance(message, EmailMessage)]


def calendars(message: EmailMessage) -> list[str]:
    return [part.get_content() for part in message.walk() if part.get_content_type() == "text/calendar"]


def whole_text(message: EmailMessage) -> str:
    """Headers and every part, decoded."""
    parts = [part.get_payload(decode=True) or b"" for part in message.walk() if not part.is_multipart()]
    return "\n".join([*(str(value) for value in message.values()), *(bytes(p).decode() for p in parts)])


def experts(thread: Thread) -> dict[str, str]:
    """The names of all experts by their addresses."""
    lines = (thread.home / "given" / "roster.csv").read_text(encoding="gb18030").splitlines()[1:]
    return {line.split(",")[3]: line.split(",")[0] for line in lines}


def address(message: EmailMessage) -> str:
    [recipient] = message["To"].addresses
    return str(recipient.addr_spec)


def test_everybody_who_was_drawn_gets_one_invitation_and_who_left_one_cancellation(thread: Thread) -> None:
    invited = [address(message) for message in mails(thread, "request")]
    cancelled = [address(message) for message in mails(thread, "cancel")]

    assert len(invited) == len(set(invited)) == 7
    assert cancelled == invited[:2]


@pytest.mark.parametrize(
    ("kind", "method", "status"), [("request", "REQUEST", "CONFIRMED"), ("cancel", "CANCEL", "CANCELLED")]
)
def test_each_mail_holds_one_calendar_event_with_one_attendee(
    thread: Thread, kind: str, method: str, status: str
) -> None:
    for message in mails(thread, kind):
        [text] = calendars(message)
        calendar = vobject.readOne(text)
        [event] = calendar.vevent_list
        [attendee] = event.attendee_list

        assert calendar.method.value == method
        assert event.status.value == status
        assert attendee.value == f"mailto:{address(message)}"
        assert event.dtstart.value.isoformat() == "2026-12-02T09:00:00+08:00"
        assert event.dtend.value.isoformat() == "2026-12-02T11:30:00+08:00"


def test_a_cancellation_is_of_the_same_event_with_a_higher_sequence(thread: Thread) -> None:
    events = [
        {address(message): vobject.readOne(calendars(message)[0]).vevent for message in mails(thread, kind)}
        for kind in ("request", "cancel")
    ]
    for who, cancelled in events[1].items():
        assert cancelled.uid.value == events[0][who].uid.value
        assert int(cancelled.sequence.value) > int(events[0][who].sequence.value)


def test_no_mail_names_a_subject_or_a_second_expert(thread: Thread) -> None:
    people = experts(thread)
    assert len(people) == 60

    for message in [*mails(thread, "request"), *mails(thread, "cancel")]:
        text = whole_text(message)
        own = address(message)
        assert people[own] in text
        for other, name in people.items():
            if other != own:
                assert name not in text
                assert other not in text
        for body in (SUBJECT, PARTNERSHIP):
            assert body.name not in text
            assert body.uscc not in text


def test_no_mail_and_no_file_name_tells_an_experts_tag(thread: Thread) -> None:
    shown = thread.read("convener", "invitations", "list", thread["meeting"])
    tags = [row["tag"] for row in shown]
    assert len(tags) == 7

    for path in (thread.home / "mail").iterdir():
        assert not any(tag[:8] in path.name for tag in tags)
    for message in mails(thread, "request"):
        assert not any(tag[:8] in whole_text(message) for tag in tags)


def test_the_calendar_file_beside_a_mail_is_the_one_in_it(thread: Thread) -> None:
    for path in (thread.home / "mail").glob("*.ics"):
        message = message_from_bytes(path.with_suffix(".eml").read_bytes(), policy=default)
        assert isinstance(message, EmailMessage)
        assert calendars(message)[0].splitlines() == path.read_text(encoding="utf-8").splitlines()
