"""The measures in force 在施措施, for those who decided them or carry them out."""

from flask import Response, request
from werkzeug.exceptions import NotFound

from kernel.clock import local
from kernel.paging import PAGE
from kernel.roles import POLICY
from kernel.sheets.sheet import Cell
from kernel.web.access import may
from kernel.web.account import actor
from kernel.web.door import desk
from kernel.web.pages import page_blueprint, reading, sheet, shown
from kernel.web.translations import gettext as _
from meetings.decisions.measure_list import MeasureLine, Wanted, counts, listed

MOST = 10_000
"""Rows of a spreadsheet."""

pages = page_blueprint("measures", __name__, "/measures")


@pages.get("/")
@may("measures.read")
def index() -> str:
    wanted, today = _wanted(), local(desk().clock.now()).date()
    with reading() as session:
        return shown(
            "decisions/measures",
            wanted=wanted,
            counts=counts(session, actor(), wanted, today),
            found=listed(session, actor(), wanted, today, request.args.get("page", ""), size=PAGE),
            reads_decisions=bool(actor().roles & POLICY["decisions.read"]),
        )


@pages.get("/export.<kind>")
@may("measures.read")
def export(kind: str) -> Response:
    if kind not in {"xlsx", "csv"}:
        raise NotFound
    with reading() as session:
        found = listed(session, actor(), _wanted(), local(desk().clock.now()).date(), size=MOST)
    header = [_("信用主体"), _("措施"), _("实施单位"), _("文号"), _("起始日期"), _("截止日期")]
    return sheet(
        "measures", _("在施措施"), header, [_cells(line) for line in found.rows], as_csv=kind == "csv"
    )


def _cells(line: MeasureLine) -> list[Cell | int | None]:
    return [line.subject, line.content, line.implementer, line.number, line.starts_on, line.ends_on]


def _wanted() -> Wanted:
    return Wanted(request.args.get("q", "").strip(), request.args.get("view") == "ended")
