"""The matrix of rights: every role at every address of the site, each cell as the policy table says."""

import re
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from werkzeug.routing import Rule

from kernel.accounts import Account, AccountRole
from kernel.errors import NotAllowed
from kernel.roles import POLICY, Role
from kernel.web.access import PERSONAL, PUBLIC, SIGNED_IN, mark_of
from service import demo_data
from service.site import create_app
from site_visitor import Visitor, signed_in_token
from thread import Thread

pytest_plugins = ["thread_fixtures"]

At = Callable[[str], Thread]
ROLES = sorted(set(Role) - {Role.EXPERT})
ARGUMENT = re.compile(r"<(?:(\w+)(?:\([^)]*\))?:)?\w+>")
DUMMY = "a" * 26


def name_of(role: Role) -> str:
    return f"matrix-{role}"


@pytest.fixture
def thread(sqlite_thread_at: At) -> Thread:
    """The installation, with an account of every role, named after it."""
    thread = sqlite_thread_at("installed")
    with thread.desk.database.transaction() as session:
        for role in ROLES:
            unit, roles = demo_data.SAFETY.uscc, [AccountRole(role=role)]
            name = name_of(role)
            session.add(Account(public_id=name, name=name, display_name=name, unit_uscc=unit, roles=roles))
    return thread


@pytest.fixture
def app(thread: Thread) -> Flask:
    return create_app(thread.desk)


def asked(app: Flask) -> Iterator[tuple[Rule, str, str]]:
    """Every address with something in the place of its arguments, and every way to ask for it."""
    for rule in app.url_map.iter_rules():
        address = ARGUMENT.sub(lambda found: "1" if found[1] == "int" else DUMMY, rule.rule)
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield rule, method, address


def is_admitted(app: Flask, token: str, method: str, address: str) -> bool:
    """Whether the door lets it through, as far as the mark of the endpoint goes."""
    headers = {"Cookie": f"session={token}"}
    with app.test_request_context(address, method=method, headers=headers) as context:
        form_token = app.jinja_env.globals["form_mark"]
        del context
        mark = form_token()  # type: ignore[operator]  # a global of the templates
    data = {"token": mark} if method == "POST" else None
    with app.test_request_context(address, method=method, headers=headers, data=data):
        try:
            return app.preprocess_request() is None
        except NotAllowed:
            return False


def test_every_role_is_let_in_where_the_policy_says_so_and_nowhere_else(thread: Thread, app: Flask) -> None:
    tokens = {role: signed_in_token(thread.desk, name_of(role)) for role in ROLES}
    wrong = []
    for rule, method, address in asked(app):
        mark = mark_of(app, rule.endpoint) or ""
        if mark in {PUBLIC, PERSONAL}:
            continue
        allowed = POLICY[mark] if mark in POLICY else frozenset(ROLES)
        wrong += [
            f"{role} {method} {address}: {mark}"
            for role, token in tokens.items()
            if is_admitted(app, token, method, address) is not (role in allowed)
        ]
    assert wrong == []


def test_whoever_is_refused_sees_the_page_that_says_so(thread: Thread, app: Flask) -> None:
    visitors = {role: Visitor(thread.desk, name_of(role), app) for role in ROLES}
    for rule, method, address in asked(app):
        mark = mark_of(app, rule.endpoint) or ""
        if mark in POLICY:
            refused = min(set(ROLES) - POLICY[mark])
            visitor = visitors[refused]
            answer = visitor.get(address) if method == "GET" else visitor.post(address)
            assert answer.status_code == 403, f"{refused} {method} {address}"
            assert "无权" in answer.text or "没有" in answer.text, address


def test_nobody_gets_in_without_signing_in(thread: Thread, app: Flask) -> None:
    nobody = Visitor(thread.desk, None, app)
    for rule, method, address in asked(app):
        mark = mark_of(app, rule.endpoint) or ""
        if mark not in {PUBLIC, PERSONAL}:
            answer = nobody.get(address) if method == "GET" else nobody.post(address)
            if method == "GET":
                assert (answer.status_code, answer.location.split("?")[0]) == (303, "/sign-in/"), address
            else:
                assert answer.status_code == 401, address


def test_every_address_carries_a_mark(app: Flask) -> None:
    known = {PUBLIC, PERSONAL, SIGNED_IN, *POLICY}
    assert {mark_of(app, rule.endpoint) for rule in app.url_map.iter_rules()} <= known
