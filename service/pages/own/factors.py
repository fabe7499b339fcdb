"""Another password, another authenticator, other recovery codes; each asks again for what one signs in with."""

from flask import url_for
from werkzeug.wrappers import Response as AnyResponse

from kernel.access.limits import CODE
from kernel.access.own import change_factor, change_password, new_recovery_codes, next_secret
from kernel.access.second_factor import enrolment_uri
from kernel.messages import sentence
from kernel.web.access import signed_in
from kernel.web.account import caller, current, token
from kernel.web.door import desk
from kernel.web.filled import Filled
from kernel.web.limits import limited
from kernel.web.pages import acting, done, page_blueprint, reading, shown
from kernel.web.qr import qr_code
from kernel.web.translations import gettext as _

pages = page_blueprint("own_factors", __name__, "/me")


@pages.get("/password")
@signed_in
def password() -> str:
    return _password_page(_password_form({}))


@pages.post("/password")
@signed_in
def set_password() -> AnyResponse | tuple[str, int]:
    limited(CODE, token())
    form, right = _password_form(), True
    if form["password"] != form["again"]:
        form.errors["again"] = sentence("kernel.passwords_differ")
    else:
        with form.reading(), acting() as act:
            texts = form["present"], form["password"], form["code"]
            right = change_password(act, current(), *texts, desk().config.profile, caller())
    if not right:
        form.refusal = sentence("kernel.not_proven_both")
    if not form.is_right:
        return _password_page(form), 422
    return done(url_for("own.show"), "kernel.password_changed")


@pages.get("/authenticator")
@signed_in
def authenticator() -> str:
    return _factor_page(_factor_form({}))


@pages.post("/authenticator")
@signed_in
def set_authenticator() -> AnyResponse | tuple[str, int]:
    limited(CODE, token())
    form, right = _factor_form(), True
    secret = _secret()
    with form.reading(), acting() as act:
        right = change_factor(act, current().account, form["code"], secret, form["new_code"], caller())
    if not right:
        form.errors["code"] = sentence("kernel.not_proven")
    if not form.is_right:
        return _factor_page(form), 422
    return done(url_for("own.show"), "kernel.factor_changed")


@pages.get("/recovery-codes")
@signed_in
def recovery_codes() -> str:
    return shown("me/recovery_codes", form=_codes_form({}))


@pages.post("/recovery-codes")
@signed_in
def give_codes() -> str | tuple[str, int]:
    """The codes stand in the answer itself and nowhere else, so that they are seen once."""
    limited(CODE, token())
    form = _codes_form()
    with acting() as act:
        codes = new_recovery_codes(act, current().account, form["code"], caller())
    if codes:
        return shown("access/recovery_codes", codes=codes, next_way=url_for("own.show"))
    form.errors["code"] = sentence("kernel.not_proven")
    return shown("me/recovery_codes", form=form), 422


def _password_form(values: dict[str, str] | None = None) -> Filled:
    labels = {
        "present": _("现在的密码"),
        "password": _("新密码"),
        "again": _("再输一次"),
        "code": _("动态口令"),
    }
    return Filled(labels, values)


def _factor_form(values: dict[str, str] | None = None) -> Filled:
    return Filled({"code": _("原验证器的动态口令"), "new_code": _("新验证器的动态口令")}, values)


def _codes_form(values: dict[str, str] | None = None) -> Filled:
    return Filled({"code": _("动态口令")}, values)


def _password_page(form: Filled) -> str:
    return shown("me/password", form=form, profile=desk().config.profile)


def _factor_page(form: Filled) -> str:
    secret = _secret()
    uri = enrolment_uri(secret, current().account, desk().config.host)
    return shown("me/authenticator", form=form, secret=secret, qr=qr_code(uri))


def _secret() -> str:
    with reading() as session:
        return next_secret(session, desk().vault, current().account_id, token())
