"""The frame of the site: who is let in, what every page carries, what a form needs."""

from collections.abc import Callable

import pytest

from site_visitor import Visitor
from thread import Thread

pytest_plugins = ["thread_fixtures"]

At = Callable[[str], Thread]


@pytest.fixture
def thread(sqlite_thread_at: At) -> Thread:
    return sqlite_thread_at("installed")


def test_who_is_signed_in_is_named_at_the_top(thread: Thread) -> None:
    assert "召集人" in Visitor(thread.desk, "convener").text("/")


def test_who_is_not_signed_in_finds_the_open_doors(thread: Thread) -> None:
    assert "不用登录就能办" in Visitor(thread.desk, None).text("/")


def test_a_form_without_our_token_does_nothing(thread: Thread) -> None:
    visitor = Visitor(thread.desk, "convener")
    assert visitor.client.post("/sign-out").status_code == 403
    assert "退出" in visitor.text("/")


def test_signing_out_ends_the_session_wherever_its_cookie_was_copied_to(thread: Thread) -> None:
    visitor, elsewhere = Visitor(thread.desk, "convener"), Visitor(thread.desk, None)
    elsewhere.client.set_cookie("session", visitor.token)
    assert "退出" in elsewhere.text("/")
    visitor.does("/sign-out")
    assert "退出" not in elsewhere.text("/")


def test_no_page_that_names_its_visitor_is_kept_by_the_browser_not_even_a_public_one(thread: Thread) -> None:
    visitor, nobody = Visitor(thread.desk, "convener"), Visitor(thread.desk, None)
    for address in ("/", "/check/", "/how/", "/published/", "/receipts/", "/documents/"):
        assert visitor.get(address).headers["Cache-Control"] == "no-store", address
    assert "演示召集人" not in visitor.text("/nothing", 404)  # an unknown address asks nobody who they are
    assert nobody.get("/how/").headers["Cache-Control"] == "no-cache"
