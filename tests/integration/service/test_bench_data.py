"""`panel bench-data`: a large house made of invented data, and never of anything else."""

from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from experts.models import Expert
from meetings.models import Case, Invitation, Meeting
from panel.models import Draw
from thread import Thread

pytest_plugins = ["thread_fixtures"]

At = Callable[[str], Thread]


def count(thread: Thread, table: type[object]) -> int:
    with thread.desk.database.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_experts_and_copies_of_the_newest_meeting_are_entered(thread_at: At) -> None:
    thread = thread_at("issued")
    tables = (Expert, Meeting, Case, Draw, Invitation)
    before = [count(thread, table) for table in tables]
    thread.run("registrar", "bench-data", "--experts", 30, "--meetings", 3)
    after = [count(thread, table) for table in tables]
    experts, meetings, cases, draws, invitations = (
        now - then for now, then in zip(after, before, strict=True)
    )
    assert (experts, meetings, cases, draws) == (30, 3, 6, 3)
    assert invitations == 3 * before[-1]


def test_a_copy_is_a_meeting_like_any_other(thread_at: At) -> None:
    thread = thread_at("issued")
    thread.run("registrar", "bench-data", "--meetings", 2)
    original = thread.read("convener", "meetings", "show", thread["meeting"])
    with thread.desk.database.reading() as session:
        copies = session.scalars(select(Meeting.public_id).order_by(Meeting.id.desc()).limit(2)).all()
    for key in copies:
        copied = thread.read("convener", "meetings", "show", key)
        assert copied["number"] != original["number"]
        assert copied["start"] != original["start"]
        assert [item["subject"] for item in copied["agenda"]] == [
            item["subject"] for item in original["agenda"]
        ]
        assert copied["units"] == original["units"]
    thread.run("registrar", "bench-data", "--meetings", 1)


def test_invented_people_never_come_among_real_ones(sqlite_thread_at: At) -> None:
    thread = sqlite_thread_at("registered")
    with thread.desk.database.transaction() as session:
        session.scalars(select(Expert).limit(1)).one().name = "某某"
    thread.refused("registrar", "bench-data", "--experts", 5, zh="真实人员", en="real people")


@pytest.mark.parametrize("account", ["convener", "admin"])
def test_only_the_registrar_fills_the_register(sqlite_thread_at: At, account: str) -> None:
    thread = sqlite_thread_at("registered")
    thread.refused(account, "bench-data", "--experts", 5, zh="专家库管理员", en="registrar", exit_code=4)
