"""When a pool is frozen, and how a panel is composed at least."""

from collections.abc import Callable

import pytest

from meeting_steps import LATER, call, two_group_case
from thread import Thread
from thread_steps import SEATS

pytest_plugins = ["thread_fixtures"]

AtStep = Callable[[str], Thread]


def freeze(thread: Thread, reveal_by: str = "2026-11-30T12:00", *seats: str) -> tuple[object, ...]:
    asked = [word for group in seats for word in ("--seats", group)] or [*SEATS]
    return ("convener", "draw", "freeze", thread["meeting"], *asked, "--reveal-by", reveal_by)


def test_a_pool_is_not_frozen_earlier_than_two_working_days_before(thread_at: AtStep) -> None:
    thread = thread_at("convened")
    thread.at("11-29T23:59")
    thread.refused(
        *freeze(thread),
        zh="最早可于2026-11-30冻结（会前2个工作日，本机关会议规则）",
        en="can be frozen from 2026-11-30 on",
    )
    thread.at("11-30T00:00")
    thread.run(*freeze(thread))


@pytest.mark.parametrize(
    ("now", "reveal_by"), [("12-02T06:00", "12-02T07:01"), ("12-02T07:01", "12-02T08:00")]
)
def test_a_draw_ends_two_hours_before_the_meeting(thread_at: AtStep, now: str, reveal_by: str) -> None:
    thread = thread_at("convened")
    thread.at(now)
    thread.refused(
        *freeze(thread, f"2026-{reveal_by}"),
        zh="须在2026年12月2日7时00分前完成",
        en="over by 2026年12月2日7时00分",
    )


def test_a_draw_may_end_exactly_two_hours_before_the_meeting(thread_at: AtStep) -> None:
    thread = thread_at("convened")
    thread.at("12-02T06:00")
    thread.run(*freeze(thread, "2026-12-02T07:00"))


@pytest.mark.parametrize("seats", [("L01:1",), ("L01:2", "I05:2"), ("L01:1", "I05:1"), ("L01:6",)])
def test_the_seats_are_an_odd_number_and_at_least_three(
    sqlite_thread_at: AtStep, seats: tuple[str, ...]
) -> None:
    thread = sqlite_thread_at("convened")
    thread.at("11-30T08:30")
    thread.refused(
        *freeze(thread, "2026-11-30T12:00", *seats),
        zh="须为单数，且不少于3个",
        en="have to be an odd number, and at least 3",
    )


@pytest.mark.parametrize("seats", [("I05:3",), ("L01+I05:3",), ("C01:1", "L02+C01:2")])
def test_at_least_one_seat_is_for_the_law_alone(sqlite_thread_at: AtStep, seats: tuple[str, ...]) -> None:
    thread = sqlite_thread_at("convened")
    thread.at("11-30T08:30")
    thread.refused(*freeze(thread, "2026-11-30T12:00", *seats), zh="限法律专业", en="for the law alone")


def test_either_field_of_the_law_will_do(sqlite_thread_at: AtStep) -> None:
    thread = sqlite_thread_at("convened")
    thread.at("11-30T08:30")
    thread.run(*freeze(thread, "2026-11-30T12:00", "L01+L02:1", "I05:2"))


def test_a_special_session_has_at_least_five_seats(thread_at: AtStep) -> None:
    thread = thread_at("ready")
    case = two_group_case(thread)
    officers = {"chair": "office-chair", "recorder": "office-recorder"}
    meeting = thread.run("office-convener", *call([case], LATER, **officers))
    thread.at("12-14T08:30")
    words = ("draw", "freeze", meeting, "--reveal-by", "2026-12-14T12:00", "--seats", "L01:1")

    thread.refused("office-convener", *words, "--seats", "I05:2", zh="不少于5个", en="at least 5")
    thread.run("office-convener", *words, "--seats", "I05:2", "--seats", "C01:2")
