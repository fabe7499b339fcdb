"""Personal data of an expert: checked on the way in, sealed in the database, masked on the way out."""

import re
import unicodedata
from datetime import date

from stdnum.cn import ric

from kernel.entropy import Entropy
from kernel.errors import InputError
from kernel.vault import Vault

DOCUMENT = re.compile(r"(1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3])[0-9]{15}[0-9X]")
MOBILE = re.compile(r"1[0-9]{10}")
EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
LONGEST_EMAIL = 254


def parse_document(value: str) -> str:
    """A resident identity number 身份证号 (GB 11643-1999), its check digit right and in capitals.

    Of the place only the province is looked at: counties are founded and dissolved, and a number keeps the
    code of the day on which it was given, which may be decades after the birth.

    Raises:
        InputError: anything else; the sentence shows it masked.
    """
    number = value if value.isascii() else unicodedata.normalize("NFKC", value)
    number = number.strip().upper()
    if not (DOCUMENT.fullmatch(number) and number[-1] == ric.calc_check_digit(number) and _is_day(number)):
        raise InputError("experts.bad_document", value=mask_document(value))
    return number


def birth_date(document: str) -> date:
    """The day of birth that an identity number, as `parse_document` gives it, holds."""
    return date(int(document[6:10]), int(document[10:12]), int(document[12:14]))


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


def _is_day(number: str) -> bool:
    try:
        birth_date(number)
    except ValueError:
        return False
    return True


def _masked(value: str, head: int, tail: int) -> str:
    hidden = len(value) - head - tail
    return value[:head] + "*" * hidden + value[-tail:] if hidden > 0 else "*" * len(value)


def _place(public_id: str, what: str) -> str:
    return f"expert/{public_id}/{what}"
