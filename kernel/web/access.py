"""Who may ask for a page: every endpoint says so, or the application refuses to start."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask

from kernel.roles import POLICY

View = TypeVar("View", bound=Callable[..., Any])

_MARK = "access"
PUBLIC, PERSONAL, SIGNED_IN = "public", "personal", "signed in"


def public(view: View) -> View:
    """Mark an endpoint as open to anybody, signed in or not."""
    return _mark(view, PUBLIC)


def personal(view: View) -> View:
    """Mark an endpoint as an expert's own: it finds out by the cookie of a personal link whose it is."""
    return _mark(view, PERSONAL)


def signed_in(view: View) -> View:
    """Mark an endpoint as open to every account, whatever its roles."""
    return _mark(view, SIGNED_IN)


def may(action: str) -> Callable[[View], View]:
    """Mark an endpoint as open to accounts with a role to which the policy allows `action`.

    Whose things they are is asked where the thing is known: by the use case, or by `kernel.roles.scope`.

    Raises:
        KeyError: the policy knows no such action.
    """
    if action not in POLICY:
        raise KeyError(action)
    return lambda view: _mark(view, action)


def _mark(view: View, who: str) -> View:
    setattr(view, _MARK, who)
    return view


def mark_of(app: Flask, endpoint: str | None) -> str | None:
    """The mark of an endpoint: one of the three words above, or an action of the policy; None for an unknown address."""
    view = app.view_functions.get(endpoint or "")
    return getattr(view, _MARK) if view is not None else None


def check_marks(app: Flask) -> None:
    """See that no endpoint was forgotten.

    Raises:
        TypeError: names the endpoints that carry no access mark.
    """
    unmarked = sorted(name for name, view in app.view_functions.items() if not hasattr(view, _MARK))
    if unmarked:
        raise TypeError(f"no access mark: {', '.join(unmarked)}")
