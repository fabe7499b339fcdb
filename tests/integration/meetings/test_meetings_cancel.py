"""A cancelled meeting and a withdrawn item: everybody is told, and the cases are free again."""

from collections.abc import Callable

import pytest
import vobject  # type: ignore[import-untyped]  # it ships no types

from meeting_steps import (
    LATER,
    address,
    calendar_of,
    call,
    new_mails,
    ready_case,
    redraw,
    shown,
    to,
    whole_text,
)
from thread import Thread
from thread_steps import codes, deliver, sitting

pytest_plugins = ["thread_fixtures"]

AtStep = Callable[[str], Thread]
CAUSE = ("--cause", "演示：材料不齐")
REASON = ("--reason", "演示：须补充证据")


def cancel(thread: Thread) -> tuple[object, ...]:
    return ("convener", "meetings", "cancel", thread["meeting"], *CAUSE)


def withdraw(thread: Thread, number: int = 0) -> tuple[object, ...]:
    item = thread.facts.get("item") if number == 0 else thread.facts.get("item2")
    known = item or agenda(thread)[number]["item"]
    return ("convener", "meetings", "withdraw", known, *REASON)


def agenda(thread: Thread) -> list[dict[str, str]]:
    found = shown(thread, thread["meeting"])["agenda"]
    assert isinstance(found, list)
    return found


def state_of(thread: Thread, case: str) -> str:
    return str(thread.read("clerk", "cases", "show", thread[case])["state"])


def test_a_cancellation_reaches_every_expert_and_every_unit(thread_at: AtStep) -> None:
    thread = thread_at("answered")
    deliver(thread)
    seated = len(sitting(thread))
    printed = thread.output(*cancel(thread))

    assert f"收回邀请{seated}份" in printed
    folder = thread.home / "mail"
    before = {path.name for path in folder.iterdir()}
    deliver(thread)
    written = sorted(path.name for path in folder.glob("*.eml") if path.name not in before)
    assert sum(name.endswith("-cancel.eml") for name in written) == seated
    assert sum(name.endswith("-notice-cancelled.eml") for name in written) == 5
    assert len(written) == seated + 5


def test_units_are_told_that_the_same_event_is_cancelled(thread_at: AtStep) -> None:
    thread = thread_at("convened")
    before = {address(notice): vobject.readOne(calendar_of(notice)) for notice in new_mails(thread, "notice")}
    thread.run(*cancel(thread))
    after = {
        address(notice): vobject.readOne(calendar_of(notice))
        for notice in new_mails(thread, "notice-cancelled")
    }

    assert after.keys() == before.keys()
    for unit, said in after.items():
        assert said.method.value == "CANCEL"
        assert said.vevent.status.value == "CANCELLED"
        assert said.vevent.uid.value == before[unit].vevent.uid.value
        assert int(said.vevent.sequence.value) > int(before[unit].vevent.sequence.value)


def test_nobody_is_summoned_or_invited_any_more_by_mails_that_were_waiting(thread_at: AtStep) -> None:
    thread = thread_at("drawn")
    thread.run("convener", "invitations", "send", thread["meeting"])
    thread.run(*cancel(thread))

    assert new_mails(thread, "request") == []
    assert list((thread.home / "mail").glob("*-cancel.eml")) == []


@pytest.mark.parametrize("step", ["convened", "frozen", "published", "drawn", "answered", "arrived"])
def test_the_cases_of_a_cancelled_meeting_can_go_on_another_agenda(thread_at: AtStep, step: str) -> None:
    thread = thread_at(step)
    thread.run(*cancel(thread))

    assert [state_of(thread, case) for case in ("case", "case2")] == ["ready", "ready"]
    assert shown(thread, thread["meeting"])["state"] == "cancelled"
    thread.run("convener", *call([thread["case"], thread["case2"]], LATER))


def test_another_meeting_on_the_same_cases_is_drawn_after_a_cancellation(thread_at: AtStep) -> None:
    thread = thread_at("answered")
    thread.run(*cancel(thread))
    again = ("2026-12-07T14:00", "2026-12-07T16:00")
    thread.facts["meeting"] = thread.run("convener", *call([thread["case"], thread["case2"]], again))
    thread.at("12-03T08:30")

    thread.run(
        "convener", "draw", "freeze", thread["meeting"], "--reveal-by", "2026-12-03T12:00", "--seats", "L01:3"
    )


def test_a_new_meeting_is_no_way_round_the_approval_after_a_void_attempt(thread_at: AtStep) -> None:
    thread = thread_at("lapsed")
    thread.run(*cancel(thread))
    again = ("2026-12-07T14:00", "2026-12-07T16:00")
    meeting = thread.run("convener", *call([thread["case"]], again))
    thread.at("12-03T08:30")
    freeze = ("draw", "freeze", meeting, "--reveal-by", "2026-12-03T12:00", "--seats", "L01:3")

    thread.refused("convener", *freeze, zh="须由非抽取参与人批准", en="needs the approval")
    thread.run("office", "draw", "approve", thread["draw"], "--cause", "演示：改期另开")
    draw = thread.run("convener", *freeze)
    another = thread.read("convener", "draw", "show", draw)
    assert (another["attempt"], another["cause"]) == (2, "演示：改期另开")
    for who in ("convener", "supervisor"):
        thread.run(who, "draw", "commit", draw, "--secret", thread.home / f"{who}-2.json")
    thread.run("convener", "draw", "publish", draw)
    assert thread.run("auditor", "ledger", "monitor") == 0


def test_an_expert_of_a_cancelled_meeting_answers_no_more(thread_at: AtStep) -> None:
    thread = thread_at("invited")
    code = codes(thread)[0]
    thread.run(*cancel(thread))

    thread.refused("", "invitations", "accept", code, zh="不能转为“已接受”", en="cannot become “accepted”")
    decline = ("", "invitations", "decline", code, "--cause", "ILL")
    thread.refused(*decline, zh="不能转为“已离开”", en="cannot become “gone”")
    assert thread.output("liaison", "invitations", "time-out", thread["meeting"]).startswith("0人")


@pytest.mark.parametrize("step", ["in_session", "held"])
def test_a_meeting_that_has_begun_is_not_cancelled(thread_at: AtStep, step: str) -> None:
    thread = thread_at(step)
    thread.refused(*cancel(thread), zh="不能延期或取消", en="can be neither postponed nor cancelled")


def test_a_cancelled_meeting_stays_cancelled(thread_at: AtStep) -> None:
    thread = thread_at("convened")
    thread.run(*cancel(thread))

    thread.refused(*cancel(thread), zh="现为“已取消”", en="is “cancelled”")
    thread.refused(
        "convener",
        *("meetings", "postpone", thread["meeting"], *to(LATER)),
        zh="现为“已取消”",
        en="is “cancelled”",
    )
    thread.refused(
        "convener", "meetings", "add-case", thread["meeting"], thread["case"], zh="已锁定", en="locked"
    )


def test_a_cancellation_names_its_cause(sqlite_thread_at: AtStep) -> None:
    thread = sqlite_thread_at("convened")
    words = ("meetings", "cancel", thread["meeting"], "--cause", " ")
    thread.refused("convener", *words, zh="不能为空", en="must not be empty", exit_code=2)


@pytest.mark.parametrize("step", ["convened", "frozen", "answered", "in_session"])
def test_an_item_can_be_taken_off_until_it_is_voted_on_and_the_draw_stands(
    thread_at: AtStep, step: str
) -> None:
    thread = thread_at(step)
    drawn = thread.read("convener", "draw", "show", thread["draw"]) if "draw" in thread.facts else None
    thread.run(*withdraw(thread))

    card = shown(thread, thread["meeting"])
    assert [entry["case"] for entry in agenda(thread)] == ["示应急案〔2026〕2号"]
    assert card["withdrawn"][0]["reason"] == "演示：须补充证据"  # type: ignore[index]
    assert state_of(thread, "case") == "ready"
    if drawn:
        assert thread.read("convener", "draw", "show", thread["draw"]) == drawn


def test_units_are_told_the_agenda_without_the_item(thread_at: AtStep) -> None:
    thread = thread_at("answered")
    new_mails(thread, "notice")
    thread.run(*withdraw(thread))

    notices = new_mails(thread, "notice")
    assert len(notices) == 5
    for notice in notices:
        assert "示应急案〔2026〕1号" not in whole_text(notice)
        assert "示应急案〔2026〕2号" in whole_text(notice)


def test_what_was_taken_off_before_the_freeze_can_come_back_at_the_end(thread_at: AtStep) -> None:
    thread = thread_at("convened")
    thread.run(*withdraw(thread))
    thread.run("convener", "meetings", "add-case", thread["meeting"], thread["case"])

    assert [entry["case"] for entry in agenda(thread)] == ["示应急案〔2026〕2号", "示应急案〔2026〕1号"]


def test_after_the_freeze_an_item_leaves_but_none_comes(thread_at: AtStep) -> None:
    thread = thread_at("frozen")
    third = ready_case(thread)
    thread.run(*withdraw(thread))

    for joining in (third, thread["case"]):
        thread.refused(
            "convener",
            "meetings",
            "add-case",
            thread["meeting"],
            joining,
            zh="议程已锁定",
            en="agenda locked",
        )


def test_the_last_item_stays(thread_at: AtStep) -> None:
    thread = thread_at("convened")
    thread.run(*withdraw(thread))

    thread.refused(*withdraw(thread), zh="只剩一项议题", en="the last item")


def test_an_item_is_taken_off_once_with_a_reason(thread_at: AtStep) -> None:
    thread = thread_at("convened")
    words = withdraw(thread)
    empty = (*words[:-1], "")
    thread.refused(*empty, zh="不能为空", en="must not be empty", exit_code=2)  # type: ignore[arg-type]
    thread.run(*words)  # type: ignore[arg-type]
    thread.refused(*words, zh="已撤下", en="was taken off the agenda before")  # type: ignore[arg-type]


def test_an_item_that_is_voted_on_stays(thread_at: AtStep) -> None:
    thread = thread_at("voting")
    thread.refused(*withdraw(thread), zh="已开始表决，不能撤下", en="Voting on item 1 has begun")


def test_an_item_that_was_taken_off_is_not_voted_on(thread_at: AtStep) -> None:
    thread = thread_at("in_session")
    thread.run(*withdraw(thread))
    thread.refused(
        "chair",
        *("votes", "open", thread["item"], "--starts-on", "2026-12-08"),
        zh="已撤下",
        en="taken off",
    )


def test_a_void_draw_after_a_withdrawal_is_made_again_without_the_item(thread_at: AtStep) -> None:
    thread = thread_at("frozen")
    thread.run("supervisor", "draw", "stop", thread["draw"], "--cause", "演示：设备故障")
    thread.run(*withdraw(thread))
    redraw(thread)

    assert thread.read("convener", "draw", "show", thread["draw"])["state"] == "drawn"
