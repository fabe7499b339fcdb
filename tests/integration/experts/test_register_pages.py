"""The register in the browser: the list, the person, and every act on one expert."""

import io
import re
from collections.abc import Callable

import openpyxl
import pytest
from sqlalchemy import select

from experts.models import Expert
from ledger.models import LogEntry
from site_visitor import Visitor
from thread import Thread

pytest_plugins = ["thread_fixtures"]

At = Callable[[str], Thread]


@pytest.fixture
def thread(sqlite_thread_at: At) -> Thread:
    return sqlite_thread_at("registered")


@pytest.fixture
def registrar(thread: Thread) -> Visitor:
    return Visitor(thread.desk, "registrar")


@pytest.fixture
def place(thread: Thread) -> str:
    """The address of one expert."""
    return f"/experts/{number_of(thread, '演示甲壹')}/"


def number_of(thread: Thread, name: str) -> str:
    with thread.desk.database.reading() as session:
        return session.scalars(select(Expert.public_id).where(Expert.name == name)).one()


def statements(sent: list[str]) -> list[str]:
    return [statement for statement in sent if not statement.startswith("BEGIN")]


def paper() -> tuple[io.BytesIO, str]:
    return io.BytesIO(b"a signed paper"), "scan.pdf"


def test_the_list_is_searched_filtered_and_ordered(registrar: Visitor) -> None:
    assert "本页25条，共60条" in registrar.text("/experts/")
    found = registrar.text("/experts/?q=应急管理局&field=L01")
    assert "共1条" in found
    assert "已选： 应急管理局 ，去掉这个条件 法律（行政法） ，去掉这个条件" in found
    assert "共2条" in registrar.text("/experts/?ending=1")
    assert "没有符合条件的专家" in registrar.text("/experts/?view=suspended")
    names = re.findall(r"演示[甲乙丙丁戊己庚辛壬癸].", registrar.text("/experts/?sort=-name"))
    assert names == sorted(names, reverse=True)


def test_the_list_is_read_page_by_page(registrar: Visitor) -> None:
    address, read = "/experts/?sort=ends", []
    while address:
        with registrar.counting() as sent:
            page = registrar.get(address).text
        assert len(statements(sent)) <= 8
        read += re.findall(r"row\" class=\"main\"><a href=\"/experts/([a-z2-7]{26})/", page)
        following = re.findall(r'rel="next" href="([^"]+)"', page)
        address = "/experts/" + following[0].replace("&amp;", "&") if following else ""
    assert len(read) == len(set(read)) == 60


def test_no_condition_is_taken_for_another(registrar: Visitor) -> None:
    for wrong in ("?view=nobody", "?field=ZZ", "?sort=identity"):
        assert registrar.get(f"/experts/{wrong}").status_code == 404
    for wrong in ("?page=nonsense", "?q=a%00b"):
        assert registrar.get(f"/experts/{wrong}").status_code == 422


def test_a_person_is_shown_masked_with_what_can_be_done(registrar: Visitor, place: str) -> None:
    with registrar.counting() as sent:
        page = registrar.text(place)
    assert len(statements(sent)) <= 12
    assert "110105********0002" in page
    assert "120****0000" in page
    assert "续聘 登记请假 录入利害关系 录入年度确认 暂停 辞聘 解聘 登记去世" in page


def test_numbers_in_full_need_a_purpose_and_leave_a_trace(
    registrar: Visitor, thread: Thread, place: str
) -> None:
    assert "“用途”不能为空" in registrar.is_refused(f"{place}personal/", purpose=" ")
    response = registrar.post(f"{place}personal/", purpose="核对工作单位")
    assert re.search(r"110105\d{12}", response.text)
    assert "12000000000" in response.text
    assert response.headers["Cache-Control"] == "no-store"
    with thread.desk.database.reading() as session:
        assert session.scalars(select(LogEntry).where(LogEntry.type == "expert.personal_seen")).one()


def test_an_expert_goes_through_leave_suspension_and_dismissal(registrar: Visitor, place: str) -> None:
    days = {"begins": "2026-12-01", "ends": "2026-12-20"}
    assert "“事由”不能为空" in registrar.is_refused(f"{place}leave/", **days, reason="")
    assert "演示甲壹请假2026-12-01至2026-12-20" in registrar.does(f"{place}leave/", **days, reason="出国讲学")
    assert "没有登记过请假" in registrar.does(f"{place}cancel-leave/", begins="2026-12-01")
    assert "演示甲壹已暂停" in registrar.does(f"{place}suspend/", reason="核查举报", evidence=paper())
    kept = re.findall(r"papers/[0-9a-f]{64}", registrar.get(place).text)[0]
    assert registrar.get(place + kept).data == b"a signed paper"
    assert "不能办理此事" in registrar.text(f"{place}suspend/")
    assert "已恢复" in registrar.does(f"{place}reinstate/", reason="查无实据")
    refused = registrar.is_refused(f"{place}dismiss/", reason="打听案情")
    assert "“解聘事由”不能为空" in refused
    assert "打听案情" in refused
    page = registrar.does(f"{place}dismiss/", ground="LEAK", reason="泄露会议情况")
    assert "演示甲壹已退出专家库：解聘" in page
    assert "更正资料" not in page


def test_relations_and_confirmation_are_entered_from_paper(registrar: Visitor, place: str) -> None:
    told = {"ground": "R02", "party": "演示某公司", "relation": "独立董事", "begins": "2024-01-01"}
    assert "请选择" in registrar.is_refused(f"{place}declare/", **told)
    assert "与“演示某公司”的利害关系" in registrar.does(f"{place}declare/", **told, paper=paper())
    ended = {"ground": "R02", "party": "演示某公司", "ends": "2026-10-01"}
    assert "止于2026-10-01" in registrar.does(f"{place}end-relation/", **ended, paper=paper())
    moved = {"since": "2026-11-01", "employer": "演示新单位"}
    assert "2026年度确认" in registrar.does(f"{place}confirm/", **moved, paper=paper())
    page = registrar.text(place)
    assert "演示新单位" in page
    assert "2026年已确认" in page
    papers = registrar.get(f"{place}papers/").text
    assert registrar.get(re.findall(rf"{place}papers/[0-9a-f]{{64}}", papers)[0]).data == b"a signed paper"


def test_a_term_gets_its_certificate_and_another_term_follows(registrar: Visitor, place: str) -> None:
    assert re.search(r"聘书示信办聘〔2026〕1号", registrar.does(f"{place}certify/"))
    days = {"begins": "2028-01-01", "ends": "2031-12-31", "reason": "评价均在90分以上"}
    assert "重叠" in registrar.is_refused(f"{place}renew/", **days)
    days["begins"] = "2029-01-01"
    assert "聘书示信办聘〔2026〕2号" in registrar.does(f"{place}renew/", **days)


def typed(version: int, **changed: object) -> dict[str, object]:
    known = {"name": "演示甲壹", "title": "高级工程师", "region": "省内其他", "fields": ["L01", "L02"]}
    return {**known, "version": version, **changed}


def test_a_correction_is_made_at_the_field_it_belongs_to(registrar: Visitor, place: str) -> None:
    assert 'value="L01" checked' in registrar.get(f"{place}correct/").text
    refused = registrar.post(f"{place}correct/", **typed(1, mobile="12", title="研究员"))
    assert "“12”不是手机号" in refused.text
    assert 'value="研究员"' in refused.text
    assert "没有要改的" in registrar.is_refused(f"{place}correct/", **typed(1))
    page = registrar.does(f"{place}correct/", **typed(1, title="研究员", mobile="12000009999"))
    assert "已更正演示甲壹的资料" in page
    assert "120****9999" in page


def test_who_was_slower_sees_both_versions(registrar: Visitor, place: str) -> None:
    registrar.does(f"{place}correct/", **typed(1, title="研究员"))
    late = registrar.is_refused(f"{place}correct/", **typed(1, region="演示市", fields=["L01", "ZZ"]))
    assert "刚才有人改过这条记录" in late
    assert "职称 研究员 高级工程师" in late
    assert 'name="version" value="2"' in registrar.post(f"{place}correct/", **typed(1)).text
    assert "演示市" in registrar.does(f"{place}correct/", **typed(2, region="演示市"))


def test_employers_come_beside_or_after_the_known_ones(registrar: Visitor, place: str) -> None:
    former = {"how": "added", "employer": "演示旧单位", "begins": "2015-01-01", "ends": "2017-12-31"}
    assert "演示旧单位" in registrar.does(f"{place}employer/", version=1, **former)
    assert "已经记有" in registrar.is_refused(f"{place}employer/", version=2, **former)
    moved = {"how": "moved", "employer": "演示新单位", "begins": "2027-01-01"}
    assert "变动不成立" in registrar.is_refused(f"{place}employer/", version=2, **moved)
    page = registrar.does(f"{place}employer/", version=2, **{**moved, "begins": "2026-11-01"})
    assert "2018年3月1日 至 2026年10月31日" in page


def test_the_whole_register_is_handed_out_and_the_log_knows(registrar: Visitor, thread: Thread) -> None:
    book = openpyxl.load_workbook(io.BytesIO(registrar.post("/experts/export", **{"as": "xlsx"}).data))
    assert book["专家"].max_row == 61
    assert registrar.post("/experts/export", **{"as": "csv"}).text.startswith("\ufeff姓名")
    with thread.desk.database.reading() as session:
        entries = session.scalars(select(LogEntry).where(LogEntry.type == "register.exported")).all()
    assert len(entries) == 2


def test_the_list_is_exported_as_it_is_filtered_and_masked(registrar: Visitor) -> None:
    book = openpyxl.load_workbook(io.BytesIO(registrar.get("/experts/export.xlsx?q=应急管理局").data))
    assert [row[0] for row in book.active.iter_rows(values_only=True)] == ["姓名", "演示丁壹", "演示丁叁"]
    csv = registrar.get("/experts/export.csv?field=I05&sort=-name").text
    assert csv.count("\n") == 19
    assert "120000" not in csv
    assert registrar.get("/experts/export.ods").status_code == 404


def test_what_people_type_is_text_everywhere(registrar: Visitor, place: str) -> None:
    bad = "{{7*7}}<b>=1+1</b>"
    assert bad in registrar.does(f"{place}correct/", **typed(1, title=bad)).replace("&lt;", "<")
    assert "<b>=1+1" not in registrar.get("/experts/").text
    book = openpyxl.load_workbook(io.BytesIO(registrar.get("/experts/export.xlsx").data))
    assert bad in {row[1] for row in book.active.iter_rows(values_only=True)}


def test_the_personal_code_is_shown_once_it_is_asked_for(registrar: Visitor, place: str) -> None:
    key = place.split("/")[2]
    assert key not in registrar.text(f"{place}code/")
    assert f"{key}-" in registrar.post(f"{place}code/").text


def test_nobody_else_sees_the_register(registrar: Visitor, thread: Thread, place: str) -> None:
    for account in ("convener", "clerk", "office", "admin"):
        visitor = Visitor(thread.desk, account, registrar.app)
        assert visitor.get("/experts/").status_code == 403
        assert visitor.get(place).status_code == 403
        assert visitor.post(f"{place}suspend/", reason="x").status_code == 403


def test_who_is_not_there_is_not_found(registrar: Visitor, place: str) -> None:
    for address in ("/experts/nobody/", "/experts/nobody/suspend/", f"{place}promote/", f"{place}papers/0"):
        assert registrar.get(address).status_code == 404


def test_the_pages_speak_english(registrar: Visitor, place: str) -> None:
    for address in ("/experts/", place, f"{place}correct/", f"{place}dismiss/"):
        page = registrar.text(f"{address}?lang=en").replace("中文", "")
        shown = re.sub(r"演示\S*|省内其他|绵州市|高级工程师|教授|一级律师", "", page)
        assert not re.search(r"[一-鿿]{2}", shown), re.findall(r"[一-鿿]{2,}", shown)
