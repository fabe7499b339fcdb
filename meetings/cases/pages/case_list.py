"""The list of cases 案件: views, search, filters, export, and where the cases come from."""

from contextlib import suppress
from datetime import date

from flask import Response, request
from werkzeug.exceptions import NotFound

from credit.port import Polarity
from kernel.messages import word
from kernel.roles import POLICY
from kernel.sheets.sheet import Cell
from kernel.web.access import may
from kernel.web.account import actor
from kernel.web.door import desk
from kernel.web.pages import page_blueprint, reading, sheet, shown
from kernel.web.translations import gettext as _
from meetings.cases.pages.words import month
from meetings.cases.queries import (
    MOST,
    SORTS,
    VIEWS,
    CaseLine,
    Wanted,
    by_domain,
    counts,
    listed,
    months_until,
)

pages = page_blueprint("cases", __name__, "/cases")


@pages.get("/")
@may("cases.read")
def list_() -> str:
    wanted, months = _wanted(), months_until(desk().clock.now())
    with reading() as session:
        found = listed(session, actor(), wanted, _sort(), request.args.get("page", ""))
        domains = by_domain(session, actor(), months)
        return shown(
            "cases/list",
            found=found,
            wanted=wanted,
            counts=counts(session, actor()),
            views=_view_names(),
            domains=domains,
            months=months,
            month=month,
            most=max((line.total for line in domains), default=0),
            sort=_sort(),
            chips=_chips(wanted),
            may_check=bool(actor().roles & POLICY["measures.read"]),
            may_challenges=bool(actor().roles & POLICY["challenges.read"]),
        )


@pages.get("/export.<kind>")
@may("cases.read")
def export(kind: str) -> Response:
    """The list as it is filtered, as a spreadsheet."""
    if kind not in {"xlsx", "csv"}:
        raise NotFound
    with reading() as session:
        found = listed(session, actor(), _wanted(), _sort(), size=MOST)
    header = [
        *(_("案号"), _("状态"), _("类型"), _("信用主体"), _("统一社会信用代码"), _("目录事项"), _("领域")),
        *(_("期限（月）"), _("申请单位"), _("专项小组"), _("申请日期")),
    ]
    rows = [_cells(line) for line in found.rows]
    return sheet("cases", "案件", header, rows, as_csv=kind == "csv")


def _cells(line: CaseLine) -> list[Cell | int | None]:
    return [
        *(line.number, word("case", line.state), word("polarity", line.polarity)),
        *(line.subject, line.subject_code, "；".join(line.items), "、".join(line.domains)),
        *(line.term_months, line.unit, line.group, line.filed_on),
    ]


def _wanted() -> Wanted:
    asked = request.args
    first = None
    with suppress(ValueError):
        first = date.fromisoformat(asked.get("month", "") + "-01")
    return Wanted(
        view=asked.get("view", "") if asked.get("view") in VIEWS else "",
        words=asked.get("q", "").strip(),
        domain=asked.get("domain", ""),
        polarity=asked.get("kind", "") if asked.get("kind") in set(Polarity) else "",
        month=first,
    )


def _sort() -> str:
    return request.args.get("sort", "") if request.args.get("sort") in SORTS else "new"


def _view_names() -> list[tuple[str, str]]:
    """The views of the list with their names, in the order in which a case goes through them."""
    return [
        ("", _("全部")),
        ("preparing", _("准备中")),
        ("review", _("待法制审核")),
        ("ready", _("可上会")),
        ("scheduled", _("已列入议程")),
        ("over", _("已有结论")),
        ("withdrawn", _("已撤回")),
    ]


def _chips(wanted: Wanted) -> list[tuple[str, str]]:
    """The conditions that are set, each with the argument it came by."""
    chips = [(_("含“%s”") % wanted.words, "q")] if wanted.words else []
    chips += [(wanted.domain, "domain")] if wanted.domain else []
    chips += [(word("polarity", wanted.polarity), "kind")] if wanted.polarity else []
    chips += [(_("%s申请") % month(wanted.month), "month")] if wanted.month else []
    return chips
