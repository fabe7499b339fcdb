"""An expert's own page: the personal link, the answer, the session, and what nobody else can do with it."""

import dataclasses
import re
from collections.abc import Callable
from email import message_from_bytes
from email.policy import default
from functools import cache
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar
from sqlalchemy import event, select
from werkzeug.test import TestResponse

from experts.models import Expert
from kernel.cli import Desk
from kernel.config import Config
from kernel.errors import InputError, NotAllowed
from kernel.web.door import place
from kernel.web.forms import form_token
from ledger.models import LogKey
from meetings.invitations.invite import door_code, find_by_code
from meetings.models import Ballot, Case, GuestVisit, Invitation, Opinion
from meetings.session.ballot_code import hand_out
from panel.models import Departure
from service.site import create_app
from thread import Thread
from thread_steps import codes, deliver, invited, sitting

pytest_plugins = ["thread_fixtures"]

At = Callable[[str], Thread]
ELSEWHERE = {"Origin": "https://elsewhere.example"}


@cache
def any_site() -> Flask:
    """A site is made once for all tests; each serves its own thread's desk."""
    return create_app(Desk())


def site(thread: Thread) -> Flask:
    place(any_site(), thread.desk)
    return any_site()


class Guest:
    """An expert's browser."""

    def __init__(self, thread: Thread, code: str) -> None:
        self.thread = thread
        self.client: FlaskClient = site(thread).test_client()
        self.opened = self.client.post("/i/", data={"code": code})

    @property
    def token(self) -> str:
        """What the forms of the pages carry beside the visit's cookie."""
        return form_token(self.thread.desk.vault, self.cookie)

    @property
    def cookie(self) -> str:
        cookie = self.client.get_cookie("invitation", path="/i/")
        return cookie.value if cookie else ""

    def get(self, path: str = "/i/", **more: object) -> TestResponse:
        return self.client.get(path, **more)

    def text(self, path: str = "/i/") -> str:
        return seen(self.get(path))

    def post(self, path: str, headers: dict[str, str] | None = None, **fields: object) -> TestResponse:
        return self.client.post(path, data={"token": self.token, **fields}, headers=headers)


class Voter(Guest):
    """An expert's browser in which the second code was typed, as it was handed out at the door."""

    def __init__(self, thread: Thread, code: str) -> None:
        super().__init__(thread, code)
        handed = voting_code(thread, code)
        assert self.post(f"/i/item/{thread['item']}/code", code=handed).status_code == 303


def voting_code(thread: Thread, code: str) -> str:
    """A fresh second code for the expert who holds a personal code."""
    thread.desk.actor_name = "recorder"
    with thread.desk.acting() as act:
        invitation = find_by_code(act.session, act.vault, code)
        return hand_out(act, invitation.meeting, invitation)


def seen(response: TestResponse) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.text))


def states(thread: Thread) -> list[str]:
    return [row["state"] for row in thread.read("convener", "invitations", "list", thread["meeting"])]


def first_code(thread: Thread) -> str:
    return codes(thread)[0]


def seated_code(thread: Thread) -> str:
    """The code of the first who sits, who is recused from nothing."""
    return next(iter(sitting(thread).values()))


def test_the_mail_carries_the_link_and_no_bare_code_where_there_is_a_site(sqlite_thread_at: At) -> None:
    thread = sqlite_thread_at("drawn")
    thread.desk.config = dataclasses.replace(thread.desk.config, base_url="https://panel.example")
    invited(thread)
    path = min((thread.home / "mail").glob("*-request.eml"))
    body = message_from_bytes(path.read_bytes(), policy=default).get_body(("plain",))
    assert body
    link = re.search(r"https://panel\.example/i/(\S+)", body.get_content())
    assert link
    assert link[1] == first_code(thread)
    assert body.get_content().count(link[1]) == 1
    assert Guest(thread, link[1]).opened.status_code == 303


@pytest.mark.parametrize(
    "value", ["panel.example", "http://panel.example", "https://panel.example/path", "https://a b", "ftp://x"]
)
def test_a_base_url_that_would_carry_secrets_openly_is_refused(value: str) -> None:
    with pytest.raises(InputError, match="PANEL_BASE_URL"):
        Config.from_env({"PANEL_BASE_URL": value})


@pytest.mark.parametrize(
    "value", ["https://panel.example", "https://panel.example:8443/", "http://127.0.0.1:8000"]
)
def test_a_base_url_is_kept_without_its_last_slash(value: str) -> None:
    assert Config.from_env({"PANEL_BASE_URL": value}).base_url == value.removesuffix("/")
    assert Config.from_env({}).base_url is None


def test_opening_the_link_shows_one_button_and_changes_nothing(sqlite_thread_at: At) -> None:
    thread = sqlite_thread_at("invited")
    client, before = site(thread).test_client(), thread.dump(left_out=())
    right, wrong = client.get(f"/i/{first_code(thread)}"), client.get("/i/nothing-here")
    assert right.text.count("<button") == 1
    assert right.text.replace(first_code(thread), "nothing-here") == wrong.text
    assert client.head(f"/i/{first_code(thread)}").status_code == 200
    assert "Set-Cookie" not in right.headers
    assert thread.dump(left_out=()) == before


def test_the_button_puts_the_code_into_a_cookie_and_takes_it_out_of_the_address(sqlite_thread_at: At) -> None:
    thread = sqlite_thread_at("invited")
    client = site(thread).test_client()
    response = client.post("/i/", data={"code": first_code(thread)}, base_url="https://panel.example")
    assert (response.status_code, response.headers["Location"]) == (303, "/i/")
    attributes = set(response.headers["Set-Cookie"].split("; ")[1:])
    assert attributes == {"Secure", "HttpOnly", "Path=/i/", "SameSite=Strict"}
    on_loopback = client.post("/i/", data={"code": first_code(thread)}, base_url="http://127.0.0.1:8000")
    assert "Secure" not in on_loopback.headers["Set-Cookie"]


def test_every_answer_is_kept_nowhere_and_tells_no_referrer(sqlite_thread_at: At) -> None:
    thread = sqlite_thread_at("invited")
    guest = Guest(thread, first_code(thread))
    for response in (guest.opened, guest.get(), guest.get("/i/x-y"), guest.get("/i/item/none/")):
        headers = response.headers
        assert headers["Cache-Control"] == "no-store"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["Content-Security-Policy"] == (
            "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; "
            "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
        )


def test_an_unknown_and_an_ended_code_get_the_same_answer(sqlite_thread_at: At) -> None:
    thread = sqlite_thread_at("answered")
    answers = {
        code: Guest(thread, code).opened
        for code in (thread["declined"], thread["silent"], "x" * 26 + "-" + "y" * 32, "", "中文-码")
    }
    assert {answer.status_code for answer in answers.values()} == {404}
    assert len({answer.text for answer in answers.values()}) == 1
    assert "Set-Cookie" not in answers[""].headers


def test_the_page_names_neither_subject_nor_another_expert_before_the_session(sqlite_thread_at: At) -> None:
    thread = sqlite_thread_at("invited")
    shown = Guest(thread, first_code(thread)).get().text
    with thread.desk.database.reading() as session:
        hidden = [*session.scalars(select(Expert.name)), *session.scalars(select(Case.subject_name))]
    assert "11月30日（周一）13:00前答复" in shown
    assert len(hidden) > 10
    assert [name for name in hidden if name in shown] == []


def test_an_expert_accepts_and_a_second_click_does_nothing_more(sqlite_thread_at: At) -> None:
    thread = sqlite_thread_at("invited")
    guest = Guest(thread, first_code(thread))
    assert "还有4小时0分" in guest.text()
    assert guest.post("/i/answer/accept").status_code == 303
    after = thread.dump()
    assert guest.post("/i/answer/accept").status_code == 303
    assert thread.dump() == after
    assert "您已答应参加" in guest.text()
    assert states(thread).count("accepted") == 1


def test_the_calendar_entry_is_the_mails_event_and_asks_nobody(sqlite_thread_at: At) -> None:
    thread = sqlite_thread_at("invited")
    guest = Guest(thread, first_code(thread))
    guest.post("/i/answer/accept")
    response = guest.get("/i/own/meeting.ics")
    own = Calendar.from_ical(response.data)
    mailed = Calendar.from_ical(min((thread.home / "mail").glob("*-request.ics")).read_bytes())
    assert own["METHOD"] == "PUBLISH"
    ours, theirs = own.walk("VEVENT")[0], mailed.walk("VEVENT")[0]
    for name in ("UID", "SEQUENCE", "DTSTART", "LOCATION"):
        assert ours[name] == theirs[name]
    assert "ATTENDEE" not in ours
    assert first_code(thread) not in response.text


def test_an_expert_declines_and_the_successor_is_invited(sqlite_thread_at: At) -> None:
    thread = sqlite_thread_at("invited")
    guest = Guest(thread, first_code(thread))
    token, cookie = guest.token, guest.cookie
    response = guest.post("/i/answer/decline", cause="ILL")
    assert response.headers["Location"] == "/i/answer/left"
    assert "下一位专家" in guest.text("/i/answer/left")
    assert sorted(states(thread)) == ["gone", *["invited"] * 5]
    guest.client.set_cookie("invitation", cookie, path="/i/")  # the second click of a double click
    after = thread.dump()
    again = guest.client.post("/i/answer/decline", data={"token": token, "cause": "ILL"})
    assert again.headers["Location"] == "/i/answer/left"
    assert thread.dump() == after


@pytest.mark.parametrize("cause", ["", "SILENT", "nonsense"])
def test_who_declines_without_a_reason_is_asked_for_one(sqlite_thread_at: At, cause: str) -> None:
    thread = sqlite_thread_at("invited")
    guest, before = Guest(thread, first_code(thread)), thread.dump()
    response = guest.post("/i/answer/decline", cause=cause)
    assert response.status_code == 422
    assert "请选一个原因。" in seen(response)
    assert thread.dump() == before


def test_a_conflict_can_be_declared_after_accepting(sqlite_thread_at: At) -> None:
    thread = sqlite_thread_at("invited")
    guest = Guest(thread, first_code(thread))
    guest.post("/i/answer/accept")
    thread.at("12-02T08:59")
    assert "任何时候都不算过错" in guest.text("/i/answer/conflict")
    guest.post("/i/answer/decline", cause="CONFLICT")
    with thread.desk.database.reading() as session:
        found = session.scalars(select(Departure)).one()
        assert found.event["cause"] == "CONFLICT"


def test_an_answer_that_comes_too_late_is_met_kindly(sqlite_thread_at: At) -> None:
    thread = sqlite_thread_at("invited")
    guest = Guest(thread, first_code(thread))
    token = guest.token
    thread.at("11-30T13:00")
    before = thread.dump()
    response = guest.client.post("/i/answer/accept", data={"token": token})
    assert response.status_code == 409
    assert "谢谢您，不必再答复" in seen(response)
    assert "谢谢您，不必再答复" in guest.text()
    assert "<button" not in guest.get().text
    assert thread.dump() == before


def test_after_the_beginning_nobody_declines_here(sqlite_thread_at: At) -> None:
    thread = sqlite_thread_at("answered")
    guest = Guest(thread, seated_code(thread))
    token = guest.token
    thread.at("12-02T09:00")
    assert "告诉主持人" in guest.text("/i/answer/decline")
    response = guest.client.post("/i/answer/decline", data={"token": token, "cause": "ILL"})
    assert response.status_code == 409


def test_on_the_day_the_page_shows_the_code_for_the_door(sqlite_thread_at: At) -> None:
    thread = sqlite_thread_at("answered")
    code = seated_code(thread)
    guest = Guest(thread, code)
    with thread.desk.database.reading() as session:
        shown = door_code(thread.desk.vault, find_by_code(session, thread.desk.vault, code))
    assert shown[:4] not in guest.get().text
    thread.at("12-02T07:00")
    page = guest.get().text
    assert f"{shown[:4]} {shown[4:]}" in page
    assert 'class="qrcode"' in page
    assert code.partition("-")[2] not in page


def test_a_cookie_opens_nothing_once_the_meeting_is_over(sqlite_thread_at: At) -> None:
    thread = sqlite_thread_at("counted")
    guest = Guest(thread, seated_code(thread))
    token = guest.token
    thread.at("12-02T10:20")
    thread.run("recorder", "meetings", "close", thread["meeting"])
    before = thread.dump()
    for path in ("/i/", "/i/own/meeting.ics", f"/i/item/{thread['item']}/", "/i/answer/decline"):
        assert guest.get(path).status_code == 404
    for path in ("/i/answer/accept", "/i/answer/decline", f"/i/item/{thread['item']}/ballot"):
        fields = {"token": token, "cause": "ILL", "choice": "agree", "seen": "0"}
        assert guest.client.post(path, data=fields).status_code == 404
    assert thread.dump() == before


def test_a_form_from_elsewhere_or_without_its_token_is_refused(sqlite_thread_at: At) -> None:
    thread = sqlite_thread_at("invited")
    guest, other = Guest(thread, first_code(thread)), Guest(thread, codes(thread)[1])
    before = thread.dump()
    for headers in (
        ELSEWHERE,
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site", "Origin": "null"},
    ):
        assert guest.post("/i/answer/accept", headers=headers).status_code == 403
        code = {"code": first_code(thread)}
        assert guest.client.post("/i/", data=code, headers=headers).status_code == 403
    for token in ("", "x", "中", other.token):
        assert guest.client.post("/i/answer/accept", data={"token": token}).status_code == 403
    assert thread.dump() == before
    phone = {
        "Origin": "null",
        "Sec-Fetch-Site": "same-origin",
    }  # what browsers send from a page without referrer
    assert guest.post("/i/answer/accept", headers=phone).status_code == 303


def test_every_form_refuses_to_be_sent_without_its_token(sqlite_thread_at: At) -> None:
    thread = sqlite_thread_at("voting")
    guest = Guest(thread, seated_code(thread))
    rules = [rule for rule in guest.client.application.url_map.iter_rules() if "POST" in (rule.methods or ())]
    rules = [rule for rule in rules if rule.rule.startswith("/i/")]
    assert len(rules) == 13
    for rule in rules:
        if rule.endpoint != "expert.enter":
            path = re.sub("<[a-z]+>", thread["item"], rule.rule)
            assert guest.client.post(path, data={"choice": "agree"}).status_code == 403, path


def test_looking_never_writes(sqlite_thread_at: At) -> None:
    thread = sqlite_thread_at("voted")
    guest = Guest(thread, seated_code(thread))
    thread.run("auditor", "ledger", "checkpoint")
    before = thread.dump(left_out=())
    item = f"/i/item/{thread['item']}"
    paths = ["/i/", "/i/answer/decline", "/i/answer/conflict", "/i/answer/left", "/i/own/meeting.ics"]
    paths += [f"{item}/{page}" for page in ("", "relation", "receipt", "ballot.json", "ballot.tlog-proof")]
    for path in paths:
        assert guest.get(path).status_code == 200, path
    assert guest.get(f"{item}/ballot.exe").status_code == 404
    assert thread.dump(left_out=()) == before


def test_the_cookie_holds_neither_the_code_nor_anything_that_is_stored(sqlite_thread_at: At) -> None:
    thread = sqlite_thread_at("invited")
    guest = Guest(thread, first_code(thread))
    assert first_code(thread).partition("-")[2] not in guest.cookie
    assert re.fullmatch("[0-9a-f]{64}", guest.cookie)
    with thread.desk.database.reading() as session:
        assert session.scalars(select(GuestVisit.digest)).one() != guest.cookie


def test_a_renewed_link_voids_the_old_one_and_what_it_opened(sqlite_thread_at: At) -> None:
    thread = sqlite_thread_at("invited")
    old = first_code(thread)
    guest = Guest(thread, old)
    with thread.desk.database.reading() as session:
        tag = find_by_code(session, thread.desk.vault, old).tag
    thread.run("convener", "invitations", "renew", thread["meeting"], tag)
    assert guest.get().status_code == 404
    assert Guest(thread, old).opened.status_code == 404
    deliver(thread)
    new = codes(thread)[-1]
    assert new.partition("-")[0] == old.partition("-")[0]
    assert "还有4小时0分" in Guest(thread, new).text()
    with pytest.raises(NotAllowed):
        thread.run("recorder", "invitations", "renew", thread["meeting"], tag)


def test_signing_out_ends_the_visit_wherever_its_cookie_was_copied_to(sqlite_thread_at: At) -> None:
    thread = sqlite_thread_at("answered")
    guest, elsewhere = Guest(thread, seated_code(thread)), Guest(thread, "")
    elsewhere.client.set_cookie("invitation", guest.cookie, path="/i/")
    assert elsewhere.get().status_code == 200
    assert guest.post("/i/leave").headers["Location"] == "/i/answer/closed"
    assert elsewhere.get().status_code == 404


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
