"""Applications in the browser: a unit recommends, the office reviews, another unit sees nothing of it."""

import io
import re
from collections.abc import Callable

import pytest

from register_people import person
from service import demo_data as data
from site_visitor import Visitor
from thread import Thread
from thread_steps import add_account

pytest_plugins = ["thread_fixtures"]

At = Callable[[str], Thread]
NEW = "/experts/applications/new/"
PERSON = {
    "name": "演示申请人",
    "document": person(0).document,
    "mobile": "12000000001",
    "email": "applicant@example.com",
    "title": "教授",
    "region": "演示市",
    "fields": ["L01", "I05"],
    "employer": "演示大学",
    "employed_since": "2015-03-01",
    "consent_on": "2026-11-01",
}


@pytest.fixture
def thread(sqlite_thread_at: At) -> Thread:
    return sqlite_thread_at("installed")


@pytest.fixture
def clerk(thread: Thread) -> Visitor:
    return Visitor(thread.desk, "clerk")


@pytest.fixture
def office(thread: Thread, clerk: Visitor) -> Visitor:
    return Visitor(thread.desk, "office", clerk.app)


@pytest.fixture
def place(clerk: Visitor) -> str:
    """The address of an application that the clerk entered."""
    response = clerk.post(NEW, **PERSON, evidence=(io.BytesIO(b"the papers"), "form.pdf"))
    assert response.status_code == 303
    return response.location


def test_a_unit_recommends_and_the_office_admits(
    thread: Thread, clerk: Visitor, office: Visitor, place: str
) -> None:
    assert "演示申请人 教授 安全生产、法律（行政法） 部门推荐" in office.text(
        "/experts/applications/?view=open"
    )
    assert "是否受理" not in clerk.text(place)
    assert "办理1件入库申请" in office.text("/")
    assert office.get(f"{place}paper").data == b"the papers"
    assert "演示申请人已受理，审核中" in office.does(f"{place}take-up")
    days = {"begins": "2026-12-01", "ends": "2029-11-30"}
    assert "“审核意见”不能为空" in office.is_refused(f"{place}admit", **days, opinion="")
    page = office.does(f"{place}admit", **days, opinion="符合条件。")
    assert "聘书示信办聘〔2026〕1号，聘期2026-12-01至2029-11-30" in page
    assert "准予入库" in clerk.text("/experts/applications/")
    registrar = Visitor(thread.desk, "registrar", clerk.app)
    expert = re.findall(r"/experts/([a-z2-7]{26})/", registrar.get(place).text)[0]
    assert "演示申请人" in registrar.text(f"/experts/{expert}/")


def test_everything_that_is_wrong_is_told_at_once_and_nothing_is_lost(clerk: Visitor) -> None:
    response = clerk.post(NEW, **{**PERSON, "document": "110105", "mobile": "1", "employed_since": "去年"})
    assert response.status_code == 422
    for wrong in ("document", "mobile", "employed_since"):
        assert f'id="{wrong}-error"' in response.text
    assert 'value="演示大学"' in response.text
    assert 'value="I05" checked' in response.text
    assert "“专业”不能为空" in clerk.is_refused(NEW, **{**PERSON, "fields": []})


def test_nobody_applies_twice(clerk: Visitor, place: str) -> None:
    assert place
    assert "此人已有申请尚未办结" in clerk.is_refused(NEW, **PERSON)


def test_the_office_turns_somebody_down_with_a_reason(office: Visitor, place: str) -> None:
    page = office.does(f"{place}reject", opinion="材料不全。")
    assert "不予入库，意见已留存" in page
    assert "材料不全。" in page


def test_another_unit_sees_nothing_of_it(thread: Thread, clerk: Visitor, place: str) -> None:
    add_account(thread, "other-clerk", "演示他单位经办人", "unit_clerk", data.MARKET)
    other = Visitor(thread.desk, "other-clerk", clerk.app)
    assert "没有入库申请" in other.text("/experts/applications/")
    assert "演示申请人" in clerk.get("/experts/applications/export.csv").text
    assert "演示申请人" not in other.get("/experts/applications/export.csv").text
    gone, missing = other.get(place), other.get("/experts/applications/nobody/")
    assert (gone.status_code, missing.status_code) == (404, 404)
    assert other.get(f"{place}paper").status_code == 404


def test_nobody_but_the_office_reviews(clerk: Visitor, thread: Thread, place: str) -> None:
    registrar = Visitor(thread.desk, "registrar", clerk.app)
    for visitor in (clerk, registrar):
        assert visitor.post(f"{place}take-up").status_code == 403
        assert visitor.post(f"{place}admit", opinion="x").status_code == 403
    assert Visitor(thread.desk, "convener", clerk.app).get("/experts/applications/").status_code == 403


def test_the_registrar_enters_an_own_application_and_one_of_a_unit(thread: Thread, clerk: Visitor) -> None:
    registrar = Visitor(thread.desk, "registrar", clerk.app)
    assert "个人申请" in registrar.does(NEW, **PERSON)
    second = {**PERSON, "document": person(1).document, "unit": "不存在的单位"}
    assert "不存在的单位" in registrar.is_refused(NEW, **second)
    assert "推荐单位 演示用" in registrar.does(NEW, **{**second, "unit": data.SAFETY.uscc})


def test_lists_are_read_in_few_statements(clerk: Visitor, office: Visitor, place: str) -> None:
    with office.counting() as sent:
        office.text("/experts/applications/")
    one = len(sent)
    clerk.does(NEW, **{**PERSON, "document": person(1).document})
    with office.counting() as sent:
        office.text("/experts/applications/")
    assert len(sent) == one <= 9
    with office.counting() as sent:
        office.text(place)
    assert len(sent) <= 9


def test_the_pages_speak_english(clerk: Visitor, place: str) -> None:
    page = clerk.text(f"{place}?lang=en")
    assert "Identity number" in page
    assert "Send for review" in clerk.text(f"{NEW}?lang=en")
