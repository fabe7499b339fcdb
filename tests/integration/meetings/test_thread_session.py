"""On the day: check-in, unsealing, recusal and opinions, and what is refused of each."""

from collections.abc import Callable

import pytest

from service import demo_data as data
from thread import Said, Thread
from thread_steps import codes, sitting

pytest_plugins = ["thread_fixtures"]

AtStep = Callable[[str], Thread]

HERE: Said = {"zh": "已签到过。", "en": "Checked in already."}
DOORS: Said = {
    "zh": "不在示应急会〔2026〕1号的签到时间内（会前2小时至会议结束）。",
    "en": "Check-in for 示应急会〔2026〕1号 runs from two hours before the start to the end.",
}


def check_in(thread: Thread, unit: data.Body) -> tuple[object, ...]:
    return "meetings", "check-in", thread["meeting"], "--unit", unit.uscc, "--person", "演示代表"


def check_in_expert(thread: Thread, code: str) -> tuple[object, ...]:
    return "meetings", "check-in-expert", thread["meeting"], "--code", code


def recuse(thread: Thread, *whom: object) -> tuple[object, ...]:
    return "meetings", "recuse", thread["item"], *whom, "--reason", "有利害关系"


def opine(thread: Thread, code: str, reasons: str = "理由") -> tuple[object, ...]:
    return "votes", "opine", thread["item"], "--code", code, "--agree", "--reasons", reasons


def test_nobody_checks_in_twice(thread_at: AtStep) -> None:
    thread = thread_at("arrived")
    code = next(iter(sitting(thread).values()))

    thread.refused("recorder", *check_in(thread, data.SAFETY), **HERE)
    thread.refused("recorder", *check_in_expert(thread, code), **HERE)


def test_a_unit_that_is_not_summoned_does_not_check_in(sqlite_thread_at: AtStep) -> None:
    thread = sqlite_thread_at("arrived")

    thread.refused(
        "recorder",
        *check_in(thread, data.INSPECTION),
        zh=f"没有找到单位“{data.INSPECTION.uscc}”。",
        en=f"There is no unit “{data.INSPECTION.uscc}”.",
        exit_code=5,
    )


@pytest.mark.parametrize("moment", ["12-02T06:59:59", "12-02T11:30:00"])
def test_the_doors_are_closed_before_and_after(sqlite_thread_at: AtStep, moment: str) -> None:
    thread = sqlite_thread_at("answered")
    code = next(iter(sitting(thread).values()))
    thread.at(moment)

    thread.refused("recorder", *check_in(thread, data.SAFETY), **DOORS)
    thread.refused("recorder", *check_in_expert(thread, code), **DOORS)


@pytest.mark.parametrize("moment", ["12-02T07:00:00", "12-02T11:29:59"])
def test_the_doors_are_open_from_two_hours_before_to_the_last_second(
    sqlite_thread_at: AtStep, moment: str
) -> None:
    thread = sqlite_thread_at("answered")
    thread.at(moment)

    assert data.SAFETY.name in thread.output("recorder", *check_in(thread, data.SAFETY))


@pytest.mark.parametrize("who", ["declined", "silent"])
def test_who_has_not_accepted_does_not_check_in(sqlite_thread_at: AtStep, who: str) -> None:
    thread = sqlite_thread_at("answered")
    thread.at("12-02T08:40")

    thread.refused(
        "recorder",
        *check_in_expert(thread, thread[who]),
        zh="尚未接受邀请，不能签到。",
        en="has not accepted the invitation and cannot check in.",
    )


def test_a_wrong_code_checks_nobody_in(sqlite_thread_at: AtStep) -> None:
    thread = sqlite_thread_at("answered")
    thread.at("12-02T08:40")

    wrong = codes(thread)[0][:-1] + "7"
    thread.refused(
        "recorder", *check_in_expert(thread, wrong), zh="答复码无效。", en="opens nothing", exit_code=5
    )


def test_names_stay_sealed_until_everybody_has_come(thread_at: AtStep) -> None:
    """Whom the supervisor marks as absent is not waited for, nor a successor who has not accepted."""
    thread = thread_at("answered")
    thread.at("12-02T08:40")
    *here, (missing, _) = sitting(thread).items()
    for _, code in here:
        thread.run("recorder", *check_in_expert(thread, code))
    unseal = ("supervisor", "meetings", "unseal", thread["meeting"])

    thread.refused(
        *unseal,
        zh=f"尚有专家未签到，名单不能解密：{missing[:8]}。",
        en=f"the names stay sealed: {missing[:8]}.",
    )
    absent = ("--kind", "absent", "--cause", "ILL")
    thread.run("supervisor", "draw", "depart", thread["draw"], missing, *absent)
    names = thread.output(*unseal)
    assert names.count("、") == len(here) - 1


def test_a_recusal_names_one_who_sits_here_once(thread_at: AtStep) -> None:
    thread = thread_at("in_session")
    gone = thread.read("convener", "draw", "show", thread["draw"])["departures"][0]["tag"]
    neither: Said = {
        "zh": "请只填单位或专家代号之一。",
        "en": "Name either a unit or an expert's tag.",
        "exit_code": 2,
    }

    thread.refused("chair", *recuse(thread), **neither)
    thread.refused("chair", *recuse(thread, "--unit", data.LAND.uscc, "--tag", thread["recused"]), **neither)
    thread.refused(
        "chair",
        *recuse(thread, "--tag", gone),
        zh=f"没有找到代号“{gone}”。",
        en=f"There is no tag “{gone}”.",
        exit_code=5,
    )
    thread.refused(
        "chair",
        *recuse(thread, "--tag", thread["recused"]),
        zh="该回避已登记。",
        en="This recusal is entered already.",
    )


def test_no_recusal_once_the_vote_is_open(thread_at: AtStep) -> None:
    thread = thread_at("voting")

    thread.refused(
        "chair",
        *recuse(thread, "--unit", data.LAND.uscc),
        zh="第1项议题已开始表决，不能再登记回避。",
        en="Voting on item 1 has begun; no recusal can be entered.",
    )


def test_an_opinion_needs_a_session_a_seat_reasons_and_is_given_once(thread_at: AtStep) -> None:
    thread = thread_at("in_session")
    first, *_, recused = sitting(thread).values()

    thread.refused(
        "", *opine(thread, first, " \n "), zh="“reasons”不能为空。", en="must not be empty", exit_code=2
    )
    thread.refused(
        "",
        *opine(thread, recused),
        zh=f"{thread['recused'][:8]}已回避本议题，不参加表决和发表意见。",
        en=f"{thread['recused'][:8]} is recused from this item and takes no part in it.",
    )
    thread.run("", *opine(thread, first))
    thread.refused(
        "", *opine(thread, first), zh="意见书已提交，不能重复提交。", en="The opinion has been given already."
    )


@pytest.mark.parametrize("who", ["declined", "silent"])
def test_who_left_the_panel_gives_no_opinion(sqlite_thread_at: AtStep, who: str) -> None:
    thread = sqlite_thread_at("in_session")

    thread.refused(
        "",
        *opine(thread, thread[who]),
        zh="不在本次会议的名册上。",
        en="has no seat in this meeting.",
        exit_code=5,
    )
