"""Two contributors on devices of their own: secrets, plan, reveals, the stage; on plain HTTP, as on an intranet."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread as Running

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect
from sqlalchemy import select
from verify_page import problems
from werkzeug.serving import make_server

from panel.models import Contributor
from panel.secret import Secret, check_digits, read_value
from service.site import create_app
from site_visitor import signed_in_token
from thread import Plays, Thread

pytest_plugins = ["thread_fixtures"]

HOST = "plain.example"  # no secure context; the browser is told that it is this machine
expect.set_options(timeout=15_000)  # several people share the machine
PHONE: ViewportSize = {"width": 360, "height": 740}


class Device:
    """A browser of somebody's, signed in; what it says wrong is noted, and where it sends what."""

    def __init__(self, browser: Browser, site: str, thread: Thread, account: str) -> None:
        self.context: BrowserContext = browser.new_context(locale="zh-CN", viewport=PHONE)
        token = signed_in_token(thread.desk, account)
        self.context.add_cookies([{"name": "session", "value": token, "url": site}])
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(15_000)
        self.site, self.home = site, f"/meetings/{thread['meeting']}/draw/"
        self.wrong: list[str] = []
        self.sent: list[str] = []
        self.page.on("console", lambda message: self._note(message.text))
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on("request", lambda request: self.sent.append(f"{request.url} {request.post_data or ''}"))

    def _note(self, text: str) -> None:
        if (
            "Cross-Origin-Opener-Policy" not in text
        ):  # a header that Chromium heeds over TLS only, and says so
            self.wrong.append(text)

    def open(self, address: str = "secret/") -> None:
        self.page.goto(self.site + (address if address.startswith("/") else self.home + address))

    def looks_right(self) -> None:
        assert problems(self.page) == []
        assert self.page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]

    def make_secret(self) -> str:
        """Make one, and commit; what stands on the recovery sheet."""
        self.open()
        self.page.click("#make-secret")
        sheet = [self.page.text_content(f"#sheet-{part}") or "" for part in ("value", "digits")]
        self.page.click("#commit button")
        expect(self.page.locator("#mine")).to_be_visible()
        assert sheet[0].replace(" ", "") not in "".join(self.sent)
        return " ".join(sheet)

    def reveal(self) -> None:
        """Have the plan checked and let go; before the check the button does nothing."""
        self.page.focus("#let-go")
        self.page.keyboard.press("Enter")
        assert not any("/reveal" in sent for sent in self.sent)
        self.page.click("#check-plan")
        expect(self.page.locator("#verdict-head")).to_be_visible()
        assert self.page.locator("#steps .check").count() == 7
        assert self.page.locator("#steps .check--fail").count() == 0
        self.page.click("#let-go")

    def close(self) -> None:
        self.context.close()
        assert self.wrong == []


@contextmanager
def served(thread: Thread) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, create_app(thread.desk), threaded=True)
    running = Running(target=server.serve_forever)
    running.start()
    try:
        yield f"http://{HOST}:{server.server_port}"
    finally:
        server.shutdown()
        running.join()
        server.server_close()


@pytest.fixture
def thread(sqlite_plays: Plays) -> Iterator[Thread]:
    with sqlite_plays.lent("frozen") as thread:
        yield thread


def test_secrets_are_made_kept_and_let_go_of_in_the_browser(
    chromium: Browser, thread: Thread, tmp_path: Path
) -> None:
    with served(thread) as site:
        convener, supervisor = (Device(chromium, site, thread, who) for who in ("convener", "supervisor"))
        convener.open()
        convener.looks_right()
        convener.make_secret()
        sheet = supervisor.make_secret()
        assert_committed(thread, "supervisor", read_value(sheet))
        thread.run("convener", "draw", "publish", thread["draw"])
        stage = Device(chromium, site, thread, "office")
        stage.open(f"/stage/{thread['draw']}/")
        expect(stage.page.locator(".seat--open")).to_have_count(5)
        convener.open()
        assert convener.page.evaluate("[isSecureContext, 'subtle' in crypto]") == [False, False]
        convener.reveal()
        expect(convener.page.locator("text=下载回执")).to_be_visible()
        supervisor.close()  # the phone died
        other = Device(chromium, site, thread, "supervisor")
        other.open()
        expect(other.page.locator("#elsewhere")).to_be_visible()
        other.page.fill("#value", sheet.upper()[:-1] + "0" if sheet[-1] != "0" else sheet[:-1] + "1")
        other.page.click("#check-plan")
        expect(other.page.locator("#mistyped")).to_be_visible()
        other.page.fill("#value", sheet.upper())
        other.reveal()
        expect(other.page.locator(".seat--drawn")).to_have_count(5)
        expect(stage.page.locator(".seat--fall")).to_have_count(5)
        stage.looks_right()
        for device in (convener, other, stage):
            device.close()
    export = ("draw", "export", thread["draw"], "--to", tmp_path / "draw", "--audit", "--purpose", "演示")
    thread.run("supervisor", *export)
    assert thread.run("auditor", "verify", tmp_path / "draw") == 0


def assert_committed(thread: Thread, role: str, value: str) -> None:
    """The page's commitment is the one that the command and the offline page compute."""
    with thread.desk.database.reading() as session:
        entered = session.scalars(select(Contributor).where(Contributor.role == role)).one()
        assert Secret(thread["draw"], entered.party, value).commitment == entered.commitment
        assert check_digits(value)
