"""Decisions in the browser: drafted, reviewed, signed, sealed, issued, each by its own role."""

import hashlib
import re
from collections.abc import Callable
from io import BytesIO

import pytest

from meetings.session.ballots import Choice
from service.demo_decision import SCAN
from site_visitor import Visitor, seen
from thread import Thread
from thread_steps import REASON, ballot

pytest_plugins = ["thread_fixtures"]

At = Callable[[str], Thread]


def scan(content: bytes = SCAN) -> tuple[BytesIO, str]:
    return BytesIO(content), "scan.pdf"


def address(thread: Thread, fact: str = "decision") -> str:
    return f"/decisions/{thread[fact]}/"


def test_from_the_vote_to_the_filing(sqlite_thread_at: At) -> None:
    thread = sqlite_thread_at("held")
    thread.at("12-04T09:00")
    convener = Visitor(thread.desk, "convener")
    people = {name: Visitor(thread.desk, name, convener.app) for name in ("legal", "leader", "keeper")}
    assert "待起草" in convener.text("/decisions/")
    draft = f"/decisions/draft/{thread['item']}/"
    assert "不一致" in convener.text(draft)
    text = {"adoption": "多数建议缩短期限，未采纳", "departure-reason": REASON}
    response = convener.post(draft, **text)
    decision = response.location
    assert "等法制审核人审核" in convener.text(decision)
    people["legal"].does(f"{decision}review", verdict="return", opinion="请写明采纳情况。")
    assert "请写明采纳情况。" in convener.text(decision)
    revised = {**text, "adoption": "部分采纳"}
    assert "重新送法制审核" in convener.does(f"{decision}redraft", **revised)
    people["legal"].does(f"{decision}review", verdict="pass", opinion="符合规定。")
    assert "已签发" in people["leader"].does(f"{decision}sign")
    told = people["keeper"].does(f"{decision}seal", scan=scan())
    assert hashlib.sha256(SCAN).hexdigest() in told
    assert "备案同时生成" in convener.text(f"{decision}issue")
    assert "已印发" in convener.does(f"{decision}issue")
    steps = convener.text(decision)
    order = ["印发", "用印", "签发并编号", "法制审核通过", "修改后重新送审", "法制审核退回修改"]
    positions = [steps.rindex(step) for step in order]
    assert positions == sorted(positions)


def test_a_missing_reason_is_told_at_its_field_and_nothing_is_lost(sqlite_thread_at: At) -> None:
    thread = sqlite_thread_at("held")
    convener = Visitor(thread.desk, "convener")
    response = convener.post(f"/decisions/draft/{thread['item']}/", adoption="未采纳演示意见")
    assert response.status_code == 422
    assert 'id="departure-reason-error"' in response.text
    assert "未采纳演示意见" in response.text


def test_a_verdict_without_opinion_or_a_scan_of_nothing_changes_nothing(sqlite_thread_at: At) -> None:
    thread = sqlite_thread_at("drafted")
    legal = Visitor(thread.desk, "legal")
    response = legal.post(f"{address(thread)}review", verdict="pass")
    assert (response.status_code, 'id="opinion-error"' in response.text) == (422, True)
    response = legal.post(f"{address(thread)}review", opinion="符合规定。")
    assert (response.status_code, 'id="verdict-error"' in response.text) == (422, True)
    assert "提交审核意见" in legal.text(address(thread))


@pytest.mark.parametrize("given", [{}, {"scan": (BytesIO(b""), "scan.pdf")}, {"scan": scan(b"<html>")}])
def test_what_is_no_scan_is_refused_at_its_field(sqlite_thread_at: At, given: dict[str, object]) -> None:
    thread = sqlite_thread_at("signed")
    response = Visitor(thread.desk, "keeper").post(f"{address(thread)}seal", **given)
    assert (response.status_code, 'id="scan-error"' in response.text) == (422, True)


@pytest.mark.parametrize(
    ("step", "act", "others"),
    [
        ("drafted", "review", ["convener", "leader", "keeper", "office"]),
        ("reviewed", "sign", ["convener", "legal", "keeper", "office"]),
        ("signed", "seal", ["convener", "legal", "leader", "office"]),
        ("sealed", "issue", ["legal", "leader", "keeper", "office"]),
    ],
)
def test_each_act_is_for_its_own_role_and_others_see_whom_they_wait_for(
    sqlite_thread_at: At, step: str, act: str, others: list[str]
) -> None:
    thread = sqlite_thread_at(step)
    first = Visitor(thread.desk, others[0])
    for name in others:
        visitor = Visitor(thread.desk, name, first.app)
        assert visitor.post(f"{address(thread)}{act}").status_code == 403, name
        assert 'aria-disabled="true"' in visitor.get(address(thread)).text, name


def test_out_of_order_nothing_happens(sqlite_thread_at: At) -> None:
    thread = sqlite_thread_at("drafted")
    leader = Visitor(thread.desk, "leader")
    response = leader.post(f"{address(thread)}sign")
    assert response.status_code == 422
    assert "已起草" in seen(response)


def test_another_units_decision_is_as_if_it_were_not_there(sqlite_thread_at: At) -> None:
    thread = sqlite_thread_at("sealed")
    stranger = ("--display", "演示外单位召集人", "--role", "convener", "--unit", other_unit(thread))
    thread.run("admin", "accounts", "add", "stranger", *stranger)
    visitor = Visitor(thread.desk, "stranger")
    for way in (address(thread), f"{address(thread)}issue", f"{address(thread)}scan"):
        assert visitor.get(way).status_code == 404
        missing = way.replace(thread["decision"], "nothing")
        assert visitor.text(way, 404).replace(thread["decision"], "") == visitor.text(missing, 404).replace(
            "nothing", ""
        )
    assert visitor.post(f"{address(thread)}issue").status_code == 404
    assert visitor.get(f"/decisions/draft/{thread['item']}/").status_code == 404
    assert "还没有决定" in visitor.text("/decisions/")


def other_unit(thread: Thread) -> str:
    units = thread.read("office", "units", "list")
    own = {"convener": thread.read("admin", "accounts", "list")}
    mine = {account["unit"] for account in own["convener"] if account["name"] == "convener"}
    return str(next(unit["uscc"] for unit in units if unit["uscc"] not in mine and unit["name"] not in mine))


def test_papers_and_scan_can_be_taken_away(sqlite_thread_at: At) -> None:
    thread = sqlite_thread_at("sealed")
    keeper = Visitor(thread.desk, "keeper")
    page = keeper.get(address(thread)).text
    papers = thread.read("keeper", "decisions", "show", thread["decision"])["papers"]
    assert len(papers) > 3
    for paper in papers:
        response = keeper.get(f"{address(thread)}papers/{paper['sha256']}")
        assert hashlib.sha256(response.data).hexdigest() == paper["sha256"]
        assert response.headers["Content-Disposition"].startswith("attachment")
        assert paper["sha256"] in page
    assert keeper.get(f"{address(thread)}scan").data == SCAN
    assert keeper.get(f"{address(thread)}papers/{'0' * 64}").status_code == 404


def test_an_item_that_did_not_pass_says_so_and_has_no_draft(sqlite_thread_at: At) -> None:
    thread = sqlite_thread_at("voting")
    for number in range(1, 6):
        ballot(thread, "vote", f"rep{number}", Choice.DISAGREE)
        ballot(thread, "vote2", f"rep{number}", Choice.AGREE)
    thread.at("12-02T10:00")
    for vote in ("vote", "vote2"):
        thread.run("chair", "votes", "close", thread[vote])
    thread.run("recorder", "meetings", "close", thread["meeting"])
    convener = Visitor(thread.desk, "convener")
    assert "不予认定" in convener.text("/decisions/")
    page = convener.text(f"/decisions/draft/{thread['item']}/")
    assert "表决没有通过" in page
    assert "提交法制审核" not in page


def test_the_list_is_searched_filtered_and_taken_away(sqlite_thread_at: At) -> None:
    thread = sqlite_thread_at("issued")
    convener = Visitor(thread.desk, "convener")
    assert "没有符合条件的决定" in convener.text("/decisions/?q=没有这样的")
    only = convener.text("/decisions/?view=issued")
    assert only.count("议题1") == 1
    assert "议题2" not in only
    assert convener.get("/decisions/export.csv").data.decode("utf-8-sig").count("\r\n") == 3
    assert convener.get("/decisions/export.xlsx").data[:2] == b"PK"
    assert convener.get("/decisions/?page=nonsense").status_code == 422
    assert convener.get("/decisions/export.exe").status_code == 404


def test_a_second_click_issues_nothing_twice(sqlite_thread_at: At) -> None:
    thread = sqlite_thread_at("sealed")
    convener = Visitor(thread.desk, "convener")
    page = convener.get(f"{address(thread)}issue").text
    marks = dict(re.findall(r'name="(token|once)" value="([^"]+)"', page.partition("<main")[2]))
    first = convener.client.post(f"{address(thread)}issue", data=marks)
    before = thread.dump()
    second = convener.client.post(f"{address(thread)}issue", data=marks)
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.location == second.location
    assert thread.dump() == before


def test_statements_are_few(sqlite_thread_at: At) -> None:
    thread = sqlite_thread_at("issued")
    convener = Visitor(thread.desk, "convener")
    for way, most in (
        ("/decisions/", 8),
        (address(thread), 12),
        (f"/decisions/draft/{thread['item2']}/", 12),
    ):
        with convener.counting() as sent:
            assert convener.get(way).status_code in {200, 303}
        statements = [text for text in sent if not text.startswith("BEGIN")]
        assert len(statements) <= most, (way, len(statements), statements)


def test_pages_speak_english(sqlite_thread_at: At) -> None:
    thread = sqlite_thread_at("sealed")
    convener = Visitor(thread.desk, "convener")
    assert "Decisions" in convener.text("/decisions/?lang=en")
    assert "Deliberation and vote" in convener.text(f"{address(thread)}?lang=en")
