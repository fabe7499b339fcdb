"""A catalogue's sheet as offices keep it: the item's cells repeated, merged or left blank."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from catalogue_samples import BASIS, REWARD, item
from kernel.errors import InputError
from kernel.sheets.preview import RowState
from kernel.sheets.sheet import Cell, Sheet
from kernel.units import UnitNames
from meetings.catalogue import columns as c
from meetings.catalogue.export_catalogue import HEADER, item_rows
from meetings.catalogue.item import Basis, BasisLevel
from meetings.catalogue.preview_catalogue import preview_lines
from meetings.catalogue.read_catalogue import Line, assemble, read_lines
from service.demo_data import HOUSING, LAND, MARKET, SAFETY

OLD_NAME, SHARED_NAME = "示例市安全生产监督管理局", "示例市规划局"
UNITS = UnitNames(
    {unit.uscc: unit.name for unit in (SAFETY, LAND, MARKET, HOUSING)},
    {
        **{unit.name: frozenset({unit.uscc}) for unit in (SAFETY, LAND, MARKET, HOUSING)},
        OLD_NAME: frozenset({SAFETY.uscc}),
        SHARED_NAME: frozenset({LAND.uscc, HOUSING.uscc}),
    },
)


def table(**changed: Cell) -> list[dict[str, Cell]]:
    """Two rows of one item, as an export writes them, the first changed."""
    first, second = (dict(zip(HEADER, row, strict=True)) for row in item_rows([item()]))
    return [{**first, **changed}, second]  # type: ignore[dict-item,list-item]


def sheet(rows: list[dict[str, Cell]]) -> Sheet:
    return Sheet(c.SHEET, [list(HEADER), *([row.get(name, "") for name in HEADER] for row in rows)])


def read(rows: list[dict[str, Cell]]) -> list[Line]:
    return read_lines([sheet(rows)], "2026-1", UNITS)


def problems(rows: list[dict[str, Cell]]) -> list[tuple[int, str, str]]:
    return [(line.row.place.row, p.column, p.what) for line in read(rows) for p in line.row.problems]


def test_what_was_exported_reads_in_as_it_was() -> None:
    rows = [dict(zip(HEADER, row, strict=True)) for row in item_rows([item(), REWARD])]
    lines = read(rows)  # type: ignore[arg-type]
    assert [line.row.problems for line in lines] == [[]] * 4
    assert assemble(lines) == (item(), REWARD)


def test_cells_that_are_merged_downwards_belong_to_every_row_of_the_item() -> None:
    first, second = table()
    merged = {**second, **dict.fromkeys(c.ITEM_COLUMNS, "")}
    assert assemble(read([first, merged])) == (item(),)


def test_a_row_that_repeats_the_code_only_belongs_to_its_item_wherever_it_stands() -> None:
    first, second = table()
    (other, _) = (dict(zip(HEADER, row, strict=True)) for row in item_rows([REWARD]))
    later = {**second, **dict.fromkeys(c.ITEM_COLUMNS[1:], "")}
    lines = read([first, other, later])  # type: ignore[list-item]
    assert [measure.code for measure in assemble(lines)[0].measures] == ["CS-01", "CS-02"]


def test_a_first_row_without_a_code_is_bad() -> None:
    what = "上方没有事项，此行属于哪个事项不明，请填写事项编码。"
    assert problems(table(事项编码=""))[0] == (2, c.CODE, what)


def test_a_row_that_contradicts_its_item_names_the_columns() -> None:
    first, second = table()
    contradicting = {**second, c.TITLE: "别的事由", c.TERM_MAX: 48.0}
    assert problems([first, contradicting]) == [
        (3, c.TITLE, "与第2行的同一事项不一致：实施事由、期限上限。同一事项的各行应相同或留空。")
    ]


def test_the_same_day_in_another_form_is_no_contradiction() -> None:
    first, second = table()
    assert problems([first, {**second, c.BASIS_ON: "2025年12月1日"}]) == []
    assert problems([first, {**second, c.BASIS_ON: datetime(2025, 12, 1)}]) == []  # noqa: DTZ001  a cell has no zone
    assert problems([first, {**second, c.TERM_MIN: "１２"}]) == []


def test_a_measure_that_stands_twice_in_an_item_is_bad() -> None:
    first, _ = table()
    assert problems([first, first]) == [(3, c.MEASURE, "措施CS-01在本事项第2行已有，只保留一行。")]


def test_a_term_that_ends_before_it_begins_is_bad() -> None:
    assert problems(table(期限上限=6.0))[0] == (2, c.TERM_MAX, "期限上限不能小于下限12个月。")


@pytest.mark.parametrize("value", [0.0, 12.5, "十二", -1.0, True])
def test_a_term_that_is_no_whole_number_of_months_is_bad(value: Cell) -> None:
    assert problems(table(期限下限=value))[0][:2] == (2, c.TERM_MIN)


REQUIRED = [column for column in (*c.ITEM_COLUMNS, *c.MEASURE_COLUMNS) if not column.endswith("代码")]


@pytest.mark.parametrize("column", REQUIRED)
def test_p31b_an_empty_cell_is_bad_in_every_mandatory_column(column: str) -> None:
    assert any(found[:2] == (2, column) for found in problems(table(**{column: " "})))


@pytest.mark.parametrize(
    ("column", "value"),
    [
        (c.POLARITY, "惩戒"),
        (c.LEVEL, "宪法"),
        (c.MEASURE_CLASS, "处罚"),
        (c.SUBJECTS, "法人、外星人"),
        (c.CONFIRMED, "也许"),
    ],
)
def test_a_word_outside_the_list_is_bad_and_the_list_is_shown(column: str, value: str) -> None:
    ((row, where, what),) = problems([table(**{column: value})[0]])
    assert (row, where) == (2, column)
    assert "是" in what or "、" in what


def test_p63_a_unit_under_its_old_name_is_the_present_unit() -> None:
    first, second = table(行政单位=OLD_NAME, 行政单位代码="")
    found = assemble(read([first, {**second, c.UNIT: "", c.UNIT_CODE: ""}]))
    assert found == (item(),)
    assert problems([{**first, c.UNIT_CODE: SAFETY.uscc}]) == []


def test_an_unknown_unit_is_bad_with_the_most_similar_names() -> None:
    ((row, column, what),) = problems([table(实施单位="演示用绵州市自然资源", 实施单位代码="")[0]])
    assert (row, column) == (2, c.IMPLEMENTER)
    assert "没有登记单位“演示用绵州市自然资源”" in what
    assert LAND.name in what


def test_a_name_that_two_units_bore_needs_the_code() -> None:
    ((_, column, what),) = problems([table(实施单位=SHARED_NAME, 实施单位代码="")[0]])
    assert column == c.IMPLEMENTER
    assert LAND.uscc in what
    assert HOUSING.uscc in what
    assert problems([table(实施单位=SHARED_NAME)[0]]) == []


def test_a_code_that_no_unit_has_is_bad() -> None:
    ((_, column, what),) = problems([table(实施单位代码="11510700XNX000063F")[0]])
    assert (column, "没有登记单位“11510700XNX000063F”" in what) == (c.IMPLEMENTER_CODE, True)


def test_a_name_that_is_not_the_codes_is_bad() -> None:
    ((_, column, what),) = problems([table(实施单位=MARKET.name)[0]])
    assert column == c.IMPLEMENTER
    assert f"代码{LAND.uscc}是“{LAND.name}”，不是“{MARKET.name}”" in what


def test_a_measure_without_its_own_basis_has_the_items() -> None:
    first, _ = table(**dict.fromkeys(c.MEASURE_BASIS_COLUMNS, ""))
    assert read([first])[0].measure.basis == BASIS


def test_a_measure_may_have_its_own_text_and_level_with_the_items_source_and_day() -> None:
    cells: dict[str, Cell] = {c.MEASURE_BASIS: "示例条例（虚构）", c.MEASURE_LEVEL: "行政法规"}
    first, _ = table(**{**dict.fromkeys(c.MEASURE_BASIS_COLUMNS, ""), **cells})
    own = Basis(BasisLevel.REGULATION, "示例条例（虚构）", BASIS.source, date(2025, 12, 1), confirmed=True)
    assert read([first])[0].measure.basis == own


def test_p22b_a_measure_on_an_insufficient_basis_is_a_warning_that_keeps_nothing_out() -> None:
    (line,) = read([table(措施依据层级="规章")[0]])
    (problem,) = line.row.problems
    assert (problem.column, problem.severity, line.row.bad) == (c.MEASURE_LEVEL, "warn", False)
    assert "减损权益的措施须依据法律、行政法规、地方性法规、党中央国务院政策文件" in problem.what


def test_a_bad_row_keeps_the_other_rows_of_its_item_out() -> None:
    first, second = table()
    rows = list(preview_lines(read([first, {**second, c.MEASURE_CLASS: "处罚"}]), []))
    assert [row.state for row in rows] == [RowState.BAD, RowState.BAD]
    assert rows[0].problems[0].what == "同一事项的第3行需要改正，本行随之不导入。"


def test_every_row_is_new_changed_or_the_same() -> None:
    first, second = table()
    lines = read([first, {**second, c.CONTENT: "另一内容"}])
    gone = replace(item(), measures=item().measures[:1])
    assert [row.state for row in preview_lines(lines, [item()])] == [RowState.SAME, RowState.CHANGED]
    assert [row.state for row in preview_lines(lines, [gone])] == [RowState.SAME, RowState.NEW]
    assert [row.state for row in preview_lines(lines, [])] == [RowState.NEW, RowState.NEW]


def test_a_basis_checked_since_changes_the_row_and_one_no_longer_said_to_be_checked_does_not() -> None:
    first, _ = table()
    unchecked = replace(BASIS, confirmed=False)
    before = item(basis=unchecked)
    assert [row.state for row in preview_lines(read([first]), [before])] == [RowState.CHANGED]
    unsaid = {**first, c.CONFIRMED: "否"}
    assert [row.state for row in preview_lines(read([unsaid]), [item()])] == [RowState.SAME]


def test_a_sheet_without_the_columns_is_refused() -> None:
    with pytest.raises(InputError):
        read_lines([Sheet("别的", [["姓名", "电话"], ["甲", "1"]])], "2026-1", UNITS)
