"""The stage 大屏: the draw on the screen of the meeting room. It shows, and nothing on it can be done again."""

import segno
from flask import request
from markupsafe import Markup

from kernel.roles import scope
from kernel.web.access import may
from kernel.web.account import actor
from kernel.web.door import desk
from kernel.web.pages import page_blueprint, reading, shown
from meetings.drawing.pages.overview import STOPPED_POLLING
from meetings.drawing.stage_card import StageCard, stage_card

pages = page_blueprint("stage", __name__, "/stage/<draw>")


@pages.get("/")
@may("draw.read")
def show(draw: str) -> str:
    card = _card(draw)
    return shown("draw/stage", card=card, now=desk().clock.now(), code=_code(), falls=False)


@pages.get("/live")
@may("draw.read")
def live(draw: str) -> tuple[str, int]:
    """The screen's content; the last time it is asked for, the codes fall into their seats."""
    card = _card(draw)
    status = STOPPED_POLLING if card.is_done else 200
    return shown(
        "draw/stage_now", card=card, now=desk().clock.now(), code=_code(), falls=card.is_done
    ), status


def _card(draw: str) -> StageCard:
    with reading() as session:
        return stage_card(session, draw, scope(actor(), "draw.read"))


def _code() -> Markup:
    """The address of the public verification page as a QR code 二维码."""
    address = (desk().config.base_url or request.host_url.rstrip("/")) + "/check/"
    drawn = segno.make(address, error="m").svg_inline(omitsize=True, border=0, dark="#15212c")
    return Markup(drawn)  # noqa: S704  segno's own drawing, of our own address
