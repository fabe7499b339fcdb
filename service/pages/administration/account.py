"""One account 账号: its particulars, its roles, its link, its state; what its holder still has to do."""

from flask import url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from kernel.access.administer import change_account, disable, enable
from kernel.access.lending import loans_of
from kernel.access.links import invite
from kernel.access.own import sessions_of
from kernel.access.queries import account_of, state_of
from kernel.access.security_log import newest_of
from kernel.accounts import Account
from kernel.roles import Role
from kernel.units import all_units
from kernel.web.access import may
from kernel.web.account import caller
from kernel.web.door import desk
from kernel.web.filled import Filled
from kernel.web.pages import acting, done, page_blueprint, reading, shown
from kernel.web.translations import gettext as _
from service.account_entries import change_roles
from service.duties import open_duties

pages = page_blueprint("account", __name__, "/accounts/<public_id>")
ROLES = [role.value for role in Role if role is not Role.EXPERT]


@pages.get("/")
@may("accounts.read")
def show(public_id: str) -> str:
    now = desk().clock.now()
    with reading() as session:
        account = account_of(session, public_id)
        return shown(
            "admin/account",
            account=account,
            state=state_of(session, account),
            sessions=sessions_of(session, account.id, now, desk().config.profile),
            loans=loans_of(session, account.id, now),
            events=newest_of(session, account.public_id),
            duties=open_duties(session, account),
        )


@pages.post("/invite")
@may("accounts.invite")
def send_link(public_id: str) -> str:
    """The link stands in the answer itself and nowhere else, so that it is seen once."""
    with acting() as act:
        account = account_of(act.session, public_id)
        token = invite(act, account, caller())
    address = f"{desk().config.base_url or ''}/access/{token}"
    return shown("admin/link", account=account, address=address)


@pages.get("/edit")
@may("accounts.keep")
def edit(public_id: str) -> str:
    with reading() as session:
        account = account_of(session, public_id)
        return _edit_page(session, account, _edit_form(_values(account)))


@pages.post("/edit")
@may("accounts.keep")
def change(public_id: str) -> AnyResponse | tuple[str, int]:
    form = _edit_form()
    with form.reading(), acting() as act:
        account = account_of(act.session, public_id)
        change_account(act, account, form["display"], form["unit"] or None, caller())
    if form.is_right:
        return done(url_for(".show", public_id=public_id), "kernel.account_changed")
    with reading() as session:
        return _edit_page(session, account_of(session, public_id), form), 422


@pages.get("/roles")
@may("accounts.roles")
def roles(public_id: str) -> str:
    with reading() as session:
        account = account_of(session, public_id)
    held = " ".join(held.role for held in account.roles)
    return shown("admin/roles", account=account, form=_roles_form({"role": held}), roles=ROLES)


@pages.post("/roles")
@may("accounts.roles")
def set_roles(public_id: str) -> AnyResponse | tuple[str, int]:
    form = _roles_form()
    with form.reading(), acting() as act:
        change_roles(act, account_of(act.session, public_id), form.all("role"), caller())
    if form.is_right:
        return done(url_for(".show", public_id=public_id), "kernel.roles_changed")
    with reading() as session:
        account = account_of(session, public_id)
    return shown("admin/roles", account=account, form=form, roles=ROLES), 422


@pages.get("/disable")
@may("accounts.keep")
def ask_disable(public_id: str) -> str:
    return _disable_page(public_id, _reason_form({}))


@pages.post("/disable")
@may("accounts.keep")
def close(public_id: str) -> AnyResponse | tuple[str, int]:
    form = _reason_form()
    with form.reading(), acting() as act:
        disable(act, account_of(act.session, public_id), form["reason"], caller())
    if form.is_right:
        return done(url_for(".show", public_id=public_id), "kernel.account_disabled")
    return _disable_page(public_id, form), 422


@pages.post("/enable")
@may("accounts.keep")
def reopen(public_id: str) -> AnyResponse:
    with acting() as act:
        enable(act, account_of(act.session, public_id), caller())
    return done(url_for(".show", public_id=public_id), "kernel.account_enabled")


def _edit_form(values: dict[str, str] | None = None) -> Filled:
    return Filled({"display": _("姓名或职务"), "unit": _("单位")}, values)


def _roles_form(values: dict[str, str] | None = None) -> Filled:
    return Filled({"role": _("角色")}, values)


def _reason_form(values: dict[str, str] | None = None) -> Filled:
    return Filled({"reason": _("停用原因")}, values)


def _values(account: Account) -> dict[str, str]:
    return {"display": account.display_name, "unit": account.unit_uscc or ""}


def _edit_page(session: Session, account: Account, form: Filled) -> str:
    return shown("admin/edit_account", account=account, form=form, units=all_units(session))


def _disable_page(public_id: str, form: Filled) -> str:
    with reading() as session:
        account = account_of(session, public_id)
        duties = open_duties(session, account)
    return shown("admin/disable", account=account, form=form, duties=duties)
