"""Who may ask for a page: every endpoint says so, or the application refuses to start."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask

View = TypeVar("View", bound=Callable[..., Any])

_MARK = "access"


def public(view: View) -> View:
    """Mark an endpoint as open to anybody, signed in or not."""
    return _mark(view, "public")


def personal(view: View) -> View:
    """Mark an endpoint as an expert's own: it finds out by the cookie of a personal link whose it is."""
    return _mark(view, "personal")


def _mark(view: View, who: str) -> View:
    setattr(view, _MARK, who)
    return view


def check_marks(app: Flask) -> None:
    """See that no endpoint was forgotten.

    Raises:
        TypeError: names the endpoints that carry no access mark.
    """
    unmarked = sorted(name for name, view in app.view_functions.items() if not hasattr(view, _MARK))
    if unmarked:
        raise TypeError(f"no access mark: {', '.join(unmarked)}")
