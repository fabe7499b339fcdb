"""The gates of an application: nothing outside the catalogue, no impossible date, no missing paper."""

import re
from collections.abc import Callable

import pytest

from service import demo_data as data
from thread import Thread
from thread_steps import WHERE, add_account, application

pytest_plugins = ["thread_fixtures"]

AtStep = Callable[[str], Thread]


def applying(thread: Thread, **changes: object) -> list[object]:
    """The application with the values of some options exchanged; a list repeats the option."""
    words = application(thread, data.SUBJECT)
    for name, value in changes.items():
        option = f"--{name.replace('_', '-')}"
        while option in words:
            place = words.index(option)
            del words[place : place + 2]
        values = value if isinstance(value, list) else [value]
        words += [word for one in values for word in (option, one)]
    return words


@pytest.mark.parametrize(
    ("changes", "exit_code", "zh", "en"),
    [
        (
            {"item": "YS-QT-99"},
            5,
            "事项YS-QT-99不在2026-08-03施行的2026-1版目录清单内，不能据此申请。",
            "Item YS-QT-99 is not in edition 2026-1 of the catalogue, in force on 2026-08-03",
        ),
        (
            {"conduct_on": "2025-12-31"},
            5,
            "2025-12-31还没有目录清单施行，不能据此申请。",
            "On 2025-12-31 no edition of the catalogue was in force yet",
        ),
        (
            {"item": ["YS-AQ-01", "YS-AQ-11"], "measure": ["CS-01", "CS-11"]},
            1,
            "惩戒事项与激励事项不能并入同一案件。",
            "Items of punishment and of reward do not go into one case.",
        ),
        (
            {"item": "YS-ZW-02", "measure": "CS-01"},
            1,
            "措施CS-01减损权益，须有法律、行政法规、地方性法规",
            "Measure CS-01 reduces rights and needs a law",
        ),
        (
            {"subject": "YS-7"},
            1,
            "目录项YS-AQ-01不适用于这类主体（自然人）。",
            "Catalogue item YS-AQ-01 does not apply to this kind of subject (natural person).",
        ),
        (
            {"term_months": 11},
            1,
            "期限11个月不在目录规定的12至36个月之内。",
            "A term of 11 months is outside the catalogue's 12 to 36 months.",
        ),
        ({"term_months": 37}, 1, "期限37个月不在目录规定的", "A term of 37 months is outside"),
        (
            {"item": ["YS-AQ-01", "YS-AQ-03"], "measure": "YS-AQ-01/CS-01", "term_months": 13},
            1,
            "期限13个月不在目录规定的12至12个月之内。",
            "outside the catalogue's 12 to 12 months",
        ),
        (
            {"measure": "CS-11"},
            2,
            "所选目录项没有措施“CS-11”。可选：YS-AQ-01/CS-01、YS-AQ-01/CS-02",
            "The items have no measure “CS-11”.",
        ),
        (
            {"item": ["YS-AQ-01", "YS-AQ-02"], "measure": "CS-01"},
            2,
            "措施“CS-01”属于几个目录项，请写作 目录项/措施。",
            "Several items have a measure “CS-01”; write ITEM/CODE.",
        ),
        (
            {"linkage": " "},
            1,
            "没有说明措施与行为的关联性。",
            "It is not said why the measures fit the conduct.",
        ),
        (
            {"document_no": ""},
            1,
            "没有生效文书：文书名称、文号和作出机关均须填写。",
            "There is no effective document",
        ),
        (
            {"document_on": "2026-08-02"},
            1,
            "文书日期2026-08-02不能早于行为日期2026-08-03，也不能晚于今天。",
            "The document's date 2026-08-02 must be neither before the conduct of 2026-08-03 nor after today.",
        ),
        ({"document_on": "2026-11-17"}, 1, "也不能晚于今天", "nor after today"),
        (
            {"document_on": "2026-02-30"},
            2,
            "“document-on”的“2026-02-30”不是日期，应写作2026-03-11。",
            "“2026-02-30” in “document-on” is no date; write 2026-03-11.",
        ),
        (
            {"subject": data.OFFICE.uscc},
            5,
            f"信用库中没有统一社会信用代码或主体编号为“{data.OFFICE.uscc}”的主体。",
            f"The credit store has no subject with the code or number “{data.OFFICE.uscc}”.",
        ),
        ({"subject": "915107000000000000"}, 5, "“915107000000000000”", "“915107000000000000”"),
        (
            {"county": data.LAND.name},
            2,
            f"“{data.LAND.name}”不是县市区（园区）。",
            f"“{data.LAND.name}” is no county or park.",
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


def test_every_gate_that_is_not_met_is_named_at_once(sqlite_thread_at: AtStep) -> None:
    thread = sqlite_thread_at("registered")

    refusal = thread.refusal("clerk", *applying(thread, term_months=99, linkage="", document_no=""))
    assert refusal.text.splitlines() == [
        f"对{data.SUBJECT.name}的申请不能受理：",
        "没有生效文书：文书名称、文号和作出机关均须填写。",
        "期限99个月不在目录规定的12至36个月之内。",
        "没有说明措施与行为的关联性。",
    ]


def test_p62_an_item_on_a_memorandum_alone_is_filed_with_a_warning(sqlite_thread_at: AtStep) -> None:
    thread = sqlite_thread_at("registered")

    said = thread.output("clerk", *applying(thread, item="YS-ZW-02", measure="CS-08"))
    assert "注意：目录项YS-ZW-02的依据层级不足，仅凭规章、规范性文件或合作备忘录不得减损权益" in said


def test_p41b_three_items_route_to_three_special_groups(sqlite_thread_at: AtStep) -> None:
    thread = sqlite_thread_at("registered")
    wanted = {"YS-AQ-01": "CS-01", "YS-HJ-01": "CS-01", "YS-SP-01": "CS-02"}

    cases = [thread.run("clerk", *applying(thread, item=item, measure=code)) for item, code in wanted.items()]
    groups = {thread.read("clerk", "cases", "show", case)["special_group"] for case in cases}
    assert len(groups) == 3
    assert all("专项小组" in group for group in groups)


def test_p41c_items_of_several_groups_go_to_the_leading_group_itself(sqlite_thread_at: AtStep) -> None:
    thread = sqlite_thread_at("registered")
    both = {"item": ["YS-AQ-01", "YS-HJ-01"], "measure": ["YS-AQ-01/CS-03", "YS-HJ-01/CS-01"]}

    case = thread.run("clerk", *applying(thread, **both))
    shown = thread.read("clerk", "cases", "show", case)
    assert shown["special_group"] == "社会信用体系建设领导小组"
    assert len(shown["items"]) == len(shown["measures"]) == 2


def test_a_natural_person_is_shown_by_the_mask_of_the_identity_number(sqlite_thread_at: AtStep) -> None:
    thread = sqlite_thread_at("registered")

    case = thread.run("clerk", *applying(thread, subject="YS-7", item="YS-SW-02", measure="CS-06"))
    subject = thread.read("clerk", "cases", "show", case)["subject"]
    assert re.fullmatch(r"演示自然人乙（110105\*{8}\d{3}[\dX]）", subject)


def test_a_county_concerned_stands_in_the_case(sqlite_thread_at: AtStep) -> None:
    thread = sqlite_thread_at("registered")
    counties = [unit for unit in thread.read("office", "units", "list") if unit["kind"] == "county"]

    case = thread.run("clerk", *applying(thread, county=counties[0]["uscc"]))
    assert thread.read("clerk", "cases", "show", case)["county"] == counties[0]["name"]


def test_while_a_case_is_open_there_is_no_second_on_the_same_matter(thread_at: AtStep) -> None:
    thread = thread_at("filed")

    thread.refused(
        "clerk",
        *applying(thread),
        zh="该主体的同一事项另有未结案件：示应急案〔2026〕1号。",
        en="Another case on the same subject and item is open: 示应急案〔2026〕1号.",
    )
    thread.run("clerk", "cases", "withdraw", thread["case"], "--reason", "另案处理。")
    thread.run("clerk", *applying(thread))


def test_a_withdrawn_case_keeps_its_reason_and_goes_nowhere(sqlite_thread_at: AtStep) -> None:
    thread = sqlite_thread_at("filed")
    thread.run("clerk", "cases", "withdraw", thread["case"], "--reason", "事实有误。")

    shown = thread.read("clerk", "cases", "show", thread["case"])
    assert (shown["state"], shown["withdrawal"]) == ("withdrawn", "事实有误。")
    thread.refused(
        "clerk",
        *("cases", "notice", thread["case"], "--on", "2026-11-16", "--manner", "邮寄"),
        zh="已撤回",
        en="withdrawn",
    )


def test_a_case_on_an_agenda_is_not_withdrawn(sqlite_thread_at: AtStep) -> None:
    thread = sqlite_thread_at("convened")

    thread.refused(
        "clerk",
        *("cases", "withdraw", thread["case"], "--reason", "事实有误。"),
        zh="示应急案〔2026〕1号已列入议程，须先由召集人撤下议题。",
        en="示应急案〔2026〕1号 is on an agenda; the convener has to take it off first.",
    )


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


def test_who_keeps_silent_has_five_working_days(sqlite_thread_at: AtStep) -> None:
    thread = sqlite_thread_at("noticed")
    silent = ("cases", "defence", thread["case"], "--review", "逾期未申辩。")

    thread.at("11-24T10:00")
    thread.refused(
        "clerk",
        *(*silent, "--on", "2026-11-24"),
        zh="陈述申辩期至2026-11-24，届满后方可记为逾期未申辩。",
        en="The time for the defence lasts until 2026-11-24; silence counts only after that.",
    )
    thread.at("11-25T10:00")
    thread.run("clerk", *silent, "--on", "2026-11-25")


def test_who_answers_does_not_waive(sqlite_thread_at: AtStep) -> None:
    thread = sqlite_thread_at("noticed")
    answer = ("--on", "2026-11-17", "--text", "请求从轻。", "--waived", "--review", "不成立。")

    thread.refused(
        "clerk",
        *("cases", "defence", thread["case"], *answer),
        zh="已有申辩内容，不能同时记为书面放弃。",
        en="There is a defence; it cannot be waived at the same time.",
        exit_code=2,
    )


def test_p41a_a_clerk_of_another_unit_does_not_touch_the_case(sqlite_thread_at: AtStep) -> None:
    thread = sqlite_thread_at("filed")
    add_account(thread, "stranger", "演示他人", "unit_clerk", data.LAND)

    thread.refused(
        "stranger",
        *("cases", "notice", thread["case"], "--on", "2026-11-16", "--manner", "邮寄"),
        zh=f"此事只能由{data.SAFETY.uscc}办理。",
        en=f"Only {data.SAFETY.uscc} may do this.",
        exit_code=4,
    )


def test_nobody_reviews_a_case_before_it_was_heard_or_twice(sqlite_thread_at: AtStep) -> None:
    thread = sqlite_thread_at("filed")
    review = ("cases", "review", thread["case"], "--opinion", "符合规定。")
    early = "状态是“已申请”，告知申辩或公示完成后方可法制审核。"
    thread.refused("legal", *review, zh=early, en="is “filed”; the legal review comes after")

    thread = sqlite_thread_at("ready")
    twice = {
        "zh": "示应急案〔2026〕1号已通过法制审核。",
        "en": "示应急案〔2026〕1号 has passed its legal review",
    }
    thread.refused("legal", "cases", "review", thread["case"], "--opinion", "再审。", **twice)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2026-11-25T09:00", "2026-11-25T11:00"),
        ("2026-12-02T09:00", "2026-12-02T09:00"),
        ("2026-12-02T09:00", "2026-12-01T11:00"),
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
