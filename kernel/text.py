"""What people type, made clean or refused at the field."""

import unicodedata
from datetime import UTC, date, datetime

from stdnum.cn import uscc

from kernel.clock import SHANGHAI
from kernel.errors import InputError


def clean(field: str, value: str, *, required: bool = True) -> str:
    """`value` in NFC without surrounding blanks.

    Raises:
        InputError: empty though required, or holding control characters, line separators other
            than a line feed, or lone surrogates: they break calendars, mails and documents.
    """
    text = unicodedata.normalize("NFC", value).strip()
    if required and not text:
        raise InputError("kernel.empty", field=field)
    if any(unicodedata.category(c) in {"Cc", "Cs", "Zl", "Zp", "Cn"} and c != "\n" for c in text):
        raise InputError("kernel.bad_text", field=field)
    return text


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
