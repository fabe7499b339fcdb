"""A meeting ends: only its own officers run it, and only what passed goes on to a decision."""

from collections.abc import Callable

import pytest

from meeting_steps import LATER, call, shown
from meetings.session.ballots import Choice
from service import demo_data as data
from thread import Said, Thread
from thread_steps import add_account, ballot, counted, sitting

pytest_plugins = ["thread_fixtures"]

AtStep = Callable[[str], Thread]
NOT_YOURS: dict[str, Said] = {
    "chair": {"zh": "您不是示应急会〔2026〕1号的主持人。", "en": "You are not the chair of", "exit_code": 4},
    "recorder": {
        "zh": "您不是示应急会〔2026〕1号的记录人。",
        "en": "You are not the recorder of",
        "exit_code": 4,
    },
}


def close(thread: Thread) -> None:
    thread.at("12-02T10:20")
    thread.run("recorder", "meetings", "close", thread["meeting"])


def state_of(thread: Thread, case: str) -> str:
    return str(thread.read("clerk", "cases", "show", thread[case])["state"])


def vote(thread: Thread, name: str, choice: Choice, voters: range) -> None:
    for number in voters:
        ballot(thread, name, f"rep{number}", choice)


def test_what_misses_two_thirds_is_not_determined_and_no_decision_is_drafted(thread_at: AtStep) -> None:
    """Three of five agree to the first item, all five to the second."""
    thread = thread_at("voting")
    vote(thread, "vote", Choice.AGREE, range(1, 4))
    vote(thread, "vote", Choice.DISAGREE, range(4, 6))
    vote(thread, "vote2", Choice.AGREE, range(1, 6))
    counted(thread)
    close(thread)

    assert [state_of(thread, case) for case in ("case", "case2")] == ["not_determined", "scheduled"]
    thread.at("12-04T09:00")
    draft = ("convener", "decisions", "draft", thread["item"], "--adoption", "无")
    thread.refused(*draft, zh="未获通过", en="there is nothing to decide")
    assert any("case.not_determined" in row for row in thread.dump()["log_entry"])


def test_what_had_no_quorum_can_go_on_another_agenda(thread_at: AtStep) -> None:
    """Too few experts took part: nothing is decided, and nothing is refused for good."""
    thread = thread_at("arrived")
    thread.at("12-02T08:50")
    for tag in list(sitting(thread))[:3]:
        thread.run("supervisor", "draw", "depart", thread["draw"], tag, "--kind", "absent", "--cause", "ILL")
    thread.at("12-02T09:00")
    thread.run("supervisor", "meetings", "unseal", thread["meeting"])
    for entry, name in zip(shown(thread, thread["meeting"])["agenda"], ("vote", "vote2"), strict=True):
        thread.facts[name] = thread.run("chair", "votes", "open", entry["item"], "--starts-on", "2026-12-08")
        vote(thread, name, Choice.AGREE, range(1, 6))
    counted(thread)
    close(thread)

    assert [state_of(thread, case) for case in ("case", "case2")] == ["ready", "ready"]
    withdrawn = shown(thread, thread["meeting"])["withdrawn"]
    assert [entry["reason"] for entry in withdrawn] == 2 * ["未达法定人数，不作决定"]  # type: ignore[union-attr]
    thread.run("convener", *call([thread["case"], thread["case2"]], LATER))


def test_a_meeting_with_an_item_nobody_voted_on_does_not_end(thread_at: AtStep) -> None:
    thread = thread_at("in_session")
    thread.refused(
        "recorder",
        "meetings",
        "close",
        thread["meeting"],
        zh="第1项议题",
        en="Item 1 has no vote that is closed",
    )


def test_a_meeting_ends_once_what_nobody_voted_on_is_taken_off(thread_at: AtStep) -> None:
    thread = thread_at("in_session")
    thread.run("convener", "meetings", "withdraw", thread["item"], "--reason", "演示：须补充证据")
    thread.facts["vote2"] = thread.run("chair", "votes", "open", thread["item2"], "--starts-on", "2026-12-08")
    vote(thread, "vote2", Choice.AGREE, range(1, 6))
    thread.at("12-02T10:00")
    thread.run("chair", "votes", "close", thread["vote2"])
    close(thread)

    assert [state_of(thread, case) for case in ("case", "case2")] == ["ready", "scheduled"]


def test_only_the_meetings_chair_presides(thread_at: AtStep) -> None:
    thread = thread_at("in_session")
    add_account(thread, "other", "演示另一主持人", "chair", data.SAFETY)
    words = ("votes", "open", thread["item"], "--starts-on", "2026-12-08")

    thread.refused("other", *words, **NOT_YOURS["chair"])
    thread.run("convener", "meetings", "appoint", thread["meeting"], "--chair", "other")
    thread.refused("chair", *words, **NOT_YOURS["chair"])
    thread.run("other", *words)


@pytest.mark.parametrize("step", ["answered", "counted"])
def test_only_the_meetings_recorder_checks_in_and_closes(thread_at: AtStep, step: str) -> None:
    thread = thread_at(step)
    add_account(thread, "other", "演示另一记录人", "recorder", data.SAFETY)
    thread.at("12-02T08:40" if step == "answered" else "12-02T10:20")
    words = {
        "answered": ("check-in", thread["meeting"], "--unit", data.SAFETY.uscc, "--person", "演示代表"),
        "counted": ("close", thread["meeting"]),
    }[step]

    thread.refused("other", "meetings", *words, **NOT_YOURS["recorder"])
    thread.run("recorder", "meetings", *words)
