"""Walks the site along its links, as somebody who tries everything there is to click."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from html import unescape
from urllib.parse import urlsplit

from werkzeug.exceptions import HTTPException

from site_visitor import Visitor

EACH = 3
"""So many addresses of one endpoint are followed."""
ELSEWHERE = ("/static/", "/verify/")
"""Files, and the verification page, which has tests of its own."""


def addresses(visitor: Visitor, begin: Sequence[str] = ("/",)) -> Iterator[tuple[str, str]]:
    """Every endpoint that links lead to, with one of its addresses; all that is followed answers.

    Raises:
        AssertionError: a link leads to nothing, to a refusal or to a defect.
    """
    rules = visitor.app.url_map.bind("localhost")
    followed: dict[str, list[str]] = defaultdict(list)
    waiting = [(address, "") for address in begin]
    while waiting:
        address, came_from = waiting.pop(0)
        try:
            endpoint, _ = rules.match(urlsplit(address).path, method="GET")
        except HTTPException:
            raise AssertionError(f"{came_from} leads to {address}, where nothing is") from None
        if address in followed[endpoint] or len(followed[endpoint]) >= EACH:
            continue
        followed[endpoint].append(address)
        response = visitor.get(address)
        response.close()
        assert response.status_code in {200, 303}, (came_from, address, response.status_code)
        if response.mimetype != "text/html" or response.status_code == 303:
            continue
        if len(followed[endpoint]) == 1:
            yield endpoint, address
        waiting += [(link, address) for link in _links(response.text, address)]


def _links(page: str, address: str) -> list[str]:
    found = [unescape(link) for link in re.findall(r"<a\b[^>]*\shref=\"([^\"]+)\"", page)]
    path = urlsplit(address).path
    whole = [path + link if link.startswith("?") else link for link in found]
    own = [
        link.partition("#")[0] for link in whole if link.startswith("/") and not link.startswith(ELSEWHERE)
    ]
    return [link for link in dict.fromkeys(own) if link]
