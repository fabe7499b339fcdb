"""The list of decisions 认定决定: what came out of the meetings, by state, and as a spreadsheet."""

from flask import Response, request
from werkzeug.exceptions import NotFound

from kernel.messages import word
from kernel.paging import PAGE
from kernel.sheets.sheet import Cell
from kernel.web.access import may
from kernel.web.account import actor
from kernel.web.pages import page_blueprint, reading, sheet, shown
from kernel.web.translations import gettext as _
from meetings.decisions.queries import REFUSED, UNDRAFTED, VIEWS, DecisionLine, Wanted, counts, lines

MOST = 10_000
"""Rows of a spreadsheet."""

pages = page_blueprint("decisions", __name__, "/decisions")


@pages.get("/")
@may("decisions.read")
def index() -> str:
    wanted, sort = _wanted(), request.args.get("sort", "")
    with reading() as session:
        number = counts(session, actor(), wanted)
        found = lines(session, actor(), wanted, sort, request.args.get("page", ""), size=PAGE)
    return shown(
        "decisions/list",
        wanted=wanted,
        sort=sort,
        found=found,
        counts=number,
        views=list(VIEWS),
    )


@pages.get("/export.<kind>")
@may("decisions.read")
def export(kind: str) -> Response:
    if kind not in {"xlsx", "csv"}:
        raise NotFound
    with reading() as session:
        found = lines(session, actor(), _wanted(), request.args.get("sort", ""), size=MOST)
    header = [
        *(_("文号"), _("信用主体"), _("类型"), _("期限（月）")),
        *(_("会议编号"), _("议题"), _("状态"), _("签发日期")),
    ]
    return sheet(
        "decisions", _("认定决定"), header, [_cells(line) for line in found.rows], as_csv=kind == "csv"
    )


def _wanted() -> Wanted:
    given = request.args
    return Wanted(
        given.get("view", ""), given.get("q", "").strip(), given.get("polarity", ""), given.get("meeting", "")
    )


@pages.app_template_global("decision_word")
def state_word(state: str) -> str:
    """What the state of an item with its decision is called."""
    return {UNDRAFTED: _("待起草"), REFUSED: _("不予认定")}.get(state) or word("decision", state)


def _cells(line: DecisionLine) -> list[Cell | int | None]:
    return [
        line.number or "",
        line.subject,
        word("polarity", line.polarity),
        line.term_months,
        line.meeting_number,
        line.position,
        state_word(line.state),
        str(line.signed_on or ""),
    ]
