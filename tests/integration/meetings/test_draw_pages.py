"""The ceremony by pages: seats, freeze, secrets, plan, reveals, what is left for others to check."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from draw_room import SEATS, TERMS, Room, RoomAt
from site_visitor import seen
from thread import Thread

pytest_plugins = ["thread_fixtures"]


@pytest.fixture
def room_at(sqlite_thread_at: Callable[[str], Thread]) -> RoomAt:
    def room(step: str, moment: str = "") -> Room:
        thread = sqlite_thread_at(step)
        if moment:
            thread.at(moment)
        return Room(thread)

    return room


def test_the_whole_ceremony(room_at: RoomAt, tmp_path: Path) -> None:
    at = room_at("convened", "11-30T08:30")
    convener, supervisor = at["convener"], at["supervisor"]
    assert "定席位" in convener.text(at.home)
    ahead = convener.text(at.looked(SEATS))
    assert "坐得满" in ahead
    assert "冻结候选池？" in ahead
    frozen = convener.does(f"{at.home}seats/freeze", **SEATS, **TERMS)
    assert "候选池已冻结" in frozen
    assert "可抽" in frozen
    for role in ("convener", "supervisor"):
        assert "承诺值" in at.commit(role)
    assert "抽取方案已公布" in convener.does(f"/draws/{at.draw}/publish")
    handed = supervisor.post(f"/draws/{at.draw}/plan")
    names = zipfile.ZipFile(io.BytesIO(handed.data)).namelist()
    assert {"plan.json", "pool.txt", "ledger/log.vkey"} <= set(names)
    assert handed.headers["X-Cosigned"] == "0"
    assert "下载回执" in at.reveal("convener")
    assert "已抽出5席" in at.reveal("supervisor")
    receipt = zipfile.ZipFile(io.BytesIO(convener.get(f"/draws/{at.draw}/receipt").data)).namelist()
    assert any(name.endswith(".tlog-proof") for name in receipt)
    board = convener.text(at.home)
    assert board.count("号席") == 5
    assert "会议结束后公开" in board
    audit = supervisor.post(f"/draws/{at.draw}/audit", purpose="核对候选池")
    with zipfile.ZipFile(io.BytesIO(audit.data)) as archive:
        archive.extractall(tmp_path)
    assert at.thread.run("supervisor", "verify", tmp_path) == 0
    assert "核对候选池" in supervisor.text(f"/draws/{at.draw}/views/")


def test_before_the_freeze_the_convener_sees_what_seats_would_do(room_at: RoomAt) -> None:
    at = room_at("convened", "11-30T08:30")
    short = at["convener"].text(at.looked({**SEATS, "count-3": "99"}))
    assert "还差88人" in short
    assert "席位坐不满，请先按上面的办法调整" in short
    assert "减少" in short
    before = at.thread.dump()
    dry = at["convener"].text(at.looked(SEATS, "rehearsal", cap="2"))
    assert "【试抽】不是抽取" in dry
    assert dry.count("【试抽】第") == 5
    assert "同类中各人机会" in dry
    assert at.thread.dump() == before
    at.later("11-27T09:00")
    early = at["convener"].get(at.looked(SEATS))
    assert "最早可于2026-11-30冻结" in seen(early)
    assert "seats/freeze" not in early.text


WRONG = [
    ({"field-1": "", "count-1": "2"}, "席位写法有误"),
    ({"count-3": ""}, "席位写法有误"),
    ({"reveal_by": "noon"}, "揭示截止时间"),
    ({"reveal_by": "2026-11-30T08:00"}, "揭示截止时间须在将来"),
    ({"reveal_by": "2026-12-02T08:00"}, "会前2小时"),
    ({"cap": "0"}, "同一单位至多须为1至999的整数"),
    ({"answer_hours": "four"}, "答复时限须为1至999的整数"),
    ({"publish": "never"}, "抽取记录何时公开"),
    ({"beacon": "announced", "source": "演示彩票", "due_at": "2026-11-30T10:00"}, "须晚于揭示截止时间"),
    ({"count-1": "1"}, "须为单数"),
]


def test_what_is_wrong_with_the_terms_is_said_and_nothing_is_lost(room_at: RoomAt) -> None:
    at = room_at("convened", "11-30T08:30")
    at["convener"].text(at.home)
    before = at.thread.dump()
    for changed, says in WRONG:
        refused = at["convener"].post(f"{at.home}seats/freeze", **(SEATS | TERMS | changed))
        assert refused.status_code == 422
        assert says in seen(refused), changed
        kept = [value for name, value in changed.items() if value and name not in {"publish", "beacon"}]
        assert all(f'value="{value}"' in refused.text for value in kept), changed
    assert at.thread.dump() == before


def test_a_commitment_and_a_value_that_do_not_fit_are_refused_at_their_fields(room_at: RoomAt) -> None:
    at = room_at("published")
    wrong = at["convener"].post(f"/draws/{at.draw}/reveal", value="12")
    assert wrong.status_code == 422
    assert 'id="value-error"' in wrong.text or "揭示值应为64位" in seen(wrong)
    assert ">12</textarea>" in wrong.text
    assert "方案中的承诺值不是您的" in at["convener"].is_refused(f"/draws/{at.draw}/reveal", value="33" * 32)
    assert "承诺阶段已结束" in at["supervisor"].is_refused(f"/draws/{at.draw}/commit", commitment="44" * 32)
    assert "64位小写" in at["supervisor"].is_refused(f"/draws/{at.draw}/commit", commitment="44")
