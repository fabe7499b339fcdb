"""Tokens of programs 接口令牌: what a program shows instead of a session to act as an account."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session, joinedload

from kernel.access.links import TOKEN_BYTES, digest_of
from kernel.access.models import ApiToken
from kernel.access.sign_in import NOTED
from kernel.accounts import Account
from kernel.act import Act
from kernel.entropy import public_id
from kernel.errors import NotFound
from kernel.roles import authorize
from kernel.text import clean

PREFIX = "panel-"
"""By it people and scanners of published code know such a token when they see one."""


def give_token(act: Act, account_name: str, purpose: str, days: int) -> tuple[ApiToken, str]:
    """Make a token for an account.

    Args:
        purpose: which program it is for, and what for.
        days: how long it is good.

    Returns:
        The row, and the token, which is shown once and never stored.

    Raises:
        InputError: no purpose.
        NotFound: no such account, or it is disabled.
    """
    by = authorize(act.actor, "accounts.tokens")
    account = act.session.scalar(select(Account).where(Account.name == account_name))
    if account is None or account.disabled:
        raise NotFound("kernel.unknown_account", name=account_name)
    secret = PREFIX + act.entropy.bytes(TOKEN_BYTES).hex()
    now = act.clock.now()
    token = ApiToken(
        digest=digest_of(secret),
        public_id=public_id(act.entropy),
        account_id=account.id,
        purpose=clean("purpose", purpose),
        made_by=by.public_id,
        made_at=now,
        ends_at=now + timedelta(days=days),
    )
    act.session.add(token)
    act.session.flush()
    return token, secret


def revoke_token(act: Act, key: str) -> ApiToken:
    """End a token at once; ending it a second time changes nothing.

    Args:
        key: its public id.

    Raises:
        NotFound: there is none.
    """
    authorize(act.actor, "accounts.tokens")
    token = act.session.scalar(select(ApiToken).where(ApiToken.public_id == key))
    if token is None:
        raise NotFound("kernel.unknown_token", id=key)
    token.revoked_at = token.revoked_at or act.clock.now()
    act.session.flush()
    return token


def tokens(session: Session) -> Sequence[ApiToken]:
    """Every token with its account, the newest first."""
    newest = select(ApiToken).options(joinedload(ApiToken.account)).order_by(ApiToken.made_at.desc())
    return session.scalars(newest).all()


def opened_by_token(session: Session, secret: str, now: datetime) -> ApiToken | None:
    """The token and its account, if it still opens anything."""
    holder = joinedload(ApiToken.account).lazyload(Account.unit)
    found = session.get(ApiToken, digest_of(secret), options=[holder])
    if found is None or found.revoked_at or found.ends_at <= now or found.account.disabled:
        return None
    return found


def is_noted(found: ApiToken, now: datetime) -> bool:
    """Whether its last use is written down well enough: once a minute will do."""
    return found.last_used_at is not None and found.last_used_at + NOTED > now


def note_token_use(session: Session, found: ApiToken, now: datetime) -> None:
    """Write down that a token was used."""
    session.execute(update(ApiToken).where(ApiToken.digest == found.digest).values(last_used_at=now))
