"""The ways through the site 主导航: each account is shown those that its roles open."""

from dataclasses import dataclass

from flask import Flask, request

from kernel.roles import POLICY
from kernel.web.account import actor, is_signed_in


@dataclass(frozen=True, slots=True)
class Way:
    """One entry: its Chinese label, the address under which all its pages lie, the action that opens it."""

    label: str
    address: str
    action: str | None


WAYS = (
    Way("待办", "/", None),
    Way("核验", "/check/", None),
)


def show_ways(app: Flask) -> None:
    """Let every page know which ways lead on from it."""
    app.context_processor(lambda: {"ways": _open_ways(), "here": _here()})


def _open_ways() -> list[Way]:
    if not is_signed_in():
        return []
    roles = actor().roles
    return [way for way in WAYS if way.action is None or roles & POLICY[way.action]]


def _here() -> str:
    """The address of the way on which the page lies."""
    under = [way.address for way in WAYS if request.path.startswith(way.address)]
    return max(under, key=len, default="/")
