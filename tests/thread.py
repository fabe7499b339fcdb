"""The thread as tests play it: by the commands people type, up to a named step, on both databases.

A step is played once for each kind of database; every test gets a copy of its own (`thread_fixtures`).
"""

import contextlib
import copy
import io
import itertools
import json
import os
import shutil
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, NotRequired, TypedDict

from sqlalchemy import make_url, select

import postgres
import supplement_steps
import thread_steps
from credit.models import CreditBase
from kernel.cli import Desk
from kernel.clock import SHANGHAI, SetClock
from kernel.config import Config
from kernel.entropy import RepeatableEntropy
from kernel.errors import PanelError
from service.cli import panel
from service.models import Base

ORIGIN = "thread.example/log/1"
TABLES = [*Base.metadata.sorted_tables, *CreditBase.metadata.sorted_tables]
STEPS = {**thread_steps.STEPS, **supplement_steps.STEPS}
NO_CHANGE = {"log_checkpoint", "log_key", "query_log"}
"""To sign what is on the log, or to note who looked something up, changes nothing."""

_numbers = itertools.count()


@dataclass(frozen=True, slots=True)
class Refusal:
    """How a command that was refused ends."""

    text: str
    exit_code: int


class Said(TypedDict):
    """What a refusal says in either language, or a part of it; see `Thread.refused`."""

    zh: str
    en: str
    exit_code: NotRequired[int]


class Thread:
    """The thread at some step: a desk with a database, a folder, a clock and randomness of its own.

    Args:
        url: of the database.
        home: the folder of keys, files and the signer's state.
        facts: ids by name, such as `case`, `meeting`, `draw`; see `thread_steps`.
    """

    def __init__(
        self, url: str, home: Path, clock: SetClock, entropy: RepeatableEntropy, facts: Mapping[str, str]
    ) -> None:
        self.url, self.home, self.clock, self.entropy, self.facts = url, home, clock, entropy, {**facts}
        config = Config(home, url, url, ORIGIN, "thread.example", "office@example.com")
        self.desk = Desk(config, clock, entropy)

    def __getitem__(self, fact: str) -> str:
        return self.facts[fact]

    def at(self, moment: str) -> None:
        """Set the clock, such as to `12-02T09:00`, of 2026 in Shanghai."""
        self.clock.set(datetime.fromisoformat(f"2026-{moment}").replace(tzinfo=SHANGHAI))

    def run(self, actor: str, *words: object) -> Any:
        """Run a command quietly, and return what it gives back; `actor` is empty for an expert's code."""
        return self._run(actor, words)[0]

    def output(self, actor: str, *words: object) -> str:
        """What a command prints."""
        return self._run(actor, words)[1]

    def read(self, actor: str, *words: object) -> Any:
        """What a command prints with `--json`."""
        return json.loads(self.output(actor, *words, "--json"))

    def _run(self, actor: str, words: tuple[object, ...]) -> tuple[Any, str]:
        self.desk.actor_name = actor or None
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            value = panel.main([str(word) for word in words], obj=self.desk, standalone_mode=False)
        return value, printed.getvalue()

    def refusal(self, actor: str, *words: object, language: str = "zh") -> Refusal:
        """Run a command that has to be refused."""
        with speaking(language):
            try:
                self.run(actor, *words)
            except PanelError as error:
                return Refusal(str(error), error.exit_code)
        raise AssertionError(f"not refused: {words}")

    def refused(self, actor: str, *words: object, zh: str, en: str, exit_code: int = 1) -> None:
        """Run a command that has to be refused with these sentences, and see that nothing changed.

        Args:
            zh, en: the sentence in either language, or a part of it.
        """
        before = self.dump()
        for language, sentence in (("zh", zh), ("en", en)):
            refusal = self.refusal(actor, *words, language=language)
            assert sentence in refusal.text, refusal.text
            assert refusal.exit_code == exit_code, refusal
        assert self.dump() == before

    def dump(self, left_out: Collection[str] = NO_CHANGE) -> dict[str, list[tuple[Any, ...]]]:
        """Every row of every table but those left out, and every attached file."""
        with self.desk.database.reading() as session:
            rows = {
                table.name: [
                    tuple(row) for row in session.execute(select(table).order_by(*table.primary_key))
                ]
                for table in TABLES
                if table.name not in left_out
            }
        files = sorted(path for path in self.desk.config.attachments.rglob("*") if path.is_file())
        return {**rows, "files": [(path.name, path.stat().st_size) for path in files]}


@contextlib.contextmanager
def speaking(language: str) -> Iterator[None]:
    """Sentences come in `zh` or `en` inside the block."""
    known = os.environ.get("PANEL_LANG", "")
    os.environ["PANEL_LANG"] = language
    try:
        yield
    finally:
        os.environ["PANEL_LANG"] = known


class SqliteCopies:
    """Databases in files of one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def fresh(self) -> str:
        return f"sqlite:///{self._folder / f'{next(_numbers)}.sqlite'}"

    def copy(self, url: str) -> str:
        made = self.fresh()
        shutil.copy(url.removeprefix("sqlite:///"), made.removeprefix("sqlite:///"))
        return made

    def drop(self, url: str) -> None:
        Path(url.removeprefix("sqlite:///")).unlink(missing_ok=True)


class PostgresCopies:
    """Databases of one server."""

    def __init__(self, socket: str) -> None:
        self._socket = socket

    def fresh(self, template: str = "template0") -> str:
        name = f"thread_{next(_numbers)}"
        postgres.administer(self._socket, f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
        return postgres.url(self._socket, name)

    def copy(self, url: str) -> str:
        return self.fresh(name_of(url))

    def drop(self, url: str) -> None:
        postgres.administer(self._socket, f"DROP DATABASE IF EXISTS {name_of(url)} WITH (FORCE)")


def name_of(url: str) -> str:
    """The database's own name in a PostgreSQL URL."""
    return str(make_url(url).database)


class Plays:
    """Every step of the thread, played when first asked for, on one kind of database.

    Args:
        folder: for the homes of all copies.
        signer: a signer's folder with its key, the same for both kinds: signatures are repeatable.
    """

    def __init__(self, copies: SqliteCopies | PostgresCopies, folder: Path, signer: Path) -> None:
        self._copies, self._folder, self._signer = copies, folder, signer
        self._played: dict[str, Thread] = {}

    def at(self, step: str) -> Thread:
        """A copy of the thread after that step of `STEPS`."""
        thread = self._after(step)
        home = self._folder / str(next(_numbers))
        shutil.copytree(thread.home, home)
        url = self._copies.copy(thread.url)
        return Thread(url, home, SetClock(thread.clock.now()), copy.copy(thread.entropy), thread.facts)

    @contextlib.contextmanager
    def lent(self, step: str) -> Iterator[Thread]:
        """A copy that is thrown away after the block."""
        thread = self.at(step)
        try:
            yield thread
        finally:
            thread.desk.close()
            self._copies.drop(thread.url)

    def _after(self, step: str) -> Thread:
        if step not in self._played:
            before, play = STEPS[step]
            thread = self.at(before) if before else self._first()
            play(thread)
            thread.desk.close()
            self._played[step] = thread
        return self._played[step]

    def _first(self) -> Thread:
        home = self._folder / "first"
        shutil.copytree(self._signer, home / "signer")
        clock = SetClock(datetime(2026, 11, 16, 9, 0, tzinfo=SHANGHAI))
        return Thread(self._copies.fresh(), home, clock, RepeatableEntropy(b"thread"), {})
