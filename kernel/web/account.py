"""The account behind a request: found by its cookie, admitted by the mark of the endpoint."""

from urllib.parse import urlencode

from flask import Response, current_app, g, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from kernel.access.events import Caller
from kernel.access.models import SignIn
from kernel.access.sign_in import is_to_note, note_use, opened_by
from kernel.accounts import actor_of
from kernel.errors import NotSignedIn
from kernel.roles import POLICY, Actor, authorize
from kernel.web.access import SIGNED_IN, mark_of
from kernel.web.door import desk

SIGN_IN = "/sign-in/"


def cookie_name() -> str:
    """The session's cookie: bound to this host and to TLS, except on the loopback address of a demonstration."""
    return "__Host-session" if is_behind_tls() else "session"


def is_behind_tls() -> bool:
    return (desk().config.base_url or "").startswith("https:")


def token() -> str:
    """The session's token in the visitor's cookie, or nothing."""
    return request.cookies.get(cookie_name(), "")


def keep_token(response: AnyResponse, value: str) -> None:
    """Give the browser the session's token, until it is closed."""
    secure = is_behind_tls()
    response.set_cookie(cookie_name(), value, path="/", httponly=True, secure=secure, samesite="Lax")


def drop_token(response: AnyResponse) -> None:
    response.delete_cookie(cookie_name(), path="/", secure=is_behind_tls(), httponly=True, samesite="Lax")


def caller() -> Caller:
    """From where the request comes."""
    return Caller(request.user_agent.string, request.remote_addr or "")


def current() -> SignIn:
    """The session that was admitted."""
    found: SignIn = g.sign_in
    return found


def actor() -> Actor:
    """The account that was admitted, as an actor."""
    found: Actor = g.actor
    return found


def is_signed_in() -> bool:
    return "actor" in g


def admit() -> AnyResponse | None:
    """Before each request: let in whom the endpoint's mark allows; others sign in first.

    Raises:
        NotAllowed: the account has no role that may.
        NotSignedIn: nobody is signed in, and a page to sign in on would not reach a person.
    """
    mark = mark_of(current_app, request.endpoint)
    if mark != SIGNED_IN and mark not in POLICY:
        return None
    _find()
    if not is_signed_in():
        return _to_sign_in()
    if mark in POLICY:
        authorize(actor(), mark)
    return None


def welcome() -> None:
    """Find out who visits a page that is open to everybody too."""
    if token():
        _find()


def _find() -> None:
    here = desk()
    with here.database.reading() as session:
        found = opened_by(session, token(), here.clock.now(), here.config.profile)
    if found is None:
        return
    g.sign_in, g.actor = found, actor_of(found.account, here.clock.now())
    if is_to_note(found, here.clock.now()):
        with here.database.transaction() as session:
            note_use(session, found, here.clock.now())


def _to_sign_in() -> AnyResponse:
    if request.headers.get("HX-Request"):  # a fragment must not be filled with the page for signing in
        return Response(status=204, headers={"HX-Redirect": SIGN_IN})
    if request.method != "GET":
        raise NotSignedIn("kernel.signed_out")
    wanted = request.full_path.removesuffix("?")
    return redirect(SIGN_IN + ("?" + urlencode({"next": wanted}) if wanted != "/" else ""), 303)
