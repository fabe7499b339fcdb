"""Signing in 登录: name and password first, then the second factor; and out again."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session, joinedload

from kernel.access.events import Caller, Kind, note
from kernel.access.links import TOKEN_BYTES, digest_of, make_link
from kernel.access.models import Credential, SignIn, UnknownName
from kernel.access.passwords import is_password
from kernel.access.profile import Profile
from kernel.access.second_factor import accept
from kernel.accounts import Account, RoleLoan
from kernel.act import Act
from kernel.database import upsert
from kernel.entropy import public_id
from kernel.units import Unit

FAILURES = 5
LOCKED = timedelta(minutes=15)
BETWEEN_FACTORS = timedelta(minutes=5)
NOTED = timedelta(minutes=1)
BROWSER_CHARACTERS = 200

_NOBODY = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
"""Compared with where there is no account, so that its absence cannot be told from the time it takes."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """How an attempt to sign in ended.

    token: for the cookie; None if it failed. locked: whether the account is locked for a while.
    left: how many more failures lock it, where one was counted.
    link: the token of a link that sets another password, which is due before anything else; then `token` is None.
    """

    token: str | None
    locked: bool = False
    left: int | None = None
    link: str | None = None


def give_password(act: Act, name: str, password: str, caller: Caller) -> Attempt:
    """The first factor. The session it begins opens nothing yet.

    A failure is no error: its count has to be kept when the transaction ends. A name that nobody can sign in by is
    answered as a wrong password is, in the same time, and locks as an account does.
    """
    credential = act.session.scalar(
        select(Credential)
        .join(Account)
        .where(Account.name == name, Account.disabled.is_(False))
        .with_for_update()
    )
    right = is_password(password, credential.password if credential else _NOBODY)
    tried = credential or _unknown(act, name)
    if _is_locked(act, tried):
        return Attempt(None, locked=True)
    if credential is None or not right:
        return _failed(act, tried, Kind.WRONG_PASSWORD, caller)
    token = act.entropy.bytes(TOKEN_BYTES).hex()
    now = act.clock.now()
    begun = SignIn(
        digest=digest_of(token),
        public_id=public_id(act.entropy),
        account_id=credential.account_id,
        browser=caller.browser[:BROWSER_CHARACTERS],
        began_at=now,
        seen_at=now,
    )
    act.session.add(begun)
    act.session.flush()
    return Attempt(token)


def give_code(act: Act, token: str, code: str, profile: Profile, caller: Caller) -> Attempt:
    """The second factor. The token changes with it: whoever saw the first has nothing.

    Where the profile asks for a new password by now, the attempt ends in a link that sets one.
    """
    begun = awaiting_code(act.session, token, act.clock.now())
    if begun is None:
        return Attempt(None)
    credential = act.session.get_one(Credential, begun.account_id, with_for_update=True)
    if begun.account.disabled or _is_locked(act, credential):
        return Attempt(None, locked=True)
    secret = act.vault.open(credential.secret, begun.account.public_id)
    if not accept(act, credential, secret, code):
        return _failed(act, credential, Kind.WRONG_CODE, caller)
    credential.failures, credential.locked_until = 0, None
    now = act.clock.now()
    if profile.days is not None and credential.password_since + timedelta(days=profile.days) <= now:
        begun.ended_at = now
        account = begun.account
        return Attempt(None, link=make_link(act, account.id, account.public_id, keeps_factor=True))
    fresh = act.entropy.bytes(TOKEN_BYTES).hex()
    begun.digest, begun.proven_at, begun.seen_at = digest_of(fresh), now, now
    note(act, Kind.SIGNED_IN, begun.account.public_id, caller)
    act.session.flush()
    return Attempt(fresh)


def awaiting_code(session: Session, token: str, now: datetime) -> SignIn | None:
    """The session that has its password and awaits its code, for five minutes."""
    begun = session.get(SignIn, digest_of(token))
    if begun is None or begun.proven_at or begun.ended_at or begun.began_at + BETWEEN_FACTORS <= now:
        return None
    return begun


def prove_again(
    act: Act, account: Account, code: str, caller: Caller, *, password: str | None = None
) -> bool:
    """Whether the holder of a session still holds the factors too, before what matters most.

    A wrong one counts as a failure to sign in does; it is no error, so that the count is kept.

    Args:
        password: where that is asked for too.
    """
    credential = act.session.get_one(Credential, account.id, with_for_update=True)
    if _is_locked(act, credential):
        return False
    if password is not None and not is_password(password, credential.password):
        _failed(act, credential, Kind.WRONG_PASSWORD, caller)
        return False
    secret = act.vault.open(credential.secret, account.public_id)
    if not accept(act, credential, secret, code):
        _failed(act, credential, Kind.WRONG_CODE, caller)
        return False
    credential.failures, credential.locked_until = 0, None
    act.session.flush()
    return True


def _unknown(act: Act, name: str) -> UnknownName:
    digest = hashlib.sha256(name.encode()).hexdigest()
    new = upsert(act.session, UnknownName).values(digest=digest, failures=0).on_conflict_do_nothing()
    act.session.execute(new)
    return act.session.get_one(UnknownName, digest, with_for_update=True)


def _is_locked(act: Act, tried: Credential | UnknownName) -> bool:
    return tried.locked_until is not None and tried.locked_until > act.clock.now()


def _failed(act: Act, tried: Credential | UnknownName, kind: Kind, caller: Caller) -> Attempt:
    tried.failures += 1
    if tried.failures >= FAILURES:
        tried.failures, tried.locked_until = 0, act.clock.now() + LOCKED
    if isinstance(tried, Credential):
        account = act.session.get_one(Account, tried.account_id).public_id
        note(act, kind, account, caller)
    else:
        account = None
        note(act, Kind.WRONG_NAME, None, caller)
    locked = _is_locked(act, tried)
    if locked:
        note(act, Kind.LOCKED, account, caller)
    act.session.flush()
    return Attempt(None, locked=locked, left=FAILURES - tried.failures)


def opened_by(session: Session, token: str, now: datetime, profile: Profile) -> SignIn | None:
    """The session of a cookie with its account and what is lent to it, if it still opens anything."""
    account = joinedload(SignIn.account)
    lender = account.joinedload(Account.borrowed).joinedload(RoleLoan.lender)
    unit = account.joinedload(Account.unit).lazyload(Unit.former_names)
    found = session.get(SignIn, digest_of(token), options=[unit, lender])
    if found is None or found.ended_at or found.proven_at is None or found.account.disabled:
        return None
    if found.seen_at + profile.idle <= now or found.began_at + profile.longest <= now:
        return None
    return found


def is_to_note(found: SignIn, now: datetime) -> bool:
    """Whether a session's last use is to be written down: once a minute, and not at every click."""
    return found.seen_at + NOTED <= now


def note_use(session: Session, found: SignIn, now: datetime) -> None:
    """Write down that a session was used."""
    still = SignIn.digest == found.digest, SignIn.ended_at.is_(None)
    session.execute(update(SignIn).where(*still).values(seen_at=now))


def sign_out(act: Act, token: str, caller: Caller) -> None:
    """End a session; its cookie opens nothing any more, wherever it was copied to."""
    found = act.session.get(SignIn, digest_of(token))
    if found is not None and found.ended_at is None:
        found.ended_at = act.clock.now()
        if found.proven_at is not None:
            note(act, Kind.SIGNED_OUT, found.account.public_id, caller)
        act.session.flush()
