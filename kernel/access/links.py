"""The link by which the holder of an account sets password and second factor 激活链接."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from kernel.access.events import NOWHERE, Caller, Kind, note
from kernel.access.models import AccessLink, Credential, SignIn
from kernel.access.passwords import check_password, is_password, keep_password
from kernel.access.profile import Profile
from kernel.access.second_factor import give_recovery_codes, step_of
from kernel.accounts import Account, actor_of
from kernel.act import Act
from kernel.errors import InputError, NotFound
from kernel.roles import authorize

TOKEN_BYTES = 32
VALID = timedelta(hours=24)


def invite(act: Act, account: Account, caller: Caller = NOWHERE) -> str:
    """Make a link for an account, in place of any other; the token is shown once and never stored."""
    by = authorize(act.actor, "accounts.invite")
    note(act, Kind.INVITED, account.public_id, caller)
    return make_link(act, account.id, by.public_id)


def invite_first(act: Act, account: Account) -> str:
    """The link of the very first account, which nobody could invite but itself."""
    return invite(replace(act, actor=actor_of(account)), account)


def make_link(act: Act, account_id: int, made_by: str, *, keeps_factor: bool = False) -> str:
    """A link in place of any other of the account.

    Args:
        keeps_factor: whether it only sets the password.
    """
    act.session.execute(delete(AccessLink).where(AccessLink.account_id == account_id))
    token = act.entropy.bytes(TOKEN_BYTES).hex()
    link = AccessLink(
        digest=digest_of(token),
        account_id=account_id,
        made_by=made_by,
        keeps_factor=keeps_factor,
        ends_at=act.clock.now() + VALID,
    )
    act.session.add(link)
    act.session.flush()
    return token


def digest_of(token: str) -> str:
    """What is stored of a token of 256 random bits."""
    return hashlib.sha256(token.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Opened:
    """What a link opens: the account, and whether its second factor stays."""

    account: Account
    keeps_factor: bool


def opened_link(session: Session, token: str, now: datetime) -> Opened:
    """What a link opens.

    Raises:
        NotFound: unknown, used, replaced or too old: which, nobody is told.
    """
    link = session.get(AccessLink, digest_of(token))
    if link is None or link.used_at is not None or link.ends_at <= now:
        raise NotFound("kernel.link_void")
    account = session.get_one(Account, link.account_id)
    if account.disabled:
        raise NotFound("kernel.link_void")
    return Opened(account, link.keeps_factor)


def activate(
    act: Act, token: str, password: str, secret: str, code: str, profile: Profile, caller: Caller = NOWHERE
) -> Sequence[str]:
    """Set password and second factor by a link, and end every session of the account.

    Args:
        secret: of the second factor, in base 32, as the enrolment showed it.
        code: the authenticator's present code, which shows that it holds the secret.

    Returns:
        The recovery codes, to be shown once.

    Raises:
        NotFound: the link is void.
        InputError: the password may not be one, was used before, or the code is wrong.
    """
    account = opened_link(act.session, token, act.clock.now()).account
    credential = set_password(act, account, password, profile)
    set_factor(act, account, credential, secret, code)
    _use(act, token, account)
    note(act, Kind.ACTIVATED, account.public_id, caller)
    return give_recovery_codes(act, account)


def renew_password(act: Act, token: str, password: str, profile: Profile, caller: Caller = NOWHERE) -> None:
    """Set a new password by a link that keeps the second factor, and end every session; raises as `activate`."""
    opened = opened_link(act.session, token, act.clock.now())
    if not opened.keeps_factor:
        raise NotFound("kernel.link_void")
    set_password(act, opened.account, password, profile)
    _use(act, token, opened.account)
    note(act, Kind.PASSWORD_SET, opened.account.public_id, caller)


def set_password(act: Act, account: Account, password: str, profile: Profile) -> Credential:
    """Give an account a password, its first or another.

    Raises:
        InputError: it may not be one, or was used before.
    """
    known = act.session.get(Credential, account.id)
    former = [known.password, *known.former][: profile.former] if known else []
    words = [account.name, account.display_name, account.unit.name if account.unit else ""]
    check_password(password, profile, words)
    if any(is_password(password, kept) for kept in former):
        raise InputError("kernel.password_former", field="password", former=profile.former)
    credential = known or Credential(account_id=account.id, secret=b"", last_step=0)
    credential.former = former
    credential.password, credential.password_since = keep_password(act.entropy, password), act.clock.now()
    credential.failures, credential.locked_until = 0, None
    act.session.add(credential)
    act.session.flush()
    return credential


def set_factor(act: Act, account: Account, credential: Credential, secret: str, code: str) -> None:
    """Give an account another authenticator; the code with which it shows the secret signs nobody in.

    Raises:
        InputError: the code is wrong.
    """
    step = step_of(secret, code.strip(), act.clock.now())
    if step is None:
        raise InputError("kernel.bad_code", field="code")
    credential.secret = act.vault.seal(act.entropy, secret, account.public_id)
    credential.last_step = step
    act.session.flush()


def _use(act: Act, token: str, account: Account) -> None:
    act.session.get_one(AccessLink, digest_of(token)).used_at = act.clock.now()
    end_sessions(act, account.id)


def end_sessions(act: Act, account_id: int, *, but: str = "") -> None:
    """End the sessions of an account in every browser.

    Args:
        but: digest of the one that goes on.
    """
    still = SignIn.account_id == account_id, SignIn.ended_at.is_(None), SignIn.digest != but
    act.session.execute(update(SignIn).where(*still).values(ended_at=act.clock.now()))
    act.session.flush()
