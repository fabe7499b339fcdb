# ruff: noqa: DTZ001  cells of spreadsheets know no time zone

import io
from collections.abc import Sequence
from datetime import date, datetime

import openpyxl
import pytest

from kernel.sheets import cells
from kernel.sheets.bad_rows import write_bad_rows
from kernel.sheets.preview import Preview, PreviewRow, RowState
from kernel.sheets.sheet import Cell, Sheet
from kernel.sheets.tables import Columns, read_tables

COLUMNS = Columns(required=("姓名", "任职起"), optional=("代码",))
HEADER: list[Cell] = ["姓名", "任职起", "代码"]
GOOD: list[Cell] = ["演示甲", date(2026, 3, 11), ""]
BAD: list[Cell] = ["演示乙", "明年", "91350100M0001TGQXM"]


def preview(sheets: Sequence[Sheet]) -> Preview[str]:
    """An importer as simple as can be."""
    rows = []
    for row in read_tables(sheets, COLUMNS):
        name = row.read("姓名", cells.text, "")
        row.read("任职起", cells.day, date.min)
        row.read("代码", cells.uscc, "", required=False)
        state = RowState.BAD if row.bad else RowState.NEW
        rows.append(PreviewRow(row.place, state, name, row.problems, name))
    return Preview(rows)


def bad_rows(*sheets: Sheet) -> openpyxl.Workbook:
    content = write_bad_rows(preview(sheets), sheets, COLUMNS)
    return openpyxl.load_workbook(io.BytesIO(content))


def values(page: openpyxl.worksheet.worksheet.Worksheet) -> list[list[object]]:
    return [[cell.value for cell in row] for row in page.iter_rows()]


def coloured(page: openpyxl.worksheet.worksheet.Worksheet) -> list[str]:
    return [
        cell.coordinate for row in page.iter_rows() for cell in row if cell.fill.fgColor.rgb == "FFFFC7CE"
    ]


def test_the_states_are_counted() -> None:
    found = preview([Sheet("表", [HEADER, GOOD, BAD, [*GOOD[:2], BAD[2]]])])
    assert found.counts() == {
        RowState.NEW: 2, RowState.CHANGED: 0, RowState.SAME: 0, RowState.DUPLICATE: 0, RowState.BAD: 1
    }  # fmt: skip
    assert [row.key for row in found.bad()] == ["演示乙"]
    assert [row.key for row in found.good()] == ["演示甲", "演示甲"]
    assert found.warned() == 2
    assert found.summary() == "共3行：新增2，变更0，未变0，与前重复0，有误1；有提醒的2行。"


def test_what_keeps_rows_out_is_shown_before_the_warnings() -> None:
    found = preview([Sheet("表", [HEADER, [*GOOD[:2], BAD[2]], BAD, ["", "x", ""]])])
    said = found.problems(10)
    assert [one.split("：")[0] for one in said] == [
        "“表”第3行“任职起”", "“表”第4行“姓名”", "“表”第4行“任职起”", "“表”第2行“代码”", "“表”第3行“代码”"
    ]  # fmt: skip
    assert found.problems(2) == said[:2]


def test_the_bad_rows_go_out_with_their_reasons_first_and_bad_cells_coloured() -> None:
    book = bad_rows(Sheet("第一批", [["标题"], HEADER, GOOD, BAD, GOOD]))
    assert book.sheetnames == ["第一批"]
    header, row = values(book.active)
    assert header == ["出错原因", *HEADER]
    assert row[1:] == BAD
    assert "“任职起”：“明年”不是日期，应写作2026-03-11" in str(row[0])
    assert "“代码”：统一社会信用代码“91350100M0001TGQXM”的末位校验码不符" in str(row[0])
    assert coloured(book.active) == ["C2", "D2"]


def test_bad_rows_that_were_mended_read_in_again() -> None:
    book = bad_rows(Sheet("表", [HEADER, GOOD, BAD]))
    book.active["C2"] = datetime(2027, 1, 1)
    rows: list[list[Cell]] = [
        [cell.date() if isinstance(cell, datetime) else cell or "" for cell in row]
        for row in book.active.iter_rows(values_only=True)
    ]
    again = preview([Sheet("表", rows)])
    assert [(row.place.row, row.state, row.key) for row in again.rows] == [(2, RowState.NEW, "演示乙")]


def test_bad_rows_not_mended_come_out_as_they_went_in() -> None:
    first = values(bad_rows(Sheet("表", [HEADER, GOOD, BAD])).active)
    assert values(bad_rows(Sheet("表", [[str(cell) for cell in row] for row in first])).active) == first


def test_every_sheet_with_bad_rows_has_its_own() -> None:
    book = bad_rows(
        Sheet("第一批", [HEADER, BAD]),
        Sheet("第二批", [HEADER, GOOD]),
        Sheet("第三批", [["题"], HEADER, BAD, BAD]),
    )
    assert [len(values(page)) for page in book] == [2, 3]
    assert [name.split()[0] for name in book.sheetnames] == ["第一批", "第三批"]


def test_cells_without_a_column_name_go_out_with_their_row() -> None:
    book = bad_rows(Sheet("表", [["姓名", "", "任职起"], ["演示乙", "备注", GOOD[1], "多余"]]))
    assert values(book.active)[1][1:] == ["演示乙", "备注", datetime(2026, 3, 11), "多余"]
    assert coloured(book.active) == ["C2", "E2"]


def test_what_looks_like_a_formula_goes_out_as_text() -> None:
    page = bad_rows(Sheet("表", [HEADER, ["=HYPERLINK(1)", "+1", ""]])).active
    assert [page[place].data_type for place in ("B2", "C2")] == ["s", "s"]


@pytest.mark.parametrize("name", ["专家[1]:*?/花名册.csv", "很长的文件名" * 10, "'引号'"])
def test_a_file_name_that_no_sheet_can_have_is_made_one(name: str) -> None:
    (sheet_name,) = bad_rows(Sheet(name, [HEADER, BAD])).sheetnames
    assert len(sheet_name) <= 31
