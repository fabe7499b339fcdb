"""Cells that only a roster has: what each may hold, and what would be right where it does not."""

import re

from experts.fields import FIELDS
from experts.personal import parse_document, parse_email, parse_mobile
from kernel.errors import InputError
from kernel.sheets.cells import code, code_list
from kernel.sheets.sheet import Cell

ATTRIBUTE_VALUE = re.compile(r"[A-Z0-9]{1,12}")


def document(column: str, cell: Cell) -> str:
    """An identity number.

    Raises:
        InputError: as `parse_document` does; or a number cell: spreadsheets keep 15 of its 18 digits.
    """
    if isinstance(cell, float):
        raise InputError("experts.document_as_number")
    return parse_document(code(column, cell))


def mobile(column: str, cell: Cell) -> str:
    """Eleven digits, from `120-0000-0001` and `+86 12000000001` too; raises as `parse_mobile` does."""
    held = code(column, cell)
    return parse_mobile(held if held.isdigit() else held.replace("-", "").removeprefix("+86"))


def email(column: str, cell: Cell) -> str:
    """An e-mail address; raises as `parse_email` does."""
    return parse_email(code(column, cell))


def fields(column: str, cell: Cell) -> tuple[str, ...]:
    """Codes of `FIELDS`, ascending and distinct.

    Raises:
        InputError: another code.
    """
    codes = sorted({held.upper() for held in code_list(column, cell)})
    for held in codes:
        if held not in FIELDS:
            raise InputError("experts.unknown_field", field=held, fields="、".join(FIELDS))
    return tuple(codes)


def attribute_value(column: str, cell: Cell) -> str:
    """The value of an attribute (draw-protocol §1).

    Raises:
        InputError: anything else.
    """
    value = code(column, cell)
    if not ATTRIBUTE_VALUE.fullmatch(value):
        raise InputError("experts.bad_attribute", value=value)
    return value
