from collections.abc import Callable
from datetime import date

import pytest

from experts.record import Employment
from experts.roster import read_roster
from kernel.errors import InputError

Row = dict[str, object]
FORMER = {
    "原工作单位1": "演示前单位",
    "原统一社会信用代码1": "",
    "原任职起1": "2015-01-01",
    "原任职止1": "2018-02-28",
}


def refusal(content: bytes, name: str = "roster.xlsx") -> str:
    with pytest.raises(InputError) as caught:
        read_roster(name, content)
    return str(caught.value)


def test_a_good_row_becomes_a_record(row: Callable[..., Row], xlsx: Callable[..., bytes]) -> None:
    (person,) = read_roster("r.xlsx", xlsx(row(专业="L01、C01；L01", **FORMER, **{"属性:region": "CITY"})))
    assert (person.place.sheet, person.place.row) == ("专家", 2)
    record = person.record
    assert record.name == "演示甲一"
    assert record.fields == ("C01", "L01")
    assert record.attributes == {"region": "CITY"}
    assert record.terms[0].ends == date(2028, 12, 31)
    assert record.employments == (
        Employment("演示研究院", "12510700XNX001023F", date(2018, 3, 1)),
        Employment("演示前单位", None, date(2015, 1, 1), date(2018, 2, 28)),
    )


def test_date_cells_and_dates_in_text_are_the_same(
    row: Callable[..., Row], xlsx: Callable[..., bytes]
) -> None:
    as_text = read_roster("r.xlsx", xlsx(row()))
    as_cells = read_roster("r.xlsx", xlsx(row(聘期起=date(2026, 1, 1), 任职起=date(2018, 3, 1))))
    assert as_text == as_cells


def test_a_mobile_number_in_a_number_cell_is_understood(
    row: Callable[..., Row], xlsx: Callable[..., bytes]
) -> None:
    assert read_roster("r.xlsx", xlsx(row(手机=12000000001)))[0].record.mobile == "12000000001"


def test_an_identity_number_in_a_number_cell_is_refused(
    row: Callable[..., Row], xlsx: Callable[..., bytes]
) -> None:
    said = refusal(xlsx(row(身份证号=110105197001010003)))
    assert "“专家”第2行“身份证号”：身份证号存成了数字" in said


def test_a_bad_cell_is_named_with_sheet_row_and_column(
    row: Callable[..., Row], xlsx: Callable[..., bytes]
) -> None:
    said = refusal(xlsx(row(), row(身份证号="110105197001020009", 聘期止="2026年底"), sheet="第一批"))
    assert "有1处需要改正，未作任何改动" in said
    assert "“第一批”第3行“聘期止”：“聘期止”的“2026年底”不是日期，应写作2026-03-11。" in said


def test_all_bad_cells_are_named_at_once(row: Callable[..., Row], xlsx: Callable[..., bytes]) -> None:
    wrong = row(
        姓名=" ", 身份证号="110105197001010004", 手机="1", 电子邮箱="x", 专业="L01、Z9", 统一社会信用代码="1"
    )
    said = refusal(xlsx(wrong))
    assert "有6处" in said
    for column in ("姓名", "身份证号", "手机", "电子邮箱", "专业", "统一社会信用代码"):
        assert f"第2行“{column}”" in said
    assert "110105********0004" in said
    assert "19700101" not in said
    assert "没有专业代码“Z9”。可用：L01、L02、C01" in said


def test_the_sentences_also_come_in_english(
    row: Callable[..., Row], xlsx: Callable[..., bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PANEL_LANG", "en")
    assert "“专家”, row 2, “手机”: “1” is no mobile number" in refusal(xlsx(row(手机="1")))


def test_row_numbers_are_those_the_person_sees(row: Callable[..., Row], xlsx: Callable[..., bytes]) -> None:
    content = xlsx(row(), row(身份证号="110105197001020009", 手机="1"), empty_rows_before_last=3)
    assert "第6行“手机”" in refusal(content)


def test_an_empty_first_column_is_not_dropped(row: Callable[..., Row], xlsx: Callable[..., bytes]) -> None:
    assert read_roster("r.xlsx", xlsx({"": "", **row()}))[0].record.name == "演示甲一"


def test_content_under_no_header_is_refused(row: Callable[..., Row], xlsx: Callable[..., bytes]) -> None:
    assert "第2行“第1列”：首行没有列名" in refusal(xlsx({"": "备注", **row()}))


def test_missing_columns_are_named(row: Callable[..., Row], xlsx: Callable[..., bytes]) -> None:
    assert refusal(xlsx(row(手机=None, 聘期止=None))) == "“专家”缺少列：手机、聘期止。"


def test_unknown_columns_are_named(row: Callable[..., Row], xlsx: Callable[..., bytes]) -> None:
    assert "有不认识的列：性别、属性:Region。" in refusal(xlsx(row(性别="女", **{"属性:Region": "CITY"})))


def test_doubled_columns_are_named(row: Callable[..., Row], csv_text: Callable[..., str]) -> None:
    header = ["姓名", *row()]
    said = refusal(csv_text({"0": "演示", **row()}, header=header).encode(), "r.csv")
    assert said == "“r.csv”有重复的列：姓名。"


def test_a_former_employer_needs_all_its_columns(row: Callable[..., Row], xlsx: Callable[..., bytes]) -> None:
    said = refusal(xlsx(row(原工作单位1="演示前单位", 原任职起1="2015-01-01")))
    assert said == "“专家”缺少列：原统一社会信用代码1、原任职止1。"


def test_a_former_employment_needs_its_end(row: Callable[..., Row], xlsx: Callable[..., bytes]) -> None:
    assert "“原任职止1”不能为空" in refusal(xlsx(row(**{**FORMER, "原任职止1": ""})))


def test_nothing_ends_before_it_begins(row: Callable[..., Row], xlsx: Callable[..., bytes]) -> None:
    said = refusal(xlsx(row(聘期止="2025-12-31", **{**FORMER, "原任职止1": "2014-12-31"})))
    assert "“聘期止”：早于“聘期起”" in said
    assert "“原任职止1”：早于“原任职起1”" in said


def test_an_employer_may_be_absent_but_not_half_there(
    row: Callable[..., Row], xlsx: Callable[..., bytes]
) -> None:
    nobody = row(工作单位="", 统一社会信用代码="", 任职起="")
    assert read_roster("r.xlsx", xlsx(nobody))[0].record.employments == ()
    assert "“工作单位”不能为空" in refusal(xlsx(row(工作单位="")))
    assert "“任职起”不能为空" in refusal(xlsx(row(任职起="")))


def test_the_same_employment_twice_is_refused(row: Callable[..., Row], xlsx: Callable[..., bytes]) -> None:
    again = {**FORMER, "原工作单位1": "演示研究院", "原任职起1": "2018-03-01"}
    assert "同一单位、同一起日" in refusal(xlsx(row(**again)))


def test_the_same_person_twice_is_refused_naming_both_rows(
    row: Callable[..., Row], xlsx: Callable[..., bytes]
) -> None:
    assert "第3行“身份证号”：与“专家”第2行是同一人" in refusal(xlsx(row(), row(姓名="演示乙一")))


@pytest.mark.parametrize("value", ["city", "绵州", "A" * 13, "A B", True])
def test_an_attribute_value_outside_the_alphabet_is_refused(
    value: object, row: Callable[..., Row], xlsx: Callable[..., bytes]
) -> None:
    assert "第2行“属性:region”：" in refusal(xlsx(row(**{"属性:region": value})))


def test_a_full_width_colon_in_the_header_is_understood(
    row: Callable[..., Row], xlsx: Callable[..., bytes]
) -> None:
    (person,) = read_roster("r.xlsx", xlsx(row(**{"属性：region": "CITY"})))
    assert person.record.attributes == {"region": "CITY"}


def test_an_empty_attribute_is_none(row: Callable[..., Row], xlsx: Callable[..., bytes]) -> None:
    assert read_roster("r.xlsx", xlsx(row(**{"属性:region": ""})))[0].record.attributes == {}


def test_names_are_kept_in_one_form(row: Callable[..., Row], xlsx: Callable[..., bytes]) -> None:
    (person,) = read_roster("r.xlsx", xlsx(row(姓名="  演示é  ")))
    assert person.record.name == "演示é"


def test_control_characters_are_refused(row: Callable[..., Row], csv_text: Callable[..., str]) -> None:
    assert "“姓名”含有不能使用的字符" in refusal(csv_text(row(姓名="演示\x07甲")).encode(), "r.csv")


def test_no_more_than_fifty_problems_are_listed_and_all_are_counted(
    row: Callable[..., Row], csv_text: Callable[..., str]
) -> None:
    said = refusal(csv_text(*[row(手机="1")] * 70).encode(), "r.csv")
    assert "有70处" in said
    assert len(said.splitlines()) == 51


def test_a_spreadsheet_about_something_else_is_refused(xlsx: Callable[..., bytes]) -> None:
    assert "“r.xlsx”不是专家花名册" in refusal(xlsx({"日期": "2026-01-01", "金额": 5}), "r.xlsx")
    assert "“r.xlsx”不是专家花名册" in refusal(xlsx({}), "r.xlsx")
