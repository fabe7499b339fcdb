"""Who may ask the API: tokens, the site's own session, the policy, the own unit's things."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from api_caller import Caller
from kernel.access.api_tokens import PREFIX
from kernel.access.limits import SEARCH
from kernel.access.models import ApiToken
from kernel.accounts import Account
from kernel.roles import POLICY, Role
from kernel.web.access import mark_of
from kernel.web.forms import form_token
from service import demo_data as data
from service.api.app import create_api
from service.site import create_app
from site_visitor import Visitor
from thread import Thread
from thread_steps import add_account

pytest_plugins = ["thread_fixtures"]

At = Callable[[str], Thread]
CHECK = "/api/v1/credit-checks"
ASKED = {"subject": data.SUBJECT.uscc, "purpose": "核查（虚构）"}


@pytest.fixture
def thread(sqlite_thread_at: At) -> Thread:
    return sqlite_thread_at("registered")


def test_without_a_token_nobody_is_let_in(thread: Thread) -> None:
    nobody = Caller(thread, None)
    for headers in ({}, {"Authorization": "Bearer panel-00"}, {"Authorization": "Basic YTpi"}):
        answer = nobody.client.get("/api/v1/cases", headers=headers)
        nobody.refused(answer, 401)
        assert answer.headers["WWW-Authenticate"].lower().startswith("bearer")


def test_a_token_is_shown_once_and_kept_as_a_digest(thread: Thread) -> None:
    secret = thread.run("admin", "accounts", "token", "clerk", "--purpose", "审批系统（虚构）")
    assert secret.startswith(PREFIX)
    assert secret not in str(thread.dump(()))
    listed = thread.read("admin", "accounts", "tokens")
    assert [(row["account"], row["purpose"], row["revoked"]) for row in listed] == [
        ("clerk", "审批系统（虚构）", False)
    ]


def test_a_token_ends_by_hand_by_time_and_with_its_account(thread: Thread) -> None:
    for number, end in enumerate((revoke, wait, disable)):
        caller = Caller(thread, "clerk")
        caller.read("/cases")
        end(thread)
        caller.refused(caller.get("/cases"), 401)
        if number == 0:
            thread.refused(
                "admin",
                "accounts",
                "revoke-token",
                "none",
                zh="没有接口令牌",
                en="There is no token",
                exit_code=5,
            )


def revoke(thread: Thread) -> None:
    key = thread.read("admin", "accounts", "tokens")[0]["id"]
    thread.run("admin", "accounts", "revoke-token", key)


def wait(thread: Thread) -> None:
    thread.clock.set(thread.clock.now() + timedelta(days=90))


def disable(thread: Thread) -> None:
    with thread.desk.database.transaction() as session:
        session.query(Account).filter_by(name="clerk").one().disabled = True


def test_when_a_token_was_used_last_is_known(thread: Thread) -> None:
    Caller(thread, "clerk").read("/cases")
    with thread.desk.database.reading() as session:
        assert session.query(ApiToken).one().last_used_at == thread.clock.now()


def test_only_the_administrator_makes_tokens(thread: Thread) -> None:
    words = ("accounts", "token", "clerk", "--purpose", "自用")
    thread.refused("clerk", *words, zh="系统管理员", en="system administrator", exit_code=4)


def test_the_sites_own_page_asks_with_its_session(thread: Thread) -> None:
    visitor = Visitor(thread.desk, "clerk")
    assert visitor.get("/api/v1/cases").status_code == 200
    foreign = visitor.client.post(CHECK, json=ASKED)
    assert (foreign.status_code, foreign.json["code"]) == (403, "kernel.foreign_form")
    ours = {"X-Form-Token": form_token(thread.desk.vault, visitor.token)}
    for headers in (ours, {"Sec-Fetch-Site": "same-origin"}):
        assert visitor.client.post(CHECK, json=ASKED, headers=headers).status_code == 200
    for headers in (ours | {"Sec-Fetch-Site": "cross-site"}, ours | {"Origin": "https://elsewhere.example"}):
        assert visitor.client.post(CHECK, json=ASKED, headers=headers).status_code == 403


def test_every_endpoint_is_open_to_whom_the_policy_says_and_to_nobody_else(thread: Thread) -> None:
    api, site = create_api(thread.desk), create_app(thread.desk)
    for role in set(Role) - {Role.EXPERT}:
        name = f"only-{role.value}"
        add_account(thread, name, "演示", role.value, data.SAFETY)
        caller = Caller(thread, name, app=site)
        for rule in api.url_map.iter_rules():
            mark = mark_of(api, rule.endpoint)
            if mark not in POLICY:
                continue
            address = rule.rule.replace("<id:", "").replace(">", "")
            status = ask(caller, rule.methods or set(), at_nothing(address))
            assert (status != 403) == (role in POLICY[mark]), (role, rule.rule, status)


def at_nothing(address: str) -> str:
    """The address with an id that is nobody's in place of each argument."""
    known = {"case", "draw", "vote", "expert", "filing", "meeting", "decision"}
    return "/".join("a" * 26 if part in known else part for part in address.split("/"))


def ask(caller: Caller, methods: set[str], address: str) -> int:
    return (caller.get(address) if "GET" in methods else caller.post(address, {})).status_code


def test_an_endpoint_without_a_mark_stops_the_start(thread: Thread, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.api.app.public", lambda view: view)
    with pytest.raises(TypeError, match=r"openapi\.spec"):
        create_api(thread.desk)


@pytest.mark.parametrize("thing", ["meeting", "draw", "decision", "filing", "vote", "case"])
def test_what_is_another_units_looks_like_what_is_not_there(sqlite_thread_at: At, thing: str) -> None:
    thread = sqlite_thread_at("issued")
    add_account(thread, "other", "外单位召集人", "convener", data.MARKET)
    other = Caller(thread, "other")
    own = Caller(thread, "convener", app=other.app)
    key = thread[thing]
    assert own.get(f"/{thing}s/{key}").status_code == 200
    foreign, missing = other.get(f"/{thing}s/{key}"), other.get(f"/{thing}s/{'a' * len(key)}")
    assert foreign.status_code == missing.status_code == 404
    assert foreign.text.replace(key, "a" * len(key)) == missing.text


def test_errors_carry_the_headers_of_every_answer(thread: Thread) -> None:
    answer = Caller(thread, None).get("/nowhere")
    assert answer.status_code == 404
    assert answer.mimetype == "application/problem+json"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]


def test_the_description_names_no_host(thread: Thread) -> None:
    client = Caller(thread, None).client
    described: Any = client.get("/api/v1/openapi.json", headers={"Host": "elsewhere.example"}).json
    assert described["openapi"] == "3.1.0"
    assert described["servers"] == [{"url": "/api/v1"}]
    assert "elsewhere" not in str(described)


def test_who_searches_without_end_is_told_to_wait(thread: Thread) -> None:
    registrar = Caller(thread, "registrar")
    for _ in range(SEARCH.most):
        registrar.read("/experts?q=演示")
    answer = registrar.get("/experts?q=演示")
    registrar.refused(answer, 429)
    assert 0 < int(answer.headers["Retry-After"]) <= SEARCH.seconds
