"""Recusals 回避 in session: what the service finds by all that is known, and one's own relation declared."""

from flask import url_for
from werkzeug.wrappers import Response as AnyResponse

from experts.record import Relation
from kernel.clock import local
from kernel.errors import InputError
from kernel.text import parse_date
from kernel.web.access import may
from kernel.web.account import actor
from kernel.web.door import desk
from kernel.web.filled import Filled
from kernel.web.pages import acting, done, page_blueprint, reading, shown
from kernel.web.translations import gettext as _
from meetings.queries import find_item
from meetings.recusals.declare_conflict import GROUNDS, declare
from meetings.recusals.recusal_view import show as found_in
from meetings.session.item_card import find_line
from meetings.session.pages.hall import room
from meetings.session.room import enter_room

pages = page_blueprint("recused", __name__, "/meetings/<meeting>/session")


@pages.post("/recusals")
@may("recusals.read")
def found(meeting: str) -> str:
    """Show what is found, as far as the account may see it now; that the supervisor looked is kept."""
    with acting() as act:
        place = room(act, meeting)
        facts = found_in(act, place)
        positions = {item.public_id: item.position for item in place.agenda}
        title = place.number
    return shown("session/recusals", meeting=meeting, number=title, facts=facts, positions=positions)


def _form() -> Filled:
    labels = {"ground": _("属于哪一种"), "relation": _("是什么关系"), "begins": _("从哪天起有这层关系")}
    return Filled(labels)


@pages.get("/items/<item>/relation")
@may("conflicts.declare")
def before_declaring(meeting: str, item: str) -> str:
    return _asked(meeting, item, _form())


def _asked(meeting: str, item: str, form: Filled) -> str:
    with reading() as session:
        place = enter_room(session, actor(), meeting)
        line = find_line(session, place, item)
        today = local(desk().clock.now()).date()
        return shown("session/relation", form=form, place=place, line=line, grounds=GROUNDS, today=today)


@pages.post("/items/<item>/relation")
@may("conflicts.declare")
def declare_own(meeting: str, item: str) -> AnyResponse | tuple[str, int]:
    form = _form()
    begins = form.read("begins", parse_date)
    if form["ground"] not in GROUNDS:
        form.put(InputError("kernel.empty", field="ground"))
    if begins and form.is_right:
        with form.reading(), acting() as act:
            place = enter_room(act.session, act.actor, meeting)
            case = find_item(act.session, find_line(act.session, place, item).public_id).case
            party = case.subject_name, case.subject_uscc
            declare(act, Relation(form["ground"], *party, form["relation"], begins))
    if form.is_right:
        return done(url_for("sitting.show", meeting=meeting, item=item), "recusals.own_declared")
    return _asked(meeting, item, form), 422
