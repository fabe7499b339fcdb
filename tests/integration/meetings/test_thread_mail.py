"""The invitations of the thread, read by other programs than the one that wrote them."""

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest

from thread import Plays, Thread

pytest_plugins = ["thread_fixtures"]


@pytest.fixture(scope="module")
def thread(sqlite_plays: Plays) -> Thread:
    """Read only: one copy serves all tests."""
    return sqlite_plays.at("answered")


def mails(thread: Thread, kind: str) -> list[EmailMessage]:
    paths = sorted((thread.home / "mail").glob(f"*-{kind}.eml"))
    found = [message_from_bytes(path.read_bytes(), policy=default) for path in paths]
    return [message for message in found if isinstance(message, EmailMessage)]


def calendars(message: EmailMessage) -> list[str]:
    return [part.get_content() for part in message.walk() if part.get_content_type() == "text/calendar"]
