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


WAYS = (  # the most used first: six stand in the bar, the rest behind “更多”
    Way("待办", "/", None),
    Way("案件", "/cases/", "cases.read"),
    Way("专家", "/experts/", "experts.read"),
    Way("会议", "/meetings/", "meetings.read"),
    Way("电话", "/phone-desk/", "calls.confirm"),
    Way("会场", "/session/", "meetings.attend"),
    Way("决定", "/decisions/", "decisions.read"),
    Way("备案", "/filings/", "filings.read"),
    Way("账号", "/accounts/", "accounts.read"),
    Way("审计", "/audit/", "ledger.read"),
    Way("目录", "/catalogue/", "catalogue.read"),
    Way("入库", "/experts/applications/", "applications.read"),
    Way("措施", "/measures/", "measures.read"),
    Way("日历", "/calendar/", "calendar.read"),
    Way("单位", "/units/", "units.import"),
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
