"""The holes common in services like this one, each with the test that fails where it is open (security-and-reliability.md)."""

import json
import logging
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from html import unescape

import pytest
from flask import Flask
from test_site_matrix import DUMMY, asked
from werkzeug.test import TestResponse

from kernel.access import sign_in
from kernel.access.passwords import is_password
from kernel.accounts import Account, AccountRole
from kernel.errors import Refused
from kernel.roles import POLICY, Role
from kernel.web.access import PERSONAL, mark_of
from kernel.web.guard import BODY_BYTES
from service.site import create_app
from site_visitor import Visitor, seen
from thread import Thread

pytest_plugins = ["thread_fixtures"]

At = Callable[[str], Thread]
HEADERS = {
    "Content-Security-Policy": re.compile(r"default-src 'none'.*frame-ancestors 'none'"),
    "Cross-Origin-Opener-Policy": re.compile("same-origin"),
    "Referrer-Policy": re.compile("no-referrer"),
    "Strict-Transport-Security": re.compile(r"max-age=(?:3[2-9]|[4-9]\d)\d{6}.*includeSubDomains"),
    "X-Content-Type-Options": re.compile("nosniff"),
}
STRANGER = "stranger"
PUBLIC_ID = re.compile(r"/[a-z2-7]{26}(?=/|$)|/[0-9a-f]{32}(?=/|$)")


@pytest.fixture
def thread(sqlite_thread_at: At) -> Thread:
    return sqlite_thread_at("installed")


@pytest.fixture
def app(thread: Thread) -> Flask:
    return create_app(thread.desk)


@pytest.fixture
def every_role(thread: Thread, app: Flask) -> Visitor:
    """A visitor whom no mark keeps out."""
    with thread.desk.database.transaction() as session:
        account = session.query(Account).filter_by(name="convener").one()
        held = {role.role for role in account.roles}
        account.roles += [AccountRole(role=role) for role in set(Role) - {Role.EXPERT} - held]
    return Visitor(thread.desk, "convener", app)


def posts(app: Flask) -> Iterator[str]:
    """Every address to which forms are sent, but those of experts, whose forms have a token of their own."""
    for rule, method, address in asked(app):
        if method != "GET" and mark_of(app, rule.endpoint) != PERSONAL and rule.endpoint != "expert.enter":
            yield address


def test_a_form_without_our_token_is_refused_everywhere(app: Flask, every_role: Visitor) -> None:
    for address in posts(app):
        answer = every_role.client.post(address, data={"once": "x"})
        assert answer.status_code == 403, address
        assert "不是从本页发出" in answer.text, address


def test_a_form_from_another_site_is_refused_everywhere(app: Flask, every_role: Visitor) -> None:
    foreign: tuple[dict[str, str], ...] = (
        {"Origin": "https://evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    )
    for number, address in enumerate(posts(app)):
        headers = foreign[number % len(foreign)]
        answer = every_role.client.post(address, data=own_fields(every_role), headers=headers)
        assert answer.status_code == 403, (address, headers)


def own_fields(visitor: Visitor) -> dict[str, str]:
    """What a form of ours carries for this visitor."""
    from kernel.web.forms import form_token

    return {"token": form_token(visitor.desk.vault, visitor.token)}


def test_a_token_of_another_session_is_of_no_use(thread: Thread, app: Flask) -> None:
    mine, other = (Visitor(thread.desk, name, app) for name in ("clerk", "convener"))
    answer = mine.client.post("/me/sessions/end-others", data=own_fields(other))
    assert answer.status_code == 403


def every_answer(app: Flask, visitor: Visitor) -> Iterator[tuple[str, TestResponse]]:
    for rule, method, address in asked(app):
        if method == "GET":
            yield rule.endpoint, visitor.get(address)
    yield "none", visitor.get("/no/such/page")
    yield "method", visitor.client.delete("/me/")
    yield "denied", visitor.client.post("/me/password")
    yield "static", visitor.get("/static/app.css", buffered=True)


def test_every_answer_carries_the_headers(app: Flask, every_role: Visitor) -> None:
    for endpoint, answer in every_answer(app, every_role):
        for name, value in HEADERS.items():
            assert value.search(answer.headers.get(name, "")), (endpoint, name, answer.headers.get(name))
        if endpoint not in {"static", "public.verify"}:
            policy = answer.headers["Content-Security-Policy"]
            assert "unsafe-inline" not in policy.replace("style-src-attr 'unsafe-inline'", ""), endpoint
            assert "unsafe-eval" not in policy, endpoint


def test_nothing_that_needs_an_account_is_kept_by_browsers(app: Flask, every_role: Visitor) -> None:
    for rule, method, address in asked(app):
        if method == "GET" and mark_of(app, rule.endpoint) in POLICY:
            assert every_role.get(address).headers["Cache-Control"] == "no-store", address


def test_no_page_breaks_on_an_id_that_is_nobodys(app: Flask, every_role: Visitor) -> None:
    codes = {endpoint: answer.status_code for endpoint, answer in every_answer(app, every_role)}
    assert {endpoint for endpoint, status in codes.items() if status >= 500} == set()


def test_cookies_are_bound_to_the_host_and_to_tls(thread: Thread) -> None:
    thread.desk.config = replace(thread.desk.config, base_url="https://panel.example")
    visitor = Visitor(thread.desk, None)
    with visitor.app.test_request_context("/", base_url="https://panel.example"):
        from flask import make_response

        from kernel.web.account import keep_token

        response = make_response("")
        keep_token(response, "t")
    cookie = response.headers["Set-Cookie"]
    assert cookie.startswith("__Host-session=t;")
    for part in ("Secure", "HttpOnly", "Path=/", "SameSite=Lax"):
        assert part in cookie
    assert "Domain" not in cookie


def test_another_hosts_name_is_refused(thread: Thread) -> None:
    thread.desk.config = replace(thread.desk.config, base_url="https://panel.example")
    visitor = Visitor(thread.desk, None)
    for host in ("evil.example", "panel.example.evil.example", "panel.example@evil.example"):
        answer = visitor.get("/", headers={"Host": host})
        assert answer.status_code == 400, host
        assert "evil" not in answer.text
    assert visitor.get("/", headers={"Host": "panel.example"}).status_code == 200


def test_a_link_for_a_person_names_the_configured_host_only(thread: Thread) -> None:
    admin = Visitor(thread.desk, "admin")
    with thread.desk.database.reading() as session:
        clerk = session.query(Account).filter_by(name="clerk").one().public_id
    admin.client.set_cookie("session", admin.token, domain="evil.example")
    headers = {"Host": "evil.example", "X-Forwarded-Host": "evil.example", "X-Forwarded-For": "192.0.2.66"}
    answer = admin.client.post(f"/accounts/{clerk}/invite", data=own_fields(admin), headers=headers)
    assert answer.status_code == 200
    assert "evil.example" not in answer.text
    assert "192.0.2.66" not in Visitor(thread.desk, "auditor", admin.app).text("/audit/security/")


@pytest.mark.parametrize(("proxies", "address"), [(0, "127.0.0.1"), (1, "192.0.2.2"), (2, "192.0.2.1")])
def test_a_visitors_address_is_what_our_own_proxies_saw(thread: Thread, proxies: int, address: str) -> None:
    thread.desk.config = replace(thread.desk.config, proxies=proxies)
    visitor = Visitor(thread.desk, None)
    forged = {"X-Forwarded-For": "203.0.113.9, 192.0.2.1, 192.0.2.2"}
    fields = {**own_fields(visitor), "name": "clerk", "password": "wrong"}
    visitor.client.post("/sign-in/", data=fields, headers=forged)
    assert address in Visitor(thread.desk, "auditor", visitor.app).text("/audit/security/")


def test_it_does_not_start_for_debugging(thread: Thread, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLASK_DEBUG", "1")
    with pytest.raises(Refused, match="调试"):
        create_app(thread.desk)


def test_a_body_without_end_is_refused_before_it_is_read(app: Flask, every_role: Visitor) -> None:
    del app
    huge = {"CONTENT_LENGTH": str(BODY_BYTES + 1), "CONTENT_TYPE": "multipart/form-data; boundary=x"}
    answer = every_role.client.post("/me/password", environ_overrides=huge)
    assert answer.status_code == 413
    assert "MB" in answer.text


def test_an_unknown_name_costs_as_much_time_as_a_known_one(
    thread: Thread, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked_for: list[str] = []

    def counted(password: str, kept: str) -> bool:
        asked_for.append(kept.split("$")[3])
        return is_password(password, kept)

    monkeypatch.setattr(sign_in, "is_password", counted)
    visitor = Visitor(thread.desk, None, app)
    for name in ("clerk", "nobody-of-this-name"):
        visitor.post("/sign-in/", name=name, password="wrong")
    assert asked_for == ["m=19456,t=2,p=1"] * 2


def test_no_log_line_is_forged_and_none_tells_personal_numbers(
    thread: Thread, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor = Visitor(thread.desk, "clerk")
    lines: list[str] = []
    handler = visitor.app.logger.handlers[0]
    monkeypatch.setattr(handler, "emit", lambda record: lines.append(handler.format(record)))
    visitor.app.logger.error("[%s]", "a\n{'level': 'forged'} 110105194912310021 13800138000")
    visitor.app.logger.handle(
        logging.makeLogRecord({"name": "x", "msg": "b\r\nc", "levelno": 40, "levelname": "ERROR"})
    )
    assert len(lines) == 2
    for line in lines:
        assert "\n" not in line
        assert json.loads(line)["message"]
        assert not re.search(r"\d{17}[\dXx]|1\d{10}", line)


def test_a_browser_that_lies_about_its_name_forges_no_line(thread: Thread, app: Flask) -> None:
    clerk = Visitor(thread.desk, "clerk", app)
    clerk.get("/accounts/", headers={"User-Agent": "<img src=x onerror=alert(1)>\t" + "x" * 5000})
    page = Visitor(thread.desk, "auditor", app).get("/audit/security/").text
    assert "&lt;img src=x onerror=alert(1)&gt;?" in page
    assert "<img" not in page
    assert "x" * 500 not in page


TEMPLATE_TEXT = "{{7*7}}{% raw %}${7*7}<img src=x onerror=alert(1)>"


def test_what_people_type_stays_text(thread: Thread, app: Flask) -> None:
    admin = Visitor(thread.desk, "admin", app)
    admin.does("/accounts/new", name="{{7*7}}", display=TEMPLATE_TEXT, role="registrar")
    for page in (admin.get("/accounts/?q={{7*7}}"), Visitor(thread.desk, "{{7*7}}", app).get("/me/")):
        assert "49" not in seen(page)
        assert TEMPLATE_TEXT in seen(page) or "&lt;img" in page.text
        assert "<img" not in page.text


def test_exported_texts_are_no_formulas(thread: Thread, app: Flask) -> None:
    admin = Visitor(thread.desk, "admin", app)
    admin.does("/accounts/new", name="formula", display="=cmd|' /C calc'!A0", role="registrar")
    assert "\n=" not in admin.get("/accounts/?as=csv").text.replace(",", "\n")


EACH = 2
"""How many pages of a kind are enough."""


def walked(visitor: Visitor) -> dict[str, int]:
    """The pages that links lead to, from the first one on, with their status; of each kind a few."""
    met: dict[str, int] = {}
    kinds: Counter[str] = Counter()
    waiting = ["/"]
    while waiting:
        address = waiting.pop()
        kind = re.sub(r"=[^&]*", "=", PUBLIC_ID.sub("/*", address))
        if address in met or kinds[kind] >= EACH or address.startswith(("/static/", "/verify/")):
            continue
        kinds[kind] += 1
        answer = visitor.get(address, buffered=True)
        met[address] = answer.status_code
        if answer.mimetype == "text/html" and answer.status_code == 200:
            waiting += [unescape(link) for link in re.findall(r'href="(/[^"#]*)', answer.text)]
    return met


WALKERS = ("admin", "security", "auditor", "registrar", "clerk", "convener", "supervisor", "office")
LEFT_OUT = {"log_checkpoint", "log_key", "query_log", "security_event", "request_count", "sign_in"}
"""Who looked, and how often, is noted."""


def test_no_link_leads_nowhere_and_no_look_changes_anything(sqlite_thread_at: At) -> None:
    thread = sqlite_thread_at("accepted")
    app = create_app(thread.desk)
    thread.run("office", "ledger", "checkpoint")  # a receipt needs one
    visitors = {name: Visitor(thread.desk, name, app) for name in WALKERS}
    before = thread.dump(LEFT_OUT)
    wrong = [
        (name, address, status)
        for name, visitor in visitors.items()
        for address, status in walked(visitor).items()
        if status >= 400
    ]
    assert not wrong, wrong
    assert thread.dump(LEFT_OUT) == before


def test_what_is_another_units_looks_like_what_is_not_there(sqlite_thread_at: At) -> None:
    thread = sqlite_thread_at("accepted")
    app = create_app(thread.desk)
    with thread.desk.database.transaction() as session:
        uninvolved = session.connection().exec_driver_sql(
            "SELECT uscc FROM unit WHERE uscc NOT IN (SELECT uscc FROM meeting_unit) ORDER BY uscc LIMIT 1"
        )
        roles = [AccountRole(role=role) for role in ("unit_clerk", "convener", "unit_representative")]
        session.add(
            Account(
                public_id=STRANGER,
                name=STRANGER,
                display_name=STRANGER,
                unit_uscc=uninvolved.scalar_one(),
                roles=roles,
            )
        )
    stranger = Visitor(thread.desk, STRANGER, app)
    open_ones = []
    for owner in ("clerk", "convener"):
        for address in walked(Visitor(thread.desk, owner, app)):
            path = address.split("?")[0]
            if PUBLIC_ID.search(path) and not path.startswith(("/check", "/me/", "/published")):
                answer, missing = stranger.get(path), stranger.get(PUBLIC_ID.sub(f"/{DUMMY}", path))
                told = seen(answer)
                for own_id in PUBLIC_ID.findall(path):
                    told = told.replace(own_id[1:], DUMMY)
                if (answer.status_code, told) != (missing.status_code, seen(missing)):
                    open_ones.append((path, answer.status_code, missing.status_code, told))
    assert not open_ones, open_ones
