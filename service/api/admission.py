"""Who is let in: by a program's token or by the site's own session, as the mark of the endpoint says."""

import hmac
from http import HTTPMethod

from flask import current_app, g, request
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import Unauthorized

from kernel.access.api_tokens import is_noted, note_token_use, opened_by_token
from kernel.access.limits import SEARCH
from kernel.accounts import actor_of
from kernel.errors import NotAllowed
from kernel.roles import POLICY, authorize
from kernel.web.access import PUBLIC, mark_of
from kernel.web.account import actor, is_signed_in, token, welcome
from kernel.web.door import desk
from kernel.web.forms import form_token, refuse_foreign
from kernel.web.limits import limited

FORM_TOKEN = "X-Form-Token"  # noqa: S105  the header's name
SAFE = {HTTPMethod.GET, HTTPMethod.HEAD, HTTPMethod.OPTIONS}


def admit() -> None:
    """Before each request.

    Raises:
        Unauthorized: neither a token nor a session that opens anything.
        NotAllowed: the account has no role that may, or another site made this browser ask.
        TooMany: the account searches as if it wanted to walk through everything.
    """
    mark = mark_of(current_app, request.endpoint)
    if mark is None or mark == PUBLIC:
        return
    if "Authorization" in request.headers:
        _by_token()
    else:
        welcome()
    if not is_signed_in():
        raise Unauthorized(www_authenticate=WWWAuthenticate("bearer"))
    if mark in POLICY:
        authorize(actor(), mark)
    if "Authorization" not in request.headers and request.method not in SAFE:
        _refuse_foreign()
    if request.args.get("q"):
        limited(SEARCH, actor().public_id)


def _by_token() -> None:
    kind, _, secret = request.headers["Authorization"].partition(" ")
    if kind.lower() != "bearer":
        return
    database, now = desk().database, desk().clock.now()
    with database.reading() as session:
        found = opened_by_token(session, secret.strip(), now)
    if found is None:
        return
    g.actor = actor_of(found.account)
    if not is_noted(found, now):
        with database.transaction() as session:
            note_token_use(session, found, now)


def _refuse_foreign() -> None:
    """A session's cookie comes along whoever made the browser send it: our own pages show that it was they."""
    refuse_foreign(desk().config)
    shown = request.headers.get(FORM_TOKEN, "").encode()
    is_ours = hmac.compare_digest(shown, form_token(desk().vault, token()).encode())
    if not is_ours and request.headers.get("Sec-Fetch-Site") != "same-origin":
        raise NotAllowed("kernel.foreign_form")
