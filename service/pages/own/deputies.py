"""A deputy 代理 named by the holder of a role, and the role taken back."""

from datetime import timedelta

from flask import url_for
from werkzeug.wrappers import Response as AnyResponse

from kernel.access.lending import Period, lendable, possible_deputies
from kernel.access.limits import CODE
from kernel.access.sign_in import prove_again
from kernel.clock import local
from kernel.messages import sentence, word
from kernel.text import parse_date
from kernel.web.access import signed_in
from kernel.web.account import caller, current, token
from kernel.web.door import desk
from kernel.web.filled import Filled
from kernel.web.limits import limited
from kernel.web.pages import acting, done, page_blueprint, reading, shown
from kernel.web.translations import gettext as _
from service.account_entries import lend_role, take_role_back

pages = page_blueprint("own_deputies", __name__, "/me/deputies")
USUAL = timedelta(days=6)


@pages.get("/new")
@signed_in
def name() -> str:
    today = local(desk().clock.now()).date()
    roles = lendable(current().account)
    values = {"first": f"{today}", "last": f"{today + USUAL}", "role": roles[0] if len(roles) == 1 else ""}
    return _page(_form(values))


@pages.post("/new")
@signed_in
def lend() -> AnyResponse | tuple[str, int]:
    limited(CODE, token())
    form, account, right, deputy = _form(), current().account, True, ""
    first, last = form.read("first", parse_date), form.read("last", parse_date)
    if first and last:
        with form.reading(), acting() as act:
            right = prove_again(act, account, form["code"], caller())
            if right:
                period = Period(first, last)
                loan = lend_role(act, account, form["role"], form["deputy"], period, caller())
                deputy = loan.deputy.display_name
    if not right:
        form.errors["code"] = sentence("kernel.not_proven")
    if not form.is_right:
        return _page(form), 422
    return done(url_for("own.show"), "kernel.role_lent", deputy=deputy, role=word("role", form["role"]))


@pages.post("/<public_id>/end")
@signed_in
def take_back(public_id: str) -> AnyResponse:
    with acting() as act:
        loan = take_role_back(act, current().account, public_id, caller())
        facts = {"deputy": loan.deputy.display_name, "role": word("role", loan.role)}
    return done(url_for("own.show"), "kernel.role_taken_back", **facts)


def _form(values: dict[str, str] | None = None) -> Filled:
    labels = {
        "role": _("角色"),
        "deputy": _("代理人"),
        "first": _("从哪天起"),
        "last": _("到哪天止"),
        "code": _("动态口令"),
    }
    return Filled(labels, values)


def _page(form: Filled) -> str:
    account = current().account
    with reading() as session:
        deputies = [
            (other.public_id, f"{other.display_name}（{other.name}）")
            for other in possible_deputies(session, account)
        ]
    return shown("me/deputy", form=form, roles=lendable(account), deputies=deputies)
