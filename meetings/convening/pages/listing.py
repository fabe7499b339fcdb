"""The list of meetings 会议: views, search, filters, export, and how many take place when."""

from contextlib import suppress
from datetime import date

from flask import Response, request
from werkzeug.exceptions import NotFound

from kernel.clock import local
from kernel.messages import word
from kernel.sheets.sheet import Cell
from kernel.web.access import may
from kernel.web.account import actor
from kernel.web.door import desk
from kernel.web.pages import page_blueprint, reading, sheet, shown
from kernel.web.translations import gettext as _
from meetings.cases.pages.words import month
from meetings.convening.meeting_list import MOST, MeetingLine, Wanted, by_month, counts, listed
from meetings.models import MeetingState

pages = page_blueprint("meetings", __name__, "/meetings")


@pages.get("/")
@may("meetings.read")
def list_() -> str:
    wanted = _wanted()
    with reading() as session:
        found = listed(session, actor(), wanted, request.args.get("page", ""))
        months = by_month(session, actor(), desk().clock.now())
        return shown(
            "meetings/list",
            found=found,
            wanted=wanted,
            counts=counts(session, actor()),
            views=_views(),
            months=months,
            groups=sorted({group for line in months for group in line.by_group}),
            most=max(line.taking_place for line in months),
            month=month,
            chips=_chips(wanted),
        )


@pages.get("/export.<kind>")
@may("meetings.read")
def export(kind: str) -> Response:
    """The list as it is filtered, as a spreadsheet."""
    if kind not in {"xlsx", "csv"}:
        raise NotFound
    with reading() as session:
        found = listed(session, actor(), _wanted(), size=MOST)
    header = [
        _("会议编号"),
        _("会议名称"),
        _("种类"),
        _("状态"),
        _("专项小组"),
        _("日期"),
        _("开始"),
        _("结束"),
    ]
    header += [_("地点"), _("议题"), _("参会单位")]
    rows = [_cells(line) for line in found.rows]
    return sheet("meetings", "会议", header, rows, as_csv=kind == "csv")


def _cells(line: MeetingLine) -> list[Cell | int | None]:
    starts, ends = local(line.starts_at), local(line.ends_at)
    return [
        *(line.number, line.title, word("meetingkind", line.kind), word("meeting", line.state), line.group),
        *(starts.date(), f"{starts:%H:%M}", f"{ends:%H:%M}", line.place, line.items, line.units),
    ]


def _wanted() -> Wanted:
    asked, first = request.args, None
    with suppress(ValueError):
        first = date.fromisoformat(asked.get("month", "") + "-01")
    return Wanted(
        state=asked.get("view", "") if asked.get("view") in set(MeetingState) else "",
        words=asked.get("q", "").strip(),
        group=asked.get("group", ""),
        month=first,
    )


def _views() -> list[tuple[str, str]]:
    """The views of the list with their names, in the order in which a meeting goes through them."""
    return [
        ("", _("全部")),
        (MeetingState.PREPARING, _("筹备中")),
        (MeetingState.LOCKED, _("抽取与邀请")),
        (MeetingState.IN_SESSION, _("正在开会")),
        (MeetingState.HELD, _("已召开")),
        (MeetingState.CANCELLED, _("已取消")),
    ]


def _chips(wanted: Wanted) -> list[tuple[str, str]]:
    """The conditions that are set, each with the argument it came by."""
    chips = [(_("含“%s”") % wanted.words, "q")] if wanted.words else []
    chips += [(wanted.group, "group")] if wanted.group else []
    chips += [(_("%s召开") % month(wanted.month), "month")] if wanted.month else []
    return chips
