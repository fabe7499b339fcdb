"""The site: the public door 公开核验, where anybody can check and download, and the doors of the rooms."""

from datetime import datetime
from importlib.resources import files
from io import BytesIO
from secrets import token_hex

from flask import Flask, Response, current_app, render_template, request, send_file
from werkzeug.exceptions import HTTPException, InternalServerError, NotFound

from kernel.cli import Desk
from kernel.clock import local, local_text
from kernel.errors import PanelError
from kernel.messages import language, sentence
from kernel.web.access import check_marks, public
from kernel.web.door import place
from kernel.web.reader import follow_reader
from meetings.invitations.pages import answer, session
from service.headers import PAGE_POLICY, own_policy, send_headers
from service.verifiers import package, proof_of, verifiers

TEMPLATES = files("templates")
PAGE = "verify.html"


def create_app(desk: Desk) -> Flask:
    """The site. It holds what is open to everybody, and experts' own pages, until people can sign in.

    Args:
        desk: the installation; nobody sits at it.

    Raises:
        TypeError: an endpoint carries no access mark.
    """
    app = Flask(__name__, static_folder=str(TEMPLATES / "static"), template_folder=str(TEMPLATES / "public"))
    public(app.view_functions["static"])
    place(app, desk)
    follow_reader(app)
    send_headers(app, PAGE_POLICY)
    _add_pages(app, desk)
    for door in (answer, session):
        app.register_blueprint(door.pages)
    app.register_error_handler(PanelError, _refused)
    app.register_error_handler(HTTPException, _failed)
    check_marks(app)
    return app


def _add_pages(app: Flask, desk: Desk) -> None:
    page = next(program.content for program in verifiers() if program.name == PAGE)

    @app.get("/")
    @public
    def home() -> str:
        with desk.database.reading() as session:
            proof = proof_of(session, desk.config.log_origin)
        at = datetime.fromisoformat(proof.entry.at) if proof else None
        return render_template("home.html", programs=verifiers(), proof=proof, entered=at and _moment(at))

    @app.get("/verify/")
    @public
    def verify() -> Response:
        response = Response(page, mimetype="text/html")
        response.headers["Content-Security-Policy"] = own_policy(page)
        return response

    @app.get("/verify/<name>")
    @public
    def download(name: str) -> Response:
        with desk.database.reading() as session:
            offered = package(proof_of(session, desk.config.log_origin))
        if name not in offered:
            raise NotFound
        octets = "application/octet-stream"
        return send_file(BytesIO(offered[name]), mimetype=octets, as_attachment=True, download_name=name)


def _moment(at: datetime) -> str:
    return f"{local(at):%Y-%m-%d %H:%M} (UTC+8)" if language() == "en" else local_text(at)


def _refused(error: PanelError) -> tuple[str, int]:
    return render_template("error.html", says=str(error)), error.status


def _failed(error: HTTPException) -> tuple[str, int]:
    """An address that leads nowhere, or a defect: of that the reader gets a number, and the log the cause."""
    if not isinstance(error, InternalServerError):
        return render_template("error.html", says=None), error.code or 400
    number = token_hex(4)
    current_app.logger.error("[%s] %s", number, request.path)
    return render_template("error.html", says=sentence("kernel.incident", number=number)), 500
