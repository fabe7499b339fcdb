"""Where this service keeps its things, read once from the environment."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Config:
    """The settings of one installation.

    home: folder of everything that is not in the database: keys, attached files, the signer's state.
    database_url: SQLAlchemy URL; SQLite in `home` unless `PANEL_DATABASE_URL` says otherwise.
    credit_url: the embedded credit store's database; the same unless `PANEL_CREDIT_URL` says otherwise.
    log_origin: the name under which the ledger's checkpoints are signed.
    host: this installation's host name, as calendar events and message ids carry it.
    mail_from: the address invitations come from.
    """

    home: Path
    database_url: str
    credit_url: str
    log_origin: str
    host: str
    mail_from: str

    @property
    def keys(self) -> Path:
        return self.home / "keys"

    @property
    def attachments(self) -> Path:
        return self.home / "files"

    @property
    def signer(self) -> Path:
        return self.home / "signer"

    @classmethod
    def from_env(cls, env: Mapping[str, str] = os.environ) -> "Config":
        """`PANEL_` and HOME (default `data`), DATABASE_URL, CREDIT_URL, LOG_ORIGIN, HOST, MAIL_FROM."""
        home = Path(env.get("PANEL_HOME") or "data").resolve()
        host = env.get("PANEL_HOST") or "expert-panel.example"
        database_url = env.get("PANEL_DATABASE_URL") or f"sqlite:///{home / 'panel.sqlite'}"
        return cls(
            home=home,
            database_url=database_url,
            credit_url=env.get("PANEL_CREDIT_URL") or database_url,
            log_origin=env.get("PANEL_LOG_ORIGIN") or f"{host}/log/1",
            host=host,
            mail_from=env.get("PANEL_MAIL_FROM") or f"office@{host}",
        )
