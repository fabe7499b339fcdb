"""Freezing the pool: what stops it, in which words, and that the agenda stays open then."""

from collections.abc import Callable

import pytest

from service import demo_data as data
from thread import Thread
from thread_steps import REVEAL_BY, add_account, freeze

pytest_plugins = ["thread_fixtures"]

AtStep = Callable[[str], Thread]


def seats(thread: Thread, *groups: str, cap: int | None = None) -> list[object]:
    """The command that freezes the pool for these seat groups."""
    wanted = [word for group in groups for word in ("--seats", group)]
    most = ["--cap", cap] if cap else []
    return ["draw", "freeze", thread["meeting"], *wanted, *most, "--reveal-by", REVEAL_BY]


def ready_to_freeze(at: AtStep) -> Thread:
    """On the first day on which the pool may be frozen."""
    thread = at("convened")
    thread.at("11-30T08:30")
    return thread


def test_a_pool_is_frozen_once(thread_at: AtStep) -> None:
    thread = thread_at("frozen")

    thread.refused(
        "convener",
        *freeze(thread),
        zh="示应急会〔2026〕1号现为“议程已锁定”，不能转为“议程已锁定”。",
        en="示应急会〔2026〕1号 is now “agenda locked” and cannot become “agenda locked”.",
    )


@pytest.mark.parametrize("what", ["unit", "case"])
def test_nothing_joins_the_agenda_after_the_freeze(thread_at: AtStep, what: str) -> None:
    thread = thread_at("frozen")
    joining = {"unit": data.INSPECTION.uscc, "case": thread["case2"]}

    thread.refused(
        "convener",
        *("meetings", f"add-{what}", thread["meeting"], joining[what]),
        zh="示应急会〔2026〕1号的候选池已冻结，议程已锁定，不能再增加主体或单位。确需增加的，须先流抽。",
        en="The pool of 示应急会〔2026〕1号 is frozen and its agenda locked: no subject or unit can be added.",
    )


def test_too_few_experts_name_the_group_the_shortfall_and_what_it_cost(thread_at: AtStep) -> None:
    """Eighteen know administrative law; one worked for a subject, one for the unit, one's term is over."""
    thread = ready_to_freeze(thread_at)

    thread.refused(
        "convener",
        *seats(thread, "C01:2", "L01:17"),
        zh="法律（行政法）17席：合格专家还差2人。"
        "符合专业但被排除的：与信用主体有任职关系1、任职于认定单位1、聘期不覆盖会议日期1。",
        en="2 eligible experts too few. Excluded among those who fit: "
        "employed by a subject1、works for the determining unit1、no term covers the meeting1.",
    )
    assert thread.run("convener", *freeze(thread))


def test_no_exclusion_is_blamed_for_seats_that_nobody_could_ever_fill(sqlite_thread_at: AtStep) -> None:
    thread = ready_to_freeze(sqlite_thread_at)

    thread.refused(
        "convener",
        *seats(thread, "L01:2", "I02:1"),
        zh="生态环境1席：合格专家还差1人。符合专业但被排除的：0。",
        en="1 eligible experts too few. Excluded among those who fit: 0.",
    )


def test_a_cap_that_binds_names_the_employers(thread_at: AtStep) -> None:
    """Seven employers have one eligible expert for law and one for safety; the others one at most."""
    thread = ready_to_freeze(thread_at)
    twice = {data.EMPLOYERS[number].name for number in (0, 1, 5, 7, 8, 9, 11)}

    for language, words in (("zh", "在同单位至多1人的限制下坐不满"), ("en", "at most 1 per employer")):
        refusal = thread.refusal(
            "convener", *seats(thread, "L01:15", "I05:15", "C01:1", cap=1), language=language
        )
        assert refusal.exit_code == 1
        assert words in refusal.text
        assert {body.name for body in data.EMPLOYERS if body.name in refusal.text} == twice
    assert thread.run("convener", *seats(thread, "L01:15", "I05:15", "C01:1"))


def test_experts_who_fit_two_groups_have_a_type_of_their_own(thread_at: AtStep) -> None:
    """Five know both fields of law; their chance is the same as everybody's who can sit for the first."""
    thread = ready_to_freeze(thread_at)
    draw = thread.run("convener", *seats(thread, "L01:2", "L02:1"))

    chances = thread.read("convener", "draw", "show", draw)["chances"]
    assert set(chances) == {"S1", "S1+S2"}
    assert chances["S1"] == chances["S1+S2"] == [1, 5]


@pytest.mark.parametrize(
    ("groups", "zh", "en"),
    [
        (["L01"], "席位写法有误：“L01”。", "“L01” names no seats"),
        (["L01:0"], "席位写法有误：“L01:0”。", "“L01:0” names no seats"),
        (["L01:2:region"], "席位写法有误：“L01:2:region”。", "“L01:2:region” names no seats"),
        (["L01:1", "X99+L02:1"], "没有这样的专业代码：X99。", "There is no such field: X99."),
    ],
)
def test_seats_that_make_no_sense_are_refused(
    sqlite_thread_at: AtStep, groups: list[str], zh: str, en: str
) -> None:
    thread = sqlite_thread_at("convened")

    thread.refused("convener", *seats(thread, *groups), zh=zh, en=en, exit_code=2)


@pytest.mark.parametrize("deadline", ["2026-11-30T08:30", "2026-11-29T12:00"])
def test_reveals_cannot_be_due_now_or_in_the_past(sqlite_thread_at: AtStep, deadline: str) -> None:
    thread = ready_to_freeze(sqlite_thread_at)
    command = [word if word != REVEAL_BY else deadline for word in freeze(thread)]

    thread.refused(
        "convener",
        *command,
        zh="揭示截止时间须在将来。",
        en="The deadline for reveals has to lie in the future.",
        exit_code=2,
    )


def test_a_convener_of_another_unit_cannot_freeze(sqlite_thread_at: AtStep) -> None:
    thread = sqlite_thread_at("convened")
    add_account(thread, "stranger", "演示他人", "convener", data.LAND)

    thread.refused(
        "stranger",
        *freeze(thread),
        zh=f"此事只能由{data.SAFETY.uscc}办理。",
        en=f"Only {data.SAFETY.uscc} may do this.",
        exit_code=4,
    )


def test_a_draw_stopped_before_its_plan_can_be_frozen_anew_with_other_seats(thread_at: AtStep) -> None:
    """No plan was published, so that no attempt was made."""
    thread = thread_at("stopped")
    draw = thread.run("convener", *seats(thread, "L01:1", "I05:2"))

    shown = thread.read("convener", "draw", "show", draw)
    assert (shown["state"], shown["attempt"]) == ("frozen", 1)


def test_after_a_void_attempt_another_one_needs_approval_and_keeps_its_terms(thread_at: AtStep) -> None:
    thread = thread_at("lapsed")
    thread.at("12-01T09:00")
    again = [word if word != REVEAL_BY else "2026-12-01T12:00" for word in freeze(thread)]
    other = [word if word != "L01:2" else "L01:4" for word in again]

    thread.refused(
        "convener",
        *again,
        zh="上一次抽取已流抽，须由非抽取参与人批准后才能重新抽取。",
        en="The last attempt is void; another one needs the approval of a person who is no contributor.",
    )
    thread.run("office", "draw", "approve", thread["draw"], "--cause", "监督人设备故障")
    thread.refused(
        "convener",
        *other,
        zh="重新抽取须沿用上一次的席位和同单位上限。",
        en="Another attempt keeps the seats and the cap of the void one.",
    )
    draw = thread.run("convener", *again)
    assert thread.read("convener", "draw", "show", draw)["attempt"] == 2


def test_a_contributor_cannot_approve_another_attempt(sqlite_thread_at: AtStep) -> None:
    thread = sqlite_thread_at("frozen")
    roles = ("--role", "supervisor", "--role", "lg_office", "--unit", data.INSPECTION.uscc)
    thread.run("admin", "accounts", "add", "both", "--display", "演示兼任", *roles)
    for who in ("convener", "both"):
        thread.run(who, "draw", "commit", thread["draw"], "--secret", thread.home / f"{who}.json")
    thread.run("convener", "draw", "publish", thread["draw"])
    thread.at("11-30T12:01")
    thread.run("convener", "draw", "lapse", thread["draw"])

    thread.refused(
        "both",
        *("draw", "approve", thread["draw"], "--cause", "自批"),
        zh="同一人不能兼任两个角色。",
        en="One person cannot act in two roles here.",
    )
