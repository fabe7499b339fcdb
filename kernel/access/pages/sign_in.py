"""Signing in and out 登录、退出 in the browser: name and password, then the code."""

import re

from flask import redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kernel.access.limits import CODE, SIGN_IN
from kernel.access.pages.activation import keep_link
from kernel.access.sign_in import Attempt, awaiting_code, give_code, give_password, sign_out
from kernel.messages import sentence
from kernel.roles import Actor
from kernel.web.access import public, signed_in
from kernel.web.account import caller, drop_token, is_signed_in, keep_token, token, welcome
from kernel.web.door import desk
from kernel.web.filled import Filled
from kernel.web.limits import limited
from kernel.web.pages import page_blueprint, reading, shown
from kernel.web.translations import gettext as _

VISITOR = Actor("visitor", "visitor", frozenset())
"""Whoever is not signed in yet."""

OWN_WAY = re.compile(r"/(?![/\\])[^\x00-\x20\x7f\\]*")
"""An address of this site: what a browser would take for another site's is none."""

pages = page_blueprint("access", __name__)


def own_way(address: str) -> str:
    """Where to go on after signing in: `address` if it lies on this site, else the first page."""
    return address if OWN_WAY.fullmatch(address) else "/"


@pages.get("/sign-in/")
@public
def before() -> str | AnyResponse:
    welcome()
    way = own_way(request.args.get("next", "/"))
    if is_signed_in():
        return redirect(way, 303)
    return shown("access/sign_in", form=_first({}), way=way)


@pages.post("/sign-in/")
@public
def give_first() -> AnyResponse | tuple[str, int]:
    limited(SIGN_IN, caller().address)
    form, way = _first(), own_way(request.form.get("next", "/"))
    with desk().acting(lambda _session: VISITOR) as act:
        attempt = give_password(act, form["name"], form["password"], caller())
        if attempt.token:
            sign_out(act, token(), caller())  # whoever signs in anew has left what was before
    if attempt.token is None:
        form.errors["password"] = _why(attempt, "kernel.wrong_password")
        return shown("access/sign_in", form=form, way=way), 422
    response = redirect(url_for(".code", next=way), 303)
    keep_token(response, attempt.token)
    return response


@pages.get("/sign-in/code")
@public
def code() -> str | AnyResponse:
    with reading() as session:
        begun = awaiting_code(session, token(), desk().clock.now())
    way = own_way(request.args.get("next", "/"))
    return shown("access/code", form=_second({}), way=way) if begun else _again(way)


@pages.post("/sign-in/code")
@public
def give_second() -> AnyResponse | tuple[str, int]:
    limited(CODE, token() or caller().address)
    form, way = _second(), own_way(request.form.get("next", "/"))
    with desk().acting(lambda _session: VISITOR) as act:
        attempt = give_code(act, token(), form["code"], desk().config.profile, caller())
    if attempt.link:
        response = redirect(url_for("activation.show"), 303)
        keep_link(response, attempt.link)
        return response
    if attempt.token:
        response = redirect(way, 303)
        keep_token(response, attempt.token)
        return response
    if attempt.left is None and not attempt.locked:
        return _again(way)
    form.errors["code"] = _why(attempt, "kernel.wrong_code")
    return shown("access/code", form=form, way=way), 422


@pages.post("/sign-out")
@signed_in
def out() -> AnyResponse:
    with desk().acting(lambda _session: VISITOR) as act:
        sign_out(act, token(), caller())
    response = redirect("/", 303)
    drop_token(response)
    return response


def _why(attempt: Attempt, wrong: str) -> str:
    return sentence("kernel.account_locked") if attempt.locked else sentence(wrong, left=attempt.left)


def _again(way: str) -> AnyResponse:
    """Back to the name: the five minutes are over, or nobody began."""
    return redirect(url_for(".before", next=None if way == "/" else way), 303)


def _first(values: dict[str, str] | None = None) -> Filled:
    return Filled({"name": _("账号"), "password": _("密码")}, values)


def _second(values: dict[str, str] | None = None) -> Filled:
    return Filled({"code": _("动态口令")}, values)
