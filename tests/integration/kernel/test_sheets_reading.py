"""Reading real workbooks and csv: what people see is what comes out, cell by cell."""

# ruff: noqa: DTZ001  cells of spreadsheets know no time zone

import io
import re
import struct
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from openpyxl.styles import PatternFill
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from kernel.errors import InputError
from kernel.sheets.export import write_xlsx
from kernel.sheets.reading import Cell, Sheet, read_workbook
from kernel.sheets.tables import Columns, Row, read_tables

Fill = Callable[[openpyxl.worksheet.worksheet.Worksheet], object]


def xlsx(fill: Fill, *, epoch_1904: bool = False) -> bytes:
    book = openpyxl.Workbook()
    if epoch_1904:
        book.epoch = CALENDAR_MAC_1904
    fill(book.active)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def changed(content: bytes, change: Callable[[bytes], bytes]) -> bytes:
    """The same workbook with its sheets' XML changed."""
    result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(result, "w") as new:
        for part in old.namelist():
            xml = old.read(part)
            new.writestr(part, change(xml) if part.startswith("xl/worksheets/") else xml)
    return result.getvalue()


def rows(content: bytes, name: str = "花名册.xlsx") -> list[list[Cell]]:
    (sheet,) = read_workbook(name, content)
    return list(sheet.rows)


def refusal(content: bytes, name: str = "花名册.csv") -> str:
    with pytest.raises(InputError) as caught:
        read_workbook(name, content)
    return str(caught.value)


def test_cells_of_every_kind_come_out_as_what_they_are() -> None:
    held = ["演示𬭚堃·甲", 5, 0.25, True, date(2026, 3, 11), datetime(2026, 3, 11, 9, 30), time(9, 30)]

    def fill(page: openpyxl.worksheet.worksheet.Worksheet) -> None:
        page.append([*held, timedelta(hours=30), " 空格 ", "两\n行"])

    (row,) = rows(xlsx(fill))
    assert row == [*held, timedelta(hours=30), " 空格 ", "两\n行"]
    assert [type(cell) for cell in row[1:5]] == [float, float, bool, date]


def test_row_and_column_numbers_are_those_that_people_see() -> None:
    def fill(page: openpyxl.worksheet.worksheet.Worksheet) -> None:
        page["C3"], page["D5"] = "丙三", "丁五"

    read = rows(xlsx(fill))
    assert read == [[], [], ["", "", "丙三"], [], ["", "", "", "丁五"]]


def test_empty_rows_and_columns_at_the_end_are_dropped() -> None:
    def fill(page: openpyxl.worksheet.worksheet.Worksheet) -> None:
        page["A1"] = "甲"
        page["H20"].fill = PatternFill("solid", "FF0000")
        page["B2"] = ""

    assert rows(xlsx(fill)) == [["甲"]]


def test_sheets_without_any_cell_are_left_out() -> None:
    book = openpyxl.Workbook()
    book.create_sheet("第二批").append(["甲"])
    content = io.BytesIO()
    book.save(content)
    (sheet,) = read_workbook("花名册.xlsx", content.getvalue())
    assert sheet.name == "第二批"


def test_both_date_systems_give_the_day_that_is_shown() -> None:
    days = [date(2026, 3, 11), date(1904, 2, 29), date(2099, 12, 31)]

    def fill(page: openpyxl.worksheet.worksheet.Worksheet) -> None:
        page.append(days)

    assert rows(xlsx(fill)) == rows(xlsx(fill, epoch_1904=True)) == [days]


def test_days_around_the_leap_day_that_never_was() -> None:
    """Spreadsheets count 29 February 1900 as day 60; the days before and after it are right."""

    def fill(page: openpyxl.worksheet.worksheet.Worksheet) -> None:
        for column, serial in enumerate([1, 59, 61, 2_958_465], start=1):
            page.cell(1, column, serial).number_format = "yyyy-mm-dd"

    assert rows(xlsx(fill)) == [[date(1900, 1, 1), date(1900, 2, 28), date(1900, 3, 1), date(9999, 12, 31)]]


def table(content: bytes) -> list[Row]:
    columns = Columns(("姓名", "手机"), ("职称",))
    return list(read_tables(read_workbook("花名册.xlsx", content), columns))


def said(row: Row) -> dict[str, str]:
    for column in ("姓名", "手机", "职称"):
        row.read(column, lambda _, cell: str(cell), "", required=False)
    return {problem.column: problem.what for problem in row.problems}


def test_formulas_give_the_value_that_the_file_holds() -> None:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        page = book.add_worksheet("专家")
        page.write_row(0, 0, ["姓名", "手机", "职称"])
        page.write_formula(1, 0, '="演示"&"甲"', value="演示甲")
        page.write_formula(1, 1, "=12000000000+1", value=12000000001)
        page.write_formula(1, 2, '=""', value="EMPTY")
    spoiled = changed(content.getvalue(), lambda xml: xml.replace(b"EMPTY", b""))
    (row,) = table(spoiled)
    assert dict(row.cells) == {"姓名": "演示甲", "手机": 12000000001.0, "职称": ""}
    assert said(row) == {}


def test_a_formula_without_a_value_is_a_bad_cell_and_never_computed() -> None:
    def fill(page: openpyxl.worksheet.worksheet.Worksheet) -> None:
        page.append(["姓名", "手机", "职称"])
        page.append(["演示甲", "=12000000000+1", '=HYPERLINK("http://127.0.0.1/")'])

    (row,) = table(xlsx(fill))
    assert row.place.row == 2
    what = "此处是公式，文件里没有算出的值。请用表格软件打开并保存，或直接填写值。"
    assert said(row) == {"手机": what, "职称": what}


def test_an_error_value_is_a_bad_cell_and_never_an_empty_one() -> None:
    def fill(page: openpyxl.worksheet.worksheet.Worksheet) -> None:
        page.append(["姓名", "手机", "职称"])
        page.append(["演示甲", "12000000001", "#N/A"])

    (row,) = table(xlsx(fill))
    assert said(row) == {"职称": "此处是公式错误#N/A。请改正公式或直接填写值。"}


def test_formulas_are_seen_in_workbooks_with_prefixed_elements() -> None:
    """Some programs write <x:c> for <c>."""

    def fill(page: openpyxl.worksheet.worksheet.Worksheet) -> None:
        page.append(["姓名", "手机"])
        page.append(["演示甲", "=1+1"])

    prefixed = changed(
        xlsx(fill),
        lambda xml: re.sub(rb"<(/?)(\w)", rb"<\1x:\2", xml).replace(b" xmlns=", b" xmlns:x="),
    )
    (row,) = table(prefixed)
    assert list(said(row)) == ["手机"]


def test_a_formula_at_the_edge_of_a_chunk_is_seen_like_any_other() -> None:
    """The sheet is larger than one piece of 2**20 bytes; every tenth row has an error."""

    def fill(page: openpyxl.worksheet.worksheet.Worksheet) -> None:
        page.append(["姓名", "手机"])
        for number in range(1, 20_001):
            page.append([f"演示{number}", "=1+1" if number % 10 == 0 else str(number)])

    bad = [row.place.row for row in table(xlsx(fill)) if said(row)]
    assert bad == [number + 1 for number in range(10, 20_001, 10)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_csv_is_read_in_every_encoding_that_offices_write(encoding: str) -> None:
    content = "专家花名册,\r\n姓名,手机\r\n演示𬭚堃,12000000001\r\n".encode(encoding)
    assert rows(content, "花名册.csv")[2] == ["演示𬭚堃", "12000000001"]


def test_a_csv_sheet_is_named_like_its_file() -> None:
    assert read_workbook("花名册.csv", b"a,b\n")[0].name == "花名册.csv"


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_broken_bytes_are_refused_with_their_line(encoding: str) -> None:
    text = "姓名,手机\n演示甲,1\nBROKEN,2\n演示乙,3\n"
    content = text.encode(encoding).replace(b"BROKEN", b"\xe6\xff\xbc")
    assert refusal(content).startswith(f"“花名册.csv”第3行含有不属于{encoding.upper()}编码的字节")


def test_broken_bytes_far_down_are_refused_with_their_line() -> None:
    lines = ["姓名,手机", *(f"演示{number},{number}" for number in range(5000))]
    content = "\n".join(lines).encode() + b"\n\xff,1\n"
    assert "第5002行" in refusal(content)


def test_broken_utf_8_is_never_read_as_another_encoding() -> None:
    content = "姓名,手机\n甲CUT,1\n".encode().replace(b"CUT", "甲".encode()[:-1])
    assert "第2行含有不属于UTF-8编码的字节" in refusal(content)


def test_a_quotation_mark_without_partner_is_refused_with_its_line() -> None:
    assert "“花名册.csv”第3行不合csv格式" in refusal('姓名,手机\n演示甲,1\n"演示乙,2'.encode())
    swallowed = '姓名,手机\n"演示甲,1\n' + "演示乙,2\n" * 9000 + '"'
    assert "不合csv格式" in refusal(swallowed.encode())


def test_lines_within_a_cell_do_not_shift_the_row_numbers() -> None:
    content = '姓名,手机\n"演示\n甲",1\n演示乙,2\n'.encode()
    assert rows(content, "a.csv")[2] == ["演示乙", "2"]


@pytest.mark.parametrize(("sign", "word"), [(";", "分号"), ("\t", "制表符")])
def test_a_csv_with_another_separator_is_told_to_use_commas(sign: str, word: str) -> None:
    content = f"姓名{sign}手机\n演示甲{sign}1\n演示乙，丙{sign}2\n".encode("gb18030")
    said = f"“花名册.csv”以{word}分隔，应以逗号分隔。请另存为“CSV（逗号分隔）”或xlsx后再导入。"
    assert refusal(content) == said


def test_semicolons_within_cells_are_no_separators() -> None:
    content = "姓名,专业\n演示甲,L01;C01;C02\n".encode()
    assert rows(content, "a.csv")[1] == ["演示甲", "L01;C01;C02"]


def test_the_sentences_also_come_in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PANEL_LANG", "en")
    assert refusal(b"\x89PNG") == "“花名册.csv” is no spreadsheet. Use xlsx, xls, ods, or csv with commas."


def test_a_large_sheet_is_the_same_row_by_row_and_as_a_whole() -> None:
    content = ("a,b\n" + "".join(f"{number},x\n" for number in range(2_000))).encode()
    (sheet,) = read_workbook("a.csv", content)
    assert isinstance(sheet, Sheet)
    assert len(sheet.rows) == len(list(sheet.rows)) == 2_001
    assert [sheet.rows[at][0] for at in (0, 1, 500, 501, 2_000, -1)] == [
        "a",
        "0",
        "499",
        "500",
        "1999",
        "1999",
    ]
    assert sheet.rows[1_999:] == [["1998", "x"], ["1999", "x"]]


DEMO = Path(__file__).parents[3] / "demo_data"


def test_the_same_roster_is_the_same_cell_by_cell_in_every_kind_of_file() -> None:
    """LibreOffice wrote the xls and the ods; the day whose number is 1 is an older one to it (1899-12-31)."""
    kinds = [
        [
            [date(1900, 1, 1) if cell == date(1899, 12, 31) else cell for cell in row]
            for sheet in read_workbook(path.name, path.read_bytes())
            for row in sheet.rows
        ]
        for path in (DEMO / "experts.xlsx", DEMO / "experts.xls", DEMO / "experts.ods")
    ]
    assert kinds[0] == kinds[1] == kinds[2]
    assert len(kinds[0]) > 2_000


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods", "csv"])
def test_an_error_value_is_found_in_every_kind_of_file(kind: str) -> None:
    columns = Columns(("姓名", "聘期起", "聘期止"), also=lambda _: True)
    rows = read_tables(read_workbook("花名册", (DEMO / f"experts.{kind}").read_bytes()), columns)
    errors = [cell for row in rows for cell in row.cells.values() if cell == "#N/A"]
    assert errors == ["#N/A"]


def test_error_values_and_bare_formulas_of_an_ods_are_bad_cells() -> None:
    """What the parser gives for them is empty, or nought."""
    spaces = "urn:oasis:names:tc:opendocument:xmlns"
    calc = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"

    def cell(text: str, attributes: str = 'office:value-type="string"') -> str:
        return f"<table:table-cell {attributes}><text:p>{text}</text:p></table:table-cell>"

    error = 'table:formula="of:=1/0" office:value-type="float" office:value="0" calcext:value-type="error"'
    bare = '<table:table-cell table:formula="of:=1+1" table:number-columns-repeated="2"/>'
    body = f"""<table:table-row>{"".join(map(cell, ("姓名", "手机", "职称", "地区")))}</table:table-row>
        <table:table-row table:number-rows-repeated="3"><table:table-cell/></table:table-row>
        <table:table-row>{cell("演示甲")}{cell("#DIV/0!", error)}{bare}</table:table-row>"""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as file:
        file.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        file.writestr("META-INF/manifest.xml", "<manifest/>")
        file.writestr(
            "content.xml",
            f'<office:document-content xmlns:office="{spaces}:office:1.0" xmlns:table="{spaces}:table:1.0" '
            f'xmlns:text="{spaces}:text:1.0" xmlns:calcext="{calc}"><office:body><office:spreadsheet>'
            f'<table:table table:name="表">{body}</table:table></office:spreadsheet></office:body>'
            "</office:document-content>",
        )
    (row,) = read_tables(
        read_workbook("a.ods", content.getvalue()), Columns(("姓名", "手机", "职称", "地区"))
    )
    assert row.place.row == 5
    assert [row.cells[column] for column in ("姓名", "手机", "职称")] == ["演示甲", "#DIV/0!", "="]
    assert row.read("手机", lambda _, cell: cell, "") == ""
    assert row.problems[0].what.startswith("此处是公式错误#DIV/0!")


def test_error_values_of_an_xls_are_bad_cells() -> None:
    """Two cells of text are overwritten with error records of the same length in all ([MS-XLS] §2.4.24)."""
    content = (DEMO / "experts.xls").read_bytes()
    text, error, filler = 0x00FD, 0x0205, struct.pack("<HH", 0x0099, 0)
    first, second = (struct.pack("<HHHH", text, 10, 4, column) for column in (0, 1))
    at = content.index(first)
    assert content[at + 14 : at + 22] == second
    records = b"".join(
        struct.pack("<HHHHHBB", error, 8, 4, column, 0, code, 1) for column, code in ((0, 42), (1, 7))
    )
    spoiled = content[:at] + records + filler + content[at + 28 :]
    rows = read_workbook("a.xls", spoiled)[0].rows
    assert rows[4][:2] == ["#N/A", "#DIV/0!"]
    assert [type(cell).__name__ for cell in rows[4][:3]] == ["NoValue", "NoValue", "str"]


def test_a_row_of_nothing_but_bare_formulas_is_not_lost() -> None:
    def fill(page: openpyxl.worksheet.worksheet.Worksheet) -> None:
        page.append(["姓名", "手机"])
        page["B9"] = "=1+1"

    (row,) = table(xlsx(fill))
    assert (row.place.row, row.cells["手机"]) == (9, "=")


def test_an_exported_workbook_reads_in_again_unchanged() -> None:
    held: list[list[Cell]] = [
        ["=1+1", "+1", "@a", "\t=1", "\r=1", "'=1", "＝1", "_x0041_", " 空 ", "两\n行", "演示𬭚堃", "00123"],
        [5.0, 0.25, True, date(2026, 3, 11), datetime(2026, 3, 11, 9, 30), time(9, 30), timedelta(hours=30)],
    ]
    header = [str(number) for number in range(12)]
    assert rows(write_xlsx("表", header, held))[1:] == held
