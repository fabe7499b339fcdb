"""Signing in and out 登录、退出 in the browser."""

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from kernel.access.sign_in import sign_out
from kernel.errors import PanelError
from kernel.roles import Actor
from kernel.web.access import public, signed_in
from kernel.web.account import admit, drop_token, token
from kernel.web.door import desk
from kernel.web.filled import Filled
from kernel.web.forms import check_token, refuse_foreign
from kernel.web.pages import refused, seal, shown

VISITOR = Actor("visitor", "visitor", frozenset())
"""Whoever is not signed in yet."""

pages = Blueprint("access", __name__)
pages.before_request(admit)
pages.after_request(seal)
pages.register_error_handler(PanelError, refused)


@pages.get("/sign-in/")
@public
def before() -> str:
    return shown("access/sign_in", form=Filled({}, {}), way=request.args.get("next", "/"))


@pages.post("/sign-out")
@signed_in
def out() -> AnyResponse:
    refuse_foreign(desk().config)
    check_token(desk().vault, token())
    with desk().acting(lambda _: VISITOR) as act:
        sign_out(act, token())
    response = redirect("/", 303)
    drop_token(response)
    return response
