"""The API as an application of its own, mounted under /api/v1 of the site."""

from apiflask import APIFlask
from flask import Response
from werkzeug.routing import BaseConverter

from kernel.cli import Desk
from kernel.errors import PanelError
from kernel.web.access import check_marks, public
from kernel.web.door import place
from kernel.web.headers import send_headers
from kernel.web.reader import follow_reader
from service.api import cases, credit_checks, decisions, draws, experts, filings, invitations, meetings, votes
from service.api.admission import admit
from service.api.document import describe
from service.api.problems import problem_of, problem_of_http

ADDRESS = "/api/v1"
BODY_BYTES = 64 << 20
POLICY = "default-src 'none'"
THINGS = (experts, cases, meetings, draws, invitations, votes, decisions, filings, credit_checks)


class Id(BaseConverter):
    """A public id; whatever else stands in an address leads nowhere."""

    regex = "[0-9a-z]{26,32}"


def create_api(desk: Desk) -> APIFlask:
    """The API of an installation.

    Raises:
        TypeError: an endpoint carries no access mark.
    """
    app = APIFlask(__name__, title="Expert Panel", version="1", docs_path=None, static_folder=None)  # type: ignore[arg-type]  # no folder, as Flask allows
    app.config |= {
        "MAX_CONTENT_LENGTH": BODY_BYTES,
        "SERVERS": [{"url": ADDRESS}],
        "AUTO_SERVERS": False,  # it would write down the host that the first caller named
        "AUTO_404_RESPONSE": False,
        "AUTO_VALIDATION_ERROR_RESPONSE": False,
    }
    app.json.ensure_ascii = False  # type: ignore[attr-defined]  # of the provider that every Flask has
    app.url_map.converters["id"] = Id
    place(app, desk)
    follow_reader(app)
    send_headers(app, POLICY)
    app.before_request(admit)
    app.after_request(_keep_nowhere)
    app.spec_processor(describe)
    app.error_processor(problem_of_http)
    app.register_error_handler(PanelError, problem_of)
    for thing in THINGS:
        app.register_blueprint(thing.api)
    public(app.view_functions["openapi.spec"])
    check_marks(app)
    return app


def _keep_nowhere(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response
