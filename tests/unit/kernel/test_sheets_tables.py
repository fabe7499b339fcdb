from collections.abc import Sequence
from datetime import date

import pytest

from kernel.errors import InputError
from kernel.sheets import cells
from kernel.sheets.sheet import Cell, PackedRows, Sheet, pack
from kernel.sheets.tables import Columns, Place, Row, read_tables

COLUMNS = Columns(
    required=("姓名", "手机"),
    optional=("工作单位", "统一社会信用代码", "任职起"),
    also=lambda name: name.startswith("属性:"),
    aliases={"统一社会信用代码（法人）": "统一社会信用代码", "联系电话": "手机"},
)
HEADER: list[Cell] = ["姓名", "手机"]
PERSON: list[Cell] = ["演示甲", "12000000001"]


def read(*sheets: Sequence[Sequence[Cell]], columns: Columns = COLUMNS) -> list[Row]:
    named = [Sheet(f"表{number}", [[*row] for row in rows]) for number, rows in enumerate(sheets, start=1)]
    return list(read_tables(named, columns))


def refusal(*sheets: Sequence[Sequence[Cell]]) -> str:
    with pytest.raises(InputError) as caught:
        read(*sheets)
    return str(caught.value)


def test_rows_come_by_column_name_with_the_place_that_people_see() -> None:
    (row,) = read([HEADER, PERSON])
    assert (row.place, dict(row.cells)) == (Place("表1", 2), {"姓名": "演示甲", "手机": "12000000001"})
    assert (row.problems, row.bad) == ([], False)


def test_the_header_is_found_below_titles_and_notes() -> None:
    title: list[Cell] = ["演示用专家花名册（姓名、手机等）", "", ""]
    note: list[Cell] = ["填表说明：手机为11位数字", ""]
    (row,) = read([title, [], note, ["单位：演示", "2026-03-11"], HEADER, PERSON])
    assert (row.place.row, row.cells["姓名"]) == (6, "演示甲")


def test_a_merged_parent_above_the_header_is_no_column() -> None:
    (row,) = read([["人员", "", "任职", "", ""], [*HEADER, "工作单位", "任职起"], [*PERSON, "演示院", "x"]])
    assert dict(row.cells) == {"姓名": "演示甲", "手机": "12000000001", "工作单位": "演示院", "任职起": "x"}


def test_a_header_merged_over_two_rows_is_one_header() -> None:
    """Cells merged downwards stand in the upper row, those under a common parent in the lower."""
    upper: list[Cell] = ["姓名", "手机", "现任职", "", ""]
    lower: list[Cell] = ["", "", "工作单位", "统一社会信用代码", "任职起"]
    (row,) = read([["标题"], upper, lower, [*PERSON, "演示院", "x", "y"]])
    assert row.place.row == 4
    assert list(row.cells) == ["姓名", "手机", "工作单位", "统一社会信用代码", "任职起"]


def test_a_first_row_with_blanks_is_not_taken_for_half_a_header() -> None:
    rows = read([["姓名", "手机", "工作单位"], ["演示甲", "", "演示院"], ["演示乙", "1", ""]])
    assert [row.place.row for row in rows] == [2, 3]


@pytest.mark.parametrize("name", ["姓名", " 姓 名", "姓\n名", "*姓名", "姓名＊", "姓　名"])
def test_names_of_columns_may_be_spaced_broken_or_starred(name: str) -> None:
    (row,) = read([[name, "手机"], PERSON])
    assert row.cells["姓名"] == "演示甲"


def test_columns_may_have_other_names() -> None:
    (row,) = read([["姓名", "联系电话", "统一社会信用代码(法人)", "属性：region"], [*PERSON, "x", "CITY"]])
    assert list(row.cells) == ["姓名", "手机", "统一社会信用代码", "属性:region"]


def test_blank_lines_are_skipped_and_keep_their_numbers() -> None:
    rows = read([HEADER, [], PERSON, ["", " "], ["　", ""], PERSON])
    assert [row.place.row for row in rows] == [3, 6]


def test_sheets_without_a_header_are_skipped() -> None:
    notes: list[list[Cell]] = [["填表说明"], ["姓名", "必填"], ["手机", "11位数字"]]
    rows = read(notes, [HEADER, PERSON], [], [["第二批"], HEADER, PERSON])
    assert [row.place for row in rows] == [Place("表2", 2), Place("表4", 3)]


def test_a_file_without_any_header_is_refused_with_what_there_should_be() -> None:
    said = "文件中没有找到要导入的表格：应有一行列名，包括姓名、手机。"
    assert refusal([["日期", "金额"], [1.0, 2.0]]) == said
    assert refusal() == said


def test_missing_unknown_and_doubled_columns_are_named() -> None:
    assert refusal([["姓名", "工作单位"]]) == "“表1”缺少列：手机。"
    assert refusal([["姓名", "手机", "性别", "属性"]]).startswith("“表1”有不认识的列：性别、属性。")
    assert refusal([["姓名", "手机", "联系电话"]]) == "“表1”有重复的列：手机。"


def test_content_without_a_column_name_is_a_bad_cell() -> None:
    (row,) = read([["姓名", "", "手机"], ["演示甲", "备注", "1"]])
    assert [(problem.column, problem.value) for problem in row.problems] == [("第2列", "备注")]
    assert row.problems[0].what == "没有列名，但此处有内容。请补上列名或删去内容。"


def test_twenty_columns_too_many_are_one_bad_place_in_each_row() -> None:
    rows = read([HEADER, [*PERSON, *["多余"] * 20], PERSON])
    assert [[problem.column for problem in row.problems] for row in rows] == [["第3至22列"], []]
    assert rows[0].problems[0].at(rows[0].place).startswith("“表1”第2行“第3至22列”：没有列名")


def test_a_row_with_nothing_but_nameless_content_is_not_lost() -> None:
    (row,) = read([HEADER, ["", "", "只有备注"]])
    assert row.bad


def test_short_rows_have_every_column() -> None:
    (row,) = read([[*HEADER, "工作单位"], PERSON])
    assert row.cells["工作单位"] == ""


def test_our_own_column_of_reasons_is_not_read() -> None:
    (row,) = read([["出错原因", *HEADER], ["“手机”：应为11位", *PERSON]])
    assert dict(row.cells) == {"姓名": "演示甲", "手机": "12000000001"}
    assert row.problems == []


def test_all_bad_cells_of_a_row_are_kept_with_what_would_be_right() -> None:
    (row,) = read([[*HEADER, "任职起", "统一社会信用代码"], ["", " ", "明年", "91350100M0001TGQXM"]])
    assert row.read("姓名", cells.text, "") == ""
    assert row.read("任职起", cells.day, date.min) == date.min
    assert row.read("统一社会信用代码", cells.uscc, "") == "91350100M0001TGQXM"
    row.read("手机", cells.text, "", required=False)
    row.note("手机", "应为11位数字。")
    assert [(problem.column, problem.severity, problem.what[:12]) for problem in row.problems] == [
        ("姓名", "bad", "“姓名”不能为空。"),
        ("任职起", "bad", "“明年”不是日期，应写作"),
        ("统一社会信用代码", "warn", "统一社会信用代码“913"),
        ("手机", "bad", "应为11位数字。"),
    ]


def test_a_row_with_warnings_only_is_not_bad() -> None:
    (row,) = read([[*HEADER, "任职起"], [*PERSON, 46092.0]])
    assert row.read("任职起", cells.day, date.min) == date(2026, 3, 11)
    assert [problem.severity for problem in row.problems] == ["warn"]
    assert not row.bad


def test_error_values_in_a_csv_are_bad_cells() -> None:
    (row,) = read([HEADER, ["演示甲", "#N/A"]])
    row.read("手机", cells.text, "")
    assert row.problems[0].what == "此处是公式错误#N/A。请改正公式或直接填写值。"


def test_has_tells_whether_anything_stands_there() -> None:
    (row,) = read([[*HEADER, "工作单位", "任职起"], ["演示甲", " ", "", 0.0]])
    assert [row.has(column) for column in ("姓名", "手机", "工作单位", "任职起", "没有")] == [
        True, False, False, True, False
    ]  # fmt: skip


def test_progress_is_told_now_and_then_and_at_the_end() -> None:
    told: list[tuple[int, int]] = []
    rows = [HEADER, *[PERSON] * 2_500]
    assert len(list(read_tables([Sheet("表", rows)], COLUMNS, lambda *at: told.append(at)))) == 2_500
    assert told == [(1_000, 2_500), (2_000, 2_500), (2_500, 2_500)]


def test_packed_rows_read_like_lists() -> None:
    rows: list[list[Cell]] = [HEADER, *([f"演示{number}", date(2026, 3, 11)] for number in range(1_200)), []]
    packed = PackedRows([*pack(rows)])
    assert len(packed) == 1_201
    assert list(packed) == rows[:-1]
    assert (packed[0], packed[-1], packed[1_199:]) == (rows[0], rows[1_200], rows[1_199:1_201])
    with pytest.raises(IndexError):
        packed[1_201]
    assert len(PackedRows([])) == len(PackedRows([*pack([[], ["", ""]])])) == 0
