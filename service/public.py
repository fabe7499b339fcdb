"""The public door 公开核验: what anybody can check here, the verification page, the verifiers for download."""

from datetime import datetime
from importlib.resources import files
from io import BytesIO
from secrets import token_hex

from flask import Flask, Response, current_app, render_template, request, send_file
from werkzeug.exceptions import HTTPException, InternalServerError, NotFound

from kernel.cli import Desk
from kernel.clock import local, local_text
from kernel.errors import PanelError
from kernel.messages import Language, catalogue
from service.access import check_marks, public
from service.headers import own_policy, page_policy, send_headers
from service.verifiers import package, proof_of, verifiers

TEMPLATES = files("templates") / "public"
PAGE = "verify.html"


def create_app(desk: Desk) -> Flask:
    """The site. It holds what is open to everybody, until there are pages for people who sign in.

    Args:
        desk: the installation; nobody sits at it.

    Raises:
        TypeError: an endpoint carries no access mark.
    """
    app = Flask(__name__, static_folder=None, template_folder=str(TEMPLATES))
    style = (TEMPLATES / "public.css").read_text(encoding="utf-8")
    app.context_processor(lambda: {"lang": reader_language(), "style": style})
    send_headers(app, page_policy(style))
    _add_pages(app, desk)
    app.register_error_handler(PanelError, _refused)
    app.register_error_handler(HTTPException, _failed)
    check_marks(app)
    return app


def reader_language() -> Language:
    """The language asked for by `?lang=`, else the browser's; Chinese where it is neither of the two."""
    asked = request.args.get("lang") or request.accept_languages.best_match(["zh", "en"])
    return "en" if asked == "en" else "zh"


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
    return f"{local(at):%Y-%m-%d %H:%M} (UTC+8)" if reader_language() == "en" else local_text(at)


def _refused(error: PanelError) -> tuple[str, int]:
    room, name = error.code.split(".", 1)
    says = catalogue(room)[name][reader_language()].format(**error.params)
    return render_template("error.html", says=says), error.status


def _failed(error: HTTPException) -> tuple[str, int]:
    """An address that leads nowhere, or a defect: of that the reader gets a number, and the log the cause."""
    if not isinstance(error, InternalServerError):
        return render_template("error.html", says=None), error.code or 400
    number = token_hex(4)
    current_app.logger.error("[%s] %s", number, request.path)
    says = catalogue("kernel")["incident"][reader_language()].format(number=number)
    return render_template("error.html", says=says), 500
