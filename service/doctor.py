"""Looks at an installation the way an administrator would, line by line."""

import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import text

from kernel.config import Config
from kernel.database import Database
from kernel.errors import PanelError
from kernel.messages import sentence
from kernel.vault import Vault
from ledger.compare import check_memory
from ledger.origin import origin_of
from ledger.queries import read_head
from ledger.signer_process import SignerProcess


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: `code` names its sentence in templates/messages/doctor.toml."""

    name: str
    fine: bool
    detail: str


def examine(config: Config) -> Iterator[Finding]:
    """Look at Python, folders, keys, databases, tables, ledger; every line says what it saw."""
    yield Finding("python", sys.version_info >= (3, 11), sys.version.split()[0])
    yield _look("home", lambda: _writable(config.home))
    yield _look("keys", lambda: _keys(config))
    yield _look("database", lambda: _database(config.database_url))
    yield _look("tables", lambda: _tables(config.database_url))
    yield _look("credit", lambda: _database(config.credit_url))
    yield _look("signer", lambda: _signer(config))


def _look(name: str, see: Callable[[], str]) -> Finding:
    try:
        return Finding(name, fine=True, detail=see())
    except (PanelError, OSError) as error:
        return Finding(name, fine=False, detail=str(error))


def _writable(folder: Path) -> str:
    if not os.access(folder, os.W_OK):
        raise PermissionError(sentence("service.not_writable", path=folder))
    return str(folder)


def _keys(config: Config) -> str:
    vault = Vault(config.keys)
    vault.check()
    open_to_others = [path.name for path in config.keys.iterdir() if path.stat().st_mode & 0o077]
    if open_to_others:
        raise PermissionError(sentence("service.keys_open", names="、".join(open_to_others)))
    return str(config.keys)


def _database(url: str) -> str:
    database = Database(url)
    try:
        with database.reading() as session:
            session.execute(text("SELECT 1"))
        return str(database.engine.url.render_as_string(hide_password=True))
    finally:
        database.close()


def _tables(url: str) -> str:
    database = Database(url)
    try:
        with database.reading() as session:
            return str(session.execute(text("SELECT version_num FROM main_version")).scalar_one())
    finally:
        database.close()


def _signer(config: Config) -> str:
    """Whether the log still begins with what the signer signed last: an older database does not."""
    database = Database(config.database_url)
    try:
        with database.reading() as session:
            origin = origin_of(config.log_origin, read_head(session).log)
            with SignerProcess(config.signer, origin, config.signer_socket) as signer:
                signed = check_memory(session, signer)
    finally:
        database.close()
    return sentence("service.signer_agrees", size=signed.size) if signed else sentence("service.signer_new")
