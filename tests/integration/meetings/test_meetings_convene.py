"""Meetings are called: by whom, on which cases, with which units, in time."""

from collections.abc import Callable

import pytest
import vobject  # type: ignore[import-untyped]  # it ships no types
from sqlalchemy import text

from meeting_steps import (
    address,
    calendar_of,
    call,
    new_mails,
    ready_case,
    shown,
    two_ready,
    whole_text,
)
from service import demo_data as data
from thread import Thread

pytest_plugins = ["thread_fixtures"]

AtStep = Callable[[str], Thread]
COUNTY = "演示用绵州涪阳县人民政府"


def add_unit(thread: Thread, *words: object) -> tuple[object, ...]:
    return ("meetings", "add-unit", thread["meeting"], *words)


def test_p42a_every_unit_that_a_case_concerns_gets_a_notice_that_opens_in_a_calendar(
    thread_at: AtStep,
) -> None:
    thread = thread_at("convened")
    notices = new_mails(thread, "notice")

    units = shown(thread, thread["meeting"])["units"]
    assert len(notices) == len(units) == 5
    assert len({address(notice) for notice in notices}) == 5
    for notice in notices:
        calendar = vobject.readOne(calendar_of(notice))
        [attendee] = calendar.vevent.attendee_list
        assert calendar.method.value == "REQUEST"
        assert attendee.value == f"mailto:{address(notice)}"
        assert attendee.params["CUTYPE"] == ["GROUP"]
        assert calendar.vevent.dtstart.value.isoformat() == "2026-12-02T09:00:00+08:00"
        assert calendar.vevent.location.value == "演示会议室"


def test_p42a_counties_and_units_outside_the_group_are_summoned_too(thread_at: AtStep) -> None:
    thread = two_ready(thread_at)
    case = ready_case(thread, data.SHOP, "--county", COUNTY)
    meeting = thread.run("convener", *call([case]))
    thread.run("convener", "meetings", "add-unit", meeting, "演示用绵州人民银行市分行")

    names = {unit["name"] for unit in shown(thread, meeting)["units"]}
    assert {"演示用绵州人民银行市分行", data.SAFETY.name, data.LAND.name} < names
    assert COUNTY in names


def test_a_notice_names_cases_by_number_and_no_subject(thread_at: AtStep) -> None:
    for notice in new_mails(thread_at("convened"), "notice"):
        said = whole_text(notice)
        assert "示应急案〔2026〕1号、示应急案〔2026〕2号" in said
        for body in (data.SUBJECT, data.PARTNERSHIP):
            assert body.name not in said
            assert body.uscc not in said


def test_a_title_that_names_a_subject_is_refused(sqlite_thread_at: AtStep) -> None:
    thread = two_ready(sqlite_thread_at)
    title = f"{data.SUBJECT.name}认定会议"

    thread.refused(
        "convener",
        *call([thread["case"]], title=title),
        zh="会议名称中有案件当事人（示应急案〔2026〕1号）",
        en="The title names the subject of 示应急案〔2026〕1号",
        exit_code=2,
    )


def test_only_the_groups_lead_unit_convenes_its_meetings(thread_at: AtStep) -> None:
    thread = two_ready(thread_at)
    words = ("--display", "演示外单位召集人", "--role", "convener", "--unit", data.LAND.uscc)
    thread.run("admin", "accounts", "add", "stranger", *words)

    thread.refused(
        "stranger",
        *call([thread["case"]]),
        zh=f"“演示用安全生产专项小组”的会议由{data.SAFETY.name}召集。",
        en=f"are convened by {data.SAFETY.name}.",
        exit_code=4,
    )


def test_units_are_summoned_three_working_days_before_and_no_later(thread_at: AtStep) -> None:
    thread = two_ready(thread_at)
    thread.at("11-28T00:00")
    thread.refused(
        "convener",
        *call([thread["case"]]),
        zh="须在会前3个工作日发出，最迟2026-11-27（本机关会议规则）",
        en="by 2026-11-27 at the latest",
    )
    thread.at("11-27T23:59")
    thread.run("convener", *call([thread["case"]]))


@pytest.mark.parametrize("what", ["case", "unit"])
def test_what_joins_too_late_for_a_notice_is_refused(thread_at: AtStep, what: str) -> None:
    thread = thread_at("convened")
    joining = {"case": ready_case(thread), "unit": data.INSPECTION.uscc}[what]
    thread.at("11-28T09:00")

    thread.refused(
        "convener",
        *("meetings", f"add-{what}", thread["meeting"], joining),
        zh="最迟2026-11-27",
        en="by 2026-11-27 at the latest",
    )


def test_a_deadline_in_an_unconfirmed_year_is_marked_as_estimated(thread_at: AtStep) -> None:
    thread = two_ready(thread_at)
    thread.clock.set(thread.clock.now().replace(month=12, day=31))

    new_year = call([thread["case"]], ("2027-01-04T09:00", "2027-01-04T11:00"))
    assert "最迟2026-12-30（预计）" in thread.refusal("convener", *new_year).text
    thread.run("office", "calendar", "seed", 2027)
    assert "最迟2026-12-29（预计）" in thread.refusal("convener", *new_year).text
    thread.run("office", "calendar", "confirm", 2027, "--source", "演示用通知")
    assert "最迟2026-12-29（本机关" in thread.refusal("convener", *new_year).text


def test_a_unit_without_an_address_is_told_on_paper(thread_at: AtStep) -> None:
    thread = two_ready(thread_at)
    with thread.desk.database.transaction() as session:
        session.execute(text("UPDATE unit SET email = NULL WHERE uscc = :uscc"), {"uscc": data.LAND.uscc})

    printed = thread.output("convener", *call([thread["case"]]))
    assert f"须以纸质方式通知：{data.LAND.name}。" in printed
    assert len(new_mails(thread, "notice")) == 4


def test_a_case_that_joins_is_told_to_all_units_as_a_new_agenda(thread_at: AtStep) -> None:
    thread = thread_at("convened")
    before = new_mails(thread, "notice")
    thread.run("convener", "meetings", "add-case", thread["meeting"], ready_case(thread))
    after = new_mails(thread, "notice")

    assert len(after) == len(before) == 5
    assert all("示应急案〔2026〕3号" in whole_text(notice) for notice in after)
    assert {notice["Message-ID"] for notice in before}.isdisjoint(notice["Message-ID"] for notice in after)
    uid = [vobject.readOne(calendar_of(notice)).vevent.uid.value for notice in (*before, *after)]
    assert sorted(uid[:5]) == sorted(uid[5:])


def test_a_notice_that_was_overtaken_before_its_delivery_is_not_sent(thread_at: AtStep) -> None:
    thread = thread_at("convened")
    thread.run("convener", "meetings", "add-case", thread["meeting"], ready_case(thread))

    notices = new_mails(thread, "notice")
    assert len(notices) == 5
    assert all("3号" in whole_text(notice) for notice in notices)


def test_a_further_unit_is_found_by_a_former_name_and_told_once(thread_at: AtStep) -> None:
    thread = thread_at("convened")
    new_mails(thread, "notice")
    for key in ("演示用绵州市工商行政管理局", data.MARKET.uscc, data.INSPECTION.name, data.INSPECTION.uscc):
        thread.run("convener", *add_unit(thread, key))

    assert len(shown(thread, thread["meeting"])["units"]) == 6
    assert len(new_mails(thread, "notice")) == 1


def test_a_unit_that_is_not_known_is_not_summoned(sqlite_thread_at: AtStep) -> None:
    thread = sqlite_thread_at("convened")
    thread.refused(
        "convener", *add_unit(thread, "没有的单位"), zh="没有找到单位", en="There is no unit", exit_code=5
    )


@pytest.mark.parametrize(
    ("where", "changed", "zh", "en", "code"),
    [
        (("--place", "甲", "--room", "乙"), {}, "之一", "either a room", 2),
        (("--room", "没有的会议室"), {}, "没有找到会议室", "There is no room", 5),
        (("--place", " "), {}, "place", "place", 2),
        ((), {"chair": "recorder"}, "没有找到主持人“recorder”", "There is no chair", 5),
        ((), {"recorder": "nobody"}, "没有找到记录人“nobody”", "There is no recorder", 5),
        ((), {"contact": ""}, "contact", "contact", 2),
    ],
)
def test_a_call_that_names_what_is_not_there_is_refused(
    sqlite_thread_at: AtStep, where: tuple[str, ...], changed: dict[str, str], zh: str, en: str, code: int
) -> None:
    thread = two_ready(sqlite_thread_at)
    words = call([thread["case"]], ("2026-12-02T09:00", "2026-12-02T11:30"), *where, **changed)
    thread.refused("convener", *words, zh=zh, en=en, exit_code=code)


def test_a_meeting_without_a_place_is_refused(sqlite_thread_at: AtStep) -> None:
    thread = two_ready(sqlite_thread_at)
    words = [word for word in call([thread["case"]]) if word not in {"--place", "演示地点"}]
    thread.refused("convener", *words, zh="之一", en="either a room", exit_code=2)


@pytest.mark.parametrize(
    "when", [("2026-12-02T11:30", "2026-12-02T09:00"), ("2026-11-01T09:00", "2026-11-01T11:00")]
)
def test_times_that_make_no_sense_are_refused(sqlite_thread_at: AtStep, when: tuple[str, str]) -> None:
    thread = two_ready(sqlite_thread_at)
    thread.refused("convener", *call([thread["case"]], when), zh="会议时间不对", en="do not fit", exit_code=2)
