"""One person twice 查重与合并: who is alike, both side by side, and one record out of two."""

from flask import abort, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from experts.card import ExpertCard, show_expert
from experts.doubles import find_doubles
from experts.merge import merge
from experts.models import LEFT
from experts.queries import find_expert
from kernel.text import clean
from kernel.web.access import may
from kernel.web.door import desk
from kernel.web.filled import Filled
from kernel.web.pages import acting, done, page_blueprint, reading, shown
from kernel.web.translations import gettext as _

pages = page_blueprint("expert_duplicates", __name__, "/experts/duplicates")
MOST = 100
"""So many pairs are shown at once; who has merged some is shown the next."""


@pages.get("/")
@may("experts.keep")
def listed() -> str:
    with reading() as session:
        pairs = find_doubles(session, desk().vault)
    return shown("experts/duplicates", pairs=pairs[:MOST], total=len(pairs))


@pages.get("/with/<expert>/")
@may("experts.keep")
def choose(expert: str) -> str | AnyResponse:
    """Which other record is the same person's, where nothing but the registrar knows it."""
    with reading() as session:
        found = find_expert(session, expert)
        return shown("experts/duplicate_of", name=found.name, expert=expert, form=Filled(_other(), {}))


@pages.post("/with/<expert>/")
@may("experts.keep")
def chosen(expert: str) -> AnyResponse | tuple[str, int]:
    form = Filled(_other())
    with form.reading(), reading() as session:
        name = find_expert(session, expert).name
        other = find_expert(session, form["other"]).public_id
    if form.is_right:
        return done(url_for(".pair", first=expert, second=other), "experts.compare")
    return shown("experts/duplicate_of", name=name, expert=expert, form=form), 422


@pages.get("/<first>/<second>/")
@may("experts.keep")
def pair(first: str, second: str) -> str:
    return _pair(first, second, Filled(_labels(), {"keep": request.args.get("keep", "")}))


@pages.post("/<first>/<second>/")
@may("experts.keep")
def unite(first: str, second: str) -> AnyResponse | tuple[str, int]:
    form = Filled(_labels())
    keep = form["keep"]
    with form.reading(), acting() as act:
        clean("keep", keep)
        drop = {first: second, second: first}.get(keep) or abort(400)
        name = find_expert(act.session, drop).name
        merge(act, keep, drop, form["reason"])
    if form.is_right:
        return done(url_for("expert_person.show", expert=keep), "experts.merged_here", name=name)
    return _pair(first, second, form), 422


def _pair(first: str, second: str, form: Filled) -> str:
    with reading() as session:
        cards = [show_expert(session, desk().vault, expert) for expert in (first, second)]
    return shown("experts/pair", cards=cards, form=form, can=all(map(_stays, cards)))


def _stays(card: ExpertCard) -> bool:
    return card.state not in LEFT


def _labels() -> dict[str, str]:
    return {"keep": _("保留哪一条"), "reason": _("合并的事由")}


def _other() -> dict[str, str]:
    return {"other": _("另一条记录的编号")}
