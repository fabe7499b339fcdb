# ruff: noqa: DTZ001  cells of spreadsheets know no time zone

import io
from datetime import date, datetime, time, timedelta

import openpyxl
import pytest

from kernel.errors import InputError
from kernel.sheets.csv_text import read_csv
from kernel.sheets.export import write_csv, write_xlsx

HEADER = ["名称", "值"]
FORMULAS = [
    "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠a", "'=1", "''=1", "=cmd|' /C calc'!A0"
]  # fmt: skip
HARMLESS = [
    "演示𬭚堃",
    "'引号",
    "1-1",
    "a=b",
    "a,b",
    'a"b',
    "两\n行",
    " 空 ",
    "_x0041_",
    "中·文",
    "00123",
    "",
]


@pytest.mark.parametrize("text", FORMULAS)
def test_nothing_becomes_a_formula_in_a_workbook(text: str) -> None:
    page = openpyxl.load_workbook(io.BytesIO(write_xlsx("表", HEADER, [[text, text]]))).active
    assert [page[place].data_type for place in ("A2", "B2")] == ["s", "s"]


@pytest.mark.parametrize("text", FORMULAS)
def test_nothing_begins_a_formula_in_a_csv(text: str) -> None:
    written = write_csv(HEADER, [["x", text]]).decode("utf-8-sig")
    assert written.split(",", 2)[2].lstrip('"').startswith("'")


@pytest.mark.parametrize("text", [*FORMULAS, *HARMLESS])
def test_a_csv_reads_in_again_unchanged(text: str) -> None:
    content = write_csv(HEADER, [["第一", text], ["末", "行"]])
    assert [*read_csv("a.csv", content).rows[1], ""][:2] == ["第一", text]


def test_a_csv_begins_with_a_byte_order_mark_so_that_offices_see_utf_8() -> None:
    assert write_csv(HEADER, []) == b"\xef\xbb\xbf" + "名称,值\r\n".encode()


def test_values_of_every_kind_in_a_csv() -> None:
    values = [
        None,
        True,
        False,
        5,
        5.0,
        0.25,
        -3,
        date(2026, 3, 11),
        datetime(2026, 3, 11, 9, 30),
        time(9, 30),
    ]
    written = write_csv(HEADER, [values]).decode("utf-8-sig").splitlines()[1]
    assert written == ",是,否,5,5,0.25,-3,2026-03-11,2026-03-11 09:30:00,09:30:00"


def test_values_of_every_kind_in_a_workbook() -> None:
    values = [None, True, 5, 0.25, date(2026, 3, 11), datetime(2026, 3, 11, 9, 30), time(9, 30)]
    more = [timedelta(hours=30), date(1850, 1, 1), float("inf")]
    page = openpyxl.load_workbook(io.BytesIO(write_xlsx("表", HEADER, [[*values, *more]]))).active
    assert [cell.value for cell in page[2]] == [
        None, True, 5, 0.25, datetime(2026, 3, 11), datetime(2026, 3, 11, 9, 30), time(9, 30),
        timedelta(hours=30), "1850-01-01", "inf",
    ]  # fmt: skip
    assert page["E2"].number_format == "yyyy-mm-dd"


def test_the_same_table_gives_the_same_bytes() -> None:
    rows = [["演示甲", date(2026, 3, 11)], ["=1", 5]]
    assert write_xlsx("表", HEADER, rows) == write_xlsx("表", HEADER, rows)


def test_a_link_stays_text() -> None:
    page = openpyxl.load_workbook(io.BytesIO(write_xlsx("表", HEADER, [["https://example.com/", 1]]))).active
    assert page["A2"].hyperlink is None


def test_a_text_too_long_for_a_spreadsheet_is_refused_and_not_cut() -> None:
    with pytest.raises(InputError, match="超过32767个字符"):
        write_xlsx("表", HEADER, [["长" * 32_768, ""]])
