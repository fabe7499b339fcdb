"""The headers that every answer of the site carries, errors included."""

import re

from flask import Flask, Response, request

from kernel.web.account import is_signed_in

_ALWAYS = {
    "Cache-Control": "no-cache",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "no-referrer",
    "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
}
_TRUSTED = {"localhost", "127.0.0.1"}
"""Elsewhere without TLS a browser takes no opener policy, and says so on its console."""

_OWN_POLICY = re.compile(rb'http-equiv="Content-Security-Policy" content="([^"]+)"')


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
        if is_signed_in():  # a public page too says then who visits it
            response.headers["Cache-Control"] = "no-store"
        if request.is_secure or request.environ.get("HTTP_HOST", "").partition(":")[0] in _TRUSTED:
            response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        response.headers.setdefault("Content-Security-Policy", policy)
        response.headers["Content-Security-Policy"] += "; frame-ancestors 'none'"
        return response

    app.after_request(add)
