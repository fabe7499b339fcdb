"""The search of the archive and the measures in force."""

from collections.abc import Callable

from site_visitor import Visitor
from thread import Thread

pytest_plugins = ["thread_fixtures"]

At = Callable[[str], Thread]


def stranger(thread: Thread, role: str, unit: str) -> str:
    found = next(row for row in thread.read("office", "units", "list") if unit in row["name"])
    words = ("--display", "演示外单位人员", "--role", role, "--unit", found["uscc"])
    thread.run("admin", "accounts", "add", "stranger", *words)
    return "stranger"


def test_one_search_finds_meeting_decision_and_filing(sqlite_thread_at: At) -> None:
    thread = sqlite_thread_at("accepted")
    office = Visitor(thread.desk, "office")
    found = office.text("/archive/?q=建材 应急&year=2026")
    assert "准予备案" in found
    assert "共1条" in found
    page = office.get("/archive/").text
    for way in (
        f"/decisions/{thread['decision']}/",
        f"/filings/{thread['filing']}/",
        f"/meetings/{thread['meeting']}/",
    ):
        assert f'href="{way}"' in page
    for nothing in ("?q=没有这样的", "?year=2025", "?unit=none"):
        assert "没有找到" in office.text(f"/archive/{nothing}")
    assert "共2条" in office.text("/archive/?year=99999999999999999999")
    assert office.get("/archive/?page=nonsense").status_code == 422
    assert office.get("/archive/export.csv").data.decode("utf-8-sig").count("\r\n") == 3


def test_auditors_are_led_only_where_they_may_go(sqlite_thread_at: At) -> None:
    thread = sqlite_thread_at("issued")
    thread.run("admin", "accounts", "add", "audit", "--display", "演示审计", "--role", "audit_admin")
    audit = Visitor(thread.desk, "audit")
    page = audit.get("/archive/").text
    assert f"/filings/{thread['filing']}/" in page
    assert "/decisions/" not in page
    assert audit.get(f"/filings/{thread['filing']}/").status_code == 200


def test_another_unit_finds_nothing_of_ours(sqlite_thread_at: At) -> None:
    thread = sqlite_thread_at("issued")
    visitor = Visitor(thread.desk, stranger(thread, "convener", "财政局"))
    assert "档案里还没有内容" in visitor.text("/archive/")


def test_measures_are_listed_for_who_decided_and_who_carries_them_out(sqlite_thread_at: At) -> None:
    thread = sqlite_thread_at("issued")
    office = Visitor(thread.desk, "office")
    assert "共4条" in office.text("/measures/")
    assert "共1条" in office.text("/measures/?q=土地")
    assert "没有找到" in office.text("/measures/?q=没有这样的")
    assert "没有措施" in office.text("/measures/?view=ended")
    other = Visitor(thread.desk, stranger(thread, "unit_clerk", "财政局"), office.app)
    page = other.text("/measures/")
    assert "共1条" in page
    assert "限制申请财政性资金项目" in page
    assert office.get("/measures/export.xlsx").data[:2] == b"PK"
    thread.clock.advance(days=400)
    assert "没有措施" in Visitor(thread.desk, "stranger", office.app).text("/measures/")
    assert "共4条" in Visitor(thread.desk, "office", office.app).text("/measures/?view=ended")


def test_statements_are_few(sqlite_thread_at: At) -> None:
    thread = sqlite_thread_at("issued")
    office = Visitor(thread.desk, "office")
    for way in ("/archive/?q=建材", "/measures/"):
        with office.counting() as sent:
            assert office.get(way).status_code == 200
        statements = [text for text in sent if not text.startswith("BEGIN")]
        assert len(statements) <= 8, (way, statements)
