"""The pictures in docs/: each role's page at a moment when that role has something to do.

`make pictures` runs this as a test module of its own name, so that it plays the same thread as the tests.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from live_site import served
from playwright.sync_api import Browser, Page, ViewportSize

from service.site import create_app
from site_visitor import signed_in_token
from thread import Thread
from thread_steps import codes

pytest_plugins = ["thread_fixtures"]

At = Callable[[str], Thread]

OUT = Path(__file__).parents[2] / "docs" / "pictures"
DESK: ViewportSize = {"width": 1100, "height": 760}
PHONE: ViewportSize = {"width": 390, "height": 760}


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture: of which page, at which step of the thread, as whom, and when if not at once."""

    name: str
    step: str
    account: str | None
    address: Callable[[Thread], str]
    moment: str | None = None


PICTURES = (
    Picture("registrar", "registered", "registrar", lambda _: "/experts/"),
    Picture("unit-clerk", "filed", "clerk", lambda thread: f"/cases/{thread['case']}/"),
    Picture("convener", "convened", "convener", lambda thread: f"/meetings/{thread['meeting']}/"),
    Picture("supervisor", "frozen", "supervisor", lambda it: f"/meetings/{it['meeting']}/draw/secret/"),
    Picture("stage", "drawn", "convener", lambda thread: f"/stage/{thread['draw']}/"),
    Picture("liaison", "invited", "liaison", lambda _: "/phone-desk/", "11-30T12:30"),
    Picture("door", "answered", "recorder", lambda it: f"/meetings/{it['meeting']}/door/", "12-02T08:40"),
    Picture("chair", "voting", "chair", lambda thread: f"/meetings/{thread['meeting']}/session/"),
    Picture("decision", "reviewed", "leader", lambda thread: f"/decisions/{thread['decision']}/"),
    Picture("office", "received", "office", lambda thread: f"/filings/{thread['filing']}/"),
    Picture("administrator", "installed", "admin", lambda _: "/accounts/"),
    Picture("public", "accepted", None, lambda _: "/"),
)


@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: picture.name)
def test_a_picture_is_taken(sqlite_thread_at: At, chromium: Browser, picture: Picture) -> None:
    thread = sqlite_thread_at(picture.step)
    if picture.moment:
        thread.at(picture.moment)
    with served(create_app(thread.desk)) as site:
        context = chromium.new_context(locale="zh-CN", viewport=DESK)
        if picture.account:
            token = signed_in_token(thread.desk, picture.account)
            context.add_cookies([{"name": "session", "value": token, "url": site}])
        page = context.new_page()
        response = page.goto(site + picture.address(thread))
        assert response is not None
        assert response.ok
        _keep(page, picture.name)


def test_a_picture_of_the_expert_s_page_is_taken(sqlite_thread_at: At, chromium: Browser) -> None:
    thread = sqlite_thread_at("invited")
    with served(create_app(thread.desk)) as site:
        page = chromium.new_context(locale="zh-CN", viewport=PHONE).new_page()
        page.goto(f"{site}/i/{codes(thread)[0]}")
        page.get_by_role("button").first.click()
        _keep(page, "expert")


def _keep(page: Page, name: str) -> None:
    OUT.mkdir(exist_ok=True)
    page.screenshot(path=OUT / f"{name}.png")
