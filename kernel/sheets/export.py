"""Tables out, as xlsx and csv: nothing becomes a formula, and what was written reads in again unchanged."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from math import isfinite
from typing import TYPE_CHECKING

from kernel.errors import InputError
from kernel.sheets.sheet import Cell

if TYPE_CHECKING:
    from xlsxwriter.format import Format  # type: ignore[import-untyped]  # it ships no types
    from xlsxwriter.workbook import Workbook  # type: ignore[import-untyped]
    from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

LONGEST_CELL = 32_767
FIRST_YEAR = 1900
CREATED = datetime(2000, 1, 1)  # noqa: DTZ001  the file's own time would make equal tables unequal files
# What a spreadsheet takes for a formula at the beginning of a csv cell; one ' more keeps it text.
FORMULA_BEGINS = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
PROTECTED = re.compile(rf"'{FORMULA_BEGINS.pattern}")


def write_csv(header: Sequence[str], rows: Iterable[Sequence[Cell | int | None]]) -> bytes:
    """A csv in UTF-8 with byte order mark; cells that look like formulas begin with a '."""
    content = io.StringIO()
    lines = csv.writer(content)
    lines.writerow([_csv_cell(name) for name in header])
    lines.writerows([_csv_cell(cell) for cell in row] for row in rows)
    return content.getvalue().encode("utf-8-sig")


def write_xlsx(sheet_name: str, header: Sequence[str], rows: Iterable[Sequence[Cell | int | None]]) -> bytes:
    """A workbook of one sheet; text is always text. The same table gives the same bytes.

    Raises:
        InputError: a cell is longer than a spreadsheet holds.
    """
    with workbook() as (book, content):
        pen = Pen(book)
        page = book.add_worksheet(sheet_name)
        page.freeze_panes(1, 0)
        for column, name in enumerate(header):
            pen.write(page, 0, column, name)
        for at, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                pen.write(page, at, column, cell)
    return content.getvalue()


@contextmanager
def workbook() -> "Iterator[tuple[Workbook, io.BytesIO]]":
    """An empty workbook, written to the bytes when the block ends; rows are written once, downwards."""
    import xlsxwriter  # type: ignore[import-untyped]  # noqa: PLC0415  slow; only who writes pays

    content = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(content, options) as book:
        book.set_properties({"created": CREATED})
        yield book, content


class Pen:
    """Writes cells of every kind into a worksheet, coloured if wanted."""

    def __init__(self, book: "Workbook", colour: str | None = None) -> None:
        def style(number_format: str) -> "Format":
            look = {"num_format": number_format} | ({"bg_color": colour} if colour else {})
            return book.add_format(look)

        self._text, self._number = style("@"), style("General")
        self._styles = {
            datetime: style("yyyy-mm-dd hh:mm:ss"),
            date: style("yyyy-mm-dd"),
            time: style("hh:mm:ss"),
            timedelta: style("[h]:mm:ss"),
        }

    def write(self, page: "Worksheet", row: int, column: int, cell: Cell | int | None) -> None:
        """Put one cell in its place, of the kind it is.

        Raises:
            InputError: the text is longer than a spreadsheet holds.
        """
        if cell is None or cell == "":
            page.write_blank(row, column, None, self._text)
        elif isinstance(cell, str):
            if len(cell) > LONGEST_CELL:
                raise InputError("sheets.cell_too_long", limit=LONGEST_CELL)
            page.write_string(row, column, cell, self._text)
        elif isinstance(cell, bool):
            page.write_boolean(row, column, cell, self._number)
        elif isinstance(cell, int | float) and isfinite(cell):
            page.write_number(row, column, cell, self._number)
        elif isinstance(cell, int | float) or (isinstance(cell, date) and cell.year < FIRST_YEAR):
            page.write_string(row, column, str(cell), self._text)  # no spreadsheet has such numbers or days
        else:
            page.write_datetime(row, column, cell, self._styles[type(cell)])


def _csv_cell(cell: Cell | int | None) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    text = str(cell)
    return f"'{text}" if isinstance(cell, str) and FORMULA_BEGINS.match(text) else text
