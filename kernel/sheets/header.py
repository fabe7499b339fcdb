"""The header of a table: found below titles and notes, also where merged cells spread it over two rows."""

import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice, pairwise, zip_longest

from kernel.errors import InputError
from kernel.sheets.sheet import Cell, Sheet

REASON = "出错原因"  # the column that our own files of bad rows begin with; never read
LAST_HEADER_ROW = 30


def _nothing_else(_name: str) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a table.

    required, optional: their proper names.
    also: whether a further name is allowed, such as `属性:region`.
    aliases: other names that files use, each with the proper one.
    """

    required: Sequence[str]
    optional: Sequence[str] = ()
    also: Callable[[str], bool] = _nothing_else
    aliases: Mapping[str, str] = field(default_factory=dict)

    def knows(self, name: str) -> bool:
        """Whether a table may have a column of this proper name."""
        return name in self.required or name in self.optional or (name != "" and self.also(name))

    def proper_names(self) -> dict[str, str]:
        """The proper name for every way to write one, as `plain` makes it."""
        same = {plain(name): name for name in (*self.required, *self.optional)}
        return same | {plain(alias): name for alias, name in self.aliases.items()}


@dataclass(frozen=True, slots=True)
class Header:
    """Where a header ends, and the name over every column.

    names: proper names, by column; "" where there is none, or one of our own.
    last_row: the number of its last row as people see it.
    gaps: the columns between others that have no name, our own left out.
    """

    names: tuple[str, ...]
    last_row: int
    gaps: tuple[int, ...]

    def nameless(self, width: int) -> Sequence[int]:
        """The columns of a row of `width` cells whose content nobody would read."""
        if not self.gaps and width <= len(self.names):
            return ()
        return (*(at for at in self.gaps if at < width), *range(len(self.names), width))


def plain(cell: Cell) -> str:
    """A name without what forms and typists add: blanks, line feeds, full-width signs, the star of "required"."""
    return "".join(unicodedata.normalize("NFKC", str(cell)).split()).strip("*")


def find_header(sheet: Sheet, columns: Columns) -> Header | None:
    """The header of a sheet, None if it has none: the row, or two rows as one, with the most known names.

    Raises:
        InputError: columns are missing, unknown or doubled.
    """
    proper = columns.proper_names()
    top = [[plain(cell) for cell in row] for row in islice(sheet.rows, LAST_HEADER_ROW)]
    rows = [[proper.get(name, name) for name in row] for row in top]
    candidates = _candidates(rows)
    expected = {*columns.required, *columns.optional}
    known = [sum(name in expected for name in names) for _, names in candidates]
    if not known or max(known) < min(2, len(expected)):
        return None
    last_row, names = candidates[known.index(max(known))]
    own = {at for at, name in enumerate(names) if name == REASON}
    names = ["" if at in own else name for at, name in enumerate(names)]
    _check(sheet.name, names, columns)
    gaps = (at for at, name in enumerate(names) if not name and at not in own)
    return Header(tuple(names), last_row, tuple(gaps))


def _candidates(rows: Sequence[list[str]]) -> list[tuple[int, list[str]]]:
    """Every row, and every two rows as one, with the number of the last."""
    single = list(enumerate(rows, start=1))
    # cells merged downwards leave their name in the upper row and a blank in the lower
    double = [
        (number + 1, [lower or upper for upper, lower in zip_longest(above, below, fillvalue="")])
        for (number, above), (_, below) in pairwise(single)
    ]
    return [*single, *double]


def _check(sheet: str, names: Sequence[str], columns: Columns) -> None:
    wrong = {
        "sheets.missing_columns": [name for name in columns.required if name not in names],
        "sheets.unknown_columns": [name for name in names if name and not columns.knows(name)],
        "sheets.doubled_columns": [name for name, count in Counter(names).items() if name and count > 1],
    }
    for code, found in wrong.items():
        if found:
            raise InputError(code, sheet=sheet, columns="、".join(found))


def no_header(columns: Columns) -> InputError:
    """What to say of a file in which no sheet has a header."""
    return InputError("sheets.no_table", columns="、".join(columns.required or columns.optional))
