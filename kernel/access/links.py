"""The link by which the holder of an account sets password and second factor 激活链接."""

import hashlib
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import delete, update

from kernel.access.models import AccessLink, Credential, SignIn
from kernel.access.passwords import Profile, check_password, is_password, keep_password
from kernel.access.second_factor import give_recovery_codes, step_of
from kernel.accounts import Account
from kernel.act import Act
from kernel.errors import InputError, NotFound
from kernel.roles import authorize

TOKEN_BYTES = 32
VALID = timedelta(hours=24)


def invite(act: Act, account: Account) -> str:
    """Make a link for an account, in place of any other; the token is shown once and never stored."""
    by = authorize(act.actor, "accounts.invite")
    act.session.execute(delete(AccessLink).where(AccessLink.account_id == account.id))
    token = act.entropy.bytes(TOKEN_BYTES).hex()
    link = AccessLink(
        digest=digest_of(token),
        account_id=account.id,
        made_by=by.public_id,
        ends_at=act.clock.now() + VALID,
    )
    act.session.add(link)
    act.session.flush()
    return token


def digest_of(token: str) -> str:
    """What is stored of a token of 256 random bits."""
    return hashlib.sha256(token.encode()).hexdigest()


def linked_account(act: Act, token: str) -> Account:
    """The account that a link opens.

    Raises:
        NotFound: unknown, used, replaced or too old: which, nobody is told.
    """
    link = act.session.get(AccessLink, digest_of(token))
    if link is None or link.used_at is not None or link.ends_at <= act.clock.now():
        raise NotFound("kernel.link_void")
    account = act.session.get_one(Account, link.account_id)
    if account.disabled:
        raise NotFound("kernel.link_void")
    return account


def activate(act: Act, token: str, password: str, secret: str, code: str, profile: Profile) -> Sequence[str]:
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
    account = linked_account(act, token)
    known = act.session.get(Credential, account.id)
    former = [known.password, *known.former][: profile.former] if known else []
    words = [account.name, account.display_name, account.unit.name if account.unit else ""]
    check_password(password, profile, words)
    if any(is_password(password, kept) for kept in former):
        raise InputError("kernel.password_former", former=profile.former)
    step = step_of(secret, code.strip(), act.clock.now())
    if step is None:
        raise InputError("kernel.bad_code")
    credential = known or Credential(account_id=account.id)
    credential.former = former
    credential.password, credential.password_since = keep_password(act.entropy, password), act.clock.now()
    credential.secret = act.vault.seal(act.entropy, secret, account.public_id)
    credential.last_step, credential.failures, credential.locked_until = step, 0, None
    act.session.add(credential)
    act.session.get_one(AccessLink, digest_of(token)).used_at = act.clock.now()
    still = SignIn.account_id == account.id, SignIn.ended_at.is_(None)
    act.session.execute(update(SignIn).where(*still).values(ended_at=act.clock.now()))
    act.session.flush()
    return give_recovery_codes(act, account)
