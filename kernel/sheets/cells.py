"""Single cells: what each kind may hold, and what would be right where it does not.

A parser takes the column's name and the cell, which is not blank, and returns its value.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import TypeVar

from kernel.errors import InputError
from kernel.messages import sentence
from kernel.sheets.sheet import Cell
from kernel.sheets.tables import Doubt
from kernel.text import clean

T = TypeVar("T")
SEPARATORS = re.compile("[、；;，,\n]")
DAY = re.compile(
    r"(?:(\d{4})([-/.])(\d{1,2})\2(\d{1,2})|(\d{4})年(\d{1,2})月(\d{1,2})日|(\d{4})(\d\d)(\d\d))"
    r"(?:T?00:00(?::00(?:\.0+)?)?)?",  # what programs write for a day, blanks taken out
    re.ASCII,
)
FIRST_YEAR = 1901  # the first days of 1900 are what a spreadsheet makes of 0 and 1
# Serial numbers of 1950 to 2199: what a spreadsheet shows for a day whose cell is not formatted as one.
SERIAL_DAYS = range(18264, 109575)
SERIAL_ORIGIN = date(1899, 12, 30)
USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
USCC = re.compile(f"[{USCC_ALPHABET}]{{2}}[0-9]{{6}}[{USCC_ALPHABET}]{{10}}")
USCC_WEIGHTS = [pow(3, position, 31) for position in range(17)]


def text(column: str, cell: Cell) -> str:
    """The cell as clean text, "" if it is blank; a whole number is a text of digits, a day `2026-03-11`.

    Raises:
        InputError: true or false, a time, or characters that cannot be used.
    """
    if type(cell) is str and cell.isprintable():  # what `clean` refuses is not printable; most cells are
        return unicodedata.normalize("NFC", cell).strip()
    return clean(column, _as_text(cell), required=False)


def required_text(column: str, cell: Cell) -> str:
    """The same, never blank."""
    held = text(column, cell)
    if not held:
        raise InputError("kernel.empty", field=column)
    return held


def code(column: str, cell: Cell) -> str:
    """A code or number as text: half-width, without blanks. Names keep their signs; see `text`.

    Raises:
        InputError: as `text` does; or a number cell of more digits than a spreadsheet keeps.
    """
    if isinstance(cell, float) and abs(cell) >= 10**15:
        raise InputError("sheets.long_number")
    held = text(column, cell)
    return held if held.isascii() and " " not in held else half_width(held)


def half_width(held: str) -> str:
    """Full-width letters, digits and signs as half-width ones, and no blanks."""
    return "".join(unicodedata.normalize("NFKC", held).split())


def whole(least: int, most: int) -> Callable[[str, Cell], int]:
    """A parser of whole numbers from `least` to `most`; it raises an InputError for anything else."""

    def parse(column: str, cell: Cell) -> int:
        held = "" if isinstance(cell, bool) else code(column, cell)
        if not re.fullmatch(r"-?[0-9]{1,15}", held) or not least <= int(held) <= most:
            raise InputError("sheets.no_whole", value=shown(cell), least=least, most=most)
        return int(held)

    return parse


def day(column: str, cell: Cell) -> date:
    """A day: a date cell, or one of `2026-03-11`, `2026/3/11`, `2026.3.11`, `2026年3月11日`, `20260311`.

    Raises:
        Doubt: a bare serial number, such as 46092, that is a day of 1950 to 2199.
        InputError: anything else, or a day that does not exist or is before 1901.
    """
    if type(cell) is date:
        found: date | None = cell
    elif isinstance(cell, datetime):
        found = cell.date() if cell.time() == time.min else None
    elif isinstance(cell, str | float) and not isinstance(cell, bool):
        held = code(column, cell)
        if re.fullmatch("[0-9]{5,6}", held) and int(held) in SERIAL_DAYS:
            serial = SERIAL_ORIGIN + timedelta(days=int(held))
            raise Doubt(serial, "sheets.day_from_number", value=held, day=serial)
        found = _day_of(held)
    else:
        found = None
    if found is None or found.year < FIRST_YEAR:
        raise InputError("sheets.no_day", value=shown(cell))
    return found


def uscc(column: str, cell: Cell) -> str:
    """A unified social credit code 统一社会信用代码 (GB 32100-2015) in capitals.

    Raises:
        Doubt: the check digit is wrong; some early codes in use are like that, so a person decides.
        InputError: not 18 characters of the code's alphabet.
    """
    held = code(column, cell).upper().replace("-", "")
    if not USCC.fullmatch(held):
        raise InputError("kernel.bad_uscc", value=shown(cell))
    if not _checks(held):
        raise Doubt(held, "sheets.uscc_check_digit", value=held)
    return held


def code_list(column: str, cell: Cell) -> tuple[str, ...]:
    """Codes with 、 ； or ， between them (half-width too), in their order, each once."""
    codes = (half_width(part) for part in SEPARATORS.split(text(column, cell)))
    return tuple(dict.fromkeys(part for part in codes if part))


def choice(values: Mapping[str, T]) -> Callable[[str, Cell], T]:
    """A parser of the words in `values`; it raises an InputError that names them for any other."""

    def parse(column: str, cell: Cell) -> T:
        held = text(column, cell)
        word = held if held in values else half_width(held)
        if word not in values:
            raise InputError("sheets.no_choice", value=shown(cell), words="、".join(values))
        return values[word]

    return parse


def yes_no(column: str, cell: Cell) -> bool:
    """是 or 否, or a cell that holds true or false; raises an InputError for anything else."""
    return cell if isinstance(cell, bool) else _yes_no(column, cell)


_yes_no = choice({"是": True, "否": False})


def shown(cell: Cell) -> str:
    """A cell in a sentence: in the reader's words, and never more than a line of it."""
    if isinstance(cell, bool):
        return sentence("sheets.true" if cell else "sheets.false")
    if isinstance(cell, float | date):
        return _as_text(cell)
    held = " ".join(str(cell).split())
    return held if len(held) <= 40 else held[:40] + "…"


def _as_text(cell: Cell) -> str:
    if isinstance(cell, bool | time | timedelta):
        raise InputError("sheets.no_text", value=shown(cell))
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime) and cell.time() == time.min:
        return str(cell.date())
    return str(cell)


@lru_cache(maxsize=10_000)
def _day_of(held: str) -> date | None:
    match = DAY.fullmatch(held)
    if not match:
        return None
    year, month, day_of_month = (int(part) for part in match.groups() if part and part.isdigit())
    try:
        return date(year, month, day_of_month)
    except ValueError:
        return None


@lru_cache(maxsize=10_000)
def _checks(held: str) -> bool:
    weighed = sum(
        weight * USCC_ALPHABET.index(sign) for weight, sign in zip(USCC_WEIGHTS, held, strict=False)
    )
    return USCC_ALPHABET[-weighed % 31] == held[17]
