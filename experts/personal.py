"""Personal data of an expert: checked on the way in, sealed in the database, masked on the way out."""

import re

from stdnum.cn import ric
from stdnum.exceptions import ValidationError

from kernel.entropy import Entropy
from kernel.errors import InputError
from kernel.vault import Vault

MOBILE = re.compile(r"1[0-9]{10}")
EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
LONGEST_EMAIL = 254


def parse_document(value: str) -> str:
    """A resident identity number 身份证号 (GB 11643-1999), its check digit right and in capitals.

    Raises:
        InputError: anything else; the sentence shows it masked.
    """
    try:
        return str(ric.validate(value))
    except (ValidationError, KeyError):  # KeyError: a place code that the library knows only in part
        raise InputError("experts.bad_document", value=mask_document(value)) from None


def parse_mobile(value: str) -> str:
    """A mobile number 手机: eleven digits.

    Raises:
        InputError: anything else.
    """
    if not MOBILE.fullmatch(value):
        raise InputError("experts.bad_mobile", value=value)
    return value


def parse_email(value: str) -> str:
    """An e-mail address that any mail server accepts.

    Raises:
        InputError: anything else.
    """
    if len(value) > LONGEST_EMAIL or not EMAIL.fullmatch(value):
        raise InputError("experts.bad_email", value=value)
    return value


def mask_document(value: str) -> str:
    """`110105********002X`."""
    return _masked(value, 6, 4)


def mask_mobile(value: str) -> str:
    """`120****0001`."""
    return _masked(value, 3, 4)


def mask_email(value: str) -> str:
    """`e***@example.com`."""
    name, _, host = value.partition("@")
    return f"{name[:1]}***@{host}"


def seal(vault: Vault, entropy: Entropy, public_id: str, what: str, value: str) -> bytes:
    """`value` for the column `what` of the expert `public_id`; of no use in any other place."""
    return vault.seal(entropy, value, _place(public_id, what))


def unseal(vault: Vault, public_id: str, what: str, sealed: bytes) -> str:
    """What `seal` put away: the `document`, `mobile` or `email` of an expert.

    Raises:
        Unavailable: the key is missing or another, or the value was moved or damaged.
    """
    return vault.open(sealed, _place(public_id, what))


def _masked(value: str, head: int, tail: int) -> str:
    hidden = len(value) - head - tail
    return value[:head] + "*" * hidden + value[-tail:] if hidden > 0 else "*" * len(value)


def _place(public_id: str, what: str) -> str:
    return f"expert/{public_id}/{what}"
