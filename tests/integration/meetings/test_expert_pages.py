"""An expert's own page: the personal link, the answer, and what nobody else can do with it."""

import dataclasses
import re
from collections.abc import Callable
from email import message_from_bytes
from email.policy import default

import pytest
from icalendar import Calendar
from sqlalchemy import select

from experts.models import Expert
from guest import Guest, first_code, seated_code, site, states
from kernel.config import Config
from kernel.errors import InputError, NotAllowed
from meetings.invitations.invite import door_code, find_by_code
from meetings.models import Case, GuestVisit
from panel.models import Departure
from site_visitor import seen
from thread import Thread
from thread_steps import codes, deliver, invited

pytest_plugins = ["thread_fixtures"]

At = Callable[[str], Thread]
ELSEWHERE = {"Origin": "https://elsewhere.example"}


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
