"""A supplement 补充抽取 for seats that stayed open, and the departures that open them."""

from flask import url_for
from werkzeug.wrappers import Response as AnyResponse

from experts.eligibility import RECUSALS
from kernel.messages import word
from kernel.web.access import may
from kernel.web.account import actor
from kernel.web.door import desk
from kernel.web.filled import Filled
from kernel.web.pages import acting, done, page_blueprint, reading, shown
from kernel.web.translations import gettext as _
from meetings.calendar.due import latest_draw
from meetings.drawing.draw_card import seats_of
from meetings.drawing.draw_meeting import Further, supplement_meeting
from meetings.drawing.pages.common import asked, ceremony_address
from meetings.drawing.pages.terms_form import beacon_in, deadline_in, first_values, terms_labels, whole
from meetings.drawing.within import draw_within, meeting_within
from meetings.invitations.invite import CAUSES, find_by_tag
from meetings.invitations.leave import withdraw

pages = page_blueprint("draw_supplement", __name__)

Page = str | tuple[str, int]
KINDS = ("recused", "absent")


@pages.get("/meetings/<meeting>/draw/supplement/")
@may("draw.freeze")
def show(meeting: str) -> Page:
    with reading() as session:
        found = meeting_within(session, actor(), "draw.freeze", meeting)
        values = first_values(desk().clock.now(), latest_draw(found.starts_at))
    return _supplement(meeting, Filled(_labels(), values))


@pages.post("/meetings/<meeting>/draw/supplement/")
@may("draw.freeze")
def freeze(meeting: str) -> Page | AnyResponse:
    form = Filled(_labels())
    with form.reading(), acting() as act:
        found = meeting_within(act.session, actor(), "draw.freeze", meeting)
        deadline = deadline_in(form)
        hours = whole("answer_hours", form["answer_hours"])
        frozen = supplement_meeting(
            act, found, Further(form["cause"], deadline, hours, beacon_in(form, deadline))
        )
        size, out = frozen.pool.count(b"\n"), sum(frozen.excluded.values())
    if not form.is_right:
        return _supplement(meeting, form)
    to = url_for("ceremony.show", meeting=meeting)
    return done(to, "draw.frozen_here", size=size, out=out, eligible=size - out)


def _labels() -> dict[str, str]:
    return {"cause": _("事由"), **terms_labels()}


def _supplement(meeting: str, form: Filled) -> Page:
    with reading() as session:
        found = meeting_within(session, actor(), "draw.freeze", meeting)
        page = shown("draw/supplement", meeting=found, form=form, latest=latest_draw(found.starts_at))
    return page if form.is_right else (page, 422)


@pages.get("/draws/<draw>/depart")
@may("draw.depart")
def before_departing(draw: str) -> Page:
    return _departure(draw, _departing())


@pages.post("/draws/<draw>/depart")
@may("draw.depart")
def depart(draw: str) -> Page | AnyResponse:
    form = _departing()
    if form["kind"] not in KINDS:
        form.errors["kind"] = _("请选一项。")
        return _departure(draw, form)
    with form.reading(), acting() as act:
        found = draw_within(act.session, act.actor, "draw.depart", draw)
        successor = withdraw(act, find_by_tag(act.session, found, form["tag"]), form["kind"], form["cause"])
    if not form.is_right:
        return _departure(draw, form)
    code = "draw.departed_succeeded" if successor else "draw.departed_open"
    return done(ceremony_address(found), code, tag=form["tag"][:8])


def _departing() -> Filled:
    return Filled({"tag": _("代号"), "kind": _("情形"), "cause": _("原因")})


def _departure(draw: str, form: Filled) -> Page:
    causes = [(reason.value, word("reason", reason)) for reason in sorted(RECUSALS)]
    causes += [(cause, word("cause", cause)) for cause in CAUSES if cause != "CONFLICT"]
    kinds = [(kind, word("departure", kind)) for kind in KINDS]
    with reading() as session:
        found = draw_within(session, actor(), "draw.depart", draw)
        members = [
            (seat.holders[-1].tag, f"{seat.number} · {seat.holders[-1].tag[:8]}")
            for seat in seats_of(found)
            if not seat.is_open
        ]
    return asked("depart", draw, "draw.depart", form, kinds=kinds, causes=causes, members=members)
