"""What people type, made clean or refused at the field."""

import re
import unicodedata
from datetime import UTC, date, datetime

from stdnum.cn import uscc

from kernel.clock import SHANGHAI
from kernel.errors import InputError

EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
LONGEST_EMAIL = 254


def clean(field: str, value: str, *, required: bool = True) -> str:
    """`value` in NFC without surrounding blanks.

    Raises:
        InputError: empty though required, or holding control characters, line separators other
            than a line feed, or lone surrogates: they break calendars, mails and documents.
    """
    text = unicodedata.normalize("NFC", value).strip()
    if required and not text:
        raise InputError("kernel.empty", field=field)
    if not text.isprintable() and any(map(_breaks, text)):  # what is printable needs no second look
        raise InputError("kernel.bad_text", field=field)
    return text


def _breaks(character: str) -> bool:
    breaks = unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp", "Cn"} and character != "\n"
    return breaks and not _is_ideograph(character)


def _is_ideograph(character: str) -> bool:
    """Whether it stands in planes 2 or 3: names use characters that are younger than the tables of this Python."""
    return "\U00020000" <= character <= "\U0003ffff" and ord(character) & 0xFFFE != 0xFFFE


def parse_date(field: str, value: str) -> date:
    """`2026-03-11`.

    Raises:
        InputError: anything else.
    """
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise InputError("kernel.bad_date", field=field, value=value) from None


def parse_moment(field: str, value: str) -> datetime:
    """`2026-03-11T09:30`, Beijing time unless it says otherwise, as an aware moment in UTC.

    Raises:
        InputError: anything else.
    """
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        raise InputError("kernel.bad_moment", field=field, value=value) from None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=SHANGHAI)
    return moment.astimezone(UTC).replace(microsecond=0)


def parse_uscc(value: str) -> str:
    """A unified social credit code 统一社会信用代码 (GB 32100-2015) in capitals, its check digit right.

    Raises:
        InputError: anything else.
    """
    code = str(uscc.compact(value))
    if not uscc.is_valid(code):
        raise InputError("kernel.bad_uscc", value=value)
    return code


def parse_email(field: str, value: str) -> str:
    """An e-mail address in ASCII.

    Raises:
        InputError: anything else.
    """
    if len(value) > LONGEST_EMAIL or not EMAIL.fullmatch(value):
        raise InputError("kernel.bad_email", field=field, value=value)
    return value
