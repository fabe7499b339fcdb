"""A unit's ballot by pages: marked, checked, cast once, changed, closed meanwhile, its receipt."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from ledger.models import LogKey
from meetings.models import Ballot
from site_visitor import Visitor, seen
from thread import Thread

pytest_plugins = ["thread_fixtures"]

At = Callable[[str], Thread]


def ballot(thread: Thread, name: str = "item") -> str:
    meeting = thread.read("convener", "meetings", "show", thread["meeting"])["id"]
    return f"/meetings/{meeting}/session/items/{thread[name]}/ballot/"


def cast_in(thread: Thread) -> list[str]:
    with thread.desk.database.reading() as session:
        return list(session.scalars(select(Ballot.choice).order_by(Ballot.vote_id, Ballot.slot, Ballot.rev)))


def test_a_ballot_starts_empty_is_checked_cast_and_changed(sqlite_thread_at: At) -> None:
    thread = sqlite_thread_at("voting")
    rep = Visitor(thread.desk, "rep1")
    page = ballot(thread)
    assert " checked" not in rep.get(page).text
    assert "请选一项。" in rep.is_refused(f"{page}check", choice="yes")
    assert "贵单位的表决：同意" in seen(rep.post(f"{page}check", choice="agree"))
    assert cast_in(thread) == []
    told = rep.does(page, vote=thread["vote"], choice="agree", seen="0")
    assert "已收到您的表决。关闭前可以改" in told
    assert re.search("[0-9A-HJKMNP-TV-Z]{5} [0-9A-HJKMNP-TV-Z]{5}", told)
    assert "贵单位现在的表决： 同意" in rep.text(page)
    rep.does(page, vote=thread["vote"], choice="abstain", seen="1")
    assert cast_in(thread) == ["agree", "abstain"]


def test_a_double_click_casts_one_ballot(sqlite_thread_at: At) -> None:
    thread = sqlite_thread_at("voting")
    rep = Visitor(thread.desk, "rep1")
    form = {"vote": thread["vote"], "choice": "agree", "seen": "0"}
    first = rep.post(ballot(thread), **form, once="the-same-form")
    second = rep.post(ballot(thread), **form, once="the-same-form")
    reloaded = rep.post(ballot(thread), **form)
    assert first.location == second.location == reloaded.location
    assert cast_in(thread) == ["agree"]


def test_a_ballot_changed_elsewhere_is_not_overwritten(sqlite_thread_at: At) -> None:
    thread = sqlite_thread_at("voting")
    rep = Visitor(thread.desk, "rep1")
    rep.does(ballot(thread), vote=thread["vote"], choice="agree", seen="0")
    stale = rep.post(ballot(thread), vote=thread["vote"], choice="disagree", seen="0")
    assert stale.status_code == 409
    assert "您选的是“反对”，没有计入" in seen(stale)
    assert "别处改过表决" in seen(stale)
    assert cast_in(thread) == ["agree"]


def test_a_vote_closed_meanwhile_is_told_kindly(sqlite_thread_at: At) -> None:
    thread = sqlite_thread_at("voting")
    thread.at("12-02T10:01")
    rep = Visitor(thread.desk, "rep1")
    late = rep.post(ballot(thread), vote=thread["vote"], choice="agree", seen="0")
    assert late.status_code == 409
    assert "您选的是“同意”，没有计入：表决已截止。" in seen(late)
    thread.run("chair", "votes", "close", thread["vote"])
    assert "本议题的表决已结束" in rep.text(ballot(thread))
    assert "这一票没有提交" in seen(rep.post(f"{ballot(thread)}check", choice="agree"))


@pytest.mark.parametrize("wrong", [{"choice": "yes"}, {"seen": "-1"}, {"seen": ""}, {"choice": ""}])
def test_a_ballot_that_cannot_be_read_is_not_cast(sqlite_thread_at: At, wrong: dict[str, str]) -> None:
    thread = sqlite_thread_at("voting")
    rep = Visitor(thread.desk, "rep1")
    fields = {"vote": thread["vote"], "choice": "agree", "seen": "0"} | wrong
    assert rep.post(ballot(thread), **fields).status_code == 422
    other = {"vote": thread["vote2"], "choice": "agree", "seen": "0"}
    assert rep.post(ballot(thread), **other).status_code == 409
    assert cast_in(thread) == []


def test_who_has_no_vote_has_no_ballot(sqlite_thread_at: At) -> None:
    thread = sqlite_thread_at("voting")
    chair = Visitor(thread.desk, "chair")
    assert chair.get(ballot(thread)).status_code == 403
    assert Visitor(thread.desk, "rep1", chair.app).get(f"{ballot(thread)}receipt").status_code == 404


def test_before_the_vote_there_is_none(sqlite_thread_at: At) -> None:
    thread = sqlite_thread_at("opined")
    rep = Visitor(thread.desk, "rep1")
    page = rep.get(ballot(thread))
    assert page.status_code == 409
    assert "还没有开始表决" in seen(page)


def test_the_receipts_files_verify(sqlite_thread_at: At, tmp_path: Path) -> None:
    thread = sqlite_thread_at("voting")
    rep = Visitor(thread.desk, "rep1")
    rep.does(ballot(thread), vote=thread["vote"], choice="agree", seen="0")
    for name in ("receipt.json", "receipt.tlog-proof"):
        (tmp_path / name).write_bytes(rep.get(ballot(thread) + name).data)
    with thread.desk.database.reading() as session:
        key = session.scalars(select(LogKey.vkey)).one()
    files = (tmp_path / "receipt.tlog-proof", "--entry", tmp_path / "receipt.json")
    found = thread.read("", "ledger", "verify", *files, "--key", key)
    assert found["payload"]["vote"] == thread["vote"]
    assert rep.get(f"{ballot(thread)}receipt.exe").status_code == 404
    english = rep.text(f"{ballot(thread)}receipt?lang=en")
    assert "Receipt number" in english
