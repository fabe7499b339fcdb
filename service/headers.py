"""The headers that every answer of the site carries, errors included."""

import base64
import hashlib
import re

from flask import Flask, Response

_ALWAYS = {
    "Cache-Control": "no-cache",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
_OWN_POLICY = re.compile(rb'http-equiv="Content-Security-Policy" content="([^"]+)"')


def page_policy(style: str) -> str:
    """The content security policy of a page that has this one style sheet within it, and no script."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def own_policy(page: bytes) -> str:
    """The content security policy that a page brings in its own head.

    Raises:
        ValueError: it brings none.
    """
    found = _OWN_POLICY.search(page)
    if found is None:
        raise ValueError("the page has no policy of its own")
    return found[1].decode()


def send_headers(app: Flask, policy: str) -> None:
    """Put the headers on every answer; `policy` where the view has set none."""

    def add(response: Response) -> Response:
        for name, value in _ALWAYS.items():
            response.headers.setdefault(name, value)
        response.headers.setdefault("Content-Security-Policy", policy)
        response.headers["Content-Security-Policy"] += "; frame-ancestors 'none'"
        return response

    app.after_request(add)
