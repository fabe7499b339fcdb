"""What all pages behind a personal link share: the cookie, guarded forms, headers, kind refusals."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

from flask import Blueprint, Response, render_template, request
from sqlalchemy.orm import Session

from kernel.act import Act
from kernel.errors import PanelError
from kernel.web.door import desk
from kernel.web.forms import check_token, form_token, refuse_foreign
from kernel.web.reader import keep_language
from meetings.invitations.own_invitation import visit, visitor
from meetings.models import Invitation

COOKIE = "invitation"
SCOPE = "/i/"
ENTRANCE = "expert.enter"  # the one form that is sent before there is a cookie


def guest_blueprint(name: str, module: str, prefix: str) -> Blueprint:
    """Pages under one address, all of them guarded alike."""
    pages = Blueprint(name, module, url_prefix=prefix)
    pages.before_request(_guard)
    pages.after_request(_seal)
    pages.register_error_handler(PanelError, _refused)
    return pages


def code() -> str:
    """The personal code in the visitor's cookie, or nothing."""
    return request.cookies.get(COOKIE, "")


@contextmanager
def visiting() -> Iterator[tuple[Session, Invitation]]:
    """A session to read in, and the visitor's invitation; raises as `visit`."""
    here = desk()
    with here.database.reading() as session:
        yield session, visit(session, here.vault, code(), here.clock.now())


def acting() -> AbstractContextManager[Act]:
    """A transaction in the visitor's name; raises as `visit`."""
    here = desk()
    return here.acting(visitor(here.vault, here.clock, code()))


def shown(template: str, **facts: object) -> str:
    """A page, with what makes its forms ours."""
    return render_template(
        f"expert/{template}.html",
        token=form_token(desk().vault, code()),
        now=desk().clock.now(),
        **facts,
    )


def _guard() -> None:
    if request.method == "POST":
        refuse_foreign(desk().config)
        if request.endpoint != ENTRANCE:
            check_token(desk().vault, code())


def _seal(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'self'"
    )
    keep_language(response, SCOPE)
    return response


def _refused(error: PanelError) -> tuple[str, int]:
    """Why not, and the way back to the own page, for those who still have one."""
    ended = error.code == "invitations.link_ended"
    return shown("said", says=str(error), back_to=bool(code()) and not ended), error.status
