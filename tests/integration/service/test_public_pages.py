"""The public pages: receipts, filed documents, published decisions, one draw. Nothing sent in harms or stays."""

import hashlib
import io
import re
import zipfile
from collections.abc import Callable
from io import BytesIO

import pytest

from site_visitor import Visitor, seen
from thread import Thread

pytest_plugins = ["thread_fixtures"]

At = Callable[[str], Thread]


@pytest.fixture
def thread(sqlite_thread_at: At) -> Thread:
    return sqlite_thread_at("accepted")


@pytest.fixture
def visitor(thread: Thread) -> Visitor:
    return Visitor(thread.desk, None)


def receipt(thread: Thread) -> str:
    return (thread.home / "rep1.tlog-proof").read_text()


def test_a_receipt_pasted_or_chosen_is_found_on_the_ledger(thread: Thread, visitor: Visitor) -> None:
    for given in (
        {"receipt": receipt(thread)},
        {"receipt": receipt(thread).replace("\n", "\r\n")},
        {"file": (BytesIO(receipt(thread).encode()), "rep1.tlog-proof")},
    ):
        shown = visitor.post("/receipts/", **given)
        assert shown.status_code == 200, seen(shown)
        assert "仍在，没有改动" in seen(shown)
        assert "篡改可被发现" in seen(shown)


def test_a_receipt_of_another_log_or_signature_does_not_match(thread: Thread, visitor: Visitor) -> None:
    other = receipt(thread).replace("thread.example", "others.example")
    assert "对不上" in seen(visitor.post("/receipts/", receipt=other))
    lines = receipt(thread).splitlines()
    lines[2] = lines[3]
    assert "对不上" in seen(visitor.post("/receipts/", receipt="\n".join(lines) + "\n"))


@pytest.mark.parametrize("given", [b"", b"\xff\xfe", b"c2sp.org/tlog-proof@v1\nindex 1\n"])
def test_what_is_no_receipt_ends_in_a_sentence(visitor: Visitor, given: bytes) -> None:
    response = visitor.post("/receipts/", file=(BytesIO(given), "a.tlog-proof"))
    assert response.status_code == 422
    assert 'id="receipt-error"' in response.text


def test_a_filed_document_is_known_by_its_bytes(thread: Thread, visitor: Visitor) -> None:
    office = Visitor(thread.desk, "office", visitor.app)
    with office.get(f"/filings/{thread['filing']}/package") as response:
        content = response.data
    files = [("备案包", content)]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            kinds = {"认定决定.docx": "认定决定", "签到表.docx": "签到表", "备案报告.docx": "备案报告"}
            files += [(kind, archive.read(name)) for end, kind in kinds.items() if name.endswith(end)]
            if "扫描件" in name:
                files.append(("用印扫描件", archive.read(name)))
    assert len(files) == 5
    for kind, given in files:
        shown = seen(visitor.post("/documents/", file=(BytesIO(given), "某文件")))
        assert f"原件：{kind}" in shown
        assert "日志条目 第" in shown, kind
        typed = seen(visitor.post("/documents/", digest=hashlib.sha256(given).hexdigest().upper()))
        assert f"原件：{kind}" in typed


def test_a_document_nobody_filed_is_not_known_and_not_kept(thread: Thread, visitor: Visitor) -> None:
    before = thread.dump()
    shown = visitor.post("/documents/", file=(BytesIO(b"<script>alert(1)</script>"), "a.html"))
    assert "没有这份文件的记录" in seen(shown)
    assert thread.dump() == before


def test_an_empty_file_is_told_at_its_field(visitor: Visitor) -> None:
    response = visitor.post("/documents/", file=(BytesIO(b""), "a.docx"))
    assert (response.status_code, 'id="digest-error"' in response.text) == (422, True)


@pytest.mark.parametrize("typed", ["", "123", "g" * 64, "0" * 63])
def test_what_is_no_digest_is_told_at_its_field(visitor: Visitor, typed: str) -> None:
    response = visitor.post("/documents/", digest=typed)
    assert (response.status_code, 'id="digest-error"' in response.text) == (422, True)


def test_a_form_from_elsewhere_is_refused(visitor: Visitor) -> None:
    assert visitor.client.post("/receipts/", data={"receipt": "x"}).status_code == 403
    assert visitor.client.post("/documents/", data={"digest": "x"}).status_code == 403


def test_issued_decisions_are_published_without_the_case(thread: Thread, visitor: Visitor) -> None:
    shown = visitor.text("/published/")
    number = thread.read("office", "decisions", "show", thread["decision"])["number"]
    assert number in shown
    page = visitor.text(f"/published/{thread['decision']}/")
    assert "信用修复" in page
    assert "演示案情" not in page
    assert visitor.get(f"/published/{thread['decision2']}/").status_code == 404
    for way in ("?month=2026-12", "?q=建材", "?month=nonsense", "?domain=演示用安全生产专项小组"):
        assert number in visitor.text(f"/published/{way}"), way
    for way in ("?month=2026-11", "?q=没有这样的", "?unit=none", "?domain=none"):
        assert "没有符合条件的决定" in visitor.text(f"/published/{way}"), way
    assert visitor.get("/published/?page=nonsense").status_code == 422


def test_what_is_over_or_a_persons_punishment_is_not_published(thread: Thread, visitor: Visitor) -> None:
    from sqlalchemy import update

    from meetings.models import Case

    with thread.desk.database.transaction() as session:
        to_person = {"subject_type": "PERSON", "subject_uscc": None, "subject_mask": "5107**********001X"}
        session.execute(update(Case).values(**to_person))
    assert "还没有公开的决定" in visitor.text("/published/")
    assert visitor.get(f"/published/{thread['decision']}/").status_code == 404
    with thread.desk.database.transaction() as session:
        session.execute(update(Case).values(polarity="REWARD", subject_name="演示人"))
    shown = visitor.text("/published/")
    assert "演＊＊" in shown
    assert "演示人" not in shown
    assert "还没有公开的决定" not in visitor.text("/published/?q=")
    assert "没有符合条件" in visitor.text("/published/?q=演示人")
    assert "5107" not in visitor.text(f"/published/{thread['decision']}/")
    thread.clock.advance(days=400)
    assert "还没有公开的决定" in visitor.text("/published/")


def test_a_draw_is_open_to_everybody_after_the_meeting(sqlite_thread_at: At) -> None:
    thread = sqlite_thread_at("drawn")
    visitor = Visitor(thread.desk, None)
    page = visitor.text(f"/draws/{thread['draw']}/")
    assert "会议结束后公开全部记录" in page
    assert visitor.get(f"/draws/{thread['draw']}/transcript.zip").status_code == 409
    assert visitor.get("/draws/nothing/").status_code == 404


@pytest.mark.parametrize(("step", "record"), [("frozen", "kept"), ("stopped", "kept"), ("lapsed", "open")])
def test_an_attempt_that_came_to_nothing_is_shown_as_far_as_it_came(
    sqlite_thread_at: At, step: str, record: str
) -> None:
    thread = sqlite_thread_at(step)
    visitor = Visitor(thread.desk, None)
    page = visitor.get(f"/draws/{thread['draw']}/")
    assert page.status_code == 200
    assert ("transcript.zip" in page.text) is (record == "open")
    if record == "open":
        thread.run("office", "ledger", "checkpoint")
        assert visitor.get(f"/draws/{thread['draw']}/transcript.zip").status_code == 200


def test_the_record_of_a_draw_holds_when_it_is_checked_elsewhere(thread: Thread, visitor: Visitor) -> None:
    assert "下载抽取记录" in visitor.text(f"/draws/{thread['draw']}/")
    path = thread.home / "draw.zip"
    path.write_bytes(visitor.get(f"/draws/{thread['draw']}/transcript.zip").data)
    assert "通过" in thread.output("", "verify", path)


def test_public_pages_take_few_statements_and_speak_english(thread: Thread, visitor: Visitor) -> None:
    ways = ["/check/", "/how/", "/receipts/", "/documents/", "/published/", f"/draws/{thread['draw']}/"]
    for way in ways[:4]:  # not a word of Chinese but the seal and the other language's name
        told = visitor.text(f"{way}?lang=en").replace("信", "").replace("中文", "")
        assert not re.search("[\u4e00-\u9fff]", told), (way, told)
    for way in (*ways, f"/published/{thread['decision']}/"):
        with visitor.counting() as sent:
            assert visitor.get(way).status_code == 200
        assert len(sent) <= 12, (way, sent)
