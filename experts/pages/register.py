"""The list of the register 专家名册, and the whole of it as a sheet."""

from datetime import timedelta

from flask import Response, abort, request

from experts.export_roster import SHEET, export_roster
from experts.fields import FIELDS
from experts.life_queries import REMINDER
from experts.pages.shared import field_choices, service_record, today
from experts.register_list import ORDERS, VIEWS, Wanted, count_views, register_page
from kernel.messages import word
from kernel.sheets.sheet import Cell
from kernel.text import clean
from kernel.web.access import may
from kernel.web.pages import acting, page_blueprint, reading, sheet, shown
from kernel.web.translations import gettext as _

pages = page_blueprint("expert_list", __name__, "/experts")


@pages.get("/")
@may("experts.read")
def listed() -> str:
    wanted, order, descending = asked()
    with reading() as session:
        page = register_page(session, wanted, request.args.get("page", ""), order, descending=descending)
        counts = count_views(session)
    return shown(
        "experts/list",
        page=page,
        wanted=wanted,
        tabs=_views(counts, wanted.view),
        conditions=_conditions(wanted),
        fields=field_choices(),
        order=order,
        descending=descending,
        soon=today() + REMINDER,
    )


@pages.get("/draws-by-field")
@may("experts.read")
def chart() -> str:
    """What stands below the list and takes longer than it: the list does not wait for it."""
    with reading() as session:
        return shown("experts/draws_by_field", draws=service_record().draws_by_field(session))


@pages.post("/export")
@may("experts.import")
def export() -> Response:
    with acting() as act:
        roster = export_roster(act)
    rows: list[list[Cell | int | None]] = [[*row] for row in roster.rows]
    return sheet(SHEET, SHEET, list(roster.header), rows, as_csv=request.form.get("as") == "csv")


def asked() -> tuple[Wanted, str, bool]:
    """Whom the address asks for, in which order, and whether backwards.

    Raises:
        NotFound: there is no such view, field or order.
    """
    args = request.args
    view, order = args.get("view", ""), args.get("sort", "entry").removeprefix("-")
    field, words, region = (
        clean(name, args.get(name, ""), required=False) for name in ("field", "q", "region")
    )
    if order not in ORDERS or (view and view not in VIEWS) or (field and field not in FIELDS):
        abort(404)
    ends_by = today() + REMINDER if args.get("ending") else None
    return Wanted(view, words, field, region, ends_by), order, args.get("sort", "").startswith("-")


def _views(counts: dict[str, int], current: str) -> list[tuple[str, str, int, bool]]:
    names = {
        "": _("全部"),
        "active": word("expert", "ACTIVE"),
        "suspended": word("expert", "SUSPENDED"),
        "expired": word("expert", "EXPIRED"),
        "left": _("已退出"),
    }
    return [
        (name, f"?view={view}" if view else "?", counts[view], view == current)
        for view, name in names.items()
    ]


def _conditions(wanted: Wanted) -> list[tuple[str, str]]:
    """What is asked for besides the view, and the argument that says so."""
    days = REMINDER // timedelta(days=1)
    named = {
        "q": wanted.words,
        "field": word("field", wanted.field) if wanted.field else "",
        "region": wanted.region,
        "ending": _("聘期%(days)s日内届满") % {"days": days} if wanted.ends_by else "",
    }
    return [(text, name) for name, text in named.items() if text]
