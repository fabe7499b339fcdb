"""Signing in 登录: name and password first, then the second factor; and out again."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session, joinedload

from kernel.access.links import TOKEN_BYTES, digest_of
from kernel.access.models import Credential, SignIn
from kernel.access.passwords import is_password
from kernel.access.second_factor import accept
from kernel.accounts import Account
from kernel.act import Act
from kernel.database import Database
from kernel.entropy import public_id

FAILURES = 5
LOCKED = timedelta(minutes=15)
IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)
BETWEEN_FACTORS = timedelta(minutes=5)
NOTED = timedelta(minutes=1)
"""How often a session's last use is written down: not at every click."""
BROWSER_CHARACTERS = 200

_NOBODY = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
"""Compared with where there is no account, so that its absence cannot be told from the time it takes."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """How an attempt to sign in ended.

    token: for the cookie; None if it failed. locked: whether the account is locked for a while.
    """

    token: str | None
    locked: bool = False


def give_password(act: Act, name: str, password: str, browser: str) -> Attempt:
    """The first factor. The session it begins opens nothing yet.

    A failure is no error: its count has to be kept when the transaction ends.
    """
    credential = act.session.scalar(
        select(Credential)
        .join(Account)
        .where(Account.name == name, Account.disabled.is_(False))
        .with_for_update()
    )
    right = is_password(password, credential.password if credential else _NOBODY)
    if credential is None:
        return Attempt(None)
    if _is_locked(act, credential):
        return Attempt(None, locked=True)
    if not right:
        return _failed(act, credential)
    token = act.entropy.bytes(TOKEN_BYTES).hex()
    now = act.clock.now()
    begun = SignIn(
        digest=digest_of(token),
        public_id=public_id(act.entropy),
        account_id=credential.account_id,
        browser=browser[:BROWSER_CHARACTERS],
        began_at=now,
        seen_at=now,
    )
    act.session.add(begun)
    act.session.flush()
    return Attempt(token)


def give_code(act: Act, token: str, code: str) -> Attempt:
    """The second factor. The token changes with it: whoever saw the first has nothing."""
    begun = act.session.get(SignIn, digest_of(token))
    now = act.clock.now()
    if begun is None or begun.proven_at or begun.ended_at or begun.began_at + BETWEEN_FACTORS <= now:
        return Attempt(None)
    credential = act.session.get_one(Credential, begun.account_id, with_for_update=True)
    if begun.account.disabled or _is_locked(act, credential):
        return Attempt(None, locked=True)
    secret = act.vault.open(credential.secret, begun.account.public_id)
    if not accept(act, credential, secret, code):
        return _failed(act, credential)
    fresh = act.entropy.bytes(TOKEN_BYTES).hex()
    begun.digest, begun.proven_at, begun.seen_at = digest_of(fresh), now, now
    credential.failures, credential.locked_until = 0, None
    act.session.flush()
    return Attempt(fresh)


def _is_locked(act: Act, credential: Credential) -> bool:
    return credential.locked_until is not None and credential.locked_until > act.clock.now()


def _failed(act: Act, credential: Credential) -> Attempt:
    credential.failures += 1
    if credential.failures >= FAILURES:
        credential.failures, credential.locked_until = 0, act.clock.now() + LOCKED
    act.session.flush()
    return Attempt(None, locked=credential.locked_until is not None and _is_locked(act, credential))


def opened_by(session: Session, token: str, now: datetime) -> SignIn | None:
    """The session of a cookie with its account, if it still opens anything."""
    with_account = joinedload(SignIn.account)
    found = session.get(SignIn, digest_of(token), options=[with_account.joinedload(Account.unit)])
    if found is None or found.ended_at or found.proven_at is None or found.account.disabled:
        return None
    if found.seen_at + IDLE <= now or found.began_at + LONGEST <= now:
        return None
    return found


def note_use(database: Database, found: SignIn, now: datetime) -> None:
    """Write down that a session was used, once a minute at most, in a transaction of its own."""
    if found.seen_at + NOTED > now:
        return
    with database.transaction() as session:
        still = SignIn.digest == found.digest, SignIn.ended_at.is_(None)
        session.execute(update(SignIn).where(*still).values(seen_at=now))


def sign_out(act: Act, token: str) -> None:
    """End a session; its cookie opens nothing any more, wherever it was copied to."""
    ended = update(SignIn).where(SignIn.digest == digest_of(token), SignIn.ended_at.is_(None))
    act.session.execute(ended.values(ended_at=act.clock.now()))
