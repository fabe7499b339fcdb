"""Signing in at the site as a person does: the link, the password, the authenticator, the recovery codes."""

import re
from collections.abc import Callable
from dataclasses import replace

import pyotp
import pytest

from kernel.access.links import invite
from kernel.access.profile import PROFILES
from kernel.accounts import Account, actor_named
from kernel.config import Config
from kernel.errors import InputError
from site_visitor import Visitor, seen
from thread import Thread

pytest_plugins = ["thread_fixtures"]

At = Callable[[str], Thread]
PASSWORD = "four invented unrelated words"
PAYLOADS = (
    *("//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example", "https://evil.example"),
    *(
        "https:evil.example",
        "javascript:alert(1)",
        "/\t/evil.example",
        "/\n/evil.example",
        "//evil.example/%2f..",
    ),
    *("http:///evil.example", "evil.example"),
)


class Person(Visitor):
    """Somebody with the link of an account, and a phone."""

    def __init__(self, thread: Thread, name: str = "convener") -> None:
        super().__init__(thread.desk, None)
        self.thread, self.name, self.secret = thread, name, ""

    def link(self) -> str:
        with self.desk.acting(lambda session: actor_named(session, "admin")) as act:
            account = act.session.query(Account).filter_by(name=self.name).one()
            return f"/access/{invite(act, account)}"

    def code(self) -> str:
        return pyotp.TOTP(self.secret).at(self.desk.clock.now())

    def follow(self, link: str) -> str:
        """What the page behind the button shows."""
        page = self.enters(link)
        assert page.status_code == 303, seen(page)
        shown = self.get(page.location).text
        key = re.search(r'class="code">([A-Z2-7 ]+)</span>', shown)
        self.secret = key[1].replace(" ", "") if key else self.secret
        return shown

    def enters(self, link: str):  # noqa: ANN201
        """Press the button of the page that the link shows."""
        return self.sends("/access/enter", link=link.rsplit("/", 1)[1])

    def activates(self, password: str = PASSWORD) -> list[str]:
        """The recovery codes."""
        self.follow(self.link())
        page = self.sends("/access/", password=password, again=password, code=self.code())
        assert page.status_code == 200, seen(page)
        self.thread.clock.advance(seconds=30)
        return re.findall(r'<li class="code">([^<]+)</li>', page.text)

    def sends(self, address: str, **fields: str):  # noqa: ANN201
        """Send a form as the page before offers it: its token belongs to the cookie of now."""
        cookie = self.client.get_cookie("session")
        self.token = cookie.value if cookie else ""
        return self.post(address, **fields)

    def gives_password(self, password: str = PASSWORD, **more: str):  # noqa: ANN201
        return self.sends("/sign-in/", name=self.name, password=password, **more)

    def signs_in(self, code: str | None = None, **more: str):  # noqa: ANN201
        assert self.gives_password(**more).location.startswith("/sign-in/code")
        return self.sends("/sign-in/code", code=code or self.code(), **more)


@pytest.fixture
def thread(sqlite_thread_at: At) -> Thread:
    return sqlite_thread_at("installed")


@pytest.fixture
def person(thread: Thread) -> Person:
    return Person(thread)


def test_from_the_link_to_the_first_page(person: Person) -> None:
    assert "只能用一次" in person.text(person.link())
    assert len(person.activates()) == 10
    assert person.signs_in().location == "/"
    assert "演示召集人" in person.text("/")


def test_signing_in_leads_to_where_one_wanted_to_go(person: Person) -> None:
    person.activates()
    page = person.get("/me/?a=1")
    assert page.location == "/sign-in/?next=%2Fme%2F%3Fa%3D1"
    assert 'value="/me/?a=1"' in person.get(page.location).text
    assert person.signs_in(next="/me/?a=1").location == "/me/?a=1"


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_address_leads_to_another_site(person: Person, payload: str) -> None:
    page = person.client.get("/sign-in/", query_string={"next": payload})
    assert 'name="next" value="/"' in page.text


def test_no_form_leads_to_another_site(person: Person) -> None:
    person.activates()
    assert person.signs_in(next="//evil.example").location == "/"


def test_opening_the_link_changes_and_shows_nothing(person: Person) -> None:
    link = person.link()
    before = person.thread.dump()
    for _ in range(3):
        assert "演示召集人" not in person.text(link)
        person.client.head(link)
    assert person.thread.dump() == before
    assert person.follow(link)


def test_a_link_that_nobody_made_opens_nothing(person: Person) -> None:
    assert person.enters(f"/access/{'0' * 64}").status_code == 404
    assert person.get("/access/").status_code == 404


def test_a_used_link_opens_nothing(person: Person) -> None:
    link = person.link()
    person.follow(link)
    person.sends("/access/", password=PASSWORD, again=PASSWORD, code=person.code())
    assert person.enters(link).status_code == 404
    assert person.sends("/access/", password=PASSWORD, again=PASSWORD, code=person.code()).status_code == 404


def test_what_is_wrong_with_a_new_password_stands_at_its_field(person: Person) -> None:
    person.follow(person.link())
    for fields, sentence in (
        ({"password": "short", "again": "short"}, "12至128"),
        ({"password": PASSWORD, "again": PASSWORD + "x"}, "不一样"),
        ({"password": PASSWORD, "again": PASSWORD, "code": "000000"}, "动态口令不对"),
    ):
        page = person.sends("/access/", **fields)
        assert page.status_code == 422
        assert sentence in page.text
        assert PASSWORD not in page.text


def test_the_link_stands_in_no_address_after_the_button(person: Person) -> None:
    link = person.link()
    assert link.rsplit("/", 1)[1] not in person.follow(link)


def test_unknown_account_and_wrong_password_are_answered_alike(person: Person) -> None:
    person.activates()
    stranger = Person(person.thread, "nobody-of-this-name")
    for _ in range(6):
        wrong, unknown = person.gives_password("wrong"), stranger.gives_password("wrong")
        assert wrong.status_code == unknown.status_code == 422
        assert seen(wrong) == seen(unknown)
    assert "已锁定15分钟" in seen(wrong)


def test_wrong_codes_lock_and_a_wait_unlocks(person: Person) -> None:
    person.activates()
    person.gives_password()
    for _ in range(5):
        page = person.sends("/sign-in/code", code="000000")
    assert "已锁定15分钟" in page.text
    person.thread.clock.advance(minutes=16)
    assert person.signs_in().location == "/"


def test_a_recovery_code_signs_in_once(person: Person) -> None:
    code = person.activates()[0]
    assert person.signs_in(code).location == "/"
    person.sends("/sign-out")
    person.gives_password()
    assert "已经用过" in person.sends("/sign-in/code", code=code).text


def test_the_second_step_needs_the_first(person: Person) -> None:
    person.activates()
    assert person.get("/sign-in/code").location == "/sign-in/"
    assert person.sends("/sign-in/code", code=person.code()).location == "/sign-in/"


def test_every_step_gives_another_cookie(person: Person) -> None:
    person.activates()
    person.client.set_cookie("session", "chosen-by-somebody-else")
    cookies = ["chosen-by-somebody-else"]
    for send in (person.gives_password, lambda: person.sends("/sign-in/code", code=person.code())):
        send()
        cookie = person.client.get_cookie("session")
        assert cookie
        cookies.append(cookie.value)
    assert len(set(cookies)) == 3
    for old in cookies[:2]:
        elsewhere = Visitor(person.desk, None, person.app)
        elsewhere.client.set_cookie("session", old)
        assert elsewhere.get("/me/").status_code == 303


def test_a_cookie_is_worth_nothing_after_signing_out(person: Person) -> None:
    person.activates()
    person.signs_in()
    cookie = person.client.get_cookie("session")
    person.sends("/sign-out")
    assert cookie
    person.client.set_cookie("session", cookie.value)
    assert person.get("/me/").status_code == 303


def test_under_dengbao_an_old_password_is_renewed_before_anything_else(person: Person) -> None:
    person.desk.config = replace(person.desk.config, profile=PROFILES["dengbao"])
    old, new = "Unrelated-Words-invented", "Other-Unrelated-Words-2"
    person.activates(old)
    person.thread.clock.advance(days=91)
    person.gives_password(old)
    page = person.sends("/sign-in/code", code=person.code())
    assert page.location == "/access/"
    assert "用满90天" in person.text("/access/")
    assert "最近5个" in person.is_refused("/access/", password=old, again=old)
    assert "新密码已生效" in person.does("/access/", password=new, again=new)
    person.thread.clock.advance(seconds=30)
    person.gives_password(new)
    assert person.sends("/sign-in/code", code=person.code()).location == "/"


def test_too_many_tries_from_one_address_are_put_off(person: Person) -> None:
    for number in range(30):
        person.name = f"name {number}"
        assert person.gives_password("wrong").status_code == 422
    page = person.gives_password("wrong")
    assert (page.status_code, "秒再试" in page.text) == (429, True)
    assert 0 < int(page.headers["Retry-After"]) <= 300


def test_too_many_searches_are_put_off(thread: Thread) -> None:
    visitor = Visitor(thread.desk, "convener")
    answers = [visitor.get("/?q=a").status_code for _ in range(61)]
    assert answers == [200] * 60 + [429]


def test_the_command_prints_the_link(thread: Thread) -> None:
    printed = thread.output("admin", "accounts", "invite", "convener")
    link = re.search(r"/access/[0-9a-f]{64}", printed)
    assert link
    assert Person(thread).follow(link[0])
    thread.desk.config = replace(thread.desk.config, base_url="https://panel.example")
    assert "https://panel.example/access/" in thread.output("admin", "accounts", "invite", "convener")


def test_the_pages_speak_english(person: Person) -> None:
    assert "Type the six digits" not in person.text("/sign-in/?lang=en")
    assert "Password" in person.text("/sign-in/?lang=en")
    assert "Start" in person.text(person.link() + "?lang=en")


def test_the_profile_and_the_proxies_are_settings() -> None:
    config = Config.from_env({"PANEL_PASSWORD_PROFILE": "dengbao", "PANEL_PROXIES": "1"})
    assert (config.profile, config.proxies) == (PROFILES["dengbao"], 1)
    with pytest.raises(InputError, match="asvs、dengbao"):
        Config.from_env({"PANEL_PASSWORD_PROFILE": "none"})
    with pytest.raises(InputError, match="PANEL_PROXIES"):
        Config.from_env({"PANEL_PROXIES": "many"})
