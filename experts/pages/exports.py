"""The register's lists as spreadsheets 导出名单: as they are filtered, without personal numbers and addresses."""

from collections.abc import Sequence

from flask import Response, abort, request

from experts.application_list import VIEWS, application_page
from experts.evaluated import evaluated_page
from experts.life_queries import REMINDER, unconfirmed_page
from experts.pages.register import asked
from experts.pages.shared import service_record, today
from experts.register_list import RegisterLine, Wanted, register_page
from kernel.clock import local
from kernel.messages import word
from kernel.roles import scope
from kernel.sheets.sheet import Cell
from kernel.web.access import may
from kernel.web.account import actor
from kernel.web.door import desk
from kernel.web.pages import page_blueprint, reading, sheet
from kernel.web.translations import gettext as _

pages = page_blueprint("expert_exports", __name__, "/experts")
MOST = 10_000
"""Rows of one file; whoever needs more exports the whole register."""

Rows = Sequence[Sequence[Cell | int | None]]


@pages.get("/export.<kind>")
@may("experts.read")
def register(kind: str) -> Response:
    wanted, order, descending = asked()
    with reading() as session:
        page = register_page(session, wanted, "", order, descending=descending, size=MOST)
    return _experts(page.rows, "experts", kind)


@pages.get("/terms/export.<kind>")
@may("experts.read")
def ending(kind: str) -> Response:
    with reading() as session:
        page = register_page(session, Wanted(ends_by=today() + REMINDER), order="ends", size=MOST)
    return _experts(page.rows, "terms", kind)


@pages.get("/terms/unconfirmed/export.<kind>")
@may("experts.read")
def silent(kind: str) -> Response:
    with reading() as session:
        page = unconfirmed_page(session, today().year, "", MOST)
    rows = [(line.name, line.last, word("expert", line.state)) for line in page.rows]
    return _file("unconfirmed", [_("姓名"), _("上次确认"), _("状态")], rows, kind)


@pages.get("/applications/export.<kind>")
@may("applications.read")
def applications(kind: str) -> Response:
    unit, view = scope(actor(), "applications.read"), request.args.get("view", "")
    if view not in VIEWS:
        abort(404)
    with reading() as session:
        page = application_page(session, desk().vault, unit, view, size=MOST)
    rows = [
        (
            *(line.name, line.title, _fields(line.fields), word("source", line.source), line.unit),
            *(local(line.entered_at).date(), word("application", line.state), line.opinion),
        )
        for line in page.rows
    ]
    header = [_("姓名"), _("职称"), _("专业"), _("来源"), _("推荐单位"), _("录入"), _("状态"), _("审核意见")]
    return _file("applications", header, rows, kind)


@pages.get("/figures/export.<kind>")
@may("experts.read")
def figures(kind: str) -> Response:
    with reading() as session:
        page = service_record().draws_by_expert(session, "", MOST)
    rows = [(line.name, line.seats, line.came, word("expert", line.state)) for line in page.rows]
    return _file("draws", [_("姓名"), _("抽中次数"), _("到会次数"), _("状态")], rows, kind)


@pages.get("/evaluations/export.<kind>")
@may("experts.read")
def evaluations(kind: str) -> Response:
    with reading() as session:
        page = evaluated_page(session, "", MOST)
    rows = [
        (line.name, line.times, line.lowest, round(line.mean, 1), line.vetoes, word("expert", line.state))
        for line in page.rows
    ]
    header = [_("姓名"), _("评价次数"), _("最低分"), _("平均分"), _("一票否决"), _("状态")]
    return _file("evaluations", header, rows, kind)


def _experts(lines: Sequence[RegisterLine], name: str, kind: str) -> Response:
    rows = [
        (
            *(line.name, line.title, _fields(line.fields), line.employer, line.region),
            *(line.ends, word("expert", line.state)),
        )
        for line in lines
    ]
    header = [_("姓名"), _("职称"), _("专业"), _("工作单位"), _("地区"), _("聘期止"), _("状态")]
    return _file(name, header, rows, kind)


def _fields(codes: Sequence[str]) -> str:
    return "、".join(word("field", code) for code in codes)


def _file(name: str, header: list[str], rows: Rows, kind: str) -> Response:
    if kind not in {"xlsx", "csv"}:
        abort(404)
    return sheet(name, _("专家库"), header, [[*row] for row in rows], as_csv=kind == "csv")
