"""Filings in the browser: sent, received, judged; the register, the package, the receipt."""

import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from io import BytesIO

import pytest

from service.demo_decision import SCAN
from site_visitor import Visitor, seen
from thread import Thread

pytest_plugins = ["thread_fixtures"]

At = Callable[[str], Thread]


def scan(content: bytes = SCAN) -> tuple[BytesIO, str]:
    return BytesIO(content), "report.pdf"


def address(thread: Thread) -> str:
    return f"/filings/{thread['filing']}/"


def test_from_the_issue_to_the_archive(sqlite_thread_at: At) -> None:
    thread = sqlite_thread_at("issued")
    convener = Visitor(thread.desk, "convener")
    office = Visitor(thread.desk, "office", convener.app)
    assert "还有5个工作日" in convener.text("/filings/")
    assert "摘要全部相符" in convener.text(address(thread))
    assert "已报送" in convener.does(f"{address(thread)}send", scan=scan())
    assert "请您判断" in office.text(address(thread))
    assert "已收件" in office.does(f"{address(thread)}receive")
    told = office.does(f"{address(thread)}judge", verdict="return", opinion="演示：请补盖骑缝章。")
    assert "退回补正" in told
    assert "演示：请补盖骑缝章。" in convener.text(address(thread))
    again = convener.post(f"{address(thread)}send", scan=scan())
    assert (again.status_code, "与退回前的扫描件相同" in again.text) == (422, True)
    convener.does(f"{address(thread)}send", scan=scan(SCAN + b"\n"))
    office.does(f"{address(thread)}receive")
    assert "准予备案" in office.does(f"{address(thread)}judge", verdict="accept", opinion="材料齐全。")
    assert "备案已办结" in convener.text(address(thread))


@pytest.mark.parametrize(
    ("step", "act", "others"),
    [("issued", "send", ["office"]), ("sent", "receive", ["convener"]), ("received", "judge", ["convener"])],
)
def test_each_act_is_for_its_own_role(sqlite_thread_at: At, step: str, act: str, others: list[str]) -> None:
    thread = sqlite_thread_at(step)
    for name in others:
        visitor = Visitor(thread.desk, name)
        assert visitor.post(f"{address(thread)}{act}").status_code == 403
        assert 'aria-disabled="true"' in visitor.get(address(thread)).text


def test_a_conclusion_without_opinion_is_refused_at_its_field(sqlite_thread_at: At) -> None:
    thread = sqlite_thread_at("received")
    office = Visitor(thread.desk, "office")
    response = office.post(f"{address(thread)}judge", verdict="accept")
    assert (response.status_code, 'id="opinion-error"' in response.text) == (422, True)
    response = office.post(f"{address(thread)}judge", opinion="材料齐全。")
    assert (response.status_code, 'id="verdict-error"' in response.text) == (422, True)
    assert "材料齐全。" in response.text


def test_what_is_out_of_order_is_refused(sqlite_thread_at: At) -> None:
    thread = sqlite_thread_at("issued")
    response = Visitor(thread.desk, "office").post(f"{address(thread)}receive")
    assert (response.status_code, "待报备" in seen(response)) == (422, True)


def test_package_report_and_receipt_can_be_taken_away_and_checked(sqlite_thread_at: At) -> None:
    thread = sqlite_thread_at("accepted")
    office = Visitor(thread.desk, "office")
    page = office.get(address(thread)).text
    with office.get(f"{address(thread)}package") as response:
        content = response.data
    assert hashlib.sha256(content).hexdigest() in page
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        name = next(name for name in archive.namelist() if name.endswith("会议纪要.docx"))
        one = name.partition("/data/")[2]
        assert office.get(f"{address(thread)}files/{one}").data == archive.read(name)
    assert office.get(f"{address(thread)}files/../../etc/passwd").status_code == 404
    assert office.get(f"{address(thread)}report").data == SCAN
    thread.run("office", "ledger", "checkpoint")
    with zipfile.ZipFile(io.BytesIO(office.get(f"{address(thread)}receipt").data)) as archive:
        archive.extractall(thread.home)
        folder = thread.home / archive.namelist()[0].split("/")[0]
    proof, entry = next(folder.glob("*.tlog-proof")), next(folder.glob("*.json"))
    key = (folder / "log.vkey").read_text().strip()
    checked = thread.read("", "ledger", "verify", proof, "--entry", entry, "--key", key)
    assert checked["entry"]["t"] == "filing.accepted"
    assert json.loads(entry.read_text())["payload"]["filing"] == thread["filing"]


def test_a_damaged_package_is_told_and_not_handed_out(sqlite_thread_at: At) -> None:
    thread = sqlite_thread_at("sent")
    office = Visitor(thread.desk, "office")
    with thread.desk.database.reading() as session:
        from meetings.queries import find_filing

        digest = find_filing(session, thread["filing"]).package_digest
    place = thread.desk.config.attachments / digest[:2] / digest
    place.write_bytes(place.read_bytes()[:-1] + b"x")
    assert "不符" in office.text(address(thread))
    assert office.get(f"{address(thread)}package").status_code == 503


def test_another_units_filing_is_as_if_it_were_not_there(sqlite_thread_at: At) -> None:
    thread = sqlite_thread_at("issued")
    elsewhere = next(unit for unit in thread.read("office", "units", "list") if "财政局" in unit["name"])
    words = ("--display", "演示外单位召集人", "--role", "convener", "--unit", elsewhere["uscc"])
    thread.run("admin", "accounts", "add", "stranger", *words)
    visitor = Visitor(thread.desk, "stranger")
    for end in ("", "package", "report", "receipt"):
        assert visitor.get(f"{address(thread)}{end}").status_code == 404
    assert visitor.post(f"{address(thread)}send", scan=scan()).status_code == 404
    assert "还没有备案" in visitor.text("/filings/")


def test_the_register_is_searched_sorted_and_taken_away(sqlite_thread_at: At) -> None:
    thread = sqlite_thread_at("accepted")
    office = Visitor(thread.desk, "office")
    page = office.text("/filings/")
    assert "5个工作日以内 1件" in page
    assert "没有符合条件的备案" in office.text("/filings/?q=没有这样的")
    assert "没有符合条件的备案" in office.text("/filings/?until=2026-01-01")
    for sort in ("due", "new", "unit", "subject", "nonsense"):
        assert "准予备案" in office.text(f"/filings/?sort={sort}&view=accepted&since=2026-12-01")
    assert "准予备案" in office.get("/filings/export.csv").data.decode("utf-8-sig")
    assert office.get("/filings/export.xlsx").data[:2] == b"PK"
    assert office.get("/filings/?page=nonsense").status_code == 422


def test_what_is_overdue_says_so(sqlite_thread_at: At) -> None:
    thread = sqlite_thread_at("issued")
    thread.at("12-18T09:00")
    office = Visitor(thread.desk, "office")
    page = office.get("/filings/?view=late")
    assert "due--late" in page.text
    assert "逾期4个工作日" in seen(page)


def test_statements_are_few(sqlite_thread_at: At) -> None:
    thread = sqlite_thread_at("accepted")
    office = Visitor(thread.desk, "office")
    for way, most in (("/filings/", 8), (address(thread), 12)):
        with office.counting() as sent:
            assert office.get(way).status_code == 200
        statements = [text for text in sent if not text.startswith("BEGIN")]
        assert len(statements) <= most, (way, len(statements), statements)
