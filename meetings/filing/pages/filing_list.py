"""The register of filings 备案登记簿: what is due, in which state, and how long reviews take."""

from contextlib import suppress
from datetime import date

from flask import Response, request
from werkzeug.exceptions import NotFound

from kernel.clock import local
from kernel.messages import word
from kernel.paging import PAGE
from kernel.sheets.sheet import Cell
from kernel.web.access import may
from kernel.web.account import actor
from kernel.web.door import desk
from kernel.web.pages import page_blueprint, reading, sheet, shown
from kernel.web.translations import gettext as _
from kernel.work_calendar import work_calendar
from meetings.filing.queries import LATE, FilingLine, Wanted, lines, overview, review_days
from meetings.models import FilingState

MOST = 10_000
"""Rows of a spreadsheet."""
SOON = 2
"""So many working days before it is due, a row says so in colour."""

pages = page_blueprint("filings", __name__, "/filings")


@pages.get("/")
@may("filings.read")
def index() -> str:
    wanted, sort, now = _wanted(), request.args.get("sort", ""), desk().clock.now()
    today = local(now).date()
    with reading() as session:
        calendar = work_calendar(session)
        return shown(
            "filings/list",
            wanted=wanted,
            sort=sort,
            soon=SOON,
            overview=overview(session, actor(), wanted, today),
            found=lines(
                session, actor(), wanted, sort, calendar, today, request.args.get("page", ""), size=PAGE
            ),
            durations=_durations(review_days(session, actor(), calendar, now)),
            views=[*FilingState, LATE],
        )


@pages.get("/export.<kind>")
@may("filings.read")
def export(kind: str) -> Response:
    if kind not in {"xlsx", "csv"}:
        raise NotFound
    today = local(desk().clock.now()).date()
    with reading() as session:
        calendar, sort = work_calendar(session), request.args.get("sort", "")
        found = lines(session, actor(), _wanted(), sort, calendar, today, size=MOST)
    header = [
        *(_("备案号"), _("文号"), _("信用主体"), _("类型"), _("期限（月）"), _("报备单位")),
        *(_("报送日期"), _("应办结日期"), _("状态")),
    ]
    return sheet(
        "filings", _("备案登记簿"), header, [_cells(line) for line in found.rows], as_csv=kind == "csv"
    )


def _cells(line: FilingLine) -> list[Cell | int | None]:
    return [
        *(line.number or "", line.decision_number, line.subject, word("polarity", line.polarity)),
        *(line.term_months, line.unit, str(local(line.sent_at).date()) if line.sent_at else ""),
        *(str(line.due) if line.due else "", word("filing", line.state)),
    ]


def _wanted() -> Wanted:
    given = request.args
    view = given.get("view", "")
    return Wanted(
        view if view in {*FilingState, LATE} else "",
        given.get("q", "").strip(),
        given.get("unit", ""),
        given.get("polarity", ""),
        _day(given.get("since", "")),
        _day(given.get("until", "")),
    )


def _day(text: str) -> date | None:
    with suppress(ValueError):
        return date.fromisoformat(text)
    return None


def _durations(days: list[int]) -> list[tuple[str, str, float]]:
    """The reviews by how many working days they took, for a chart."""
    if not days:
        return []
    classes = [
        (_("5个工作日以内"), sum(number <= 5 for number in days)),
        (_("6至10个工作日"), sum(5 < number <= 10 for number in days)),
        (_("超过10个工作日"), sum(number > 10 for number in days)),
    ]
    return [(label, _("%s件") % number, number / len(days)) for label, number in classes]
