"""The gates of an application: nothing outside the catalogue, no impossible date, no missing paper."""

from collections.abc import Callable

import pytest

from service import demo_data as data
from thread import Thread
from thread_steps import WHERE, add_account, application

pytest_plugins = ["thread_fixtures"]

AtStep = Callable[[str], Thread]


def applying(thread: Thread, **changes: object) -> list[object]:
    """The application with the values of some options exchanged, and those that are None left out."""
    words = application(thread, data.SUBJECT)
    for option, value in changes.items():
        place = words.index(f"--{option.replace('_', '-')}")
        words[place : place + 2] = [] if value is None else [words[place], value]
    return words


@pytest.mark.parametrize(
    ("changes", "exit_code", "zh", "en"),
    [
        (
            {"item": "YS-AQ-11"},
            1,
            "目录项YS-AQ-11不是惩戒事项，不能据此申请联合惩戒。",
            "Catalogue item YS-AQ-11 is no punishment; joint punishment cannot rest on it.",
        ),
        (
            {"term_months": 11},
            1,
            "期限11个月不在目录规定的12至36个月之内。",
            "A term of 11 months is outside the catalogue's 12 to 36 months.",
        ),
        ({"term_months": 37}, 1, "期限37个月不在目录规定的", "A term of 37 months is outside"),
        (
            {"measure": "CS-11"},
            2,
            "目录项YS-AQ-01没有措施“CS-11”。可选：CS-01、CS-02、CS-03、CS-04。",
            "Catalogue item YS-AQ-01 has no measure “CS-11”.",
        ),
        (
            {"item": "YS-AQ-99"},
            5,
            "2026-08-03有效的目录清单中没有事项“YS-AQ-99”",
            "The catalogue in force on 2026-08-03 has no item “YS-AQ-99”",
        ),
        (
            {"conduct_on": "2025-12-31"},
            5,
            "2025-12-31有效的目录清单中没有事项“YS-AQ-01”",
            "The catalogue in force on 2025-12-31 has no item",
        ),
        (
            {"document_on": "2026-08-02"},
            2,
            "日期顺序不对：行为2026-08-03，文书2026-08-02",
            "The dates do not fit: conduct 2026-08-03, document 2026-08-02",
        ),
        ({"document_on": "2026-11-17"}, 2, "均不得晚于今天", "neither after today"),
        (
            {"document_on": "2026-02-30"},
            2,
            "“document-on”的“2026-02-30”不是日期，应写作2026-03-11。",
            "“2026-02-30” in “document-on” is no date; write 2026-03-11.",
        ),
        (
            {"subject": data.OFFICE.uscc},
            5,
            f"信用库中没有统一社会信用代码为“{data.OFFICE.uscc}”的主体。",
            f"The credit store has no subject with the code “{data.OFFICE.uscc}”.",
        ),
        (
            {"subject": "915107000000000000"},
            2,
            "“915107000000000000”不是统一社会信用代码",
            "“915107000000000000” is no unified social credit code",
        ),
        ({"facts": " 　"}, 2, "“facts”不能为空。", "“facts” must not be empty."),
        ({"facts": "事实\x00"}, 2, "“facts”含有不能使用的字符", "“facts” holds characters"),
        (
            {"document_no": "文\u2028号"},
            2,
            "“document-no”含有不能使用的字符",
            "“document-no” holds characters",
        ),
    ],
)
def test_an_application_that_cannot_be_is_refused(
    sqlite_thread_at: AtStep, changes: dict[str, object], exit_code: int, zh: str, en: str
) -> None:
    thread = sqlite_thread_at("registered")

    thread.refused("clerk", *applying(thread, **changes), zh=zh, en=en, exit_code=exit_code)


def test_a_refused_application_takes_no_number_and_keeps_no_evidence(thread_at: AtStep) -> None:
    thread = thread_at("registered")
    for _ in range(3):
        thread.refusal("clerk", *applying(thread, term_months=99))

    case = thread.run("clerk", *applying(thread))
    assert thread.read("clerk", "cases", "show", case)["number"] == "示应急案〔2026〕1号"


def test_a_notice_is_served_after_the_application_and_not_tomorrow(sqlite_thread_at: AtStep) -> None:
    thread = sqlite_thread_at("filed")
    for day in ("2026-11-15", "2026-11-17"):
        thread.refused(
            "clerk",
            *("cases", "notice", thread["case"], "--on", day, "--manner", "邮寄"),
            zh=f"送达日期{day}不能早于申请，也不能晚于今天。",
            en=f"The date of service {day} is before the application or after today.",
            exit_code=2,
        )


def test_a_defence_is_given_after_the_service_and_not_tomorrow(sqlite_thread_at: AtStep) -> None:
    thread = sqlite_thread_at("noticed")
    for day in ("2026-11-16", "2026-11-18"):
        thread.refused(
            "clerk",
            *("cases", "defence", thread["case"], "--on", day, "--review", "不成立。"),
            zh=f"申辩日期{day}不能早于送达，也不能晚于今天。",
            en=f"The date of the answer {day} is before the service or after today.",
            exit_code=2,
        )


def test_a_clerk_of_another_unit_does_not_touch_the_case(sqlite_thread_at: AtStep) -> None:
    thread = sqlite_thread_at("filed")
    add_account(thread, "stranger", "演示他人", "unit_clerk", data.LAND)

    thread.refused(
        "stranger",
        *("cases", "notice", thread["case"], "--on", "2026-11-16", "--manner", "邮寄"),
        zh=f"此事只能由{data.SAFETY.uscc}办理。",
        en=f"Only {data.SAFETY.uscc} may do this.",
        exit_code=4,
    )


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2026-11-25T09:00", "2026-11-25T11:00"),
        ("2026-12-03T09:00", "2026-12-03T09:00"),
        ("2026-12-03T09:00", "2026-12-02T11:00"),
    ],
)
def test_a_meeting_lies_in_the_future_and_ends_after_it_starts(
    sqlite_thread_at: AtStep, start: str, end: str
) -> None:
    thread = sqlite_thread_at("ready")
    thread.at("11-25T09:00")

    thread.refused(
        "convener",
        *("meetings", "convene", "--title", "演示", "--start", start, "--end", end, *WHERE),
        *("--case", thread["case"]),
        zh="会议时间不对：应在将来，且结束晚于开始。",
        en="The times do not fit: the meeting lies in the future and ends after it starts.",
        exit_code=2,
    )


def test_a_meeting_without_a_clear_time_is_refused(sqlite_thread_at: AtStep) -> None:
    thread = sqlite_thread_at("ready")

    thread.refused(
        "convener",
        *("meetings", "convene", "--title", "演示", "--start", "明天", "--end", "后天", *WHERE),
        *("--case", thread["case"]),
        zh="“start”的“明天”不是时间，应写作2026-03-11T09:30（北京时间）。",
        en="“明天” in “start” is no time; write 2026-03-11T09:30 (Beijing time).",
        exit_code=2,
    )
