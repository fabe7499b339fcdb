"""A draw for anybody 公开核验一次抽取: what can be checked now, and the record as soon as it is public."""

from flask import Blueprint, Response

from kernel.web.access import public
from kernel.web.account import welcome
from kernel.web.door import desk
from kernel.web.pages import reading, shown
from meetings.drawing.pages.common import zipped
from meetings.drawing.stage_card import stage_card
from panel.models import HAS_PANEL, SITTING
from panel.panels import find_draw
from panel.transcript import public_transcript

pages = Blueprint("public_draws", __name__, url_prefix="/draws")
pages.before_request(welcome)


@pages.get("/<draw>/")
@public
def show(draw: str) -> str:
    """Where the code on the room's screen leads to."""
    with reading() as session:
        card = stage_card(session, draw, None)
    has_result = card.state in HAS_PANEL or bool(card.void_reason)
    sits_in_secret = card.publish == "at_close" and card.state in SITTING
    return shown("public/draw", card=card, is_open=has_result and not sits_in_secret)


@pages.get("/<draw>/transcript.zip")
@public
def transcript(draw: str) -> Response:
    """The files with which anybody computes the draw again."""
    with reading() as session:
        files = public_transcript(session, find_draw(session, draw), desk().config.log_origin)
    return zipped(f"draw-{draw}", files)
