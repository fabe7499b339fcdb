"""The work calendar in the browser: read by many, kept by the office, and what is due by it."""

from collections.abc import Callable
from io import BytesIO

import pytest

from service import demo_data as data
from site_visitor import Visitor
from thread import Thread

pytest_plugins = ["thread_fixtures"]

At = Callable[[str], Thread]
DAY = {"day": "2026-11-20", "kind": "REST", "name": "演示停工日", "source": "演示通知"}


@pytest.fixture
def installed(sqlite_thread_at: At) -> Thread:
    return sqlite_thread_at("installed")


def statements(visitor: Visitor, address: str) -> int:
    with visitor.counting() as sent:
        visitor.text(address)
    return sum(not statement.startswith("BEGIN") for statement in sent)


def test_a_year_shows_its_months_with_days_off_and_make_up_days(installed: Thread) -> None:
    clerk = Visitor(installed.desk, "clerk")
    assert clerk.get("/calendar/").location == "/calendar/2026/"
    page = clerk.text("/calendar/2026/")
    assert "已确认" in page
    assert "10月，" in page
    assert "国庆节" in page
    assert "改一天" not in page
    assert clerk.get("/calendar/1999/").status_code == 404


def test_the_office_begins_a_year_and_confirms_it_with_its_source(installed: Thread) -> None:
    office = Visitor(installed.desk, "office")
    assert "2027年还没有生成" in office.text("/calendar/2027/")
    assert "按它计算的期限都是预计" in office.does("/calendar/2027/seed")
    assert "不能为空" in office.is_refused("/calendar/2027/confirm", source="")
    assert "2027年工作日历已确认" in office.does("/calendar/2027/confirm", source="演示通知〔2026〕1号")
    assert "已确认" in office.is_refused("/calendar/2027/confirm", source="又一次")


def test_a_day_is_edited_and_deadlines_are_counted_anew(installed: Thread) -> None:
    office = Visitor(installed.desk, "office")
    assert "国庆节" in office.get("/calendar/day/?day=2026-10-01").text
    page = office.does("/calendar/day/", **DAY)
    assert "已修改2026-11-20" in page
    assert "演示停工日" in page


def test_what_is_wrong_with_a_day_stands_at_its_field(installed: Thread) -> None:
    office = Visitor(installed.desk, "office")
    response = office.post("/calendar/day/", day="明天", kind="", name="演示停工日", source="")
    assert response.status_code == 422
    for field in ("day", "kind", "source"):
        assert f'id="{field}-error"' in response.text
    assert 'value="演示停工日"' in response.text
    assert "尚未生成" in office.is_refused("/calendar/day/", **{**DAY, "day": "2031-01-02"})


def test_a_table_of_days_is_looked_at_and_entered(installed: Thread) -> None:
    office = Visitor(installed.desk, "office")
    table = "日期,类别,名称\n2026-12-24,休息,演示停工日\n2031-01-09,上班,演示\n"
    page = office.post("/calendar/import/", file=(BytesIO(table.encode()), "日历.csv"))
    assert page.status_code == 303
    assert "尚未生成" in office.text(page.location)
    assert "不能为空" in office.is_refused(page.location + "confirm", source="")
    assert office.get(page.location + "bad-rows").data[:2] == b"PK"
    assert "已写入1天" in office.does(page.location + "confirm", source="演示通知")
    assert "2026年12月24日" in office.text("/calendar/2026/")


def test_only_the_office_keeps_the_calendar(installed: Thread) -> None:
    convener = Visitor(installed.desk, "convener")
    for address in ("/calendar/2027/seed", "/calendar/2027/confirm", "/calendar/day/", "/calendar/import/"):
        assert convener.post(address).status_code == 403
    assert Visitor(installed.desk, "liaison").get("/calendar/2026/").status_code == 403


def test_what_is_due_is_listed_with_its_week(sqlite_thread_at: At) -> None:
    thread = sqlite_thread_at("noticed")
    clerk = Visitor(thread.desk, "clerk")
    page = clerk.text("/calendar/due/")
    assert "2026年11月24日 陈述申辩期届满" in page
    assert data.SUBJECT.name in page
    assert "2026年11月23日起的一周 2件" in page
    assert data.SUBJECT.name in clerk.get("/calendar/due/export.csv").data.decode("utf-8-sig")
    assert "没有到期的事" in clerk.text("/calendar/due/?kind=review")


def test_meetings_and_filings_are_due_for_those_who_see_them(sqlite_thread_at: At) -> None:
    assert "开会" in Visitor(sqlite_thread_at("convened").desk, "convener").text("/calendar/due/")
    thread = sqlite_thread_at("issued")
    assert "报送备案" in Visitor(thread.desk, "office").text("/calendar/due/")
    assert "报送备案" not in Visitor(thread.desk, "clerk").text("/calendar/due/")


def test_pages_keep_to_their_statements(sqlite_thread_at: At) -> None:
    office = Visitor(sqlite_thread_at("issued").desk, "office")
    assert statements(office, "/calendar/2026/") <= 8
    assert statements(office, "/calendar/due/") <= 8


def test_the_pages_speak_english(installed: Thread) -> None:
    clerk = Visitor(installed.desk, "clerk")
    assert "Work calendar 2026" in clerk.text("/calendar/2026/?lang=en")
    assert "What is due" in clerk.text("/calendar/due/?lang=en")
