"""The steps of the ceremony that are taken by one press, each with what it leads to: publish, stop, lapse, approve."""

from flask import url_for
from werkzeug.wrappers import Response as AnyResponse

from kernel.web.access import may
from kernel.web.door import desk
from kernel.web.filled import Filled
from kernel.web.pages import acting, done, page_blueprint
from kernel.web.translations import gettext as _
from ledger.desk import sign_after
from meetings.drawing.draw_meeting import held_for_draw, stop_draw
from meetings.drawing.outcome import lapse_of
from meetings.drawing.pages.common import asked
from meetings.drawing.within import draw_within
from meetings.queries import find_meeting
from panel.lapse import lapse
from panel.publish import publish_plan
from panel.void import approve_another

pages = page_blueprint("draw_steps", __name__, "/draws/<draw>")

Page = str | tuple[str, int]


def _cause() -> Filled:
    return Filled({"cause": _("理由")})


@pages.get("/publish")
@may("draw.publish")
def before_publishing(draw: str) -> Page:
    return asked("publish", draw, "draw.publish", Filled({}))


@pages.post("/publish")
@may("draw.publish")
def publish(draw: str) -> Page | AnyResponse:
    form = Filled({})
    with form.reading(), acting() as act:
        found = draw_within(act.session, act.actor, "draw.publish", draw)
        entry = publish_plan(act, found)
    if not form.is_right:
        return asked("publish", draw, "draw.publish", form)
    sign_after(desk())
    to = url_for("ceremony.show", meeting=found.meeting)
    return done(to, "draw.published", digest=found.plan_digest, entry=entry.n)


@pages.get("/stop")
@may("draw.stop")
def before_stopping(draw: str) -> Page:
    return asked("stop", draw, "draw.stop", _cause())


@pages.post("/stop")
@may("draw.stop")
def stop(draw: str) -> Page | AnyResponse:
    form = _cause()
    with form.reading(), acting() as act:
        found = draw_within(act.session, act.actor, "draw.stop", draw)
        stop_draw(act, find_meeting(act.session, found.meeting), found, form["cause"])
    if not form.is_right:
        return asked("stop", draw, "draw.stop", form)
    code = "draw.stopped" if found.kind == "panel" else "draw.supplement_stopped"
    return done(url_for("ceremony.show", meeting=found.meeting), code, id=found.public_id)


@pages.get("/lapse")
@may("draw.contribute")
def before_lapsing(draw: str) -> Page:
    return asked("lapse", draw, "draw.contribute", Filled({}))


@pages.post("/lapse")
@may("draw.contribute")
def let_lapse(draw: str) -> Page | AnyResponse:
    form = Filled({})
    with form.reading(), acting() as act:
        found = draw_within(act.session, act.actor, "draw.contribute", draw)
        with held_for_draw(act, found):
            missing = lapse(act, found)
        code, facts = lapse_of(act.session, found, missing)
    if not form.is_right:
        return asked("lapse", draw, "draw.contribute", form)
    sign_after(desk())
    return done(url_for("ceremony.show", meeting=found.meeting), code, **facts)


@pages.get("/approve")
@may("draw.approve")
def before_approving(draw: str) -> Page:
    return asked("approve", draw, "draw.approve", _cause())


@pages.post("/approve")
@may("draw.approve")
def approve(draw: str) -> Page | AnyResponse:
    form = _cause()
    with form.reading(), acting() as act:
        found = draw_within(act.session, act.actor, "draw.approve", draw)
        approve_another(act, found, form["cause"])
    if not form.is_right:
        return asked("approve", draw, "draw.approve", form)
    return done(url_for("ceremony.show", meeting=found.meeting), "draw.approved", id=found.public_id)
