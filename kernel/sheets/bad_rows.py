"""The bad rows of an import as a workbook: mended there, and read in again by the same importer."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kernel.messages import sentence
from kernel.sheets.export import Pen, workbook
from kernel.sheets.header import REASON, Columns, Header
from kernel.sheets.preview import Preview, PreviewRow
from kernel.sheets.sheet import Cell, Sheet
from kernel.sheets.tables import find_tables

BAD_COLOUR = "#FFC7CE"
REASON_WIDTH = 60  # characters
LONGEST_SHEET_NAME = 31
BadRows = Mapping[int, PreviewRow[Any]]  # by their number in the sheet


def write_bad_rows(preview: Preview[Any], sheets: Sequence[Sheet], columns: Columns) -> bytes:
    """An xlsx with exactly the bad rows, under the header they stood under.

    Before them a column 出错原因 gives all reasons of the row, and bad cells are coloured. Every sheet that
    has any stands on a sheet of its own.

    Args:
        preview: what came of the file; it has bad rows.
        sheets: what `read_workbook` gave for it.
        columns: those of the importer.
    """
    bad: dict[str, dict[int, PreviewRow[Any]]] = {}
    for row in preview.bad():
        bad.setdefault(row.place.sheet, {})[row.place.row] = row
    with workbook() as (book, content):
        pen, red_pen = Pen(book), Pen(book, BAD_COLOUR)
        tables = [(sheet, header) for sheet, header in find_tables(sheets, columns) if sheet.name in bad]
        for number, (sheet, header) in enumerate(tables, start=1):
            page = book.add_worksheet(_sheet_name(sheet.name, number if len(tables) > 1 else 0))
            page.freeze_panes(1, 1)
            page.set_column(0, 0, REASON_WIDTH)
            for at, line in enumerate(_lines(sheet, header, bad[sheet.name])):
                for column, cell in enumerate(line.cells):
                    (red_pen if column in line.bad else pen).write(page, at, column, cell)
    return content.getvalue()


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of the workbook, and which of its columns are bad."""

    cells: Sequence[Cell]
    bad: set[int]


def _lines(sheet: Sheet, header: Header, bad: BadRows) -> Iterator[_Line]:
    kept = [at for at, name in enumerate(header.names) if name or at in header.gaps]
    yield _Line([REASON, *(header.names[at] for at in kept)], set())
    for number, cells in enumerate(sheet.rows, start=1):
        if number in bad:
            yield _line(header, kept, cells, bad[number])


def _line(header: Header, kept: Sequence[int], cells: Sequence[Cell], row: PreviewRow[Any]) -> _Line:
    beyond = range(len(header.names), len(cells))
    columns = [*kept, *beyond]
    named = {problem.column for problem in row.problems}
    nameless = {*header.gaps, *beyond}
    held = [cells[at] if at < len(cells) else "" for at in columns]
    reasons = " ".join(
        sentence("sheets.reason", column=problem.column, problem=problem.what) for problem in row.problems
    )
    wrong = {
        place
        for place, at in enumerate(columns, start=1)
        if (held[place - 1] != "" if at in nameless else header.names[at] in named)
    }
    return _Line([reasons, *held], wrong)


def _sheet_name(name: str, number: int) -> str:
    """A name that xlsx allows: csv files give longer ones; numbered where two might become equal."""
    allowed = re.sub(r"[\[\]:*?/\\]", "_", name).strip("'") or "_"
    if not number or len(allowed) <= LONGEST_SHEET_NAME:
        return allowed[:LONGEST_SHEET_NAME]
    return f"{allowed[: LONGEST_SHEET_NAME - 3]}{number:3}"
