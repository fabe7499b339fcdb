"""Tables in sheets: which row is the header, and every row below it with its problems by column."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import Literal, TypeVar

from kernel.errors import InputError
from kernel.messages import sentence
from kernel.sheets.header import Columns, Header, find_header, no_header
from kernel.sheets.sheet import Cell, NoValue, Sheet

__all__ = [
    "Columns", "Doubt", "Place", "Problem", "Progress", "Row", "Severity", "find_tables", "read_tables"
]  # fmt: skip
T = TypeVar("T")
Severity = Literal["bad", "warn"]
Progress = Callable[[int, int], None]
ROWS_PER_REPORT = 1000
# What a csv, which knows no formulas, is left with of a formula that failed.
ERRORS = frozenset({"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"})


class Doubt(InputError):
    """A cell that was understood but looks wrong, such as a check digit: a warning, confirmed with the row.

    Args:
        value: what the cell was understood to be.
    """

    def __init__(self, value: object, code: str, /, **params: object) -> None:
        super().__init__(code, **params)
        self.value = value


@dataclass(frozen=True, slots=True)
class Place:
    """A row as the person who made the file sees it."""

    sheet: str
    row: int


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a cell.

    column: its name in the header, or its number where the header has none.
    value: what stands there; it may be personal, so sentences show only what `what` shows.
    what: a sentence that also says what would be right.
    severity: "bad" keeps the row out; "warn" is confirmed with it.
    """

    column: str
    value: str
    what: str
    severity: Severity = "bad"

    def at(self, place: Place) -> str:
        """The problem with its sheet, row and column."""
        return sentence("sheets.at", sheet=place.sheet, row=place.row, column=self.column, problem=self.what)


@dataclass(slots=True)
class Row:
    """A row being read. It keeps its problems, by column, instead of stopping at the first.

    cells: by the column's proper name; an empty cell is "" or missing.
    """

    place: Place
    cells: Mapping[str, Cell]
    problems: list[Problem] = field(default_factory=list)

    @property
    def bad(self) -> bool:
        return any(problem.severity == "bad" for problem in self.problems)

    def has(self, column: str) -> bool:
        """Whether the cell holds anything but blanks."""
        return not _blank(self.cells.get(column, ""))

    def read(self, column: str, parse: Callable[[str, Cell], T], otherwise: T, *, required: bool = True) -> T:
        """The cell as `parse` understands it; `otherwise` where it is empty or wrong."""
        cell = self.cells.get(column, "")
        if _blank(cell):
            if required:
                self.note(column, sentence("kernel.empty", field=column))
            return otherwise
        try:
            if isinstance(cell, str) and cell[0] in "=#":
                _check_value(cell)
            return parse(column, cell)
        except Doubt as doubt:
            self.note(column, str(doubt), "warn")
            understood: T = doubt.value  # type: ignore[assignment]  # what `parse` would have returned
            return understood
        except InputError as problem:
            self.note(column, str(problem))
            return otherwise

    def note(self, column: str, what: str, severity: Severity = "bad") -> None:
        """Keep a problem that was found by looking at more than one cell or row."""
        self.problems.append(Problem(column, str(self.cells.get(column, "")), what, severity))


def _check_value(cell: str) -> None:
    if cell in ERRORS or (isinstance(cell, NoValue) and cell != "="):
        raise InputError("sheets.error_value", value=cell)
    if isinstance(cell, NoValue):
        raise InputError("sheets.formula_without_value")


def read_tables(sheets: Sequence[Sheet], columns: Columns, progress: Progress | None = None) -> Iterator[Row]:
    """The rows of every sheet that has a header, blank lines left out.

    Args:
        sheets: what `read_workbook` gave.
        columns: which columns there may be.
        progress: called now and then with (rows seen, rows in all).

    Raises:
        InputError: no sheet has a header, or a header lacks columns or has unknown or doubled ones.
    """
    tables = find_tables(sheets, columns)
    total = sum(len(sheet.rows) - header.last_row for sheet, header in tables)
    seen = 0
    for sheet, header in tables:
        for row in _rows(sheet, header):
            seen += 1
            if progress and seen % ROWS_PER_REPORT == 0:
                progress(seen, total)
            if row:
                yield row
    if progress:
        progress(total, total)


def find_tables(sheets: Sequence[Sheet], columns: Columns) -> list[tuple[Sheet, Header]]:
    """The sheets that have a header, with it; raises as `read_tables` does."""
    found = [(sheet, find_header(sheet, columns)) for sheet in sheets]
    tables = [(sheet, header) for sheet, header in found if header]
    if not tables:
        raise no_header(columns)
    return tables


def _rows(sheet: Sheet, header: Header) -> Iterator[Row | None]:
    """A row or, for a blank line, None."""
    names, width = header.names, len(header.names)
    padding = [""] * width
    for number, cells in islice(enumerate(sheet.rows, start=1), header.last_row, None):
        if all(map(_blank, cells)):
            yield None
            continue
        named: dict[str, Cell] = dict(zip(names, chain(cells, padding), strict=False))
        named.pop("", None)
        row = Row(Place(sheet.name, number), named)
        nameless = [at for at in header.nameless(len(cells)) if not _blank(cells[at])]
        if nameless:
            row.problems.append(_without_name(nameless, cells))
        yield row


def _blank(cell: Cell) -> bool:
    return isinstance(cell, str) and (not cell or cell.isspace())


def _without_name(nameless: Sequence[int], cells: Sequence[Cell]) -> Problem:
    """Cells with content where the header has none: they would be lost without a word."""
    value = "、".join(str(cells[at]) for at in nameless)
    return Problem(column_number(nameless), value, sentence("sheets.no_name"))


def column_number(at: Sequence[int]) -> str:
    """What columns without a name are called: their numbers, counted from 1."""
    first, last = at[0] + 1, at[-1] + 1
    if first == last:
        return sentence("sheets.column_number", number=first)
    return sentence("sheets.column_numbers", first=first, last=last)
