"""The verification page in a real Chromium, which Debian installs as `chromium`."""

import shutil
import sys
import threading
from collections.abc import Callable, Iterator
from functools import cache, partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

sys.path.insert(0, str(Path(__file__).parents[2]))  # the benchmark's invented draw
sys.path.insert(0, str(Path(__file__).parents[1] / "unit" / "draw"))  # and those of the draw's tests

from test_draw_hostile import write
from verify_page import PAGE, RIGHT, VerifyPage

PLAIN_HOST = "plain.example"  # no secure context, as on an intranet without TLS
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    f"--host-resolver-rules=MAP {PLAIN_HOST} 127.0.0.1",
]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if path is None:
        pytest.fail("Chromium is missing; on Debian: apt install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def tabs(chromium: Browser) -> Callable[[str], Page]:
    """One offline tab for each language; to open one takes longer than most tests."""

    @cache
    def tab(locale: str) -> Page:
        return chromium.new_context(locale=locale, offline=True).new_page()

    return tab


@pytest.fixture(params=["zh-CN"])
def page(request: pytest.FixtureRequest, tabs: Callable[[str], Page]) -> Iterator[VerifyPage]:
    """The page opened from the disk, offline; nothing may go wrong in it."""
    with VerifyPage(tabs(request.param)) as page:
        yield page.open()
        assert page.errors == []


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path: Path = write(tmp_path / "draw", RIGHT)
    return path


@pytest.fixture(scope="session")
def plain_http() -> Iterator[str]:
    """The page's address on a web server without TLS."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(PAGE.parent)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://{PLAIN_HOST}:{server.server_port}/{PAGE.name}"
    server.shutdown()
    thread.join()
    server.server_close()
