"""What a draw comes to besides, by pages: beacon, stop, lapse, another attempt, supplement; and who may see it."""

import io
import zipfile
from collections.abc import Callable
from importlib.resources import files

import pytest

from draw_room import SEATS, TERMS, Room, RoomAt
from site_visitor import Visitor, seen
from thread import Thread

pytest_plugins = ["thread_fixtures"]


@pytest.fixture
def room_at(sqlite_thread_at: Callable[[str], Thread]) -> RoomAt:
    return lambda step: Room(sqlite_thread_at(step))


def test_an_announced_result_is_typed_by_one_and_again_by_the_other(room_at: RoomAt) -> None:
    at = room_at("awaiting_beacon")
    beacon = f"/draws/{at.draw}/beacon/"
    assert "之前的结果不能采用" in at["convener"].text(at.home)
    at.later("11-30T21:20")
    assert "写法有误" in at["convener"].is_refused(f"{beacon}announce", text="3.9")
    assert "结果已记下" in at["convener"].does(f"{beacon}announce", text="4.8.15./")
    assert "等对方确认" in at["convener"].text(beacon)
    assert "4.8.15" not in at["supervisor"].get(beacon).text
    assert "两次输入不同" in at["supervisor"].is_refused(f"{beacon}confirm", text="4.8.16./")
    assert "已抽出5席" in at["supervisor"].does(f"{beacon}confirm", text="4.8.15./")


def test_a_round_that_is_none_is_refused_at_its_field(room_at: RoomAt) -> None:
    at = room_at("awaiting_beacon")
    at.later("11-30T21:20")
    assert "是另一种" in at["office"].is_refused(f"/draws/{at.draw}/beacon/round", round="{}")


def test_after_a_void_attempt_the_office_approves_another(room_at: RoomAt) -> None:
    at = room_at("lapsed")
    assert "有人未在截止前揭示" in at["convener"].text(at.home)
    archive = zipfile.ZipFile(io.BytesIO(at["auditor"].post(f"/draws/{at.draw}/transcript").data))
    assert "result.json" in archive.namelist()
    assert "理由" in at["office"].is_refused(f"/draws/{at.draw}/approve", cause="")
    assert "批准" in at["office"].does(f"/draws/{at.draw}/approve", cause="演示：监督人设备故障")
    form = at["convener"].get(f"{at.home}seats/").text
    assert 'value="L01" selected' in form
    assert "重新抽取须沿用" in form
    terms = {**TERMS, "reveal_by": "2026-11-30T18:00"}
    assert "席位和同单位上限" in at["convener"].is_refused(
        f"{at.home}seats/freeze", **SEATS, **{**terms, "cap": "2"}
    )
    assert "第2次" in at["convener"].does(f"{at.home}seats/freeze", **SEATS, **terms)


def test_the_supervisor_stops_the_ceremony_with_a_reason(room_at: RoomAt) -> None:
    at = room_at("committed")
    stop = f"/draws/{at.draw}/stop"
    assert "作废，留在台账里" in at["supervisor"].text(stop)
    assert at["convener"].get(stop).status_code == 403
    assert "请先改" not in at["supervisor"].is_refused(stop, cause=" ")
    assert "已中止" in at["supervisor"].does(stop, cause="演示：设备故障")
    assert "定席位" in at["convener"].text(at.home)


def test_a_reveal_that_is_missing_counts_as_withheld_after_its_time(room_at: RoomAt) -> None:
    at = room_at("published")
    lapse = f"/draws/{at.draw}/lapse"
    assert "未到" in at["convener"].is_refused(lapse)
    at.later("11-30T12:01")
    assert "已过揭示截止时间" in at["convener"].text(at.home)
    assert "流抽" in at["convener"].does(lapse)


def test_a_member_leaves_and_a_seat_that_stays_open_gets_a_supplement(room_at: RoomAt) -> None:
    at = room_at("seat_open")
    assert "有席位空缺" in at["convener"].text(at.home)
    address = f"{at.home}supplement/"
    terms = {"reveal_by": "2026-12-01T18:00", "answer_hours": "4", "beacon": "none"}
    assert "事由" in at["convener"].is_refused(address, cause="", **terms)
    page = at["convener"].does(address, cause="演示：席位空缺", **terms)
    assert "补充抽取" in page
    assert "空缺" in page


def test_a_departure_needs_its_kind(room_at: RoomAt) -> None:
    at = room_at("answered")
    page = at["supervisor"].get(f"/draws/{at.draw}/depart")
    tag = page.text.partition('<option value="')[2].partition('<option value="')[2][:32]
    depart = f"/draws/{at.draw}/depart"
    assert "请选一项" in at["supervisor"].is_refused(depart, tag=tag, kind="", cause="R05")
    assert "代号" in at["supervisor"].is_refused(depart, tag="0" * 32, kind="absent", cause="ILL")
    assert "递补人已收到邀请" in at["supervisor"].does(depart, tag=tag, kind="absent", cause="ILL")
    assert "缺席" in at["convener"].text(at.home)


def test_who_looks_behind_the_lines_says_why_and_is_remembered(room_at: RoomAt) -> None:
    at = room_at("frozen")
    pool = f"/draws/{at.draw}/pool/"
    assert "事由" in at["supervisor"].is_refused(pool, purpose="")
    opened = at["supervisor"].post(pool, purpose="演示：核对回避")
    assert opened.status_code == 200
    assert "共排除7人" in seen(opened)
    assert "演示：核对回避" in at["auditor"].text(f"/draws/{at.draw}/views/")
    assert at["convener"].get(pool).status_code == 403


def test_the_stage_shows_codes_counts_and_no_names(room_at: RoomAt) -> None:
    waiting = room_at("published")
    stage = waiting["office"].get(f"/stage/{waiting.draw}/")
    assert "距揭示截止" in seen(stage)
    assert 'hx-get="/stage/' in stage.text
    assert waiting["office"].get(f"/stage/{waiting.draw}/live").status_code == 200
    assert "<form" not in stage.text
    done = room_at("drawn")
    last = done["auditor"].get(f"/stage/{done.draw}/live")
    assert last.status_code == 286
    assert last.text.count("seat--fall") == 5
    assert "会议结束后公布" in seen(last)


def test_the_page_says_when_the_ceremony_has_moved_on(room_at: RoomAt) -> None:
    at = room_at("frozen")
    live = at["supervisor"].get(at.home).text.partition('hx-get="')[2].partition('"')[0].replace("&amp;", "&")
    assert (at["supervisor"].get(live).status_code, seen(at["supervisor"].get(live))) == (200, "")
    at.commit("convener")
    moved = at["supervisor"].get(live)
    assert moved.status_code == 286
    assert "刷新本页" in moved.text


def test_another_unit_and_other_roles_see_nothing(room_at: RoomAt) -> None:
    at = room_at("drawn")
    at.thread.run(
        "admin",
        "accounts",
        "add",
        "stranger",
        "--display",
        "演示外单位召集人",
        "--role",
        "convener",
        "--unit",
        unit_of(at),
    )
    gets = [
        at.home,
        f"{at.home}seats/",
        f"{at.home}secret/",
        f"{at.home}live",
        f"/stage/{at.draw}/",
        f"/draws/{at.draw}/publish",
    ]
    for address in gets:
        assert at["stranger"].get(address).status_code == 404, address
        assert at["clerk"].get(address).status_code == 403, address
        assert Visitor(at.thread.desk, None, at["clerk"].app).get(address).status_code == 303, address
    hidden = at["stranger"].text(f"/stage/{at.draw}/", 404)
    assert hidden.replace(at.draw, "0" * 32) == at["stranger"].text(f"/stage/{'0' * 32}/", 404)
    for address in ("commit", "plan", "reveal", "publish", "lapse", "transcript"):
        assert at["stranger"].is_refused(f"/draws/{at.draw}/{address}")


def unit_of(at: Room) -> str:
    """A unit that convenes nothing here."""
    shown = at.thread.read("convener", "meetings", "show", at.thread["meeting"])
    return str(shown["units"][-1]["uscc"])


def test_pages_cost_few_statements(room_at: RoomAt) -> None:
    at = room_at("answered")
    convener, draw = at["convener"], at.draw
    for address, most in ((at.home, 12), (f"{at.home}live?seen=0", 4), (f"/stage/{draw}/live", 4)):
        with convener.counting() as sent:
            convener.get(address)
        asked = [statement for statement in sent if not statement.startswith("BEGIN")]
        assert len(asked) <= most, (address, asked)


def test_the_pages_speak_english(room_at: RoomAt) -> None:
    at = room_at("published")
    for address in (at.home, f"{at.home}secret/", f"/stage/{at.draw}/", f"/draws/{at.draw}/lapse"):
        assert '<html lang="en"' in at["convener"].get(f"{address}?lang=en").text
    assert "Draw of experts" in at["convener"].text(f"{at.home}?lang=en")


def test_the_checker_is_the_verifier_that_everybody_can_download(room_at: RoomAt) -> None:
    at = room_at("frozen")
    served = at["convener"].get("/draws/checker.js")
    assert served.mimetype == "text/javascript"
    assert "async function checkBeforeReveal" in served.text
    assert served.text in (files("verifiers") / "verify.html").read_text(encoding="utf-8")
