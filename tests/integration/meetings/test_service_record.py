"""What the register is told of the meetings that are over, on both databases."""

from collections.abc import Callable

import pytest

from meetings.invitations import service_record
from thread import Thread

pytest_plugins = ["thread_fixtures"]


@pytest.fixture
def thread(thread_at: Callable[[str], Thread]) -> Thread:
    return thread_at("held")


def test_the_register_is_told_who_was_drawn_came_and_gave_up(thread: Thread) -> None:
    with thread.desk.database.reading() as session:
        answers = service_record.answers(session)
        drawn = service_record.draws_by_expert(session, "").rows
        fields = service_record.draws_by_field(session)
        seats = [service_record.seats_of(session, one.public_id) for one in drawn]
        numbers = service_record.numbers(session, [thread["meeting"]])
    assert (answers.kept, answers.given_up) == (5, {"TRAVEL": 1, "SILENT": 1})
    assert (len(drawn), sum(one.seats for one in drawn), sum(one.came for one in drawn)) == (7, 7, 5)
    assert sum(line.experts for line in fields if line.field in {"L01", "I05", "C01"}) == 48
    assert all(len(own) == 1 and own[0].number == numbers[thread["meeting"]] for own in seats)
    assert sorted(own[0].cause or "" for own in seats) == ["", "", "", "", "", "SILENT", "TRAVEL"]
