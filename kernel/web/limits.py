"""Limits on what visitors ask for, counted in a transaction of their own before anything else is done."""

from flask import Flask, request

from kernel.access.limits import SEARCH, Limit, count
from kernel.web.account import caller, token
from kernel.web.door import desk


def limited(limit: Limit, who: str) -> None:
    """Count a try.

    Raises:
        TooMany: it is one too many.
    """
    here = desk()
    with here.database.transaction() as session:
        count(session, limit, who, here.clock)


def limit_searches(app: Flask) -> None:
    """Let nobody walk through what is kept by searching for everything: so many words a minute, and no more."""

    def before() -> None:
        if request.method == "GET" and request.args.get("q", "").strip():
            limited(SEARCH, token() or caller().address)

    app.before_request(before)
