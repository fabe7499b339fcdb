"""Where the demonstration plays: a clean folder and database, a clock that is set, repeatable randomness."""

import contextlib
import io
import json
import os
import re
import shlex
import shutil
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import click
from sqlalchemy import make_url, text

import demo_data
from kernel.cli import Desk, both
from kernel.clock import SHANGHAI, SetClock
from kernel.config import Config
from kernel.database import Database
from kernel.entropy import RepeatableEntropy
from kernel.errors import NotFound, Refused
from meetings.invitations.invite import find_by_code
from service.cli import panel

HOST = "demo.expert-panel.example"
ORIGIN = f"{HOST}/log/1"
SITE = "http://127.0.0.1:8000"
MARKER = "本目录由panel demo生成.txt"
SCHEMA = "panel_demo"
SEED = b"expert-panel demonstration: everybody knows these secrets"
DATA = Path(demo_data.__file__).parent
HEAD, TAIL = 6, 4
CODE = re.compile(r"[a-z2-7]{26}-[a-z2-7]{32}")


class Stage:
    """Runs commands the way people type them, at times the play sets.

    Args:
        folder: everything the play leaves behind; made anew.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.clock = SetClock(datetime(2026, 11, 16, 9, 0, tzinfo=SHANGHAI))
        home = folder / "service"
        url = _clean_database(folder)
        config = Config(
            home=home,
            database_url=url,
            credit_url=url,
            log_origin=ORIGIN,
            host=HOST,
            mail_from="office@example.com",
            cosignatures=1,
            base_url=SITE,
        )
        self.desk = Desk(config=config, clock=self.clock, entropy=RepeatableEntropy(SEED))
        self.representatives: list[str] = []
        self._scenes = 0

    def at(self, day: str, time: str) -> None:
        """Set the clock: a day such as `11-16` of 2026 and a time in Shanghai."""
        self.clock.set(datetime.fromisoformat(f"2026-{day}T{time}").replace(tzinfo=SHANGHAI))

    def scene(self, zh: str, en: str) -> None:
        """Announce the next scene."""
        self._scenes += 1
        click.echo(f"\n{self._scenes}. {both(zh, en)}")

    def tell(self, zh: str, en: str) -> None:
        """Say what happens outside the commands."""
        click.echo(f"   {both(zh, en)}")

    def run(self, actor: str, *words: object) -> str:
        """Run one command, printing it and its answer; `actor` is an account, or empty for an expert's code.

        Returns:
            What the command gives back, mostly an id.
        """
        arguments = [str(word) for word in words]
        shown = shlex.join(_short(argument) for argument in arguments)
        acting = ["--as", actor] if actor else []
        click.echo(click.style(f"   $ panel {' '.join(acting)} {shown}".replace("  ", " "), dim=True))
        printed = io.StringIO()
        try:
            with contextlib.redirect_stdout(printed):
                answer = panel.main([*acting, *arguments], obj=self.desk, standalone_mode=False)
        finally:
            for line in _shortened(printed.getvalue().splitlines()):
                click.echo(line)
        return str(answer) if answer is not None else ""

    def read(self, actor: str, *words: object) -> dict[str, Any]:
        """What a `show` command prints as JSON, without showing it."""
        facts: dict[str, Any] = json.loads(self._silently(actor, *words))
        return facts

    def read_list(self, actor: str, *words: object) -> list[dict[str, Any]]:
        """What a `list` command prints as JSON, without showing it."""
        rows: list[dict[str, Any]] = json.loads(self._silently(actor, *words))
        return rows

    def _silently(self, actor: str, *words: object) -> str:
        arguments = ["--as", actor, *(str(word) for word in words), "--json"]
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            panel.main(arguments, obj=self.desk, standalone_mode=False)
        return printed.getvalue()

    def refused(self, actor: str, *words: object) -> None:
        """Run a command that the rules forbid, and print the refusal.

        Raises:
            AssertionError: it was not refused; the play would show something untrue.
        """
        try:
            self.run(actor, *words)
        except (Refused, NotFound) as error:
            click.echo(f"   ✗ {error}")
        else:
            raise AssertionError("the rules should forbid this")

    def sitting(self, draw: str) -> list[str]:
        """The personal codes of those who sit now, in seat order: each knows the own one from the mail."""
        seats = self.read("supervisor", "draw", "show", draw)["panel"]
        by_tag = {self.tag_of(code): code for code in self._delivered()}
        return [by_tag[seat["tag"]] for seat in seats]

    def tag_of(self, code: str) -> str:
        """The tag of the person with a personal code, which the play knows and no office does."""
        with self.desk.database.reading() as session:
            return find_by_code(session, self.desk.vault, code).tag

    def _delivered(self) -> list[str]:
        """The personal codes in the invitations delivered so far, in the order of delivery."""
        found = []
        for path in sorted((self.folder / "mail").glob("*-request.eml")):
            message = message_from_bytes(path.read_bytes(), policy=default)
            body = message.get_body(("plain",))
            match = CODE.search(body.get_content()) if isinstance(body, EmailMessage) else None
            if match:
                found.append(match[0])
        return list(dict.fromkeys(found))


def _shortened(lines: list[str]) -> list[str]:
    """The beginning and the end of a long answer."""
    if len(lines) <= HEAD + TAIL + 1:
        return lines
    left_out = len(lines) - HEAD - TAIL
    middle = both(f"   …… 此处略去{left_out}行", f"   … {left_out} lines left out here")
    return [*lines[:HEAD], middle, *lines[-TAIL:]]


def _short(argument: str) -> str:
    return argument if len(argument) <= 60 else f"{argument[:57]}…"


def prepare_folder(folder: Path) -> None:
    """Make the folder anew; only one that an earlier play made is removed.

    Raises:
        Refused: there is something else of that name.
    """
    if folder.exists():
        if not (folder / MARKER).exists():
            raise Refused("service.not_a_demo", path=folder)
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    (folder / MARKER).write_text("演示数据均为虚构。All of this is invented.\n", encoding="utf-8")


def _clean_database(folder: Path) -> str:
    """A database of the play's own: a file in its folder, or a schema of its own on a given PostgreSQL."""
    given = os.environ.get("PANEL_DATABASE_URL", "")
    if not given.startswith("postgresql"):
        return f"sqlite:///{folder / 'panel.sqlite'}"
    database = Database(given)
    try:
        with database.transaction() as session:
            session.execute(text("DROP SCHEMA IF EXISTS panel_demo CASCADE"))
            session.execute(text("CREATE SCHEMA panel_demo"))
    finally:
        database.close()
    own = make_url(given).update_query_dict({"options": f"-c search_path={SCHEMA}"})
    return own.render_as_string(hide_password=False)
