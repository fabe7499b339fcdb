"""An expert's whole work on a phone: the invitation, the answer, the session, the ballot and its receipt."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread as Running

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect
from sqlalchemy import select
from verify_page import problems
from werkzeug.serving import make_server

from experts.models import Expert
from meetings.invitations.invite import find_by_code
from meetings.models import Case
from meetings.session.ballot_code import hand_out
from service.site import create_app
from thread import Plays, Thread
from thread_steps import arrived, codes, deliver, in_session, sitting, voting

pytest_plugins = ["thread_fixtures"]

PHONE: ViewportSize = {"width": 390, "height": 844}
SMALLEST: ViewportSize = {"width": 360, "height": 740}
SHOTS = os.environ.get("SCREENSHOTS")


class Phone:
    """A browser on a phone; whatever it asks for, says wrong or looks wrong is noted."""

    def __init__(self, page: Page, site: str, words: dict[str, str]) -> None:
        self.page, self.site, self.words = page, site, words
        self.asked: set[str] = set()
        self.wrong: list[str] = []
        page.on("request", lambda request: self.asked.add(request.url))
        page.on("console", lambda message: self._note(message.text))
        page.on("pageerror", lambda error: self.wrong.append(str(error)))

    def _note(self, text: str) -> None:
        if "status of 422" not in text:  # how Chromium tells that a form was not filled in
            self.wrong.append(text)

    def press(self, name: str) -> None:
        """Press the button, the choice or the link that is called so."""
        where = ".stack button, .stack a, .items a, .choice"
        self.page.locator(where, has_text=self.words[name]).first.click()

    def open(self, code: str) -> None:
        """Follow the link in the mail and press its button."""
        self.page.goto(f"{self.site}/i/{code}")
        self.looks_right("knock")
        self.press("open")
        assert self.page.url == f"{self.site}/i/"

    def heading(self, name: str) -> None:
        expect(self.page.locator("h1")).to_have_text(self.words[name])

    def looks_right(self, name: str) -> None:
        """The page is usable by everybody, at every width, and asks nothing of anybody else."""
        assert problems(self.page) == [], name
        self.page.set_viewport_size(SMALLEST)
        assert self.page.evaluate("document.documentElement.scrollWidth") == SMALLEST["width"], name
        small = """[...document.querySelectorAll('.btn, .choice')].filter(e => e.offsetHeight < 56).length"""
        assert self.page.evaluate(small) == 0, name
        if SHOTS:
            self.shoot(name)
        self.page.set_viewport_size(PHONE)
        assert all(address.startswith(self.site) for address in self.asked), self.asked
        assert self.wrong == []

    def shoot(self, name: str) -> None:
        for size in (PHONE, ViewportSize(width=1280, height=900)):
            self.page.set_viewport_size(size)
            self.page.screenshot(path=Path(str(SHOTS)) / f"{name}-{size['width']}.png", full_page=True)


@contextmanager
def served(thread: Thread) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, create_app(thread.desk), threaded=True)
    running = Running(target=server.serve_forever)
    running.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    running.join()
    server.server_close()


def secrets_of(thread: Thread) -> list[str]:
    """The names of all experts and subjects."""
    with thread.desk.database.reading() as session:
        return [*session.scalars(select(Expert.name)), *session.scalars(select(Case.subject_name))]


WORDS = {
    "zh-CN": {
        "open": "打开邀请", "yes": "我能参加", "item": "议题1", "give": "提交意见", "agree": "同意",
        "check": "下一步", "cast": "确认提交", "save": "保存回执文件", "change": "改我的表决", "no": "不能参加",
        "ill": "生病", "sure": "确认不参加", "in": "已收到您的表决", "left": "已登记，您不参加这次会议",
        "unlock": "打开表决票",
    },
    "en-GB": {
        "open": "Open the invitation", "yes": "I can take part", "item": "Item 1", "give": "Give this opinion",
        "agree": "Agree", "check": "Next: check it", "cast": "Cast this ballot", "save": "Save the receipt file",
        "change": "Change my ballot", "no": "I cannot", "ill": "ill", "sure": "Confirm that I cannot come",
        "in": "Your ballot is in", "unlock": "Open the ballot", "left": "Noted: you will not take part",
    },
}  # fmt: skip


@pytest.fixture(params=["zh-CN", "en-GB"])
def phone(request: pytest.FixtureRequest, chromium: Browser, thread: Thread) -> Iterator[Phone]:
    context = chromium.new_context(locale=request.param, viewport=PHONE)
    with served(thread) as site:
        context.set_default_timeout(15000)
        yield Phone(context.new_page(), site, WORDS[request.param])
        context.close()


@pytest.fixture
def thread(sqlite_plays: Plays) -> Iterator[Thread]:
    with sqlite_plays.lent("invited") as thread:
        yield thread


def test_from_the_invitation_to_the_receipt(phone: Phone, thread: Thread, tmp_path: Path) -> None:
    code = next(iter(sitting(thread).values()))
    hidden = secrets_of(thread)
    phone.open(code)
    phone.looks_right("asked")
    assert [name for name in hidden if name in phone.page.content()] == []
    phone.press("yes")
    phone.looks_right("coming")
    assert [name for name in hidden if name in phone.page.content()] == []
    everybody_else_comes(thread, code)
    phone.page.reload()
    phone.looks_right("doors")
    assert code not in phone.page.content()
    expect(phone.page.locator("svg.qrcode")).to_be_visible()
    handed = voting_code(thread, code)
    in_session(thread)
    expect(phone.page.locator("ol.items")).to_be_visible(timeout=9000)  # by itself
    phone.looks_right("sitting")
    own_pages(phone)
    opine(phone)
    voting(thread)
    vote(phone, tmp_path, handed)
    experts = set(hidden) - {subject for subject in hidden if subject in phone.page.content()}
    assert len(experts) > 10
    assert not any(code in address for address in phone.asked if not address.endswith(code))


def everybody_else_comes(thread: Thread, own: str) -> None:
    for code in codes(thread):
        if code != own:
            thread.run("", "invitations", "accept", code)
    deliver(thread)
    arrived(thread)


def voting_code(thread: Thread, code: str) -> str:
    """The second code, as the recorder hands it out at the door."""
    thread.desk.actor_name = "recorder"
    with thread.desk.acting() as act:
        invitation = find_by_code(act.session, act.vault, code)
        return hand_out(act, invitation.meeting, invitation)


def own_pages(phone: Phone) -> None:
    for path in ("", "confirm", "proof"):
        phone.page.goto(f"{phone.site}/i/own/{path}")
        phone.looks_right(f"own-{path}")
    phone.page.goto(f"{phone.site}/i/")


def opine(phone: Phone) -> None:
    """Give an opinion, but forget the reasons first."""
    phone.press("item")
    phone.page.goto(f"{phone.page.url}relation")
    phone.looks_right("relation")
    phone.page.go_back()
    phone.press("agree")
    phone.press("give")
    phone.looks_right("opinion-forgotten")
    expect(phone.page.locator("#stand-agree")).to_be_checked()
    phone.page.fill("#reasons", "事实清楚，依据充分。\n同意。")
    phone.press("give")
    expect(phone.page.locator(".quote")).to_have_text("事实清楚，依据充分。\n同意。")
    phone.looks_right("opinion")


def vote(phone: Phone, folder: Path, handed: str) -> None:
    """Type the second code, vote by keyboard, keep the receipt, and change the ballot."""
    expect(phone.page.locator("[hx-get] .notice")).to_be_visible(timeout=9000)  # the vote is open
    phone.page.reload()
    phone.looks_right("locked")
    phone.page.fill("#code", handed)
    phone.press("unlock")
    assert phone.page.locator("input:checked").count() == 0
    phone.looks_right("ballot")
    phone.page.focus("#agree")
    phone.page.keyboard.press("Space")
    phone.press("check")
    phone.looks_right("confirm")
    phone.press("cast")
    phone.heading("in")
    phone.looks_right("receipt")
    with phone.page.expect_download() as download:
        phone.press("save")
    download.value.save_as(folder / "ballot.tlog-proof")
    assert (folder / "ballot.tlog-proof").read_text().startswith("c2sp.org/tlog-proof@v1")
    number = phone.page.locator(".receipt__no").inner_text()
    phone.press("change")
    phone.page.locator(".choice").nth(2).click()
    phone.press("check")
    phone.press("cast")
    assert phone.page.locator(".receipt__no").inner_text() != number


def test_declining_takes_three_taps(phone: Phone, thread: Thread) -> None:
    phone.open(codes(thread)[0])
    phone.page.goto(f"{phone.site}/i/answer/conflict")
    phone.looks_right("conflict")
    phone.page.go_back()
    phone.press("no")
    phone.looks_right("decline")
    phone.press("ill")
    phone.press("sure")
    phone.heading("left")
    phone.looks_right("left")
    phone.page.goto(f"{phone.site}/i/answer/left?lang=en")
    assert phone.page.locator("html").get_attribute("lang") == "en"
