"""Where this service keeps its things, read once from the environment."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kernel.access.profile import PROFILES, Profile
from kernel.errors import InputError

_SITE = re.compile(r"https://[a-z0-9.-]{1,253}(:[0-9]{1,5})?|http://(127\.0\.0\.1|localhost)(:[0-9]{1,5})?")
"""A personal link is a secret: it goes over TLS, or nowhere."""


@dataclass(frozen=True, slots=True)
class Config:
    """The settings of one installation.

    home: folder of everything that is not in the database: keys, attached files, the signer's state.
    database_url: SQLAlchemy URL; SQLite in `home` unless `PANEL_DATABASE_URL` says otherwise.
    credit_url: the embedded credit store's database; the same unless `PANEL_CREDIT_URL` says otherwise.
    log_origin: the name under which the ledger's checkpoints are signed.
    host: this installation's host name, as calendar events and message ids carry it.
    mail_from: the address invitations come from.
    signer_socket: where a signer that runs under another account is asked; without it, it is a child process.
    cosignatures: how many witnesses must have cosigned a plan before anybody lets go of a secret.
    base_url: where people reach the site, as links in mails begin; without it mails carry codes and no links.
    profile: what is asked of passwords and sessions.
    proxies: how many proxies stand between the visitors and the site; each names the address it was asked from.
    """

    home: Path
    database_url: str
    credit_url: str
    log_origin: str
    host: str
    mail_from: str
    signer_socket: Path | None = None
    cosignatures: int = 0
    base_url: str | None = None
    profile: Profile = PROFILES["asvs"]
    proxies: int = 0

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
        """`PANEL_` and HOME (default `data`), DATABASE_URL, CREDIT_URL, LOG_ORIGIN, HOST, MAIL_FROM, SIGNER_SOCKET,
        COSIGNATURES, BASE_URL, PASSWORD_PROFILE (`asvs` or `dengbao`), PROXIES.

        Raises:
            InputError: COSIGNATURES or PROXIES is no number, BASE_URL no address of a site, or there is no such profile.
        """
        home = Path(env.get("PANEL_HOME") or "data").resolve()
        host = env.get("PANEL_HOST") or "expert-panel.example"
        signer_socket = env.get("PANEL_SIGNER_SOCKET")
        base_url = (env.get("PANEL_BASE_URL") or "").removesuffix("/")
        if base_url and not _SITE.fullmatch(base_url):
            raise InputError("kernel.bad_base_url", value=base_url)
        profile = env.get("PANEL_PASSWORD_PROFILE") or "asvs"
        if profile not in PROFILES:
            raise InputError("kernel.bad_profile", value=profile, known="、".join(PROFILES))
        database_url = env.get("PANEL_DATABASE_URL") or f"sqlite:///{home / 'panel.sqlite'}"
        return cls(
            home=home,
            database_url=database_url,
            credit_url=env.get("PANEL_CREDIT_URL") or database_url,
            log_origin=env.get("PANEL_LOG_ORIGIN") or f"{host}/log/1",
            host=host,
            mail_from=env.get("PANEL_MAIL_FROM") or f"office@{host}",
            signer_socket=Path(signer_socket) if signer_socket else None,
            cosignatures=_number(env, "PANEL_COSIGNATURES"),
            base_url=base_url or None,
            profile=PROFILES[profile],
            proxies=_number(env, "PANEL_PROXIES"),
        )


def _number(env: Mapping[str, str], name: str) -> int:
    value = env.get(name) or "0"
    if not re.fullmatch("[0-9]{1,2}", value):
        raise InputError("kernel.bad_setting", name=name, value=value)
    return int(value)
