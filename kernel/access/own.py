"""What the holder of an account changes on the own account 本人账号: sessions, password, authenticator."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from kernel.access.events import Caller, Kind, note
from kernel.access.links import end_sessions, set_factor, set_password
from kernel.access.models import Credential, SignIn
from kernel.access.profile import Profile
from kernel.access.second_factor import give_recovery_codes, step_of
from kernel.access.sign_in import prove_again
from kernel.accounts import Account
from kernel.act import Act
from kernel.errors import InputError, NotFound
from kernel.vault import Vault


def sessions_of(session: Session, account_id: int, now: datetime, profile: Profile) -> Sequence[SignIn]:
    """Where an account is signed in now, the newest first."""
    open_ones = (
        SignIn.account_id == account_id,
        SignIn.ended_at.is_(None),
        SignIn.proven_at.is_not(None),
        SignIn.seen_at > now - profile.idle,
        SignIn.began_at > now - profile.longest,
    )
    return session.scalars(select(SignIn).where(*open_ones).order_by(SignIn.began_at.desc())).all()


def end_session(act: Act, account: Account, public_id: str, caller: Caller) -> None:
    """End one of the own sessions, from wherever.

    Raises:
        NotFound: it is none of them.
    """
    own = SignIn.public_id == public_id, SignIn.account_id == account.id, SignIn.ended_at.is_(None)
    found = act.session.scalar(select(SignIn).where(*own))
    if found is None:
        raise NotFound("kernel.no_session")
    found.ended_at = act.clock.now()
    note(act, Kind.SESSION_ENDED, account.public_id, caller, found.browser)
    act.session.flush()


def end_others(act: Act, here: SignIn, caller: Caller) -> None:
    """End all own sessions but this one."""
    end_sessions(act, here.account_id, but=here.digest)
    note(act, Kind.SESSION_ENDED, here.account.public_id, caller)
    act.session.flush()


def change_password(
    act: Act, here: SignIn, present: str, password: str, code: str, profile: Profile, caller: Caller
) -> bool:
    """Set another password, and end all other sessions.

    Args:
        present, code: both factors again.

    Returns:
        Whether they were right; a failure is counted and is no error.

    Raises:
        InputError: `password` may not be one, or was used before.
    """
    if not prove_again(act, here.account, code, caller, password=present):
        return False
    set_password(act, here.account, password, profile)
    end_sessions(act, here.account_id, but=here.digest)
    note(act, Kind.PASSWORD_SET, here.account.public_id, caller)
    return True


def change_factor(act: Act, account: Account, code: str, secret: str, new_code: str, caller: Caller) -> bool:
    """Set another authenticator in place of the present one.

    Args:
        code: of the present one, or a recovery code.
        secret, new_code: of the next one.

    Returns:
        Whether `code` was right; a failure is counted and is no error.

    Raises:
        InputError: `new_code` is wrong.
    """
    if step_of(secret, new_code, act.clock.now()) is None:
        raise InputError("kernel.bad_code", field="new_code")
    if not prove_again(act, account, code, caller):
        return False
    set_factor(act, account, act.session.get_one(Credential, account.id), secret, new_code)
    note(act, Kind.FACTOR_SET, account.public_id, caller)
    return True


def new_recovery_codes(act: Act, account: Account, code: str, caller: Caller) -> Sequence[str]:
    """Ten recovery codes in place of all former ones; none if `code` was wrong, which is counted."""
    if not prove_again(act, account, code, caller):
        return ()
    note(act, Kind.CODES_GIVEN, account.public_id, caller)
    return give_recovery_codes(act, account)


def next_secret(session: Session, vault: Vault, account_id: int, token: str) -> str:
    """The secret that the next authenticator of an account is shown, the same at every look until it is taken."""
    present = session.scalar(select(Credential.secret).where(Credential.account_id == account_id))
    return vault.link_token(f"authenticator/{token}/{hashlib.sha256(present or b'').hexdigest()}").upper()
