"""The papers behind an expert's record 材料, each as a file to keep."""

from flask import Response, abort

from experts.pages.shared import handed_out
from experts.papers import PaperKind, papers_of
from experts.queries import find_expert
from kernel.web.access import may
from kernel.web.pages import page_blueprint, reading, shown
from kernel.web.translations import gettext as _

pages = page_blueprint("expert_papers", __name__, "/experts/<expert>/papers")


@pages.get("/")
@may("experts.read")
def listed(expert: str) -> str:
    with reading() as session:
        name = find_expert(session, expert).name
        papers = papers_of(session, expert)
    kinds = {
        PaperKind.APPLICATION: _("入库申请"),
        PaperKind.STEP: _("状态变动"),
        PaperKind.DECLARATION: _("利害关系"),
        PaperKind.CONFIRMATION: _("年度确认"),
    }
    return shown("experts/papers", expert=expert, name=name, papers=papers, kinds=kinds)


@pages.get("/<digest>")
@may("experts.read")
def paper(expert: str, digest: str) -> Response:
    with reading() as session:
        known = {paper.digest for paper in papers_of(session, expert)}
    return handed_out(digest) if digest in known else abort(404)
