"""What a draw leaves for others to check: transcript, audit files, who looked at what."""

from flask import Response

from kernel.accounts import display_names
from kernel.web.access import may
from kernel.web.account import actor
from kernel.web.door import desk
from kernel.web.filled import Filled
from kernel.web.pages import acting, page_blueprint, reading, shown
from kernel.web.translations import gettext as _
from ledger.desk import sign_now
from meetings.drawing.pages.common import asked, zipped
from meetings.drawing.within import draw_within
from meetings.queries import find_bare_meeting
from meetings.recusals.recusal_view import exclusions
from panel.transcript import audit_transcript, transcript
from panel.views import views

pages = page_blueprint("draw_files", __name__, "/draws/<draw>")

Page = str | tuple[str, int]


def _purpose() -> Filled:
    return Filled({"purpose": _("查看事由")})


@pages.post("/transcript")
@may("draw.read")
def take_transcript(draw: str) -> Response:
    """The public transcript, as soon as it is public."""
    sign_now(desk())
    with acting() as act:
        found = draw_within(act.session, act.actor, "draw.read", draw)
        files = transcript(act, found, desk().config.log_origin)
    return zipped(f"draw-{draw[:8]}", files)


@pages.get("/pool/")
@may("draw.audit")
def before_opening(draw: str) -> Page:
    return asked("pool", draw, "draw.audit", _purpose(), rows=None)


@pages.post("/pool/")
@may("draw.audit")
def open_pool(draw: str) -> Page:
    """Every exclusion with all its grounds; that somebody looked, and why, is kept."""
    form, rows = _purpose(), None
    with form.reading(), acting() as act:
        found = draw_within(act.session, act.actor, "draw.audit", draw)
        rows = exclusions(act, found, form["purpose"])
    return asked("pool", draw, "draw.audit", form, rows=rows)


@pages.post("/audit")
@may("draw.audit")
def take_audit(draw: str) -> Response | Page:
    """The transcript with the audit files, which are never public."""
    form, files = _purpose(), {}
    sign_now(desk())
    with form.reading(), acting() as act:
        found = draw_within(act.session, act.actor, "draw.audit", draw)
        files = {**audit_transcript(act, found, desk().config.log_origin, form["purpose"])}
    return (
        zipped(f"audit-{draw[:8]}", files)
        if form.is_right
        else asked("pool", draw, "draw.audit", form, rows=None)
    )


@pages.get("/views/")
@may("draw.audit")
def show_views(draw: str) -> str:
    with reading() as session:
        found = draw_within(session, actor(), "draw.audit", draw)
        looks = views(session, found)
        return shown(
            "draw/views",
            draw=found,
            meeting=find_bare_meeting(session, found.meeting),
            looks=looks,
            names=display_names(session, {look.viewer for look in looks}),
        )
