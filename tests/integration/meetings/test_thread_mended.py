"""What came to light when the pages for people were followed to the letter."""

from collections.abc import Callable
from email import message_from_bytes
from email.policy import default
from pathlib import Path

from thread import Thread
from thread_steps import sitting

pytest_plugins = ["thread_fixtures"]

AtStep = Callable[[str], Thread]
FREEZE = ("--seats", "L01:1", "--seats", "I05:4", "--reveal-by", "2026-11-30T12:00")


def depart(thread: Thread, tag: str, kind: str, cause: str) -> tuple[str, ...]:
    return "supervisor", "draw", "depart", thread["draw"], tag, "--kind", kind, "--cause", cause


def test_a_meeting_closes_though_somebody_left_before_or_after_the_vote(thread_at: AtStep) -> None:
    thread = thread_at("counted")
    thread.run(*depart(thread, next(iter(sitting(thread))), "recused", "R05"))
    thread.run("recorder", "meetings", "close", thread["meeting"])
    assert thread.read("convener", "meetings", "show", thread["meeting"])["state"] == "held"


def test_who_left_after_check_in_is_not_among_the_experts_present(thread_at: AtStep) -> None:
    thread = thread_at("arrived")
    gone = next(iter(sitting(thread)))
    thread.run(*depart(thread, gone, "recused", "R05"))
    names = thread.output("supervisor", "meetings", "unseal", thread["meeting"])
    assert names.count("、") == len(sitting_tags(thread)) - 2  # the successor has neither accepted nor come
    assert gone not in sitting_tags(thread)


def sitting_tags(thread: Thread) -> list[str]:
    return [seat["tag"] for seat in thread.read("convener", "draw", "show", thread["draw"])["panel"]]


def test_a_cause_that_no_transcript_can_hold_is_refused(thread_at: AtStep) -> None:
    thread = thread_at("answered")
    tag = next(iter(sitting(thread)))
    thread.refused(*depart(thread, tag, "recused", "not here"), zh="“not here”", en="“not here”", exit_code=2)


def test_seats_can_be_changed_after_a_stop_before_the_plan(thread_at: AtStep) -> None:
    """A supervisor who objects to the seats stops the draw; nothing was drawn, nothing is counted."""
    thread = thread_at("frozen")
    thread.run("supervisor", "draw", "stop", thread["draw"], "--cause", "席位不合理")
    again = thread.run("convener", "draw", "freeze", thread["meeting"], *FREEZE)
    assert thread.read("convener", "draw", "show", again)["attempt"] == 1


def test_whoever_left_before_the_mail_went_out_gets_none(thread_at: AtStep) -> None:
    thread = thread_at("drawn")
    thread.at("11-30T09:00")
    thread.run("convener", "invitations", "send", thread["meeting"])
    thread.run(*depart(thread, sitting_tags(thread)[0], "recused", "R05"))
    folder = thread.home / "late"
    thread.run("liaison", "invitations", "deliver", "--to", folder)
    assert len(addressees(folder)) == len(sitting_tags(thread))


def addressees(folder: Path) -> set[str]:
    mails = (message_from_bytes(path.read_bytes(), policy=default) for path in folder.glob("*-request.eml"))
    return {str(mail["To"]) for mail in mails}


def test_a_vote_without_quorum_can_be_held_again(thread_at: AtStep) -> None:
    """Nobody voted on the first item and too few units came; once they are there it is put again."""
    thread = thread_at("answered")
    thread.at("12-02T08:40")
    for code in sitting(thread).values():
        thread.run("recorder", "meetings", "check-in-expert", thread["meeting"], "--code", code)
    thread.run("supervisor", "meetings", "unseal", thread["meeting"])
    item = thread.read("convener", "meetings", "show", thread["meeting"])["agenda"][0]["item"]
    first = thread.run("chair", "votes", "open", item, "--starts-on", "2026-12-08")
    assert thread.run("chair", "votes", "close", first) == "no_quorum"
    second = thread.run("chair", "votes", "open", item, "--starts-on", "2026-12-08")
    assert second != first
    thread.refused(
        "chair", "votes", "open", item, "--starts-on", "2026-12-08", zh="已开始过表决", en="opened before"
    )


def test_a_receipt_is_not_lost_over_a_file_that_exists(thread_at: AtStep) -> None:
    thread = thread_at("voting")
    taken = thread.home / "taken.tlog-proof"
    taken.write_text("x")
    before = thread.dump()
    cast = ("votes", "cast", thread["vote"], "--choice", "agree", "--receipt", taken)
    thread.refused("rep1", *cast, zh="已存在", en="exists", exit_code=2)
    assert thread.dump() == before


def test_deliveries_and_timeouts_end_with_exit_code_0(thread_at: AtStep) -> None:
    thread = thread_at("invited")
    assert thread.run("liaison", "invitations", "deliver", "--to", thread.home / "mail") is None
    assert thread.run("liaison", "invitations", "time-out", thread["meeting"]) is None
