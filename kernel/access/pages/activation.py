"""The link that sets up an account 激活: a button, then password and authenticator, then the recovery codes, once."""

from flask import redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kernel.access.limits import LINK
from kernel.access.links import Opened, activate, opened_link, renew_password
from kernel.access.second_factor import enrolment_uri
from kernel.accounts import actor_of
from kernel.errors import InputError
from kernel.web.access import public
from kernel.web.account import caller, is_behind_tls
from kernel.web.door import desk
from kernel.web.filled import Filled
from kernel.web.limits import limited
from kernel.web.pages import done, page_blueprint, reading, shown
from kernel.web.qr import qr_code
from kernel.web.translations import gettext as _

COOKIE, SCOPE = "access", "/access/"
COOKIE_SECONDS = 1800

pages = page_blueprint("activation", __name__, "/access")


@pages.get("/<knocking>")
@public
def knock(knocking: str) -> str:
    """What a link in a mail shows, to people and to mail scanners: a button, and nothing about the account."""
    return shown("access/link", knocking=knocking)


@pages.post("/enter")
@public
def enter() -> AnyResponse:
    """Exchange the link for a cookie, so that it stands in no address any more."""
    limited(LINK, caller().address)
    knocking = request.form.get("link", "")
    with reading() as session:
        opened_link(session, knocking, desk().clock.now())
    response = redirect(url_for(".show"), 303)
    keep_link(response, knocking)
    return response


def keep_link(response: AnyResponse, token: str) -> None:
    """Give the browser the link's token, for as long as it takes to fill in one page."""
    secure = is_behind_tls()
    response.set_cookie(
        COOKIE, token, path=SCOPE, max_age=COOKIE_SECONDS, httponly=True, secure=secure, samesite="Lax"
    )


@pages.get("/")
@public
def show() -> str:
    return _page(_form({}))


@pages.post("/")
@public
def set_up() -> AnyResponse | str | tuple[str, int]:
    limited(LINK, caller().address)
    token, form = request.cookies.get(COOKIE, ""), _form()
    opened = _opened()
    codes = None
    with form.reading():
        _check_same(form)
        with desk().acting(lambda _session: actor_of(opened.account)) as act:
            profile = desk().config.profile
            if opened.keeps_factor:
                renew_password(act, token, form["password"], profile, caller())
            else:
                secret = _secret(token)
                codes = activate(act, token, form["password"], secret, form["code"], profile, caller())
    if not form.is_right:
        return _page(form), 422
    if codes is None:
        return done(url_for("access.before"), "kernel.password_renewed")
    return shown("access/recovery_codes", codes=codes, next_way=url_for("access.before"))


def _opened() -> Opened:
    """What the cookie's link opens; raises NotFound as `opened_link`."""
    with reading() as session:
        return opened_link(session, request.cookies.get(COOKIE, ""), desk().clock.now())


def _page(form: Filled) -> str:
    opened = _opened()
    secret = _secret(request.cookies.get(COOKIE, ""))
    uri = enrolment_uri(secret, opened.account, desk().config.host)
    return shown(
        "access/set_up",
        form=form,
        opened=opened,
        profile=desk().config.profile,
        secret=secret,
        qr=None if opened.keeps_factor else qr_code(uri),
    )


def _form(values: dict[str, str] | None = None) -> Filled:
    return Filled({"password": _("新密码"), "again": _("再输一次"), "code": _("动态口令")}, values)


def _check_same(form: Filled) -> None:
    if form["password"] != form["again"]:
        raise InputError("kernel.passwords_differ", field="again")


def _secret(token: str) -> str:
    """The authenticator's secret that a link shows, the same at every look: made from its token, which nobody keeps."""
    return desk().vault.link_token(f"authenticator/{token}").upper()
