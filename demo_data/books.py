"""Workbooks as offices make them: title rows above the header, merged cells, borders, dates in many forms."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]  # it ships no types

from demo_data.invented import full_width

A3, A4 = 8, 9
MADE_ON = datetime(2026, 9, 30)  # noqa: DTZ001  the file format knows no zones


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula and the value that the spreadsheet program kept beside it."""

    text: str
    value: str | float


Value = str | int | float | date | Formula


@dataclass(frozen=True, slots=True)
class Styles:
    """The cell formats of one workbook; `days` are two ways in which a real date cell is shown."""

    title: Any
    note: Any
    head: Any
    cell: Any
    days: tuple[Any, Any]


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook being written."""

    workbook: Any
    styles: Styles

    def sheet(self, name: str, widths: Sequence[int]) -> Any:
        """An empty sheet with columns as wide as that, in characters; it prints on A4 or A3 across."""
        sheet = self.workbook.add_worksheet(name)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        sheet.set_landscape()
        sheet.set_paper(A4 if sum(widths) < 200 else A3)
        sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&C第&P页 共&N页")
        return sheet

    def titles(self, sheet: Any, width: int, title: str, *notes: str) -> int:
        """Write a title and notes, each merged over `width` columns; the next row's index."""
        sheet.merge_range(0, 0, 0, width - 1, title, self.styles.title)
        sheet.set_row(0, 30)
        for row, note in enumerate(notes, start=1):
            sheet.merge_range(row, 0, row, width - 1, note, self.styles.note)
        return 1 + len(notes)

    def header(self, sheet: Any, row: int, names: Sequence[str]) -> int:
        """Write a header of one row, repeated on every printed page; the next row's index."""
        for column, name in enumerate(names):
            sheet.write_string(row, column, name, self.styles.head)
        sheet.repeat_rows(row)
        sheet.freeze_panes(row + 1, 0)
        return row + 1

    def row(self, sheet: Any, row: int, values: Sequence[Value]) -> None:
        """Write one row of cells."""
        for column, value in enumerate(values):
            self.cell(sheet, row, column, value)

    def cell(self, sheet: Any, row: int, column: int, value: Value) -> None:
        """Write one cell as what it is: a text is never taken for a number or a formula."""
        styles = self.styles
        if isinstance(value, Formula):
            style = styles.cell if isinstance(value.value, str) else styles.days[0]
            sheet.write_formula(row, column, value.text, style, value.value)
        elif isinstance(value, date):
            sheet.write_datetime(row, column, value, styles.days[row % 2])
        elif isinstance(value, str) and value:
            sheet.write_string(row, column, value, styles.cell)
        elif value == "":
            sheet.write_blank(row, column, None, styles.cell)
        else:
            sheet.write_number(row, column, value, styles.cell)


@contextmanager
def book(path: Path) -> Iterator[Book]:
    """A new workbook at `path`, the same bytes for the same content."""
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False}) as workbook:
        workbook.set_properties({"created": MADE_ON, "comments": "演示数据，全部虚构"})
        framed = {"border": 1, "font_name": "宋体", "font_size": 10, "valign": "vcenter"}
        styles = Styles(
            workbook.add_format(
                {"font_name": "黑体", "font_size": 18, "align": "center", "valign": "vcenter"}
            ),
            workbook.add_format({"font_name": "仿宋", "font_size": 11}),
            workbook.add_format({**framed, "bold": True, "align": "center", "text_wrap": True}),
            workbook.add_format(framed),
            (
                workbook.add_format({**framed, "num_format": "yyyy-mm-dd", "align": "left"}),
                workbook.add_format({**framed, "num_format": 'yyyy"年"m"月"d"日"', "align": "left"}),
            ),
        )
        yield Book(workbook, styles)


def as_typed(day: date, number: int) -> Value:
    """A day as one of several clerks types it, by `number`: a date cell, or text in one of four forms."""
    slashed, counted = f"{day.year}/{day.month}/{day.day}", f"{day.year}年{day.month}月{day.day}日"
    forms: dict[int, Value] = {3: slashed, 4: counted, 8: slashed, 9: counted, 13: full_width(slashed)}
    return f"{day:%Y%m%d}" if number % 37 == 0 else forms.get(number % 15, day)
