"""Two draws at once: a case has one open plan of a kind, and nobody sits in panel and supplement."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest

from kernel.accounts import actor_named
from kernel.act import Act
from kernel.roles import By
from meetings.invitations.invite import expert_with
from meetings.invitations.leave import decline
from meetings.queries import find_meeting
from meetings.recusals.recusal import bars_of
from panel.freeze import Request, freeze_pool
from panel.panels import find_draw, seated
from panel.seats import parse_seats
from supplement_steps import (
    CAUSE,
    code_of,
    contribute,
    held_by,
    learned,
    on_leave,
    reveal,
    supplement,
    supplement_invited,
)
from thread import Thread
from thread_elsewhere import DONE, Elsewhere
from thread_steps import freeze

pytest_plugins = ["thread_fixtures"]

AtStep = Callable[[str], Thread]
Two = tuple[Elsewhere, Elsewhere]


def at_once(two: Two, thread: Thread, *commands: tuple[object, ...]) -> tuple[int, list[str]]:
    """Run a command in each of two processes: how many were carried out, and what the others were told."""
    thread.desk.close()
    for process, (actor, *words) in zip(two, commands, strict=True):
        process.start(thread, str(actor), *words)
    ends = [process.end() for process in two]
    assert all(end.exit_code in {0, 1, 5} for end in ends), ends
    return ends.count(DONE), [end.text for end in ends if end != DONE]


@contextmanager
def acting(thread: Thread, who: str) -> Iterator[Act]:
    with thread.desk.acting(lambda session: actor_named(session, who)) as act:
        yield act


def people(thread: Thread) -> list[int]:
    with thread.desk.database.reading() as session:
        return [holder.person for holder in seated(session, thread["meeting"])]


def freeze_words(thread: Thread) -> tuple[object, ...]:
    words = ("--cause", CAUSE, "--reveal-by", "2026-11-30T18:00")
    return ("convener", "draw", "supplement", thread["meeting"], *words)


def test_of_two_plans_for_one_case_the_database_lets_one_be(thread_at: AtStep, two_processes: Two) -> None:
    """Even of two meetings, which no lock on a meeting keeps apart."""
    thread = thread_at("convened")
    thread.at("11-30T08:30")
    one, _ = two_processes

    with acting(thread, "convener") as act:
        request = Request(
            meeting="another",
            cases=(thread["case"],),
            bars=bars_of(act, find_meeting(act.session, thread["meeting"])),
            groups=parse_seats(["L01:1"]),
            unit_cap=None,
            reveal_by=thread.clock.now() + timedelta(hours=3),
            answer_hours=4,
        )
        freeze_pool(act, By("convener", act.actor.public_id), request)
        one.start(thread, "convener", *(str(word) for word in freeze(thread)))
        assert one.waits()

    assert "该案已有未结束的抽取" in one.end().text
    open_cases = [row for row in thread.dump()["draw_case"] if row[-1]]
    assert [row[1] for row in open_cases] == [thread["case"]]


def test_of_two_supplements_frozen_at_once_one_wins(thread_at: AtStep, two_processes: Two) -> None:
    thread = thread_at("seat_open")
    thread.at("11-30T14:00")

    done, told = at_once(two_processes, thread, freeze_words(thread), freeze_words(thread))

    assert done == 1
    assert "该案已有未结束的抽取" in told[0] or "已被他人先行办理" in told[0]
    assert len(thread.dump()["draw"]) == 2


def test_a_supplement_waits_for_who_is_just_leaving_and_carries_the_successor(
    thread_at: AtStep, two_processes: Two
) -> None:
    thread = thread_at("seat_open")
    thread.at("11-30T14:00")
    one, _ = two_processes
    code = code_of(thread, held_by(thread, thread["draw"])[2])

    with thread.desk.acting(lambda session: expert_with(session, thread.desk.vault, code)) as act:
        successor = decline(act, "ILL")
        one.start(thread, *(str(word) for word in freeze_words(thread)))
        assert one.waits()
        assert successor is not None
        tag = successor.tag

    assert one.end() == DONE
    carried = {row[-1] for row in thread.dump()["draw_carried"]}
    assert carried == set(held_by(thread, thread["draw"]).values())
    assert tag in carried


def test_who_is_called_onto_the_panel_while_the_supplement_is_drawn_sits_once(
    thread_at: AtStep, two_processes: Two
) -> None:
    """The supplement's only candidate is the next in line for the panel: whichever act comes first."""
    thread = thread_at("seat_open")
    first, *others = learned(thread)
    on_leave(thread, *others)
    thread.at("11-30T14:00")
    draw = thread.facts["supplement"] = supplement(thread)
    contribute(thread, draw)
    thread.run("convener", "draw", "publish", draw)
    reveal(thread, draw, "convener")
    last = ("supervisor", "draw", "reveal", draw, "--secret", thread.home / f"supervisor-{draw[:8]}.json")
    code = code_of(thread, held_by(thread, thread["draw"])[0])

    done, told = at_once(two_processes, thread, last, ("", "invitations", "decline", code, "--cause", "ILL"))

    assert (done, told) == (2, [])
    assert people(thread).count(first) == 1
    assert held_by(thread, draw) == {}
    with thread.desk.database.reading() as session:
        events = [departure.event for departure in find_draw(session, draw).departures]
    assert [(event["cause"], event["rule"]) for event in events] == [("SEATED", 4)]


@pytest.mark.parametrize("seat", [0, 1])
def test_two_who_leave_panel_and_supplement_at_once_bring_nobody_in_twice(
    thread_at: AtStep, two_processes: Two, seat: int
) -> None:
    thread = thread_at("supplement_drawn")
    supplement_invited(thread)
    leavers = [
        code_of(thread, held_by(thread, thread["draw"])[seat]),
        code_of(thread, held_by(thread, thread["supplement"])[0]),
    ]
    commands = [("", "invitations", "decline", code, "--cause", "ILL") for code in leavers]

    done, told = at_once(two_processes, thread, *commands)

    assert done + sum("现为“已离开”" in text or "先行办理" in text for text in told) == 2, told
    assert len(set(people(thread))) == len(people(thread)) >= 4
