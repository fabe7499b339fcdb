"""The public site in a browser, served by `panel serve` as it runs in an office: on plain HTTP."""

import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from verify_page import PAGE, VerifyPage, problems

from thread import ORIGIN, Plays

pytest_plugins = ["thread_fixtures"]

RUN = "from service.cli import main; main()"
PLAIN_HOST = "plain.example"


@pytest.fixture(scope="module")
def site(sqlite_plays: Plays) -> Iterator[str]:
    """The site's address on a host name that is no secure context; the digests are published."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with sqlite_plays.lent("installed") as thread:
        thread.run("security", "verifiers", "publish")
        places = {"PANEL_HOME": str(thread.home), "PANEL_DATABASE_URL": thread.url}
        env = {**os.environ, **places, "PANEL_LOG_ORIGIN": ORIGIN}
        command = [sys.executable, "-c", RUN, "serve", "--port", str(port)]
        with subprocess.Popen(command, env=env, stdout=subprocess.PIPE) as server:
            _wait_for(f"http://127.0.0.1:{port}/", server)
            yield f"http://{PLAIN_HOST}:{port}"
            server.terminate()
            assert server.wait(20) == 0


def _wait_for(address: str, server: "subprocess.Popen[bytes]") -> None:
    for _ in range(200):
        assert server.poll() is None
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"nothing answers at {address}")


@pytest.fixture(params=["zh-CN", "en-GB"])
def visitor(request: pytest.FixtureRequest, chromium: Browser) -> Iterator[VerifyPage]:
    context = chromium.new_context(locale=request.param)
    with VerifyPage(context.new_page()) as page:
        yield page
        assert page.errors == []
    context.close()


def test_the_served_page_verifies_a_transcript_without_a_secure_context(
    visitor: VerifyPage, site: str, folder: Path
) -> None:
    visitor.open(f"{site}/check/")
    visitor.tab.click(".btn-primary")
    assert visitor.tab.url == f"{site}/verify/"
    assert visitor.tab.evaluate("isSecureContext || 'subtle' in crypto") is False
    visitor.choose(folder)
    assert visitor.tab.locator("#verdict-head").inner_text() in {"全部正确。", "Everything is right."}
    asked = [address for address in visitor.requests if not address.startswith("blob:")]
    assert set(asked) == {
        f"{site}{path}" for path in ("/check/", "/static/app.css", "/static/icon.svg", "/verify/")
    }


def test_a_downloaded_file_has_the_digest_that_is_shown(
    visitor: VerifyPage, site: str, tmp_path: Path
) -> None:
    visitor.open(f"{site}/check/")
    for name in ("verify.html", "verify_draw.py", "witness.py"):
        link = visitor.tab.locator(f'a[href="/verify/{name}"]')
        with visitor.tab.expect_download() as download:
            link.click()
        download.value.save_as(tmp_path / name)
        shown = visitor.tab.locator("li", has=link).locator(".digest").inner_text()
        assert sha256((tmp_path / name).read_bytes()).hexdigest() in shown
    assert (tmp_path / "verify.html").read_bytes() == PAGE.read_bytes()


def test_the_site_can_be_used_by_everybody(visitor: VerifyPage, site: str) -> None:
    for address in (f"{site}/", f"{site}/check/", f"{site}/nothing"):
        response = visitor.tab.goto(address)
        assert response
        assert problems(visitor.tab) == []
        visitor.tab.set_viewport_size({"width": 360, "height": 740})
        assert visitor.tab.evaluate("document.documentElement.scrollWidth") == 360
        visitor.errors = [error for error in visitor.errors if "404" not in error]


def test_the_other_language_is_one_click_away(visitor: VerifyPage, site: str) -> None:
    visitor.open(f"{site}/")
    before = visitor.tab.locator("html").get_attribute("lang")
    visitor.tab.click(".whoami a[lang]")
    after = visitor.tab.locator("html").get_attribute("lang")
    assert {before, after} == {"zh-CN", "en"}
    assert bool(re.search("[\u4e00-\u9fff]{4}", visitor.tab.locator("h1").inner_text())) == (after == "zh-CN")
