"""The accounts 账号: the list for those who administer or audit them, and a new one."""

from collections.abc import Mapping, Sequence

from flask import Response, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kernel.access.administer import open_account
from kernel.access.queries import AccountLine, AccountState, Wanted, account_lines, all_account_lines, states
from kernel.clock import local_text
from kernel.messages import word
from kernel.roles import Role
from kernel.sheets.sheet import Cell
from kernel.units import all_units
from kernel.web.access import may
from kernel.web.account import caller
from kernel.web.filled import Filled
from kernel.web.pages import acting, done, page_blueprint, reading, sheet, shown
from kernel.web.translations import gettext as _

pages = page_blueprint("accounts", __name__, "/accounts")
ROLES = [role.value for role in Role if role is not Role.EXPERT]


@pages.get("/")
@may("accounts.read")
def listing() -> str | Response:
    wanted = Wanted(*(request.args.get(name, "").strip() for name in ("q", "role", "state")))
    with reading() as session:
        if kind := request.args.get("as"):
            return _sheet(all_account_lines(session, wanted), as_csv=kind == "csv")
        found = account_lines(session, wanted, request.args.get("page", ""))
        counts = states(session)
    return shown("admin/accounts", wanted=wanted, page=found, roles=ROLES, tabs=_tabs(wanted, counts))


@pages.get("/new")
@may("accounts.add")
def new() -> str:
    return _page(_form({}))


@pages.post("/new")
@may("accounts.add")
def add() -> AnyResponse | tuple[str, int]:
    form, added = _form(), ""
    with form.reading(), acting() as act:
        unit = form["unit"] or None
        account = open_account(act, form["name"], form["display"], form.all("role"), unit, caller())
        added = account.public_id
    if not form.is_right:
        return _page(form), 422
    return done(url_for("account.show", public_id=added), "kernel.account_opened", name=form["name"])


def _form(values: dict[str, str] | None = None) -> Filled:
    labels = {
        "name": _("账号"),
        "display": _("姓名或职务"),
        "unit": _("单位"),
        "role": _("角色"),
    }
    return Filled(labels, values)


def _page(form: Filled) -> str:
    with reading() as session:
        units = all_units(session)
    return shown("admin/new_account", form=form, units=units, roles=ROLES)


def _tabs(wanted: Wanted, counts: Mapping[str, int]) -> list[tuple[str, str, int, bool]]:
    """The saved states of the list, which keep the words looked for."""
    every = (_("全部"), url_for(".listing"), sum(counts.values()), not wanted.state)
    return [
        every,
        *(
            (
                word("account", state),
                url_for(".listing", state=state.value),
                counts[state],
                wanted.state == state,
            )
            for state in AccountState
        ),
    ]


def _sheet(lines: Sequence[AccountLine], *, as_csv: bool) -> Response:
    header = [_("账号"), _("姓名或职务"), _("单位"), _("角色"), _("状态"), _("最近使用")]
    rows: list[list[Cell | int | None]] = [
        [
            line.name,
            line.display_name,
            line.unit,
            "、".join(word("role", role) for role in line.roles),
            word("account", line.state),
            local_text(line.seen_at) if line.seen_at else None,
        ]
        for line in lines
    ]
    return sheet("accounts", _("账号"), header, rows, as_csv=as_csv)
