"""Every page that any role can reach by links: nothing is broken, nothing asks elsewhere, everybody can use it."""

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from live_site import served
from playwright.sync_api import Browser, Page, ViewportSize
from site_crawl import addresses
from verify_page import problems

from kernel.accounts import accounts
from service.site import create_app
from site_visitor import Visitor
from thread import Thread

pytest_plugins = ["thread_fixtures"]

At = Callable[[str], Thread]

DESK: ViewportSize = {"width": 1280, "height": 900}
SMALLEST: ViewportSize = {"width": 360, "height": 740}
SHOTS = os.environ.get("SCREENSHOTS")
STEPS = ("published", "voting", "accepted")
"""Before, in and after a meeting; a page is looked at where it is met first, and a meeting's at each."""
ALWAYS = re.compile(
    r"^(meeting|draw|stage|hall|sitting|door|ballot|evaluation|board|phone_desk|decision|filing|home)"
)


def names(thread: Thread) -> list[str | None]:
    """One account of every kind, and the public."""
    with thread.desk.database.reading() as session:
        found = [account.name for account in accounts(session)]
    return [None, *(name for name in found if not re.fullmatch(r"rep[2-9]\d*|rep1\d+", name))]


def faults(page: Page, address: str, site: str) -> list[str]:
    """What is wrong with the page at the address, at both widths."""
    found: list[str] = []
    page.on("console", lambda message: found.append(f"console: {message.text}"))
    page.on("pageerror", lambda error: found.append(f"error: {error}"))
    page.on("request", lambda request: request.url.startswith(site) or found.append(f"asks {request.url}"))
    page.set_viewport_size(DESK)
    response = page.goto(site + address)
    headers = response.headers if response else {}
    if "script-src 'self'" not in headers.get("content-security-policy", ""):
        found.append("no policy")
    found += [f"axe: {problem}" for problem in problems(page)]
    _shoot(page, address, "desk")
    page.set_viewport_size(SMALLEST)
    wide = page.evaluate("document.documentElement.scrollWidth")
    if wide > SMALLEST["width"]:
        found.append(f"{wide} px wide at 360")
    _shoot(page, address, "phone")
    return found


def _shoot(page: Page, address: str, size: str) -> None:
    if SHOTS:
        name = re.sub(r"[a-z2-7]{26}", "x", address).strip("/").replace("/", "-").replace("?", "-") or "home"
        page.screenshot(path=Path(SHOTS) / f"{name[:80]}-{size}.png", full_page=True)


@pytest.mark.parametrize("step", STEPS)
def test_every_page_that_links_lead_to_is_whole_and_usable_by_everybody(
    sqlite_thread_at: At, chromium: Browser, step: str
) -> None:
    thread = sqlite_thread_at(step)
    app = create_app(thread.desk)
    looked_at: set[str] = set()
    wrong: dict[str, list[str]] = {}
    with served(app) as site:
        for name in names(thread):
            visitor = Visitor(thread.desk, name, app)
            context = chromium.new_context(locale="zh-CN")
            if name:
                context.add_cookies([{"name": "session", "value": visitor.token, "url": site}])
            for endpoint, address in addresses(visitor):
                if endpoint in looked_at or (step != STEPS[-1] and not ALWAYS.search(endpoint)):
                    continue
                looked_at.add(endpoint)
                page = context.new_page()
                if found := faults(page, address, site):
                    wrong[f"{name} {address}"] = found
                page.close()
            context.close()
    assert wrong == {}
