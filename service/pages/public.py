"""The public door 公开核验, where anybody can check and download, signed in or not."""

from datetime import datetime
from io import BytesIO

from flask import Blueprint, Response, send_file
from werkzeug.exceptions import NotFound

from kernel.clock import local, local_text
from kernel.messages import language
from kernel.web.access import public
from kernel.web.account import welcome
from kernel.web.door import desk
from kernel.web.headers import own_policy
from kernel.web.pages import shown
from service.verifiers import package, proof_of, verifiers

PAGE = "verify.html"

pages = Blueprint("public", __name__)
pages.before_request(welcome)


@pages.get("/check/")
@public
def check() -> str:
    with desk().database.reading() as session:
        proof = proof_of(session, desk().config.log_origin)
    at = datetime.fromisoformat(proof.entry.at) if proof else None
    return shown("public/check", programs=verifiers(), proof=proof, entered=at and _moment(at))


@pages.get("/how/")
@public
def how() -> str:
    """How a meeting decides 认定会议怎么开, in plain words."""
    return shown("public/how")


@pages.get("/verify/")
@public
def verify() -> Response:
    page = next(program.content for program in verifiers() if program.name == PAGE)
    response = Response(page, mimetype="text/html")
    response.headers["Content-Security-Policy"] = own_policy(page)
    return response


@pages.get("/verify/<name>")
@public
def download(name: str) -> Response:
    with desk().database.reading() as session:
        offered = package(proof_of(session, desk().config.log_origin))
    if name not in offered:
        raise NotFound
    octets = "application/octet-stream"
    return send_file(BytesIO(offered[name]), mimetype=octets, as_attachment=True, download_name=name)


def _moment(at: datetime) -> str:
    return f"{local(at):%Y-%m-%d %H:%M} (UTC+8)" if language() == "en" else local_text(at)
