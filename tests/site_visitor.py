"""The site as somebody with an account uses it: a browser that is signed in, its pages, its forms."""

import atexit
import re
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from shutil import rmtree
from tempfile import mkdtemp

from flask import Flask
from flask.testing import FlaskClient
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import event, select
from werkzeug.test import TestResponse

from kernel.access.links import digest_of
from kernel.access.models import SignIn
from kernel.accounts import Account
from kernel.cli import Desk
from kernel.entropy import public_id
from kernel.web.forms import form_token
from kernel.web.once import once
from service.site import create_app

_FOLDER = mkdtemp()
atexit.register(rmtree, _FOLDER)
COMPILED = FileSystemBytecodeCache(_FOLDER)
"""Templates are compiled once for all tests of a process."""


def signed_in_token(desk: Desk, account: str) -> str:
    """Sign an account in without its password; the token is what its cookie holds."""
    token = desk.entropy.bytes(32).hex()
    now = desk.clock.now()
    with desk.database.transaction() as session:
        holder = session.scalars(select(Account).where(Account.name == account)).one()
        session.add(
            SignIn(
                digest=digest_of(token),
                public_id=public_id(desk.entropy),
                account_id=holder.id,
                browser="a test",
                began_at=now,
                seen_at=now,
                proven_at=now,
            )
        )
    return token


class Visitor:
    """A browser at the site, signed in as an account, or as nobody.

    Args:
        desk: such as a thread's.
        account: its name; None visits as the public.
        app: the site, where several visitors share one.
    """

    def __init__(self, desk: Desk, account: str | None, app: Flask | None = None) -> None:
        self.desk = desk
        self.app = app or create_app(desk)
        self.app.jinja_env.bytecode_cache = COMPILED
        self.client: FlaskClient = self.app.test_client()
        self.token = signed_in_token(desk, account) if account else ""
        if account:
            self.client.set_cookie("session", self.token)

    def get(self, address: str, **more: object) -> TestResponse:
        return self.client.get(address, **more)

    def text(self, address: str, status: int = 200) -> str:
        """What a page says, without its tags."""
        response = self.get(address)
        assert response.status_code == status, (response.status_code, seen(response))
        return seen(response)

    def post(self, address: str, **fields: object) -> TestResponse:
        """Send a form of ours, each time with a mark of its own."""
        with self.app.app_context():
            mark = once()
        own = {"token": form_token(self.desk.vault, self.token), "once": mark}
        return self.client.post(address, data={**own, **fields})

    def does(self, address: str, **fields: object) -> str:
        """Send a form that is carried out; the text of the page it leads to."""
        response = self.post(address, **fields)
        assert response.status_code == 303, (response.status_code, seen(response))
        return self.text(response.location)

    def is_refused(self, address: str, **fields: object) -> str:
        """Send a form that is not carried out; what the page says then."""
        response = self.post(address, **fields)
        assert 400 <= response.status_code < 500, (response.status_code, seen(response))
        return seen(response)

    @contextmanager
    def counting(self) -> Iterator[list[str]]:
        """The SQL statements that are sent meanwhile."""
        sent: list[str] = []

        def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
            sent.append(statement)

        with self.desk.database.reading() as session:
            engine = session.get_bind()
        event.listen(engine, "before_cursor_execute", note)
        yield sent
        event.remove(engine, "before_cursor_execute", note)


def seen(response: TestResponse) -> str:
    """What a person reads on a page."""
    page = re.sub(r"<(script|style|title)\b.*?</\1>", " ", response.text, flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page))).strip()
