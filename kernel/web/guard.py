"""What the site refuses before any page is asked: to start for developers, other hosts' names, forged addresses."""

from urllib.parse import urlsplit

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from kernel.config import Config
from kernel.errors import Refused

LOOPBACK = ["127.0.0.1", "localhost", "[::1]"]
BODY_BYTES = 64 << 20
"""A scan of 50 MB and its form fit in; what is larger is refused before it is read."""


def guard(app: Flask, config: Config) -> None:
    """Let only what the settings say come in.

    The visitor's address is what the last of the known proxies saw; whatever else a request claims is ignored.

    Raises:
        Refused: the app would show its insides to visitors, as it does for developers.
    """
    if app.debug:
        raise Refused("kernel.debugging")
    app.config["MAX_CONTENT_LENGTH"] = BODY_BYTES
    if host := urlsplit(config.base_url or "").hostname:
        app.config["TRUSTED_HOSTS"] = [host, *LOOPBACK]
    if hops := config.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops)  # type: ignore[method-assign]  # how Flask is wrapped
