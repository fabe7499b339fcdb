"""The second factor 第二因素: one-time codes of RFC 6238, and recovery codes for the day the phone is lost."""

import base64
import hashlib
from collections.abc import Sequence
from datetime import datetime

import pyotp
from sqlalchemy import delete, update
from sqlalchemy.engine import CursorResult

from kernel.access.models import Credential, RecoveryCode
from kernel.accounts import Account
from kernel.act import Act

STEP_SECONDS = 30
SECRET_BYTES = 20  # RFC 4226 §4
RECOVERY_CODES, RECOVERY_BYTES = 10, 10


def new_secret(act: Act) -> str:
    """A secret for an authenticator, in base 32."""
    return base64.b32encode(act.entropy.bytes(SECRET_BYTES)).decode("ascii")


def enrolment_uri(secret: str, account: Account, issuer: str) -> str:
    """What the QR code of an enrolment says to an authenticator."""
    return pyotp.TOTP(secret).provisioning_uri(name=account.name, issuer_name=issuer)


def step_of(secret: str, code: str, now: datetime) -> int | None:
    """The time step whose code this is: the present one or a neighbour (RFC 6238 §5.2); else None."""
    totp = pyotp.TOTP(secret)
    present = int(now.timestamp()) // STEP_SECONDS
    for step in (present, present - 1, present + 1):
        if pyotp.utils.strings_equal(totp.generate_otp(step), code):
            return step
    return None


def give_recovery_codes(act: Act, account: Account) -> Sequence[str]:
    """Ten codes in place of all former ones; they are shown once and kept as digests only."""
    act.session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account.id))
    codes = [_grouped(act.entropy.bytes(RECOVERY_BYTES)) for _ in range(RECOVERY_CODES)]
    act.session.add_all(RecoveryCode(account_id=account.id, digest=_digest(code)) for code in codes)
    act.session.flush()
    return codes


def accept(act: Act, credential: Credential, secret: str, code: str) -> bool:
    """Take a one-time or recovery code, so that it serves nobody again; whether it was right."""
    typed = code.strip().replace(" ", "")
    if typed.isdecimal():
        step = step_of(secret, typed, act.clock.now())
        if step is None or step <= credential.last_step:
            return False
        credential.last_step = step
        return True
    return _use_recovery(act, credential, typed)


def _use_recovery(act: Act, credential: Credential, typed: str) -> bool:
    unused = (
        update(RecoveryCode)
        .where(
            RecoveryCode.account_id == credential.account_id,
            RecoveryCode.digest == _digest(typed),
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=act.clock.now())
    )
    result = act.session.execute(unused)
    return isinstance(result, CursorResult) and result.rowcount == 1


def _grouped(raw: bytes) -> str:
    """16 base-32 characters in groups of four."""
    text = base64.b32encode(raw).decode("ascii").lower()
    return "-".join(text[start : start + 4] for start in range(0, len(text), 4))


def _digest(code: str) -> str:
    """80 random bits need no slow hash."""
    return hashlib.sha256(code.lower().replace("-", "").encode()).hexdigest()
