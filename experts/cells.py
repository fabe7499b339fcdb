"""Single cells of a roster: what each kind may hold, and what would be right where it does not."""

import re
from datetime import date, datetime, time

from experts.fields import FIELDS
from experts.personal import parse_document, parse_email, parse_mobile
from experts.spreadsheet import Cell
from kernel.errors import InputError
from kernel.text import clean, parse_date, parse_uscc

ATTRIBUTE_NAME = re.compile(r"[a-z_]{1,16}")
ATTRIBUTE_VALUE = re.compile(r"[A-Z0-9]{1,12}")


def text(column: str, cell: Cell) -> str:
    """The cell as clean text, empty if it is; a whole number is a text of digits.

    Raises:
        InputError: true or false, a time, or characters that cannot be used.
    """
    if isinstance(cell, float) and cell.is_integer():
        cell = str(int(cell))
    elif isinstance(cell, float):
        cell = str(cell)
    elif isinstance(cell, datetime):
        cell = str(cell.date()) if cell.time() == time.min else str(cell)
    elif isinstance(cell, date):
        cell = str(cell)
    if not isinstance(cell, str):
        raise InputError("experts.no_text", value=cell)
    return clean(column, cell, required=False)


def document(column: str, cell: Cell) -> str:
    """An identity number.

    Raises:
        InputError: as `parse_document` does; or a number cell: spreadsheets keep 15 of its 18 digits.
    """
    if isinstance(cell, float):
        raise InputError("experts.document_as_number")
    return parse_document(text(column, cell))


def mobile(column: str, cell: Cell) -> str:
    """Eleven digits; raises as `parse_mobile` does."""
    return parse_mobile(text(column, cell))


def email(column: str, cell: Cell) -> str:
    """An e-mail address; raises as `parse_email` does."""
    return parse_email(text(column, cell))


def uscc(column: str, cell: Cell) -> str:
    """A unified social credit code; raises as `parse_uscc` does."""
    return parse_uscc(text(column, cell))


def day(column: str, cell: Cell) -> date:
    """A day, from a date cell or from text such as `2026-03-11`.

    Raises:
        InputError: anything else.
    """
    return parse_date(column, text(column, cell))


def fields(column: str, cell: Cell) -> tuple[str, ...]:
    """Codes of `FIELDS` with 、 or ; between them; ascending and distinct.

    Raises:
        InputError: another code.
    """
    codes = {code.strip() for code in re.split("[、;；]", text(column, cell))} - {""}
    for code in sorted(codes):
        if code not in FIELDS:
            raise InputError("experts.unknown_field", field=code, fields="、".join(FIELDS))
    return tuple(sorted(codes))


def attribute_value(column: str, cell: Cell) -> str:
    """The value of an attribute (draw-protocol §1).

    Raises:
        InputError: anything else.
    """
    value = text(column, cell)
    if not ATTRIBUTE_VALUE.fullmatch(value):
        raise InputError("experts.bad_attribute", value=value)
    return value
