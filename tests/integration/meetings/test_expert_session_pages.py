"""An expert in session: the second code, opinion, ballot and receipt, the own record, relations."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import event, select

from experts.models import Expert
from guest import Guest, Voter, first_code, seated_code, voting_code
from ledger.models import LogKey
from meetings.invitations.invite import find_by_code
from meetings.models import Ballot, Invitation, Opinion
from site_visitor import seen
from thread import Thread
from thread_steps import sitting

pytest_plugins = ["thread_fixtures"]

At = Callable[[str], Thread]


def test_the_second_code_opens_the_ballot_and_wrong_ones_are_counted(sqlite_thread_at: At) -> None:
    thread = sqlite_thread_at("voting")
    code = seated_code(thread)
    guest, page = Guest(thread, code), f"/i/item/{thread['item']}/"
    assert "请到签到处领取" in seen(guest.post(f"{page}code", code="123456"))
    handed = voting_code(thread, code)
    assert "请填表决码" in guest.text(page) or "表决码" in guest.text(page)
    assert 'name="choice"' not in guest.get(page).text
    refused = guest.post(f"{page}ballot", vote=thread["vote"], choice="agree", seen=0)
    assert refused.status_code == 409
    assert "您选的是“同意”，没有计入：请先在议题页填表决码。" in seen(refused)
    assert "6位数字" in seen(guest.post(f"{page}code", code="12 345"))
    wrong = f"{(int(handed) + 1) % 10**6:06d}"
    assert "还可以再试4次" in seen(guest.post(f"{page}code", code=wrong))
    for _ in range(4):
        last = guest.post(f"{page}code", code=wrong)
    assert "已作废" in seen(last)
    assert guest.post(f"{page}code", code=handed).status_code == 409
    again = voting_code(thread, code)
    assert guest.post(f"{page}code", code=f"{again[:3]} {again[3:]}").status_code == 303
    assert 'name="choice"' in guest.get(page).text
    assert 'name="choice"' not in Guest(thread, code).get(page).text
    assert cast_in(thread) == []


def test_a_newly_opened_vote_appears_by_itself(sqlite_thread_at: At) -> None:
    thread = sqlite_thread_at("opined")
    guest = Guest(thread, seated_code(thread))
    assert "表决未开始" in guest.text("/i/live?stage=sitting")
    assert guest.get("/i/live?stage=doors").headers["HX-Refresh"] == "true"
    assert "开始表决了" not in guest.text(f"/i/item/{thread['item']}/live?was=")
    thread.at("12-02T09:30")
    vote = thread.run("chair", "votes", "open", thread["item"], "--starts-on", "2026-12-08")
    assert "表决进行中，请投票" in guest.text("/i/live?stage=sitting")
    assert "开始表决了" in guest.text(f"/i/item/{thread['item']}/live?was=")
    assert "<form" not in guest.get("/i/live?stage=sitting").text
    thread.run("chair", "votes", "close", vote)
    ended = guest.get(f"/i/item/{thread['item']}/live?was={vote}open")
    assert (ended.status_code, "表决已结束" in seen(ended)) == (286, True)
    thread.at("12-02T23:00")
    assert "HX-Refresh" not in guest.get("/i/live?stage=sitting").headers


def test_the_own_record_is_shown_and_confirmed(sqlite_thread_at: At) -> None:
    thread = sqlite_thread_at("invited")
    guest = Guest(thread, first_code(thread))
    with thread.desk.database.reading() as session:
        mine = find_by_code(session, thread.desk.vault, first_code(thread)).expert_id
        names = dict(session.execute(select(Expert.id, Expert.name)).all())
    page = guest.text("/i/own/")
    assert names.pop(mine) in page
    assert not [name for name in names.values() if name in page]
    missing = guest.post("/i/own/confirm", employer="演示单位", ground="R05")
    assert missing.status_code == 422
    assert missing.text.count("field__error") == 4
    assert 'value="演示单位"' in missing.text
    assert guest.post("/i/own/confirm").status_code == 303
    assert "2026年已确认" in guest.text("/i/own/")
    assert guest.post("/i/own/confirm").status_code == 422
    assert re.search(r"\b[0-9a-f]{64}\b", guest.text("/i/own/proof"))
    assert b'"salt"' in guest.get("/i/own/leaf.json").data
    assert "Yearly confirmation" in guest.text("/i/own/?lang=en")


def test_after_the_meeting_the_own_code_opens_line_and_evaluation(sqlite_thread_at: At) -> None:
    thread = sqlite_thread_at("held")
    tag = next(iter(sitting(thread)))
    thread.run(
        "convener", "evaluations", "record", thread["meeting"], tag, "--deduct", "PUNCTUAL:10:演示迟到"
    )
    with thread.desk.database.reading() as session:
        found = session.scalars(select(Invitation).where(Invitation.tag == tag)).one()
        expert = session.get_one(Expert, found.expert_id).public_id
        meeting = found.meeting.public_id
    guest = Guest(thread, str(thread.run("registrar", "experts", "code", expert)))
    assert guest.opened.headers["Location"] == "/i/own/"
    assert guest.get("/i/").status_code == 404
    assert "90分" in guest.text("/i/own/")
    empty = guest.post(f"/i/own/evaluations/{meeting}", comment=" ")
    assert empty.status_code == 422
    assert guest.post(f"/i/own/evaluations/{meeting}", comment="演示意见。").status_code == 303
    assert "您的意见：演示意见。" in guest.text("/i/own/")
    draw = thread["draw"]
    assert draw in guest.get("/i/own/proof").text
    assert "您在可抽取之列" in seen(guest.post(f"/i/own/draws/{draw}"))
    assert b'"blind"' in guest.post(f"/i/own/draws/{draw}", **{"as": "file"}).data
    thread.at("12-02T13:00")
    assert guest.get("/i/own/").status_code == 404


def test_a_page_takes_at_most_ten_statements(sqlite_thread_at: At) -> None:
    thread = sqlite_thread_at("voted")
    guest = Guest(thread, seated_code(thread))
    sent: list[str] = []
    reader = thread.desk.database._reader
    event.listen(reader, "before_cursor_execute", lambda _c, _u, statement, *_: sent.append(statement))
    item = f"/i/item/{thread['item']}/"
    for path, most in {"/i/": 4, item: 10, "/i/live": 3, f"{item}live": 3, "/i/own/": 14}.items():
        sent.clear()
        assert guest.get(path).status_code == 200
        assert 2 <= sum(not statement.startswith("BEGIN") for statement in sent) <= most, (path, sent)


def test_nothing_of_the_agenda_is_shown_before_the_names_are_unsealed(sqlite_thread_at: At) -> None:
    thread = sqlite_thread_at("arrived")
    agenda = thread.read("convener", "meetings", "show", thread["meeting"])["agenda"]
    guest = Guest(thread, seated_code(thread))
    assert agenda[0]["subject"] not in guest.get().text
    response = guest.get(f"/i/item/{agenda[0]['item']}/")
    assert response.status_code == 404
    assert agenda[0]["subject"] not in response.text


def test_a_recused_expert_sees_no_facts_and_can_neither_speak_nor_vote(sqlite_thread_at: At) -> None:
    thread = sqlite_thread_at("voting")
    guest = Guest(thread, sitting(thread)[thread["recused"]])
    other = Guest(thread, seated_code(thread))
    page = f"/i/item/{thread['item']}/"
    assert "未经验收" in other.text(page)
    assert "未经验收" not in guest.text(page)
    assert "您已回避本议题" in guest.text()
    before = thread.dump()
    opinion = guest.post(f"{page}opinion", stand="agree", reasons="演示。")
    ballot = guest.post(f"{page}ballot", vote=thread["vote"], choice="agree", seen=0)
    assert (opinion.status_code, ballot.status_code) == (409, 409)
    assert thread.dump() == before


def test_an_opinion_is_given_once_and_what_was_typed_is_kept(sqlite_thread_at: At) -> None:
    thread = sqlite_thread_at("in_session")
    guest = Guest(thread, seated_code(thread))
    page = f"/i/item/{thread['item']}/"
    response = guest.post(f"{page}opinion", reasons="第一行\r\n<b>第二行</b>")
    assert response.status_code == 422
    assert "请选同意或不同意。" in seen(response)
    assert "第一行\n&lt;b&gt;第二行" in response.text
    assert "请写理由。" in seen(guest.post(f"{page}opinion", stand="agree", reasons=" "))
    for _ in range(2):
        sent = guest.post(f"{page}opinion", stand="disagree", reasons="第一行\r\n{{7*7}}第二行")
        assert sent.status_code == 303
    with thread.desk.database.reading() as session:
        assert session.scalars(select(Opinion.reasons)).all() == ["第一行\n{{7*7}}第二行"]
    changed = guest.post(f"{page}opinion", stand="agree", reasons="另一种。")
    assert changed.status_code == 409
    assert "不能重复提交" in seen(changed)
    strange = Guest(thread, list(sitting(thread).values())[1])
    assert strange.post(f"{page}opinion", stand="agree", reasons="a\x07b").status_code == 422


def test_a_ballot_is_checked_cast_once_for_two_clicks_and_can_be_changed(sqlite_thread_at: At) -> None:
    thread = sqlite_thread_at("voting")
    guest = Voter(thread, seated_code(thread))
    page = f"/i/item/{thread['item']}/"
    assert " checked" not in guest.get(page).text
    assert "请选一项。" in seen(guest.post(f"{page}confirm"))
    before = thread.dump()
    assert "您的表决：同意" in seen(guest.post(f"{page}confirm", choice="agree"))
    assert thread.dump() == before
    for _ in range(2):
        response = guest.post(f"{page}ballot", vote=thread["vote"], choice="agree", seen=0)
        assert response.headers["Location"] == f"{page}receipt"
    assert cast_in(thread) == ["agree"]
    stale = guest.post(f"{page}ballot", vote=thread["vote"], choice="disagree", seen=0)
    assert (stale.status_code, cast_in(thread)) == (409, ["agree"])
    assert "别处改过表决" in seen(stale)
    guest.post(f"{page}ballot", vote=thread["vote"], choice="abstain", seen=1)
    assert cast_in(thread) == ["agree", "abstain"]
    assert "弃权" in guest.text(f"{page}receipt")


def cast_in(thread: Thread) -> list[str]:
    with thread.desk.database.reading() as session:
        return list(session.scalars(select(Ballot.choice).order_by(Ballot.vote_id, Ballot.rev)))


@pytest.mark.parametrize("wrong", [{"choice": "yes"}, {"seen": "-1"}, {"seen": ""}, {"choice": ""}])
def test_a_ballot_that_cannot_be_read_is_not_cast(sqlite_thread_at: At, wrong: dict[str, str]) -> None:
    thread = sqlite_thread_at("voting")
    guest = Voter(thread, seated_code(thread))
    fields = {"vote": thread["vote"], "choice": "agree", "seen": "0"} | wrong
    assert guest.post(f"/i/item/{thread['item']}/ballot", **fields).status_code == 422
    other = {"vote": thread["vote2"], "choice": "agree", "seen": "0"}
    assert guest.post(f"/i/item/{thread['item']}/ballot", **other).status_code == 409
    assert cast_in(thread) == []


def test_the_receipts_files_verify_and_the_tracker_is_the_ballots(
    sqlite_thread_at: At, tmp_path: Path
) -> None:
    thread = sqlite_thread_at("voting")
    guest = Voter(thread, seated_code(thread))
    page = f"/i/item/{thread['item']}/"
    assert guest.get(f"{page}receipt").status_code == 404
    guest.post(f"{page}ballot", vote=thread["vote"], choice="agree", seen=0)
    for name in ("ballot.json", "ballot.tlog-proof"):
        (tmp_path / name).write_bytes(guest.get(page + name).data)
    with thread.desk.database.reading() as session:
        key = session.scalars(select(LogKey.vkey)).one()
    files = (tmp_path / "ballot.tlog-proof", "--entry", tmp_path / "ballot.json")
    found = thread.read("", "ledger", "verify", *files, "--key", key)
    assert found["payload"]["vote"] == thread["vote"]
    assert re.search("[0-9A-HJKMNP-TV-Z]{5} [0-9A-HJKMNP-TV-Z]{5}", guest.text(f"{page}receipt"))


def test_while_the_signer_is_away_the_ballot_stands_and_its_file_comes_later(
    sqlite_thread_at: At, monkeypatch: pytest.MonkeyPatch
) -> None:
    thread = sqlite_thread_at("voting")
    guest = Voter(thread, seated_code(thread))
    page = f"/i/item/{thread['item']}/"
    with monkeypatch.context() as away:
        away.setattr("meetings.invitations.pages.session.sign_after", lambda _: None)
        guest.post(f"{page}ballot", vote=thread["vote"], choice="agree", seen=0)
        assert "回执文件稍后可取" in guest.text(f"{page}receipt")
        assert guest.get(f"{page}ballot.json").status_code == 409
    guest.post(f"{page}receipt")
    assert guest.get(f"{page}ballot.json").status_code == 200


def test_a_relation_declared_in_session_recuses_when_the_vote_opens(sqlite_thread_at: At) -> None:
    thread = sqlite_thread_at("in_session")
    guest = Guest(thread, seated_code(thread))
    page = f"/i/item/{thread['item']}/"
    missing = guest.post(f"{page}relation", begins="2024-13-01")
    assert missing.status_code == 422
    assert missing.text.count("field__error") == 3
    future = guest.post(f"{page}relation", ground="R05", relation="演示", begins="2027-01-01")
    assert future.status_code == 422
    for _ in range(2):
        sent = guest.post(f"{page}relation", ground="R05", relation="演示合作", begins="2025-03-01")
        assert sent.status_code == 303
    assert "已登记您与当事人的利害关系" in guest.text(page)
    assert "专家意见书" not in guest.text(page)
    thread.at("12-02T09:30")
    thread.run("chair", "votes", "open", thread["item"], "--starts-on", "2026-12-08")
    assert "您已回避本议题" in guest.text(page)


def test_the_page_speaks_the_readers_language_and_keeps_it(sqlite_thread_at: At) -> None:
    thread = sqlite_thread_at("invited")
    guest = Guest(thread, first_code(thread))
    english = guest.get("/i/?lang=en")
    assert 'lang="en"' in english.text
    assert "Answer before Mon 30 Nov, 13:00" in english.text
    token = guest.token
    assert "Please choose a reason." in seen(guest.post("/i/answer/decline"))
    thread.at("11-30T13:00")
    late = guest.client.post("/i/answer/accept", data={"token": token})
    assert "thank you, no answer is needed" in seen(late)
    assert "答复期限已过" in guest.text("/i/?lang=zh")
