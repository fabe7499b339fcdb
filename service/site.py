"""The site: every page of every room behind one door, with headers, words and refusals that all of them share."""

from importlib.resources import files
from secrets import token_hex

from flask import Flask, current_app, request
from werkzeug.exceptions import HTTPException, InternalServerError, RequestEntityTooLarge
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from experts.pages import DOORS as EXPERT_DOORS
from experts.pages.shared import place_record
from kernel.access.pages import activation, sign_in
from kernel.cli import Desk
from kernel.errors import PanelError
from kernel.messages import sentence
from kernel.web.access import check_marks, public
from kernel.web.door import place
from kernel.web.guard import BODY_BYTES, guard
from kernel.web.headers import send_headers
from kernel.web.limits import limit_searches
from kernel.web.logs import log_as_lines
from kernel.web.pages import POLICY, equip, refused, shown
from kernel.web.reader import follow_reader
from kernel.web.translations import translate_pages
from meetings.calendar.pages import DOORS as CALENDAR_DOORS
from meetings.cases.pages import DOORS as CASE_DOORS
from meetings.catalogue.pages import DOORS as CATALOGUE_DOORS
from meetings.convening.pages import changing, house, listing, moving, new, page
from meetings.decisions.pages import DOORS as DECISION_DOORS
from meetings.drawing.pages import DOORS as DRAW_DOORS
from meetings.filing.pages import DOORS as FILING_DOORS
from meetings.invitations import service_record
from meetings.invitations.pages import answer, board, phone_desk, session
from meetings.invitations.pages import own as expert_own
from meetings.pages import credit_check
from meetings.recusals.pages import DOORS as CHALLENGE_DOORS
from meetings.session.pages import DOORS as SESSION_DOORS
from service.api.app import ADDRESS, create_api
from service.navigation import show_ways
from service.pages import home, public_decisions, public_documents, public_draws, public_receipts
from service.pages import public as public_pages
from service.pages.administration import DOORS as ADMINISTRATION_DOORS
from service.pages.own import DOORS as OWN_DOORS

TEMPLATES = files("templates")

DOORS = (
    home,
    public_pages,
    public_receipts,
    public_documents,
    public_decisions,
    public_draws,
    sign_in,
    activation,
    answer,
    session,
    expert_own,
    listing,
    new,
    page,
    changing,
    moving,
    board,
    phone_desk,
    house,
    *CASE_DOORS,
    *CATALOGUE_DOORS,
    *CALENDAR_DOORS,
    *CHALLENGE_DOORS,
    credit_check,
    *EXPERT_DOORS,
    *DRAW_DOORS,
    *SESSION_DOORS,
    *DECISION_DOORS,
    *FILING_DOORS,
    *OWN_DOORS,
    *ADMINISTRATION_DOORS,
)


def create_app(desk: Desk) -> Flask:
    """The site of an installation.

    Args:
        desk: the installation; nobody sits at it.

    Raises:
        TypeError: an endpoint carries no access mark.
        Refused: it would run for developers.
    """
    app = Flask(__name__, static_folder=str(TEMPLATES / "static"), template_folder=str(TEMPLATES / "pages"))
    log_as_lines(app.logger)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    public(app.view_functions["static"])
    place(app, desk)
    place_record(app, service_record)
    follow_reader(app)
    limit_searches(app)
    translate_pages(app)
    equip(app)
    show_ways(app)
    send_headers(app, POLICY)
    for door in DOORS:
        app.register_blueprint(door.pages)
    app.register_error_handler(PanelError, refused)
    app.register_error_handler(HTTPException, _failed)
    check_marks(app)
    app.wsgi_app = DispatcherMiddleware(app.wsgi_app, {ADDRESS: create_api(desk)})  # type: ignore[method-assign]  # how Flask is wrapped
    guard(app, desk.config)
    return app


def _failed(error: HTTPException) -> tuple[str, int]:
    """An address that leads nowhere, or a defect: of that the reader gets a number, and the log the cause."""
    if isinstance(error, RequestEntityTooLarge):
        return shown("site/refused", says=sentence("kernel.too_large", most=BODY_BYTES >> 20)), 413
    if not isinstance(error, InternalServerError):
        return shown("site/refused", says=None), error.code or 400
    number = token_hex(4)
    current_app.logger.error("[%s] %s", number, request.path)
    return shown("site/refused", says=sentence("kernel.incident", number=number)), 500
