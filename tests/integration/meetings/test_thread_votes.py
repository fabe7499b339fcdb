"""Votes: who casts one, until when, which ballot counts, and when nothing is decided."""

from collections.abc import Callable

from meetings.session.ballots import Choice
from service import demo_data as data
from thread import Said, Thread
from thread_steps import add_account, ballot, sitting

pytest_plugins = ["thread_fixtures"]

AtStep = Callable[[str], Thread]

CLOSED: Said = {"zh": "表决已截止。", "en": "The vote is closed."}


def check_in_expert(thread: Thread, code: str) -> tuple[object, ...]:
    return "meetings", "check-in-expert", thread["meeting"], "--code", code


def cast(thread: Thread, choice: str = "agree", vote: str = "vote") -> tuple[object, ...]:
    return "votes", "cast", thread[vote], "--choice", choice


def test_no_vote_opens_before_the_names_are_unsealed(sqlite_thread_at: AtStep) -> None:
    thread = sqlite_thread_at("arrived")
    item = thread.read("convener", "meetings", "show", thread["meeting"])["agenda"][0]["item"]

    thread.refused(
        "chair",
        *("votes", "open", item, "--starts-on", "2026-12-08"),
        zh="示应急会〔2026〕1号尚未开始（名单未解密）或已结束。",
        en="示应急会〔2026〕1号 is not in session: names are sealed still, or it is over.",
    )


def test_a_term_does_not_begin_in_the_past(sqlite_thread_at: AtStep) -> None:
    thread = sqlite_thread_at("in_session")

    thread.refused(
        "chair",
        *("votes", "open", thread["item"], "--starts-on", "2026-12-01"),
        zh="期限起始日期2026-12-01早于今天。",
        en="The term would begin on 2026-12-01, before today.",
        exit_code=2,
    )
    thread.run("chair", "votes", "open", thread["item"], "--starts-on", "2026-12-02")


def test_the_last_ballot_of_a_voter_counts(thread_at: AtStep) -> None:
    thread = thread_at("voting")
    for choice in ("disagree", "agree", "abstain"):
        thread.run("rep1", *cast(thread, choice))
    thread.at("12-02T10:00")
    printed = thread.output("chair", "votes", "close", thread["vote"])

    assert "0:0:1" in printed
    assert thread.run("chair", "votes", "recount", thread["vote"]) == 0


def test_a_ballot_is_taken_until_the_time_is_over(sqlite_thread_at: AtStep) -> None:
    thread = sqlite_thread_at("voting")
    thread.at("12-02T10:00:00")
    thread.run("rep1", *cast(thread))

    thread.at("12-02T10:00:01")
    thread.refused("rep2", *cast(thread), **CLOSED)


def test_no_ballot_after_the_close(thread_at: AtStep) -> None:
    thread = thread_at("counted")
    thread.at("12-02T09:45")

    thread.refused("rep1", *cast(thread, "disagree"), **CLOSED)
    code = next(iter(sitting(thread).values()))
    thread.refused("", *cast(thread), "--code", code, **CLOSED)


def test_who_is_recused_does_not_vote_on_that_item(thread_at: AtStep) -> None:
    thread = thread_at("voting")
    code = sitting(thread)[thread["recused"]]

    thread.refused(
        "",
        *(*cast(thread), "--code", code),
        zh="E5已回避本议题，不参加表决和发表意见。",
        en="E5 is recused from this item and takes no part in it.",
    )
    thread.run("", *cast(thread, vote="vote2"), "--code", code)


def test_who_has_not_checked_in_does_not_vote(sqlite_thread_at: AtStep) -> None:
    thread = in_session_without_the_last_unit(sqlite_thread_at("answered"))

    thread.refused(
        "rep5", *cast(thread), zh="U5尚未签到，不能表决。", en="U5 has not checked in and cannot vote."
    )


def in_session_without_the_last_unit(thread: Thread, units: int = 4) -> Thread:
    """The vote on the first item is open, and only the first units are there."""
    thread.at("12-02T08:40")
    shown = thread.read("convener", "meetings", "show", thread["meeting"])
    for unit in shown["units"][:units]:
        person = ("--unit", unit["uscc"], "--person", "演示代表")
        thread.run("recorder", "meetings", "check-in", thread["meeting"], *person)
    for code in sitting(thread).values():
        thread.run("recorder", *check_in_expert(thread, code))
    thread.at("12-02T09:30")
    thread.run("supervisor", "meetings", "unseal", thread["meeting"])
    thread.facts["item"] = shown["agenda"][0]["item"]
    thread.facts["vote"] = thread.run("chair", "votes", "open", thread["item"], "--starts-on", "2026-12-08")
    return thread


def test_p42b_without_a_quorum_nothing_is_decided(sqlite_thread_at: AtStep) -> None:
    thread = in_session_without_the_last_unit(sqlite_thread_at("answered"), units=3)
    for number in (1, 2, 3):
        ballot(thread, "vote", f"rep{number}", Choice.AGREE)
    thread.at("12-02T10:00")

    assert thread.run("chair", "votes", "close", thread["vote"]) == "no_quorum"
    assert thread.run("chair", "votes", "recount", thread["vote"]) == 0


def test_a_unit_without_a_seat_does_not_vote(sqlite_thread_at: AtStep) -> None:
    thread = sqlite_thread_at("voting")
    add_account(thread, "guest", "演示旁听", "unit_representative", data.INSPECTION)

    thread.refused(
        "guest",
        *cast(thread),
        zh="guest不在本次会议的名册上。",
        en="guest has no seat in this meeting.",
        exit_code=5,
    )


def test_who_left_the_panel_has_no_seat_to_vote_from(sqlite_thread_at: AtStep) -> None:
    thread = sqlite_thread_at("voting")

    thread.refused(
        "",
        *(*cast(thread), "--code", thread["declined"]),
        zh="不在本次会议的名册上。",
        en="has no seat in this meeting.",
        exit_code=5,
    )


def test_a_meeting_is_not_over_before_every_item_is_decided(sqlite_thread_at: AtStep) -> None:
    thread = sqlite_thread_at("voted")
    thread.at("12-02T10:00")
    thread.run("chair", "votes", "close", thread["vote"])

    thread.refused(
        "recorder",
        *("meetings", "close", thread["meeting"]),
        zh="第2项议题尚无已截止并计票的表决。",
        en="Item 2 has no vote that is closed and counted.",
    )
