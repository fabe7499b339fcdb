"""Two people at once: whatever must happen once happens once, and what comes later sees what came before."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from kernel.accounts import actor_named
from kernel.act import Act
from meeting_steps import call, ready_case
from meetings.convening.convene import add_case, add_unit
from meetings.drawing.draw_meeting import Seats, freeze_meeting
from meetings.queries import find_case, find_meeting, find_vote
from meetings.session.ballots import Choice
from meetings.session.hold_vote import cast
from panel.seats import parse_seats
from service import demo_data as data
from thread import Thread
from thread_elsewhere import DONE, Elsewhere
from thread_steps import add_account, application, codes, deliver, freeze, sitting

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


def waits_for_us(process: Elsewhere, thread: Thread, *command: object) -> bool:
    """Begin a command elsewhere while a transaction is open here."""
    process.start(thread, *(str(word) for word in command))
    return process.waits()


@contextmanager
def acting(thread: Thread, who: str) -> Iterator[Act]:
    with thread.desk.acting(lambda session: actor_named(session, who)) as act:
        yield act


def entries(thread: Thread, event: str) -> int:
    """How many entries of a type are on the log."""
    return sum(event in row for row in thread.dump()["log_entry"])


def test_of_two_freezes_at_once_one_wins(thread_at: AtStep, two_processes: Two) -> None:
    thread = thread_at("convened")
    thread.at("11-30T08:30")
    command = ("convener", *freeze(thread))

    done, told = at_once(two_processes, thread, command, command)

    assert done == 1
    assert "已锁定" in told[0] or "已被他人先行办理" in told[0]
    assert len(thread.dump()["draw"]) == entries(thread, "pool.frozen") == 1


@pytest.mark.parametrize("what", ["unit", "case"])
def test_what_joins_the_agenda_during_a_freeze_is_refused(
    thread_at: AtStep, two_processes: Two, what: str
) -> None:
    thread = thread_at("convened")
    third = ready_case(thread)
    thread.at("11-30T08:30")
    joining = {"unit": data.INSPECTION.uscc, "case": third}[what]
    one, _ = two_processes

    with acting(thread, "convener") as act:
        seats = Seats(parse_seats(["L01:3"]), None, thread.clock.now().replace(hour=4), 4)
        freeze_meeting(act, find_meeting(act.session, thread["meeting"]), seats)
        assert waits_for_us(one, thread, "convener", "meetings", f"add-{what}", thread["meeting"], joining)

    assert "议程已锁定" in one.end().text
    assert len(thread.dump()["agenda_item"]) == len(thread.dump()["draw_case"]) == 2
    assert data.INSPECTION.uscc not in {row[1] for row in thread.dump()["meeting_unit"]}


@pytest.mark.parametrize("what", ["unit", "case"])
def test_a_freeze_waits_for_what_is_just_joining_and_knows_it(
    thread_at: AtStep, two_processes: Two, what: str
) -> None:
    thread = thread_at("convened")
    third = ready_case(thread)
    thread.at("11-27T17:00")
    one, _ = two_processes

    with acting(thread, "convener") as act:
        meeting = find_meeting(act.session, thread["meeting"])
        if what == "case":
            add_case(act, meeting, find_case(act.session, third))
        else:
            add_unit(act, meeting, data.INSPECTION.uscc)
        thread.at("11-30T08:30")
        assert waits_for_us(one, thread, "convener", *freeze(thread))

    assert one.end() == DONE
    frozen = {row[1] for row in thread.dump()["draw_case"]}
    assert (third in frozen) == (what == "case")
    assert (data.INSPECTION.uscc in {row[1] for row in thread.dump()["meeting_unit"]}) == (what == "unit")


def test_p42c_two_signatures_at_once_get_numbers_without_a_gap(thread_at: AtStep, two_processes: Two) -> None:
    thread = thread_at("reviewed")
    thread.at("12-07T09:00")
    commands = [("leader", "decisions", "sign", thread[decision]) for decision in ("decision", "decision2")]

    done, told = at_once(two_processes, thread, *commands)

    assert (done, told) == (2, [])
    numbers = {
        thread.read("convener", "decisions", "show", thread[decision])["number"]
        for decision in ("decision", "decision2")
    }
    assert numbers == {"示应急〔2026〕1号", "示应急〔2026〕2号"}


def test_a_decision_is_signed_once(thread_at: AtStep, two_processes: Two) -> None:
    thread = thread_at("reviewed")
    thread.at("12-07T09:00")
    command = ("leader", "decisions", "sign", thread["decision"])

    done, _ = at_once(two_processes, thread, command, command)

    assert done == entries(thread, "decision.signed") == 1
    next_one = thread.output("leader", "decisions", "sign", thread["decision2"])
    assert "示应急〔2026〕2号" in next_one


def on_subject(thread: Thread, number: str) -> list[object]:
    """An application on the subject of that number in the store."""
    words = application(thread, data.SUBJECT)
    words[words.index("--subject") + 1] = number
    return words


def test_two_units_at_once_open_one_case_on_a_matter(thread_at: AtStep, two_processes: Two) -> None:
    thread = thread_at("registered")
    add_account(thread, "clerk2", "演示另一经办人", "unit_clerk", data.MARKET)
    commands = [(clerk, *on_subject(thread, "YS-20")) for clerk in ("clerk", "clerk2")]

    done, told = at_once(two_processes, thread, *commands)

    assert done == entries(thread, "case.filed") == 1
    assert "另有未结案件" in told[0]


def test_applications_from_two_processes_are_numbered_without_gaps(
    thread_at: AtStep, two_processes: Two
) -> None:
    thread = thread_at("registered")
    for first in range(20, 28, 2):
        commands = [("clerk", *on_subject(thread, f"YS-{number}")) for number in (first, first + 1)]
        assert at_once(two_processes, thread, *commands) == (2, [])

    numbers = {row["number"] for row in thread.read("clerk", "cases", "list")}
    assert numbers == {f"示应急案〔2026〕{number}号" for number in range(1, 9)}


def test_nobody_reveals_twice_at_once(thread_at: AtStep, two_processes: Two) -> None:
    thread = thread_at("published")
    command = ("convener", "draw", "reveal", thread["draw"], "--secret", thread.home / "convener.json")

    done, told = at_once(two_processes, thread, command, command)

    assert done == entries(thread, "secret.revealed") == 1
    assert "您已揭示过" in told[0]


def test_an_expert_who_declines_twice_at_once_has_one_successor(
    thread_at: AtStep, two_processes: Two
) -> None:
    thread = thread_at("invited")
    command = ("", "invitations", "decline", codes(thread)[0], "--cause", "ILL")

    done, _ = at_once(two_processes, thread, command, command)

    assert done == entries(thread, "member.replaced") == 1
    assert len(thread.dump()["invitation"]) == 6


def test_two_experts_who_decline_at_once_have_different_successors(
    thread_at: AtStep, two_processes: Two
) -> None:
    thread = thread_at("invited")
    commands = [("", "invitations", "decline", code, "--cause", "ILL") for code in codes(thread)[:2]]

    done, told = at_once(two_processes, thread, *commands)

    assert (done, told) == (2, [])
    panel = thread.read("convener", "draw", "show", thread["draw"])["panel"]
    assert len({seat["tag"] for seat in panel}) == len(panel) == 5
    assert len({row["tag"] for row in thread.read("convener", "invitations", "list", thread["meeting"])}) == 7


def test_mail_is_delivered_once_though_two_deliver(thread_at: AtStep, two_processes: Two) -> None:
    thread = thread_at("drawn")
    thread.at("11-30T09:00")
    deliver(thread)
    thread.run("convener", "invitations", "send", thread["meeting"])
    folders = [thread.home / "mail", thread.home / "other"]
    commands = [("liaison", "invitations", "deliver", "--to", folder) for folder in folders]

    done, told = at_once(two_processes, thread, *commands)

    assert (done, told) == (2, [])
    assert len([path for folder in folders for path in folder.glob("*-request.eml")]) == 5


def test_a_voter_who_votes_twice_at_once_has_one_ballot_that_counts(
    thread_at: AtStep, two_processes: Two
) -> None:
    thread = thread_at("voting")
    commands = [
        ("rep1", "votes", "cast", thread["vote"], "--choice", choice) for choice in ("agree", "abstain")
    ]

    done, told = at_once(two_processes, thread, *commands)

    assert (done, told) == (2, [])
    thread.at("12-02T10:00")
    thread.run("chair", "votes", "close", thread["vote"])
    assert thread.run("chair", "votes", "recount", thread["vote"]) == 0


def test_a_ballot_that_is_just_being_cast_is_counted(thread_at: AtStep, two_processes: Two) -> None:
    thread = thread_at("voting")
    one, _ = two_processes
    with acting(thread, "rep1") as act:
        cast(act, find_vote(act.session, thread["vote"]), Choice.AGREE)
        assert waits_for_us(one, thread, "chair", "votes", "close", thread["vote"])

    assert one.end() == DONE
    assert thread.run("chair", "votes", "recount", thread["vote"]) == 0
    assert entries(thread, "ballot.committed") == 1


def test_a_person_checks_in_once_though_two_doors_are_open(thread_at: AtStep, two_processes: Two) -> None:
    thread = thread_at("answered")
    thread.at("12-02T08:40")
    code = next(iter(sitting(thread).values()))
    command = ("recorder", "meetings", "check-in-expert", thread["meeting"], "--code", code)

    done, told = at_once(two_processes, thread, command, command)

    assert (done, told) == (1, ["已签到过。"])
    assert len(thread.dump()["attendance"]) == 1


def test_a_case_stands_on_one_agenda_though_two_meetings_are_convened(
    thread_at: AtStep, two_processes: Two
) -> None:
    thread = thread_at("ready")
    thread.at("11-25T09:00")
    command = ("convener", *call([thread["case"]]))

    done, _ = at_once(two_processes, thread, command, command)

    assert done == len(thread.dump()["meeting"]) == len(thread.dump()["agenda_item"]) == 1
    assert thread.read("convener", "meetings", "list")[0]["number"] == "示应急会〔2026〕1号"


def test_one_expert_can_check_in_while_another_declines(thread_at: AtStep, two_processes: Two) -> None:
    """Each holds what the other refers to, and the log."""
    thread = thread_at("answered")
    thread.at("12-02T08:40")
    comes, *leave = list(sitting(thread).values())[:4]
    for leaver in leave:
        arrival = ("recorder", "meetings", "check-in-expert", thread["meeting"], "--code", comes)
        departure = ("", "invitations", "decline", leaver, "--cause", "ILL")

        done, told = at_once(two_processes, thread, arrival, departure)
        assert done + told.count("已签到过。") == 2, told


def test_an_expert_can_decline_in_the_second_in_which_the_others_time_out(
    thread_at: AtStep, two_processes: Two
) -> None:
    thread = thread_at("invited")
    thread.at("11-30T13:00")
    decline = ("", "invitations", "decline", codes(thread)[2], "--cause", "ILL")
    time_out = ("liaison", "invitations", "time-out", thread["meeting"])

    done, told = at_once(two_processes, thread, decline, time_out)

    assert done + sum("先行办理" in text or "现为“已离开”" in text for text in told) == 2
    assert entries(thread, "member.replaced") in {1, 5}
