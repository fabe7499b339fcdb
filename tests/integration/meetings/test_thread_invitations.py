"""Invitations: who answers, by which code, until when; and who comes next."""

from collections.abc import Callable

import pytest

from thread import Said, Thread
from thread_steps import codes, deliver, sitting

pytest_plugins = ["thread_fixtures"]

AtStep = Callable[[str], Thread]

ABSENT = ("--kind", "absent", "--cause", "ILL")
TOO_LATE: Said = {
    "zh": "答复时限已过或会议已开始，谢谢您，不必再答复。",
    "en": "The time to answer has passed or the meeting has begun; thank you, no answer is needed.",
}
NO_SUCH_CODE: Said = {"zh": "答复码无效。", "en": "This code opens nothing.", "exit_code": 5}
GONE: Said = {
    "zh": "邀请现为“已离开”，不能转为“已离开”。",
    "en": "invitation is now “gone” and cannot become “gone”.",
}


def states(thread: Thread) -> list[str]:
    """The state of every invitation, oldest first."""
    return [row["state"] for row in thread.read("convener", "invitations", "list", thread["meeting"])]


def test_nobody_is_invited_before_a_panel_is_drawn(thread_at: AtStep) -> None:
    thread = thread_at("published")

    thread.refused(
        "convener",
        *("invitations", "send", thread["meeting"]),
        zh="尚未抽取出专家组。",
        en="No panel has been drawn yet.",
    )


def test_nobody_is_invited_twice(thread_at: AtStep) -> None:
    thread = thread_at("invited")

    thread.refused(
        "convener",
        *("invitations", "send", thread["meeting"]),
        zh="示应急会〔2026〕1号的专家都已邀请。",
        en="Everybody on the panel of 示应急会〔2026〕1号 has been invited.",
    )


@pytest.mark.parametrize("spoil", ["secret", "id", "letters", "empty", "half"])
def test_a_wrong_personal_code_opens_nothing(sqlite_thread_at: AtStep, spoil: str) -> None:
    thread = sqlite_thread_at("invited")
    first, second = codes(thread)[:2]
    key, secret = first.split("-")
    wrong = {
        "secret": f"{key}-{second.split('-')[1]}",
        "id": f"{'a' * 26}-{secret}",
        "letters": f"{key}-{secret[:-1]}é",
        "empty": "",
        "half": key,
    }[spoil]

    thread.refused("", "invitations", "accept", "--", wrong, **NO_SUCH_CODE)
    thread.refused("", "invitations", "decline", "--cause", "ILL", "--", wrong, **NO_SUCH_CODE)


def test_an_invitation_that_was_not_delivered_cannot_be_accepted(thread_at: AtStep) -> None:
    """The time to answer runs from the delivery; before it nobody but the house knows the code."""
    thread = thread_at("answered")
    thread.run("supervisor", "draw", "depart", thread["draw"], next(iter(sitting(thread))), *ABSENT)
    assert states(thread)[-1] == "invited"

    thread.at("12-01T12:00")
    assert thread.output("liaison", "invitations", "time-out", thread["meeting"]).startswith("0人")
    deliver(thread)
    assert thread.run("", "invitations", "accept", codes(thread)[-1]) is None
    assert states(thread)[-1] == "accepted"


def test_an_answer_counts_until_a_second_before_the_deadline(thread_at: AtStep) -> None:
    thread = thread_at("invited")
    in_time, too_late, *_ = codes(thread)
    thread.at("11-30T12:59:59")
    assert thread.output("liaison", "invitations", "time-out", thread["meeting"]).startswith("0人")
    thread.run("", "invitations", "accept", in_time)

    thread.at("11-30T13:00:00")
    thread.refused("", "invitations", "accept", too_late, **TOO_LATE)
    assert thread.output("liaison", "invitations", "time-out", thread["meeting"]).startswith("4人")
    assert states(thread) == ["accepted", *4 * ["gone"], *4 * ["invited"]]


def test_who_timed_out_is_not_timed_out_again(thread_at: AtStep) -> None:
    thread = thread_at("answered")
    before = thread.dump()

    assert thread.output("liaison", "invitations", "time-out", thread["meeting"]).startswith("0人")
    assert thread.dump() == before


def test_nobody_accepts_twice(sqlite_thread_at: AtStep) -> None:
    thread = sqlite_thread_at("invited")
    code = codes(thread)[0]
    thread.run("", "invitations", "accept", code)

    thread.refused(
        "",
        *("invitations", "accept", code),
        zh="邀请现为“已接受”，不能转为“已接受”。",
        en="is now “accepted” and cannot become “accepted”.",
    )


@pytest.mark.parametrize("who", ["declined", "silent"])
def test_who_has_left_neither_comes_back_nor_leaves_again(thread_at: AtStep, who: str) -> None:
    thread = thread_at("answered")
    code = thread[who]

    thread.refused("", "invitations", "decline", code, "--cause", "OTHER", **GONE)
    thread.at("11-30T12:00")  # within the time to answer
    thread.refused(
        "",
        *("invitations", "accept", code),
        zh="邀请现为“已离开”，不能转为“已接受”。",
        en="is now “gone” and cannot become “accepted”.",
    )


def test_a_conflict_can_be_declared_after_accepting(thread_at: AtStep) -> None:
    thread = thread_at("answered")
    leaver, code = next(iter(sitting(thread).items()))
    thread.at("12-02T08:59:59")
    printed = thread.output("", "invitations", "decline", code, "--cause", "CONFLICT")

    assert "递补" in printed
    assert leaver not in {
        seat["tag"] for seat in thread.read("convener", "draw", "show", thread["draw"])["panel"]
    }


def test_nobody_declines_once_the_meeting_has_begun(thread_at: AtStep) -> None:
    thread = thread_at("answered")
    thread.at("12-02T09:00")

    code = next(iter(sitting(thread).values()))
    thread.refused("", "invitations", "decline", code, "--cause", "ILL", **TOO_LATE)


def test_only_a_member_who_sits_can_be_marked_as_absent(thread_at: AtStep) -> None:
    thread = thread_at("answered")
    departures = thread.read("convener", "draw", "show", thread["draw"])["departures"]
    depart = ("draw", "depart", thread["draw"])

    thread.refused("supervisor", *depart, departures[0]["tag"], *ABSENT, **GONE)
    thread.refused(
        "supervisor",
        *(*depart, "0" * 32, *ABSENT),
        zh=f"没有找到代号“{'0' * 32}”。",
        en=f"There is no tag “{'0' * 32}”.",
        exit_code=5,
    )


def test_a_seat_stays_open_when_nobody_is_left(sqlite_thread_at: AtStep) -> None:
    """Whoever is invited declines, until the register is exhausted."""
    thread = sqlite_thread_at("invited")
    answered: set[str] = set()
    printed = ""
    while waiting := [code for code in codes(thread) if code not in answered]:
        for code in waiting:
            printed = thread.output("", "invitations", "decline", code, "--cause", "OTHER")
            answered.add(code)
        deliver(thread)

    assert "已无人可递补，席位空缺" in printed
    assert thread.read("convener", "draw", "show", thread["draw"])["panel"] == []
    assert set(states(thread)) == {"gone"}
