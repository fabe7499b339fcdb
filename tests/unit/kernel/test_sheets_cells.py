# ruff: noqa: DTZ001  cells of spreadsheets know no time zone

from datetime import date, datetime, time, timedelta

import pytest

from kernel.errors import InputError
from kernel.sheets import cells
from kernel.sheets.sheet import Cell
from kernel.sheets.tables import Doubt

GOOD_USCC = "91510700XNX002026T"


@pytest.mark.parametrize(
    "cell",
    [
        date(2026, 3, 11),
        datetime(2026, 3, 11),
        "2026-03-11",
        "2026-3-11",
        "2026/3/11",
        "2026.3.11",
        "2026年3月11日",
        "2026 年 3 月 11 日",
        "２０２６－０３－１１",
        "２０２６年３月１１日",
        "20260311",
        20260311.0,
        "2026-03-11 00:00:00",
        " 2026-03-11T00:00 ",
    ],
)
def test_a_day_may_be_written_in_every_way_that_offices_write_it(cell: Cell) -> None:
    assert cells.day("聘期起", cell) == date(2026, 3, 11)


@pytest.mark.parametrize(
    "cell",
    [
        "2026年底",
        "2026-02-30",
        "2026-13-01",
        "11/3/2026",
        "26-3-11",
        "2026-3/11",
        "2026",
        2026.0,
        "长期",
        "1900-12-31",
        date(1900, 1, 1),
        "0026-03-11",
        datetime(2026, 3, 11, 9, 30),
        "2026-03-11 09:30",
        time(9, 30),
        timedelta(days=1),
        True,
        0.5,
        float("nan"),
        float("inf"),
        "1" * 5000,
        "٢٠٢٦-٠٣-١١",
    ],
)
def test_what_is_no_day_is_refused_with_the_right_form(cell: Cell) -> None:
    with pytest.raises(InputError) as refused:
        cells.day("聘期起", cell)
    assert not isinstance(refused.value, Doubt)
    assert str(refused.value).endswith(("不是日期，应写作2026-03-11（1900年以后）。", "重新填写。"))


@pytest.mark.parametrize("cell", [46092.0, "46092", "４６０９２"])
def test_a_bare_serial_number_is_a_day_with_a_warning(cell: Cell) -> None:
    with pytest.raises(Doubt, match="数字46092按2026-03-11理解，请核对") as doubt:
        cells.day("聘期起", cell)
    assert doubt.value.value == date(2026, 3, 11)


@pytest.mark.parametrize("name", ["演示𬭚堃", "买买提·演示", "演示㛃䶮", "ＡＢ演示", "𠮷演示"])
def test_names_keep_every_character(name: str) -> None:
    assert cells.text("姓名", f"　{name} ") == name


def test_a_code_becomes_half_width_without_blanks() -> None:
    assert cells.code("编号", "ＡＢ－１２ 34　５") == "AB-12345"
    assert cells.code("手机", 12000000001.0) == "12000000001"


def test_a_number_cell_with_more_digits_than_spreadsheets_keep_is_refused() -> None:
    with pytest.raises(InputError, match="号码存成了数字，表格软件只保留前15位"):
        cells.code("身份证号", 110105197001010003.0)


@pytest.mark.parametrize("cell", [True, False, time(9, 30), timedelta(hours=1)])
def test_truth_and_times_are_no_text(cell: Cell) -> None:
    with pytest.raises(InputError, match="不是文字"):
        cells.text("姓名", cell)


@pytest.mark.parametrize("cell", ["演示\x07甲", "演示\u2028甲", "演示\ud800", "演示\uffff"])
def test_characters_that_break_papers_are_refused(cell: str) -> None:
    with pytest.raises(InputError, match="“姓名”含有不能使用的字符"):
        cells.text("姓名", cell)


def test_numbers_and_days_can_stand_where_text_is_wanted() -> None:
    assert cells.text("备注", 5.0) == "5"
    assert cells.text("备注", 0.25) == "0.25"
    assert cells.text("备注", date(2026, 3, 11)) == cells.text("备注", datetime(2026, 3, 11)) == "2026-03-11"
    assert cells.text("备注", "一\n二") == "一\n二"


def test_required_text_is_not_blank() -> None:
    assert cells.required_text("姓名", " 演示甲 ") == "演示甲"
    with pytest.raises(InputError, match="“姓名”不能为空"):
        cells.required_text("姓名", "　")


def test_a_right_unified_social_credit_code_is_taken_in_capitals() -> None:
    full_width = GOOD_USCC.translate({sign: sign + 0xFEE0 for sign in range(0x21, 0x7F)})
    for written in (GOOD_USCC, GOOD_USCC.lower(), f"{GOOD_USCC[:8]}-{GOOD_USCC[8:]} ", full_width):
        assert cells.uscc("统一社会信用代码", written) == GOOD_USCC


@pytest.mark.parametrize("code", ["91110108551385082Q", "91110000802100433B", "91350100M000100Y43"])
def test_published_codes_pass_the_check(code: str) -> None:
    assert cells.uscc("统一社会信用代码", code) == code


def test_a_wrong_check_digit_of_an_organisation_is_a_warning() -> None:
    """Some early codes in use are like that: a person decides."""
    with pytest.raises(Doubt, match="“91350100M0001TGQXM”的末位校验码不符，请核对登记证") as doubt:
        cells.uscc("统一社会信用代码", "91350100M0001TGQXM")
    assert doubt.value.value == "91350100M0001TGQXM"


@pytest.mark.parametrize(
    "code", ["1", GOOD_USCC[:17], GOOD_USCC + "1", GOOD_USCC.replace("X", "O"), "演示" * 9]
)
def test_what_has_not_the_form_of_a_code_is_refused(code: str) -> None:
    with pytest.raises(InputError, match="不是统一社会信用代码（18位，末位为校验码）") as refused:
        cells.uscc("统一社会信用代码", code)
    assert not isinstance(refused.value, Doubt)


@pytest.mark.parametrize("cell", [3.0, "3", " ３ ", "03"])
def test_whole_numbers(cell: Cell) -> None:
    assert cells.whole(1, 36)("期限", cell) == 3


@pytest.mark.parametrize("cell", [0.0, 37.0, 2.5, "三", "3个月", True, date(2026, 3, 11), "9" * 5000, "-1"])
def test_what_is_no_whole_number_in_the_range_is_refused(cell: Cell) -> None:
    with pytest.raises(InputError, match="应为1至36的整数"):
        cells.whole(1, 36)("期限", cell)


def test_codes_in_a_list_may_be_separated_in_every_way_and_count_once() -> None:
    assert cells.code_list("专业", "L01、C01；L02;C02，Ｌ０３,L01，、\nC03") == (
        "L01", "C01", "L02", "C02", "L03", "C03"
    )  # fmt: skip


def test_a_choice_is_one_of_its_words() -> None:
    parse = cells.choice({"企业": 1, "A类": 2})
    assert [parse("类别", word) for word in ("企业", " 企 业", "Ａ类")] == [1, 1, 2]
    with pytest.raises(InputError, match="“公司”不可用，应为以下之一：企业、A类。"):
        parse("类别", "公司")


def test_yes_and_no() -> None:
    assert [cells.yes_no("主办", cell) for cell in ("是", "否", True, False)] == [True, False, True, False]
    with pytest.raises(InputError, match="应为以下之一：是、否"):
        cells.yes_no("主办", "或许")


def test_a_long_cell_is_shown_as_no_more_than_a_line() -> None:
    assert cells.shown("很\n长" * 100) == ("很 长" * 100)[:40] + "…"
