"""The public door: three kinds of pages, for everybody, and the headers that all of them carry."""

import re
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from kernel.web.access import check_marks, public
from kernel.web.headers import own_policy
from service.site import create_app
from thread import Plays, Thread

pytest_plugins = ["thread_fixtures"]

FOLDER = Path(__file__).parents[3] / "verifiers"


@pytest.fixture
def thread(sqlite_plays: Plays) -> Iterator[Thread]:
    with sqlite_plays.lent("installed") as thread:
        yield thread


@pytest.fixture
def site(thread: Thread) -> Iterator[FlaskClient]:
    with create_app(thread.desk).test_client() as client:
        yield client


def published(thread: Thread) -> int:
    """The number of the entry in which the digests now stand."""
    thread.run("security", "verifiers", "publish")
    return int(thread.read("", "verifiers", "list")[0]["entry"])


def text(response: TestResponse) -> str:
    """What a reader sees, without the markup."""
    return re.sub(r"\s+", " ", re.sub(r"<style>.*?</style>|<[^>]+>", " ", response.text, flags=re.DOTALL))


def test_the_first_page_shows_the_digest_of_every_file(site: FlaskClient) -> None:
    shown = text(site.get("/check/"))
    for name in ("verify.html", "verify_draw.py", "witness.py"):
        assert f"{name}" in shown
        assert sha256((FOLDER / name).read_bytes()).hexdigest() in shown


@pytest.mark.parametrize("name", ["verify.html", "verify_draw.py", "witness.py"])
def test_a_download_is_the_file_byte_for_byte_and_is_saved_not_shown(site: FlaskClient, name: str) -> None:
    response = site.get(f"/verify/{name}")
    assert response.data == (FOLDER / name).read_bytes()
    assert response.headers["Content-Disposition"] == f"attachment; filename={name}"
    assert response.headers["Content-Type"] == "application/octet-stream"


def test_before_publication_the_page_says_so_and_offers_no_proof(site: FlaskClient) -> None:
    response = site.get("/check/")
    assert "摘要尚未记入存证日志" in text(response)
    assert "tlog-proof" not in response.text
    assert site.get("/verify/README.txt").status_code == 404
    assert site.get("/verify/SHA256SUMS").status_code == 200


def test_after_publication_entry_and_proof_can_be_downloaded(site: FlaskClient, thread: Thread) -> None:
    n = published(thread)
    shown = text(site.get("/check/"))
    assert f"条目 {n} " in shown
    assert "thread.example/log/1" in shown
    key = site.get("/verify/log.vkey").text.strip()
    for name in (f"{n}.json", f"{n}.tlog-proof"):
        (thread.home / name).write_bytes(site.get(f"/verify/{name}").data)
    checked = thread.read(
        *("", "ledger", "verify", thread.home / f"{n}.tlog-proof"),
        *("--entry", thread.home / f"{n}.json", "--key", key),
    )
    digests = checked["payload"]["files"]
    assert digests == {name: sha256(site.get(f"/verify/{name}").data).hexdigest() for name in digests}


def test_every_link_of_the_first_page_leads_somewhere(site: FlaskClient, thread: Thread) -> None:
    published(thread)
    for lang in ("zh", "en"):
        links = re.findall(r'href="([^"#]+)"', site.get(f"/check/?lang={lang}").text)
        assert len(links) > 8
        for link in links:
            with site.get(f"/check/{link}" if link.startswith("?") else link) as response:
                assert response.status_code == 200, link


@pytest.mark.parametrize(
    ("asked", "browser", "language"),
    [
        ("", "", "zh-CN"),
        ("", "en-GB,en;q=0.9", "en"),
        ("", "zh-CN,zh;q=0.9,en;q=0.8", "zh-CN"),
        ("", "de", "zh-CN"),
        ("?lang=en", "zh-CN", "en"),
        ("?lang=zh", "en", "zh-CN"),
        ("?lang=xx", "en", "zh-CN"),
    ],
)
def test_the_reader_gets_the_own_language(site: FlaskClient, asked: str, browser: str, language: str) -> None:
    response = site.get(f"/check/{asked}", headers={"Accept-Language": browser})
    assert f'<html lang="{language}">' in response.text
    assert bool(re.search("[\u4e00-\u9fff]", text(response).replace("信", "").replace("中文", ""))) == (
        language == "zh-CN"
    )


PATHS = [
    "/",
    "/check/",
    "/how/",
    "/receipts/",
    "/documents/",
    "/published/",
    "/verify/",
    "/verify/verify.html",
    "/verify/nothing",
    "/nothing",
    "/verify/../service/cli.py",
]


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_carries_the_headers(site: FlaskClient, path: str) -> None:
    headers = site.get(path).headers
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; ")
    assert policy.endswith("; frame-ancestors 'none'")
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "Set-Cookie" not in headers


def test_the_verification_page_is_served_under_its_own_policy(site: FlaskClient) -> None:
    response = site.get("/verify/")
    page = (FOLDER / "verify.html").read_bytes()
    assert response.data == page
    assert response.headers["Content-Security-Policy"] == f"{own_policy(page)}; frame-ancestors 'none'"


def test_a_page_without_a_policy_of_its_own_is_not_served() -> None:
    with pytest.raises(ValueError, match="no policy"):
        own_policy(b"<!doctype html>")


@pytest.mark.parametrize("path", ["/nothing", "/verify/nothing", "/verify/..%2f..%2fservice%2fcli.py"])
def test_an_address_that_leads_nowhere_says_so(site: FlaskClient, path: str) -> None:
    response = site.get(path, headers={"Accept-Language": "en"})
    assert response.status_code == 404
    assert "There is no such page" in text(response)


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_can_be_sent_in(site: FlaskClient, method: str) -> None:
    for path in ("/check/", "/verify/", "/verify/verify.html"):
        assert getattr(site, method)(path, data=b"x").status_code == 405


def test_a_database_that_cannot_serve_is_said_and_the_verification_page_still_works(
    site: FlaskClient, thread: Thread
) -> None:
    thread.desk.close()
    path = Path(thread.url.removeprefix("sqlite:///"))
    away = path.rename(path.with_suffix(".away"))
    try:
        response = site.get("/check/")
        assert response.status_code == 503
        assert "panel db upgrade" in text(response)
        assert site.get("/verify/").status_code == 200
    finally:
        away.rename(path)


def test_a_defect_shows_a_number_and_nothing_of_its_cause(
    site: FlaskClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("a secret cause")

    monkeypatch.setattr("service.pages.public.proof_of", broken)
    response = site.get("/check/")
    assert response.status_code == 500
    shown = text(response)
    number = re.search("编号([0-9a-f]{8})", shown)
    assert number
    assert number[1] in caplog.text
    assert "a secret cause" in caplog.text
    assert "secret" not in shown


def test_an_application_with_an_unmarked_endpoint_does_not_start() -> None:
    app = Flask("sample", static_folder=None)
    app.add_url_rule("/open", "open", public(lambda: "open"))
    check_marks(app)
    app.add_url_rule("/forgotten", "forgotten", lambda: "closed")
    with pytest.raises(TypeError, match="forgotten"):
        check_marks(app)


def test_looking_changes_nothing(site: FlaskClient, thread: Thread) -> None:
    before = thread.dump(left_out=())
    for path in PATHS:
        site.get(path)
    assert thread.dump(left_out=()) == before
