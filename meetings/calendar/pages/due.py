"""What is due when: the weeks ahead as bars, and every deadline with the thing it belongs to."""

from flask import Response, request
from werkzeug.exceptions import NotFound

from kernel.clock import local
from kernel.sheets.sheet import Cell
from kernel.web.access import may
from kernel.web.account import actor
from kernel.web.door import desk
from kernel.web.pages import page_blueprint, reading, sheet, shown
from kernel.web.translations import gettext as _
from meetings.calendar.due_dates import Deadline, due_lines, weeks

pages = page_blueprint("due", __name__, "/calendar")

MOST = 200


@pages.get("/due/")
@may("calendar.read")
def list_() -> str:
    today, asked = local(desk().clock.now()).date(), request.args.get("kind", "")
    with reading() as session:
        lines = due_lines(session, actor())
    wanted = [line for line in lines if asked in {"", line.deadline}]
    ahead = weeks(wanted, today)
    return shown(
        "calendar/due",
        lines=wanted[:MOST],
        total=len(wanted),
        counts={deadline: sum(line.deadline == deadline for line in lines) for deadline in Deadline},
        all_=len(lines),
        kind=asked,
        names=deadline_names(),
        weeks=ahead,
        most=max(week.count for week in ahead),
        today=today,
    )


@pages.get("/due/export.<kind>")
@may("calendar.read")
def export(kind: str) -> Response:
    """Everything that is due, as a spreadsheet."""
    if kind not in {"xlsx", "csv"}:
        raise NotFound
    with reading() as session:
        lines = due_lines(session, actor())
    names = deadline_names()
    rows: list[list[Cell | int | None]] = [
        [line.due.on, names[line.deadline], line.of, _("预计") if line.due.estimated else ""]
        for line in lines
    ]
    header = [_("日期"), _("期限"), _("事项"), _("预计")]
    return sheet("due", "到期事项", header, rows, as_csv=kind == "csv")


def deadline_names() -> dict[str, str]:
    """What the deadlines are called."""
    return {
        Deadline.DEFENCE: _("陈述申辩期届满"),
        Deadline.PUBLICITY: _("公示期满"),
        Deadline.DRAW: _("最早可以抽取专家"),
        Deadline.MEETING: _("开会"),
        Deadline.MINUTES: _("出会议纪要"),
        Deadline.REPORT: _("报送备案"),
        Deadline.REVIEW: _("审查备案"),
    }
