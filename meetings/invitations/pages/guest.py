"""What all pages behind a personal link share: the cookie of a visit, guarded forms, headers, kind refusals."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

from flask import Blueprint, Response, render_template, request
from sqlalchemy.orm import Session

from kernel.act import Act
from kernel.errors import PanelError
from kernel.web.door import desk
from kernel.web.forms import check_token, form_token, refuse_foreign
from kernel.web.reader import keep_language
from meetings.invitations.own_visit import in_person, invited, visit, visitor
from meetings.models import GuestVisit, Invitation

COOKIE = "invitation"
SCOPE = "/i/"
ENTRANCE = "expert.enter"  # the one form that is sent before there is a cookie
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'self'"
)


def guest_blueprint(name: str, module: str, prefix: str) -> Blueprint:
    """Pages under one address, all of them guarded alike."""
    pages = Blueprint(name, module, url_prefix=prefix)
    pages.before_request(_guard)
    pages.after_request(_seal)
    pages.register_error_handler(PanelError, _refused)
    return pages


def token() -> str:
    """The visit's token in the cookie, or nothing."""
    return request.cookies.get(COOKIE, "")


@contextmanager
def visiting() -> Iterator[tuple[Session, Invitation]]:
    """A session to read in, and the visitor's invitation; raises as `invited`."""
    here = desk()
    with here.database.reading() as session:
        yield session, invited(session, token(), here.clock.now())[1]


@contextmanager
def at_home() -> Iterator[tuple[Session, GuestVisit]]:
    """A session to read in, and the visit, by an invitation's link or by the expert's own; raises as `visit`."""
    here = desk()
    with here.database.reading() as session:
        yield session, visit(session, token(), here.clock.now())


def acting() -> AbstractContextManager[Act]:
    """A transaction in the visitor's name, as one who is invited; raises as `invited`."""
    here = desk()
    return here.acting(visitor(here.clock, token()))


def acting_in_person() -> AbstractContextManager[Act]:
    """A transaction in the visitor's name, as a person on the register; raises as `visit`."""
    here = desk()
    return here.acting(in_person(here.clock, token()))


def shown(template: str, **facts: object) -> str:
    """A page, with what makes its forms ours."""
    return render_template(
        f"expert/{template}.html",
        token=form_token(desk().vault, token()),
        now=desk().clock.now(),
        **facts,
    )


def _guard() -> None:
    if request.method == "POST":
        refuse_foreign(desk().config)
        if request.endpoint != ENTRANCE:
            check_token(desk().vault, token())


def _seal(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Security-Policy"] = POLICY
    keep_language(response, SCOPE)
    return response


def _refused(error: PanelError) -> tuple[str, int]:
    """Why not, and the way back to the own page, for those who still have one."""
    ended = error.code == "invitations.link_ended"
    return shown("said", says=str(error), back_to=bool(token()) and not ended), error.status
