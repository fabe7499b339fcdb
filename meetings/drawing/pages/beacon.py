"""The beacon has spoken: what was announced is typed by one contributor and again by the other; a drand round is pasted."""

from werkzeug.wrappers import Response as AnyResponse

from kernel.web.access import may
from kernel.web.account import actor
from kernel.web.door import desk
from kernel.web.filled import Filled
from kernel.web.pages import acting, done, page_blueprint
from kernel.web.translations import gettext as _
from ledger.desk import sign_after
from meetings.drawing.draw_meeting import held_for_draw
from meetings.drawing.outcome import outcome_of
from meetings.drawing.pages.common import asked, ceremony_address
from meetings.drawing.within import draw_within
from panel import take_beacon
from panel.models import Draw

pages = page_blueprint("draw_beacon", __name__, "/draws/<draw>/beacon")

Page = str | tuple[str, int]


def _form() -> Filled:
    return Filled({"text": _("公布的结果"), "round": _("该轮的JSON")})


def _asked(draw: str, form: Filled) -> Page:
    return asked("beacon", draw, "draw.beacon", form, mine=actor().public_id)


@pages.get("/")
@may("draw.beacon")
def show(draw: str) -> Page:
    return _asked(draw, _form())


@pages.post("/announce")
@may("draw.contribute")
def announce(draw: str) -> Page | AnyResponse:
    form = _form()
    with form.reading(), acting() as act:
        found = draw_within(act.session, act.actor, "draw.contribute", draw)
        take_beacon.announce(act, found, form["text"])
    return done(ceremony_address(found), "draw.beacon_noted") if form.is_right else _asked(draw, form)


@pages.post("/confirm")
@may("draw.contribute")
def confirm(draw: str) -> Page | AnyResponse:
    form = _form()
    with form.reading(), acting() as act:
        found = draw_within(act.session, act.actor, "draw.contribute", draw)
        with held_for_draw(act, found):
            take_beacon.confirm(act, found, form["text"])
    return _drawn(found) if form.is_right else _asked(draw, form)


@pages.post("/round")
@may("draw.beacon")
def take_round(draw: str) -> Page | AnyResponse:
    form = _form()
    with form.reading(), acting() as act:
        found = draw_within(act.session, act.actor, "draw.beacon", draw)
        with held_for_draw(act, found):
            take_beacon.take_round(act, found, form["round"].encode())
    return _drawn(found) if form.is_right else _asked(draw, form)


def _drawn(draw: Draw) -> AnyResponse:
    sign_after(desk())
    code, facts = outcome_of(draw) or ("draw.not_drawn", {})
    return done(ceremony_address(draw), code, **facts)
