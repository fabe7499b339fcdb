"""The site: every page of every room behind one door, with headers, words and refusals that all of them share."""

from importlib.resources import files
from secrets import token_hex

from flask import Flask, current_app, request
from werkzeug.exceptions import HTTPException, InternalServerError

from kernel.access import pages as access_pages
from kernel.cli import Desk
from kernel.errors import PanelError
from kernel.messages import sentence
from kernel.web.access import check_marks, public
from kernel.web.door import place
from kernel.web.headers import send_headers
from kernel.web.pages import POLICY, equip, refused, shown
from kernel.web.reader import follow_reader
from kernel.web.translations import translate_pages
from meetings.invitations.pages import answer, session
from service.navigation import show_ways
from service.pages import home
from service.pages import public as public_pages

TEMPLATES = files("templates")
BODY_BYTES = 64 << 20
"""A scan of 50 MB and its form fit in; what is larger is refused before it is read."""

DOORS = (home, public_pages, access_pages, answer, session)


def create_app(desk: Desk) -> Flask:
    """The site of an installation.

    Args:
        desk: the installation; nobody sits at it.

    Raises:
        TypeError: an endpoint carries no access mark.
    """
    app = Flask(__name__, static_folder=str(TEMPLATES / "static"), template_folder=str(TEMPLATES / "pages"))
    app.config["MAX_CONTENT_LENGTH"] = BODY_BYTES
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    public(app.view_functions["static"])
    place(app, desk)
    follow_reader(app)
    translate_pages(app)
    equip(app)
    show_ways(app)
    send_headers(app, POLICY)
    for door in DOORS:
        app.register_blueprint(door.pages)
    app.register_error_handler(PanelError, refused)
    app.register_error_handler(HTTPException, _failed)
    check_marks(app)
    return app


def _failed(error: HTTPException) -> tuple[str, int]:
    """An address that leads nowhere, or a defect: of that the reader gets a number, and the log the cause."""
    if not isinstance(error, InternalServerError):
        return shown("site/refused", says=None), error.code or 400
    number = token_hex(4)
    current_app.logger.error("[%s] %s", number, request.path)
    return shown("site/refused", says=sentence("kernel.incident", number=number)), 500
