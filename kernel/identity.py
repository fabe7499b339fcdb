"""Resident identity numbers 身份证号 (GB 11643-1999): read, masked, and the day of birth they hold."""

import re
import unicodedata
from datetime import date

from stdnum.cn import ric

from kernel.errors import InputError

NUMBER = re.compile(r"(1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3])[0-9]{15}[0-9X]")


def parse_identity(value: str) -> str:
    """An identity number, its check digit right and in capitals.

    Of the place only the province is looked at: counties are founded and dissolved, and a number keeps the
    code of the day on which it was given, which may be decades after the birth.

    Raises:
        InputError: anything else; the sentence shows it masked.
    """
    number = unicodedata.normalize("NFKC", value).strip().upper()
    if not (NUMBER.fullmatch(number) and number[-1] == ric.calc_check_digit(number) and _is_day(number)):
        raise InputError("kernel.bad_identity", value=mask_identity(value))
    return number


def birth_date(identity: str) -> date:
    """The day of birth that a number, as `parse_identity` gives it, holds."""
    return date(int(identity[6:10]), int(identity[10:12]), int(identity[12:14]))


def mask_identity(value: str) -> str:
    """`110105********002X`."""
    hidden = len(value) - 10
    return value[:6] + "*" * hidden + value[-4:] if hidden > 0 else "*" * len(value)


def _is_day(number: str) -> bool:
    try:
        birth_date(number)
    except ValueError:
        return False
    return True
