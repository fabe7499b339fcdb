"""The search over filings, decisions and meetings 档案检索."""

from flask import Response, request
from werkzeug.exceptions import NotFound

from kernel.clock import local
from kernel.messages import word
from kernel.paging import PAGE
from kernel.roles import POLICY
from kernel.sheets.sheet import Cell
from kernel.web.access import may
from kernel.web.account import actor
from kernel.web.pages import page_blueprint, reading, sheet, shown
from kernel.web.translations import gettext as _
from meetings.filing.archive import ArchiveLine, Wanted, searched, units

MOST = 10_000
"""Rows of a spreadsheet."""

pages = page_blueprint("archive", __name__, "/archive")


@pages.get("/")
@may("filings.read")
def index() -> str:
    wanted, reader = _wanted(), actor()
    with reading() as session:
        return shown(
            "archive/list",
            wanted=wanted,
            found=searched(session, reader, wanted, request.args.get("page", ""), size=PAGE),
            units=units(session, reader),
            reads_decisions=bool(reader.roles & POLICY["decisions.read"]),
            reads_meetings=bool(reader.roles & POLICY["meetings.read"]),
        )


@pages.get("/export.<kind>")
@may("filings.read")
def export(kind: str) -> Response:
    if kind not in {"xlsx", "csv"}:
        raise NotFound
    with reading() as session:
        found = searched(session, actor(), _wanted(), size=MOST)
    header = [
        *(_("案号"), _("信用主体"), _("代码"), _("会议编号"), _("会议日期"), _("认定单位")),
        *(_("文号"), _("备案号"), _("备案状态")),
    ]
    return sheet(
        "archive", _("档案检索"), header, [_cells(line) for line in found.rows], as_csv=kind == "csv"
    )


def _cells(line: ArchiveLine) -> list[Cell | int | None]:
    return [
        *(line.case_number, line.subject, line.subject_code, line.meeting_number),
        *(str(local(line.held_at).date()), line.unit, line.decision_number or "", line.filing_number or ""),
        word("filing", line.filing_state) if line.filing_state else "",
    ]


def _wanted() -> Wanted:
    given = request.args
    year = given.get("year", "")
    is_year = year.isascii() and year.isdigit() and 2000 <= int(year[:9]) <= 2999
    return Wanted(given.get("q", "").strip(), int(year) if is_year else None, given.get("unit", ""))
