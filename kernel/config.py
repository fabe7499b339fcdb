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
    """

    home: Path
    database_url: str
    credit_url: str
    log_origin: str

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
        """`PANEL_HOME` (default `data`), `PANEL_DATABASE_URL`, `PANEL_CREDIT_URL`, `PANEL_LOG_ORIGIN`."""
        home = Path(env.get("PANEL_HOME") or "data").resolve()
        database_url = env.get("PANEL_DATABASE_URL") or f"sqlite:///{home / 'panel.sqlite'}"
        return cls(
            home=home,
            database_url=database_url,
            credit_url=env.get("PANEL_CREDIT_URL") or database_url,
            log_origin=env.get("PANEL_LOG_ORIGIN") or "expert-panel.example/log/1",
        )
