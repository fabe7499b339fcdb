"""Signing in: links, passwords, second factors, sessions."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pyotp
import pytest

from kernel.access.events import Caller
from kernel.access.limits import Limit, count
from kernel.access.links import activate, invite, opened_link, renew_password
from kernel.access.models import SecurityEvent
from kernel.access.profile import PROFILES, Profile
from kernel.access.second_factor import new_secret
from kernel.access.sign_in import Attempt, give_code, give_password, note_use, opened_by, sign_out
from kernel.accounts import Account, AccountRole
from kernel.act import Act
from kernel.attachments import Attachments
from kernel.clock import SetClock
from kernel.database import Database
from kernel.entropy import RepeatableEntropy
from kernel.errors import InputError, NotAllowed, NotFound, TooMany
from kernel.roles import Actor, Role
from kernel.vault import Vault

FOX = Caller("Testfox 1.0", "192.0.2.7")
PASSWORD = "four invented unrelated words"
ADMIN = Actor("admin", "admin", frozenset({Role.SYSTEM_ADMIN}))


@dataclass
class House:
    """A database with one account, `zhang`, and a clock."""

    database: Database
    clock: SetClock
    entropy: RepeatableEntropy
    vault: Vault
    folder: Path
    profile: Profile = PROFILES["asvs"]

    @contextmanager
    def act(self, actor: Actor = ADMIN) -> Iterator[Act]:
        with self.database.transaction() as session:
            yield Act(session, self.clock, self.entropy, actor, self.vault, Attachments(self.folder))

    def activate(self, password: str = PASSWORD, profile: str = "asvs") -> tuple[str, list[str]]:
        """A link used; secret and recovery codes."""
        with self.act() as act:
            token = invite(act, act.session.query(Account).one())
        with self.act() as act:
            secret = new_secret(act)
            codes = activate(act, token, password, secret, self.code(secret), PROFILES[profile])
        return secret, list(codes)

    def code(self, secret: str) -> str:
        return pyotp.TOTP(secret).at(self.clock.now())

    def sign_in(self, secret: str, password: str = PASSWORD) -> str | None:
        """The cookie's token."""
        first = self.password(password)
        assert first.token
        self.clock.advance(seconds=30)
        with self.act() as act:
            return self.give_code(act, first.token, self.code(secret)).token

    def give_code(self, act: Act, token: str | None, code: str) -> Attempt:
        return give_code(act, token or "", code, self.profile, FOX)

    def password(self, password: str, name: str = "zhang") -> Attempt:
        with self.act() as act:
            return give_password(act, name, password, FOX)

    def is_in(self, token: str | None) -> bool:
        now = self.clock.now()
        with self.database.reading() as session:
            found = opened_by(session, token or "", now, self.profile)
        if found:
            with self.database.transaction() as session:
                note_use(session, found, now)
        return found is not None


@pytest.fixture
def house(database: Database, tmp_path: Path) -> House:
    entropy = RepeatableEntropy(b"access")
    vault = Vault(tmp_path / "keys")
    vault.prepare(entropy)
    clock = SetClock(datetime(2026, 11, 22, 8, tzinfo=UTC))
    with database.transaction() as session:
        roles = [AccountRole(role="convener")]
        session.add(Account(public_id="p1", name="zhang", display_name="演示张", roles=roles))
    return House(database, clock, entropy, vault, tmp_path / "files")


def test_with_password_and_code_one_is_signed_in(house: House) -> None:
    secret, _ = house.activate()
    assert house.is_in(house.sign_in(secret))


def test_a_password_alone_opens_nothing(house: House) -> None:
    house.activate()
    assert not house.is_in(house.password(PASSWORD).token)


def test_the_token_of_the_first_factor_is_worth_nothing_after_the_second(house: House) -> None:
    secret, _ = house.activate()
    first = house.password(PASSWORD).token
    house.clock.advance(seconds=30)
    with house.act() as act:
        house.give_code(act, first, house.code(secret))
    assert not house.is_in(first)


def test_a_code_serves_once(house: House) -> None:
    secret, _ = house.activate()
    assert house.sign_in(secret)
    again = house.password(PASSWORD).token
    with house.act() as act:
        assert house.give_code(act, again, house.code(secret)).token is None


def test_the_code_of_the_enrolment_does_not_sign_in(house: House) -> None:
    secret, _ = house.activate()
    first = house.password(PASSWORD).token
    with house.act() as act:
        assert house.give_code(act, first, house.code(secret)).token is None


def test_a_recovery_code_stands_in_once(house: House) -> None:
    _, codes = house.activate()
    for expected in (True, False):
        first = house.password(PASSWORD).token
        with house.act() as act:
            assert bool(house.give_code(act, first, codes[3].upper()).token) is expected


def test_five_failures_lock_the_account_for_a_quarter_of_an_hour(house: House) -> None:
    secret, _ = house.activate()
    for left in (4, 3, 2, 1):
        assert house.password("wrong") == Attempt(None, left=left)
    assert house.password("wrong").locked
    assert house.password(PASSWORD) == Attempt(None, locked=True)
    house.clock.advance(minutes=16)
    assert house.is_in(house.sign_in(secret))


def test_wrong_codes_lock_too(house: House) -> None:
    house.activate()
    first = house.password(PASSWORD).token or ""
    for _ in range(5):
        with house.act() as act:
            attempt = house.give_code(act, first, "000000")
    assert attempt.locked


def test_the_second_factor_is_awaited_for_five_minutes(house: House) -> None:
    secret, _ = house.activate()
    first = house.password(PASSWORD).token or ""
    house.clock.advance(minutes=5)
    with house.act() as act:
        assert house.give_code(act, first, house.code(secret)).token is None


def test_an_unknown_name_is_answered_as_a_wrong_password(house: House) -> None:
    house.activate()
    for _ in range(6):
        assert house.password(PASSWORD, "nobody") == house.password("wrong")


def test_signing_out_ends_the_session_for_every_copy_of_its_cookie(house: House) -> None:
    secret, _ = house.activate()
    token = house.sign_in(secret) or ""
    with house.act() as act:
        sign_out(act, token, FOX)
    assert not house.is_in(token)


def test_an_idle_session_ends(house: House) -> None:
    secret, _ = house.activate()
    token = house.sign_in(secret)
    for _ in range(5):
        house.clock.advance(minutes=29)
        assert house.is_in(token)
    house.clock.advance(minutes=30)
    assert not house.is_in(token)


def test_no_session_outlives_twelve_hours(house: House) -> None:
    secret, _ = house.activate()
    token = house.sign_in(secret)
    for _ in range(28):
        house.clock.advance(minutes=25)
        house.is_in(token)
    house.clock.advance(minutes=25)
    assert not house.is_in(token)


def test_who_is_disabled_is_out_at_once(house: House) -> None:
    secret, _ = house.activate()
    token = house.sign_in(secret)
    with house.act() as act:
        act.session.query(Account).one().disabled = True
    assert not house.is_in(token)
    assert house.password(PASSWORD) == Attempt(None, left=4)


def test_a_new_password_ends_every_session(house: House) -> None:
    secret, _ = house.activate()
    token = house.sign_in(secret)
    house.activate("some other unrelated words")
    assert not house.is_in(token)


def test_a_link_serves_once_and_a_day_long(house: House) -> None:
    with house.act() as act:
        token = invite(act, act.session.query(Account).one())
    house.clock.advance(hours=24)
    with pytest.raises(NotFound), house.act() as act:
        opened_link(act.session, token, act.clock.now())


def test_a_used_link_is_void(house: House) -> None:
    with house.act() as act:
        token = invite(act, act.session.query(Account).one())
    with house.act() as act:
        secret = new_secret(act)
        activate(act, token, PASSWORD, secret, house.code(secret), PROFILES["asvs"])
    with pytest.raises(NotFound), house.act() as act:
        opened_link(act.session, token, act.clock.now())


def test_a_new_link_replaces_the_old(house: House) -> None:
    tokens = []
    for _ in range(2):
        with house.act() as act:
            tokens.append(invite(act, act.session.query(Account).one()))
    with pytest.raises(NotFound), house.act() as act:
        opened_link(act.session, tokens[0], act.clock.now())


def test_only_the_system_administrator_makes_links(house: House) -> None:
    for role in set(Role) - {Role.SYSTEM_ADMIN}:
        with pytest.raises(NotAllowed), house.act(replace(ADMIN, roles=frozenset({role}))) as act:
            invite(act, act.session.query(Account).one())


@pytest.mark.parametrize(
    ("profile", "password", "sentence"),
    [
        ("asvs", "short", "12至128"),
        ("asvs", "x" * 129, "12至128"),
        ("asvs", "password1234", "太容易猜到"),
        ("asvs", "zhangzhangzhang", "太容易猜到"),
        ("dengbao", "alllowercaseletters", "至少要有3种"),
        ("dengbao", "Aa123456", "太容易猜到"),
    ],
)
def test_a_weak_password_is_refused(house: House, profile: str, password: str, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        house.activate(password, profile)


def test_under_dengbao_the_last_five_passwords_do_not_come_again(house: House) -> None:
    for number in range(6):
        house.activate(f"Unrelated-Words-{number}-invented", "dengbao")
    with pytest.raises(InputError, match="最近5个"):
        house.activate("Unrelated-Words-1-invented", "dengbao")
    house.activate("Unrelated-Words-0-invented", "dengbao")


def test_nothing_that_is_stored_opens_anything(house: House) -> None:
    secret, codes = house.activate()
    token = house.sign_in(secret) or ""
    with house.database.reading() as session:
        dump = "".join(
            str(tuple(row))
            for table in ("credential", "recovery_code", "access_link", "sign_in")
            for row in session.connection().exec_driver_sql(f"SELECT * FROM {table}")
        )
    for open_text in (PASSWORD, secret, token, *codes, *(code.replace("-", "") for code in codes)):
        assert open_text not in dump


def test_under_dengbao_a_session_is_shorter(house: House) -> None:
    house.profile = PROFILES["dengbao"]
    secret, _ = house.activate("Unrelated-Words-invented", "dengbao")
    token = house.sign_in(secret, "Unrelated-Words-invented")
    house.clock.advance(minutes=14)
    assert house.is_in(token)
    house.clock.advance(minutes=15)
    assert not house.is_in(token)


def test_under_dengbao_a_password_of_90_days_opens_the_way_to_another_only(house: House) -> None:
    house.profile = PROFILES["dengbao"]
    old, new = "Unrelated-Words-invented", "Other-Unrelated-Words-2"
    secret, _ = house.activate(old, "dengbao")
    house.clock.advance(days=90)
    first = house.password(old)
    with house.act() as act:
        attempt = house.give_code(act, first.token, house.code(secret))
    assert attempt.token is None
    with house.act() as act:
        renew_password(act, attempt.link or "", new, house.profile)
    house.clock.advance(seconds=30)
    assert house.is_in(house.sign_in(secret, new))


def test_a_link_for_the_whole_does_not_set_the_password_alone(house: House) -> None:
    with house.act() as act:
        token = invite(act, act.session.query(Account).one())
    with pytest.raises(NotFound), house.act() as act:
        renew_password(act, token, PASSWORD, PROFILES["asvs"])


def test_what_happens_at_the_door_stands_in_the_security_log(house: House) -> None:
    secret, _ = house.activate()
    house.password("wrong")
    house.password(PASSWORD, "a password\ntyped into the wrong field")
    token = house.sign_in(secret)
    with house.act() as act:
        sign_out(act, token or "", FOX)
    with house.act() as act:
        lines = act.session.query(SecurityEvent).order_by(SecurityEvent.id).all()
    kinds = ["invited", "activated", "wrong_password", "wrong_name", "signed_in", "signed_out"]
    assert [line.kind for line in lines] == kinds
    assert [line.account for line in lines] == ["p1", "p1", "p1", None, "p1", "p1"]
    assert {(line.browser, line.address) for line in lines[2:]} == {("Testfox 1.0", "192.0.2.7")}
    assert not any("typed" in line.detail for line in lines)


def test_a_limit_counts_within_its_span_of_time(house: House) -> None:
    limit = Limit("test", 3, 60)

    def tries(who: str) -> None:
        with house.database.transaction() as session:
            count(session, limit, who, house.clock)

    for _ in range(3):
        tries("a")
    with pytest.raises(TooMany, match="60秒"):
        tries("a")
    tries("b")
    house.clock.advance(seconds=60)
    tries("a")
