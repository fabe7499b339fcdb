"""The session by pages: who is let in, unsealing, recusal, the vote, the tally, the end, the evaluation."""

import re
from collections.abc import Callable

from sqlalchemy import func, select

from experts.models import Expert
from meetings.models import Vote
from panel.models import DrawView
from service import demo_data as data
from site_visitor import Visitor, seen
from thread import Thread
from thread_steps import add_account, sitting

pytest_plugins = ["thread_fixtures"]

At = Callable[[str], Thread]
SIGN_IN = re.compile("^BEGIN|FROM (sign_in|account_role|role_loan|unit_former_name)")


def hall(thread: Thread) -> str:
    meeting = thread.read("convener", "meetings", "show", thread["meeting"])["id"]
    return f"/meetings/{meeting}/session/"


def item(thread: Thread, name: str = "item") -> str:
    return f"{hall(thread)}items/{thread[name]}/"


def test_whoever_has_a_part_in_a_meeting_finds_its_room(sqlite_thread_at: At) -> None:
    thread = sqlite_thread_at("arrived")
    app = None
    for account in ("chair", "recorder", "convener", "supervisor", "office", "rep1"):
        visitor = Visitor(thread.desk, account, app)
        app = visitor.app
        assert "2026年第1次安全生产领域" in visitor.text("/session/"), account
        assert "应到5家，已到5家" in visitor.text(hall(thread)), account
    assert Visitor(thread.desk, "clerk", app).get("/session/").status_code == 403


def test_who_has_no_part_finds_nothing_there(sqlite_thread_at: At) -> None:
    thread = sqlite_thread_at("arrived")
    add_account(thread, "other", "演示他人", "unit_representative", data.OFFICE)
    other = Visitor(thread.desk, "other")
    hidden, missing = other.get(hall(thread)), other.get("/meetings/no-such-meeting/session/")
    key = hall(thread).split("/")[2]
    assert hidden.status_code == missing.status_code == 404
    assert seen(hidden).replace(key, "no-such-meeting") == seen(missing)
    assert other.get(f"{hall(thread)}live").status_code == 404
    assert "2026年第1次" not in other.text("/session/")


def test_the_supervisor_unseals_and_others_are_told_who_must(sqlite_thread_at: At) -> None:
    thread = sqlite_thread_at("arrived")
    thread.at("12-02T09:00")
    chair = Visitor(thread.desk, "chair")
    supervisor = Visitor(thread.desk, "supervisor", chair.app)
    assert "等监督人解密" in chair.text(hall(thread))
    assert chair.post(f"{hall(thread)}unseal").status_code == 403
    assert "现在不能查看姓名" in chair.is_refused(f"{hall(thread)}names")
    assert "名单已解密" in supervisor.does(f"{hall(thread)}unseal")
    assert "这些议题还没有表决结果" in chair.text(hall(thread))


def test_nobody_unseals_while_somebody_is_missing(sqlite_thread_at: At) -> None:
    thread = sqlite_thread_at("answered")
    thread.at("12-02T09:00")
    supervisor = Visitor(thread.desk, "supervisor")
    assert "还有专家没有签到" in supervisor.text(hall(thread))
    assert "尚有专家未签到" in supervisor.is_refused(f"{hall(thread)}unseal")


def test_names_are_shown_after_unsealing_and_every_look_is_kept(sqlite_thread_at: At) -> None:
    thread = sqlite_thread_at("in_session")
    chair = Visitor(thread.desk, "chair")
    with thread.desk.database.reading() as session:
        hidden = set(session.scalars(select(Expert.name)))
        before = session.scalar(select(func.count()).select_from(DrawView)) or 0
    assert not [name for name in hidden if name in chair.text(hall(thread))]
    shown = chair.post(f"{hall(thread)}names")
    assert shown.status_code == 200
    assert len([name for name in hidden if name in seen(shown)]) == 5
    with thread.desk.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(DrawView)) == before + 1
    assert Visitor(thread.desk, "rep1", chair.app).post(f"{hall(thread)}names").status_code == 403


def test_a_recusal_is_entered_until_the_vote_is_open(sqlite_thread_at: At) -> None:
    thread = sqlite_thread_at("in_session")
    chair = Visitor(thread.desk, "chair")
    who = f"unit:{data.MARKET.uscc}"
    refused = chair.is_refused(f"{item(thread)}recusal", who=who, reason="")
    assert "“理由”不能为空" in refused
    assert "已登记" in chair.does(f"{item(thread)}recusal", who=who, reason="演示理由。")
    assert f"{data.MARKET.name} 演示理由。" in chair.text(item(thread))
    assert "该回避已登记" in chair.is_refused(f"{item(thread)}recusal", who=who, reason="演示理由。")
    assert "不能为空" in chair.is_refused(f"{item(thread)}recusal", who="nobody", reason="演示。")
    rep = Visitor(thread.desk, "rep5", chair.app)
    assert "贵单位已回避本议题" in rep.text(item(thread))
    assert "未经验收" not in rep.text(item(thread))


def test_the_chair_opens_and_closes_a_vote_and_the_arithmetic_is_shown(sqlite_thread_at: At) -> None:
    thread = sqlite_thread_at("opined")
    chair = Visitor(thread.desk, "chair")
    wrong = chair.is_refused(f"{item(thread)}open", starts_on="2026-13-01", minutes="0")
    assert "请填1至1440的整数" in wrong
    assert "早于今天" in chair.is_refused(f"{item(thread)}open", starts_on="2026-01-01", minutes="30")
    assert "议题1开始表决" in chair.does(f"{item(thread)}open", starts_on="2026-12-08", minutes="30")
    for number in range(1, 6):
        rep = Visitor(thread.desk, f"rep{number}", chair.app)
        rep.post(f"{item(thread)}ballot/", vote=vote_of(thread), choice="agree", seen="0")
    assert "单位5/5，专家0/4" in chair.text(hall(thread))
    told = chair.does(f"{item(thread)}close")
    assert "通过。单位同意:反对:弃权＝5:0:0" in told
    assert "单位到会人数：5×3=15 > 5×2=10，满足。" in told
    assert "实到单位三分之二以上同意为通过" in told
    assert chair.post(f"{item(thread)}close").status_code == 422


def vote_of(thread: Thread) -> str:
    with thread.desk.database.reading() as session:
        return session.scalars(select(Vote.public_id).order_by(Vote.id.desc())).first() or ""


def test_a_paper_ballot_is_entered_by_two_people(sqlite_thread_at: At) -> None:
    thread = sqlite_thread_at("voting")
    recorder = Visitor(thread.desk, "recorder")
    chair = Visitor(thread.desk, "chair", recorder.app)
    paper, confirm = f"{item(thread)}paper", f"{item(thread)}paper/confirm"
    assert "没有待复核" in chair.is_refused(confirm, slot="U1", choice="agree")
    assert "不能为空" in recorder.is_refused(paper, slot="U1", choice="yes")
    assert "等主持人或监督人第二次录入" in recorder.does(paper, slot="U1", choice="agree")
    assert recorder.post(confirm, slot="U1", choice="agree").status_code == 403
    assert "两次录入不一致" in chair.is_refused(confirm, slot="U1", choice="abstain")
    assert "没有待复核" in chair.is_refused(confirm, slot="U1", choice="agree")
    assert f">{data.SAFETY.name}</option>" in recorder.get(item(thread)).text
    recorder.does(paper, slot="U1", choice="agree")
    assert f">{data.SAFETY.name}</option>" in chair.get(item(thread)).text
    assert "两次录入一致" in chair.does(confirm, slot="U1", choice="agree")
    assert "已经投过票" in recorder.is_refused(paper, slot="U1", choice="agree")
    recused = next(seat["slot"] for seat in roster(thread) if seat["ref"] == thread["recused"])
    assert "已回避" in recorder.is_refused(paper, slot=recused, choice="agree")
    chair.does(f"{item(thread)}close")
    assert all(finding["agrees"] for finding in thread.read("chair", "votes", "recount", thread["vote"]))


def roster(thread: Thread) -> list[dict[str, str]]:
    with thread.desk.database.reading() as session:
        found = session.scalars(select(Vote).where(Vote.public_id == thread["vote"])).one()
        return list(found.roster["seats"])


def test_the_recorder_ends_the_meeting_and_the_convener_evaluates(sqlite_thread_at: At) -> None:
    thread = sqlite_thread_at("counted")
    recorder = Visitor(thread.desk, "recorder")
    thread.at("12-02T10:20")
    assert "生成文书" in recorder.does(f"{hall(thread)}close")
    assert recorder.get(f"{hall(thread)}live").status_code == 286
    convener = Visitor(thread.desk, "convener", recorder.app)
    assert "评价专家" in convener.text(hall(thread))
    evaluation = hall(thread).replace("session", "evaluation")
    assert "2026年12月9日" in convener.text(evaluation)
    tag = next(iter(sitting(thread)))
    page = f"{evaluation}{tag}/"
    assert "演示" in convener.text(page)
    missing = convener.post(
        page, **{"PUNCTUAL-points": "10", "COMPETENT-points": "x", "COMPETENT-reason": "y"}
    )
    assert missing.status_code == 422
    assert 'value="10"' in missing.text
    assert "请填1至100的整数" in seen(missing)
    done = convener.does(page, **{"PUNCTUAL-points": "10", "PUNCTUAL-reason": "演示迟到。"})
    assert "90分" in done
    assert convener.get(page).status_code == 404
    assert Visitor(thread.desk, "chair", recorder.app).get(evaluation).status_code == 403


def test_the_meeting_does_not_end_before_every_item_has_its_result(sqlite_thread_at: At) -> None:
    thread = sqlite_thread_at("voting")
    recorder = Visitor(thread.desk, "recorder")
    assert "这些议题还没有表决结果：1、2" in recorder.text(hall(thread))
    assert recorder.post(f"{hall(thread)}close").status_code == 422


def test_pages_keep_to_their_budgets(sqlite_thread_at: At) -> None:
    thread = sqlite_thread_at("counted")
    visitor = Visitor(thread.desk, "chair")
    budgets = {
        "/session/": 6,
        hall(thread): 10,
        item(thread): 10,
        f"{hall(thread)}live": 2,
        f"{item(thread)}live": 2,
    }
    for address, most in budgets.items():
        with visitor.counting() as sent:
            assert visitor.get(address).status_code in {200, 286}, address
        beside = [one for one in sent if not SIGN_IN.search(one)]
        assert 0 < len(beside) <= most, address + "\n".join(one[:90] for one in beside)


def test_looking_never_writes_and_english_is_whole(sqlite_thread_at: At) -> None:
    thread = sqlite_thread_at("voting")
    visitor = Visitor(thread.desk, "chair")
    visitor.get("/session/")
    before = thread.dump(left_out=())
    english = {
        "/session/": "Meetings to come",
        hall(thread): "Two thirds: 5×3=15 > 5×2=10, enough",
        item(thread): "Recusals",
        f"{item(thread)}live": "The vote is open",
    }
    for address, says in english.items():
        assert says in visitor.text(f"{address}?lang=en"), address
    assert thread.dump(left_out=()) == before


def test_recusals_are_looked_for_as_far_as_one_may_see_them(sqlite_thread_at: At) -> None:
    thread = sqlite_thread_at("opined")
    supervisor = Visitor(thread.desk, "supervisor")
    page = supervisor.post(f"{hall(thread)}recusals")
    assert page.status_code == 200
    assert "没有查到。" in seen(page)
    assert Visitor(thread.desk, "recorder", supervisor.app).post(f"{hall(thread)}recusals").status_code == 403


def test_a_representative_declares_a_relation_and_cannot_vote(sqlite_thread_at: At) -> None:
    thread = sqlite_thread_at("voting")
    rep = Visitor(thread.desk, "rep2")
    page = f"{item(thread)}relation"
    missing = rep.post(page, relation="演示", begins="2026-13-01")
    assert missing.status_code == 422
    assert missing.text.count("field__error") == 2
    assert 'value="演示"' in missing.text
    told = rep.does(page, ground="R05", relation="演示合作", begins="2025-03-01")
    assert "已登记您的利害关系" in told
    refused = rep.post(f"{item(thread)}ballot/", vote=thread["vote"], choice="agree", seen="0")
    assert refused.status_code == 409
    assert "没有计入" in seen(refused)
    found = Visitor(thread.desk, "chair", rep.app).post(f"{hall(thread)}recusals")
    assert "演示代表2" in seen(found)
