"""A ledger with the commands people type, and with backups of its database that can be put back."""

import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from click.testing import CliRunner
from sqlalchemy import make_url
from sqlalchemy.orm import Session

import postgres
from kernel.accounts import Account, AccountRole
from kernel.act import Act
from kernel.cli import Desk
from kernel.clock import SetClock
from kernel.config import Config
from kernel.database import Database
from ledger.commands import ledger
from ledger.entry import Entry
from ledger.queries import entry, verifier_key
from ledger.receipts import export_entry
from ledger_sample import ORIGIN, START, a_record, enter, unguarded

ROLES = {"auditor": "audit_admin", "clerk": "unit_clerk", "security": "security_admin"}


class Office:
    """An installation whose ledger has three accounts about it.

    Args:
        url: of a database with all tables.
        home: its folder; the signer is in it.
    """

    def __init__(self, url: str, home: Path) -> None:
        self.url, self.home, self.signer = url, home, home / "signer"
        self._env = {"PANEL_HOME": str(home), "PANEL_DATABASE_URL": url, "PANEL_LOG_ORIGIN": ORIGIN}
        self._database = make_url(url).database or ""

    def add_accounts(self) -> None:
        with self.opened() as database, database.transaction() as session:
            for name, role in ROLES.items():
                roles = [AccountRole(role=role)]
                session.add(Account(public_id=f"sample-{name}", name=name, display_name="示例", roles=roles))

    def copy(self, home: Path) -> "Office":
        """The same installation in another folder; its database is an SQLite file in it."""
        shutil.copytree(self.home, home, dirs_exist_ok=True)
        return Office(f"sqlite:///{home / Path(self._database).name}", home)

    @property
    def config(self) -> Config:
        return Config.from_env(self._env)

    def run(self, actor: str, *words: object) -> tuple[Any, str]:
        """What a command returns and prints; what it raises is raised."""
        desk = Desk(self.config, SetClock(START), actor_name=actor)
        with closing(desk):
            arguments = [str(word) for word in words]
            result = CliRunner().invoke(ledger, arguments, obj=desk, standalone_mode=False)
        if result.exception:
            raise result.exception
        return result.return_value, result.output

    def output(self, actor: str, *words: object) -> str:
        return self.run(actor, *words)[1]

    def set(self, **settings: str) -> None:
        """Change what the administrator set in the environment."""
        self._env |= settings

    @contextmanager
    def opened(self) -> Iterator[Database]:
        with closing(Database(self.url)) as database:
            yield database

    @contextmanager
    def reading(self) -> Iterator[Session]:
        with self.opened() as database, database.reading() as session:
            yield session

    @contextmanager
    def acting(self, actor: str) -> Iterator[Act]:
        with closing(Desk(self.config, SetClock(START), actor_name=actor)) as desk, desk.acting() as act:
            yield act

    @contextmanager
    def unguarded(self) -> Iterator[Session]:
        """A session in which triggers and foreign keys hold nothing, and which forgets everything at its end."""
        with self.opened() as database, unguarded(database) as session:
            yield session

    def grow(self, first: int, end: int, **changes: Any) -> list[Entry]:
        """Enter the records from `first` up to `end`."""
        with self.opened() as database, database.transaction() as session:
            return enter(session, *(a_record(number, **changes) for number in range(first, end)))

    def receipt(self, n: int, log: int = 1, origin: str = ORIGIN) -> tuple[Path, Path, str]:
        """An entry's two files as somebody takes them away, and the log's key."""
        with self.reading() as session:
            content, proof = export_entry(session, entry(session, n, log))
            key = str(verifier_key(session, origin))
        names = self.home / f"{log}-{n}.json", self.home / f"{log}-{n}.tlog-proof"
        names[0].write_bytes(content)
        names[1].write_bytes(proof)
        return *names, key

    def backup(self) -> None:
        """Keep the database as it is now."""
        if self.url.startswith("sqlite"):
            shutil.copy(self._database, self.home / "backup.sqlite")
        else:
            self._copy(self._database, f"{self._database}_backup")

    def restore(self) -> None:
        """Put the kept database back."""
        if self.url.startswith("sqlite"):
            shutil.copy(self.home / "backup.sqlite", self._database)
        else:
            self._copy(f"{self._database}_backup", self._database)

    def _copy(self, source: str, to: str) -> None:
        socket = str(make_url(self.url).query["host"])
        postgres.administer(socket, f"DROP DATABASE IF EXISTS {to} WITH (FORCE)")
        postgres.administer(socket, f"CREATE DATABASE {to} TEMPLATE {source} STRATEGY file_copy")
