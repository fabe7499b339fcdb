"""Forms: that they come from our own page, and what people typed into them."""

import hmac
from urllib.parse import urlsplit

from flask import request

from kernel.config import Config
from kernel.errors import NotAllowed
from kernel.vault import Vault

TOKEN = "token"  # noqa: S105  the field's name
_OWN = {"same-origin", "none"}


def refuse_foreign(config: Config) -> None:
    """Refuse what another site made this browser send.

    A page that tells no referrer sends the origin `null`, also to its own site. Such a form is told apart by
    `Sec-Fetch-Site`, and where a browser has none, by its token.

    Raises:
        NotAllowed: it comes from elsewhere.
    """
    ours = {request.host, urlsplit(config.base_url or "").netloc}
    origin = request.headers.get("Origin", "null")
    told = request.headers.get("Sec-Fetch-Site", "same-origin")
    if told not in _OWN or (origin != "null" and urlsplit(origin).netloc not in ours):
        raise NotAllowed("kernel.foreign_form")


def form_token(vault: Vault, cookie: str) -> str:
    """What a form carries beside the cookie: only a page of ours that the cookie's holder was shown has it."""
    return vault.link_token(f"form/{cookie}")


def check_token(vault: Vault, cookie: str) -> None:
    """Refuse a form without the token that belongs to the cookie.

    Raises:
        NotAllowed: it is missing or another one.
    """
    sent = request.form.get(TOKEN, "")
    if not hmac.compare_digest(sent.encode(), form_token(vault, cookie).encode()):
        raise NotAllowed("kernel.foreign_form")


def typed(field: str) -> str:
    """What was typed into a field, its lines ended as everywhere here: browsers send CR LF."""
    return request.form.get(field, "").replace("\r\n", "\n").strip()
