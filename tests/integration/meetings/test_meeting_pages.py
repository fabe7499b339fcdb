"""Meetings in the browser: convened, changed, put off and called off by their convener."""

import re
from collections.abc import Callable

import pytest
from sqlalchemy import select

from meeting_steps import LATER, OTHER_ROOM, ROOM, call, ready_case, rooms, two_group_case, two_ready
from meetings.models import Case, Meeting, MeetingState
from site_visitor import Visitor, seen
from thread import Thread

pytest_plugins = ["thread_fixtures"]

At = Callable[[str], Thread]
NEW = "/meetings/new/"
CALL = {
    "title": "2026年第1次安全生产领域联合奖惩认定会议",
    "start": "2026-12-02T09:00",
    "end": "2026-12-02T11:30",
    "room": "—",
    "place": "演示会议室",
    "contact": "演示联络员 000-0000000",
    "chair": "chair",
    "recorder": "recorder",
}


@pytest.fixture
def convened(sqlite_thread_at: At) -> Thread:
    return sqlite_thread_at("convened")


def page_of(thread: Thread, more: str = "") -> str:
    return f"/meetings/{thread['meeting']}/{more}"


def seen_mark(visitor: Visitor, address: str) -> str:
    """What the form at an address carries along."""
    found = re.search(r'name="seen" value="([0-9a-f]+)"', visitor.get(address).text)
    assert found is not None
    return found[1]


def does(visitor: Visitor, address: str, **fields: object) -> str:
    """Open a form that changes a meeting, and send it."""
    return visitor.does(address, seen=seen_mark(visitor, address), **fields)


def refused(visitor: Visitor, address: str, **fields: object) -> str:
    return visitor.is_refused(address, seen=seen_mark(visitor, address), **fields)


def statements(visitor: Visitor, address: str) -> int:
    with visitor.counting() as sent:
        visitor.text(address)
    return sum(not statement.startswith("BEGIN") for statement in sent)


def test_a_meeting_is_convened_from_the_cases_that_are_ready(sqlite_thread_at: At) -> None:
    thread = two_ready(sqlite_thread_at)
    convener = Visitor(thread.desk, "convener")
    offered = convener.text(NEW)
    assert "示应急案〔2026〕1号" in offered
    assert "安全设施验收不合格仍投入生产" in offered
    page = convener.does(NEW, **CALL, case=[thread["case"], thread["case2"]])
    assert "已召集示应急会〔2026〕1号：议题2项，参会单位5家" in page
    assert "抽取：还差1项条件" in page
    assert "会前2个工作日，即2026年11月30日起可以抽取（本机关会议规则）" in page
    assert page.count("案件涉及或召集人增加") == 4


def test_what_is_wrong_stands_at_its_field_and_nothing_typed_is_lost(sqlite_thread_at: At) -> None:
    thread = two_ready(sqlite_thread_at)
    convener = Visitor(thread.desk, "convener")
    response = convener.post(
        NEW, **{**CALL, "start": "2026-11-27T09:00", "end": "2026-11-27T11:00"}, case=thread["case"]
    )
    assert response.status_code == 422
    assert "须在会前3个工作日发出" in seen(response)
    assert 'id="start-error"' in response.text
    assert f'value="{thread["case"]}" checked' in response.text
    assert "演示联络员 000-0000000" in response.text
    assert "“议题”" in convener.is_refused(NEW, **CALL)
    assert (
        'id="title-error"'
        in convener.post(NEW, **{**CALL, "title": "演示用绵州某建材有限公司会议"}, case=thread["case"]).text
    )
    assert (
        'id="end-error"'
        in convener.post(NEW, **{**CALL, "end": "2026-12-02T08:00"}, case=thread["case"]).text
    )


def test_free_rooms_are_shown_and_a_taken_one_is_refused(sqlite_thread_at: At) -> None:
    thread = two_ready(sqlite_thread_at)
    rooms(thread)
    thread.run("convener", *call([thread["case"]], CALL_TIMES, "--room", ROOM))
    convener = Visitor(thread.desk, "convener")
    looked = convener.post(NEW, **CALL, look="rooms", case=thread["case2"])
    assert looked.status_code == 200
    assert f"{OTHER_ROOM}（空闲）" in looked.text
    assert f"{ROOM}（已由示应急会〔2026〕1号使用）" in looked.text
    clash = convener.post(NEW, **{**CALL, "room": ROOM, "place": ""}, case=thread["case2"])
    assert 'id="room-error"' in clash.text


CALL_TIMES = (CALL["start"], CALL["end"])


def test_cases_of_several_groups_go_to_a_special_session(sqlite_thread_at: At) -> None:
    thread = two_ready(sqlite_thread_at)
    case = two_group_case(thread)
    offered = Visitor(thread.desk, "convener").get(NEW).text
    assert case not in offered
    assert "另有1件案件涉及几个专项小组" in offered
    office = Visitor(thread.desk, "office-convener")
    officers = {"chair": "office-chair", "recorder": "office-recorder"}
    page = office.does(NEW, **{**CALL, **officers, "title": "演示专项会议"}, case=case)
    assert "专项会议" in page
    foreign = office.is_refused(NEW, **{**CALL, **officers}, case=thread["case"])
    assert "没有" in foreign


def test_items_units_and_officers_change_until_the_freeze(convened: Thread) -> None:
    thread = convened
    case = ready_case(thread)
    convener = Visitor(thread.desk, "convener")
    assert "议题3项" in does(convener, page_of(thread, "agenda/"), case=case)
    found = convener.text(page_of(thread, "units/?q=人民银行"))
    assert "演示用绵州人民银行市分行" in found
    unit = re.search(r'name="unit" id="unit-(\w+)"', convener.get(page_of(thread, "units/?q=人民银行")).text)
    assert unit is not None
    assert "演示用绵州人民银行市分行" in does(convener, page_of(thread, "units/?q=人民银行"), unit=unit[1])
    thread.run(
        "admin",
        "accounts",
        "add",
        "chair2",
        "--display",
        "演示主持人乙",
        "--role",
        "chair",
        "--unit",
        unit[1],
    )
    assert "演示主持人乙" in does(convener, page_of(thread, "officers/"), chair="chair2")
    item = re.search(r"items/(\w+)/withdraw/", convener.get(page_of(thread)).text)
    assert item is not None
    question = page_of(thread, f"items/{item[1]}/withdraw/")
    assert "？" in convener.text(question)
    assert "理由" in refused(convener, question, reason="")
    assert "已撤下" in does(convener, question, reason="演示：材料待补")


def test_a_second_editor_is_told_what_the_first_one_changed(convened: Thread) -> None:
    convener = Visitor(convened.desk, "convener")
    address = page_of(convened, "postpone/")
    before = seen_mark(convener, address)
    later = {"start": LATER[0], "end": LATER[1], "room": "—", "place": "演示会议室"}
    assert "延期至12月16日" in convener.does(address, seen=before, **later, cause="演示：汛期")
    told = convener.post(address, seen=before, **later, cause="演示：又一次")
    assert told.status_code == 422
    assert "刚才有人改过这次会议" in seen(told)
    assert "演示：又一次" in told.text


def test_calling_off_says_first_what_will_happen(sqlite_thread_at: At) -> None:
    thread = sqlite_thread_at("invited")
    convener = Visitor(thread.desk, "convener")
    question = convener.text(page_of(thread, "cancel/"))
    assert "取消示应急会〔2026〕1号？" in question
    assert "5家单位和5名专家会收到取消通知" in question
    assert "事由" in refused(convener, page_of(thread, "cancel/"), cause="")
    assert "收回邀请5份" in does(convener, page_of(thread, "cancel/"), cause="演示：取消")
    assert "会议已取消" in convener.text(page_of(thread))


@pytest.mark.parametrize(
    ("step", "who", "says"),
    [
        ("frozen", "supervisor", "进入抽取"),
        ("drawn", "convener", "发出邀请"),
        ("answered", "convener", "12月2日（周三）07:00起可以签到"),
        ("arrived", "supervisor", "解密名单，开始会议"),
        ("in_session", "chair", "2项议题还没有表决结果"),
        ("held", "convener", "2项决定待起草"),
    ],
)
def test_the_page_says_who_must_act(sqlite_thread_at: At, step: str, who: str, says: str) -> None:
    thread = sqlite_thread_at(step)
    assert says in Visitor(thread.desk, who).text(page_of(thread))


def test_the_list_is_searched_filtered_and_taken_away(convened: Thread) -> None:
    convener = Visitor(convened.desk, "convener")
    assert "示应急会〔2026〕1号" in convener.text("/meetings/")
    assert "示应急会〔2026〕1号" in convener.text("/meetings/?view=preparing&q=安全生产&month=2026-12")
    assert "没有符合条件的会议" in convener.text("/meetings/?view=held")
    assert "示应急会〔2026〕1号" in convener.text(f"/meetings/?q={number_of_case(convened)}")
    assert "示应急会〔2026〕1号" in convener.get("/meetings/export.csv").data.decode("utf-8-sig")
    assert convener.get("/meetings/export.xlsx").data[:2] == b"PK"
    assert convener.get("/meetings/export.pdf").status_code == 404


def number_of_case(thread: Thread) -> str:
    with thread.desk.database.reading() as session:
        return session.scalars(select(Case.number).where(Case.public_id == thread["case"])).one()


def test_another_unit_sees_nothing_and_other_roles_may_not(convened: Thread) -> None:
    words = ("--display", "演示另一召集人", "--role", "convener", "--unit")
    unit = "11510000MB1234567P"
    with convened.desk.database.reading() as session:
        lead = session.scalars(select(Meeting.lead_unit_uscc)).one()
    units = convened.read("office", "units", "find", "演示用")
    unit = next(one["uscc"] for one in units if one["uscc"] != lead)
    convened.run("admin", "accounts", "add", "other", *words, unit)
    other = Visitor(convened.desk, "other")
    assert "还没有会议" in other.text("/meetings/")
    for more in ("", "agenda/", "units/", "officers/", "postpone/", "cancel/", "invitations/"):
        assert other.get(page_of(convened, more)).status_code == 404, more
    assert other.post(page_of(convened, "cancel/"), cause="x").status_code == 404
    with convened.desk.database.reading() as session:
        assert session.scalars(select(Meeting.state)).one() == MeetingState.PREPARING
    clerk = Visitor(convened.desk, "clerk")
    for address in ("/meetings/", NEW, page_of(convened), page_of(convened, "cancel/")):
        assert clerk.get(address).status_code == 403, address
    assert Visitor(convened.desk, "chair").get(page_of(convened, "cancel/")).status_code == 403


def test_pages_keep_to_their_statements(sqlite_thread_at: At) -> None:
    for step in ("convened", "held"):
        thread = sqlite_thread_at(step)
        convener = Visitor(thread.desk, "convener")
        assert statements(convener, "/meetings/") <= 8
        assert statements(convener, page_of(thread)) <= 12
    case = ready_case(thread)
    before = statements(convener, "/meetings/")
    thread.run("convener", *call([case], LATER))
    assert statements(convener, "/meetings/") == before


def test_the_pages_speak_english(convened: Thread) -> None:
    convener = Visitor(convened.desk, "convener")
    for more in ("", "agenda/", "units/", "officers/", "postpone/", "cancel/", "invitations/"):
        convener.text(page_of(convened, more) + "?lang=en")
    assert "It is too early for the draw" in convener.text(page_of(convened) + "?lang=en")
    assert "Convene a meeting" in convener.text("/meetings/?lang=en")
