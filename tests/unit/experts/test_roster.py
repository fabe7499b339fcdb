from collections.abc import Callable
from datetime import date

import pytest

from experts.record import Employment, Term
from experts.roster import RosterRow
from kernel.errors import InputError
from rosters import read

Row = dict[str, object]
FORMER = {
    "原工作单位1": "演示前单位",
    "原统一社会信用代码1": "",
    "原任职起1": "2015-01-01",
    "原任职止1": "2018-02-28",
}


def said(row: RosterRow) -> str:
    """Everything that keeps a row out."""
    return "\n".join(problem.at(row.place) for problem in row.problems if problem.severity == "bad")


@pytest.fixture
def one(row: Callable[..., Row], xlsx: Callable[..., bytes]) -> Callable[..., RosterRow]:
    """The row of a roster of one good person with changes."""

    def read_one(**changes: object) -> RosterRow:
        (person,) = read("r.xlsx", xlsx(row(**changes)))
        return person

    return read_one


def test_a_good_row_becomes_a_record(one: Callable[..., RosterRow]) -> None:
    person = one(专业="L01、C01；L01", **FORMER, **{"属性:region": "CITY"})
    assert (person.place.sheet, person.place.row) == ("专家", 2)
    record = person.record
    assert record.name == "演示甲一"
    assert record.fields == ("C01", "L01")
    assert record.attributes == {"region": "CITY"}
    assert record.terms == (Term(date(2026, 1, 1), date(2028, 12, 31)),)
    assert record.employments == (
        Employment("演示前单位", None, date(2015, 1, 1), date(2018, 2, 28)),
        Employment("演示研究院", "12510700XNX001023F", date(2018, 3, 1)),
    )
    assert person.problems == ()


def test_date_cells_and_dates_in_text_are_the_same(one: Callable[..., RosterRow]) -> None:
    assert one() == one(聘期起=date(2026, 1, 1), 任职起=date(2018, 3, 1))


def test_full_width_digits_and_stray_blanks_are_understood(one: Callable[..., RosterRow]) -> None:
    typed = one(
        身份证号=" １１０１０５１９７００１０１０００３ ",
        手机="120-0000 0001",
        电子邮箱="ａ@example.com",
        专业="l01",
    )
    assert typed == one()


@pytest.mark.parametrize("written", [12000000001, "+86 12000000001", "１２０００００００01"])
def test_a_mobile_number_is_understood_however_it_is_typed(
    written: object, one: Callable[..., RosterRow]
) -> None:
    assert one(手机=written).record.mobile == "12000000001"


def test_an_identity_number_in_a_number_cell_is_refused(one: Callable[..., RosterRow]) -> None:
    assert "“专家”第2行“身份证号”：身份证号存成了数字" in said(one(身份证号=110105197001010003))


def test_a_wrong_identity_number_keeps_the_row_out_and_is_shown_masked(one: Callable[..., RosterRow]) -> None:
    refused = one(身份证号="110105197001010004")
    assert refused.bad
    assert "110105********0004" in said(refused)
    assert "19700101" not in said(refused)


def test_a_wrong_check_digit_of_an_organisation_is_a_warning(one: Callable[..., RosterRow]) -> None:
    warned = one(统一社会信用代码="12510700XNX001023A")
    assert not warned.bad
    assert warned.record.employments[0].uscc == "12510700XNX001023A"
    (problem,) = warned.problems
    assert (problem.severity, problem.column) == ("warn", "统一社会信用代码")
    assert "末位校验码不符" in problem.what


def test_all_bad_cells_of_a_row_are_named_at_once(one: Callable[..., RosterRow]) -> None:
    wrong = one(
        姓名=" ",
        身份证号="110105197001010004",
        手机="1",
        电子邮箱="x",
        专业="L01、Z9",
        聘期止="2026年底",
        统一社会信用代码="1",
    )
    columns = [problem.column for problem in wrong.problems]
    assert columns == ["姓名", "身份证号", "手机", "电子邮箱", "专业", "聘期止", "统一社会信用代码"]
    assert "没有专业代码“Z9”。可用：L01、L02、C01" in said(wrong)


def test_a_bad_row_does_not_touch_the_others(row: Callable[..., Row], xlsx: Callable[..., bytes]) -> None:
    content = xlsx(row(), row(身份证号="110105197001020009", 手机="1"), row(身份证号="110105197001030004"))
    assert [person.bad for person in read("r.xlsx", content)] == [False, True, False]


def test_the_sentences_also_come_in_english(
    one: Callable[..., RosterRow], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PANEL_LANG", "en")
    assert "“专家”, row 2, “手机”: “1” is no mobile number" in said(one(手机="1"))


def test_columns_go_by_the_names_that_offices_use(
    row: Callable[..., Row], xlsx: Callable[..., bytes]
) -> None:
    usual = {"身份证号": "公民身份号码", "手机": "手机号码", "电子邮箱": "邮箱", "工作单位": "所在单位"}
    (person,) = read("r.xlsx", xlsx({usual.get(name, name): value for name, value in row().items()}))
    assert person == read("r.xlsx", xlsx(row()))[0]


def test_missing_and_unknown_columns_are_named(row: Callable[..., Row], xlsx: Callable[..., bytes]) -> None:
    with pytest.raises(InputError, match="缺少列：手机、聘期止"):
        read("r.xlsx", xlsx(row(手机=None, 聘期止=None)))
    with pytest.raises(InputError, match="不认识的列：性别、属性:Region"):
        read("r.xlsx", xlsx(row(性别="女", **{"属性:Region": "CITY"})))


def test_nobody_is_born_or_begins_to_work_in_the_future(one: Callable[..., RosterRow]) -> None:
    assert "“身份证号”：号码中的出生日期尚未到来" in said(one(身份证号="110105202612310009"))
    assert "“任职起”：任职起日尚未到来" in said(one(任职起="2026-03-03"))
    assert not one(任职起="2026-03-02").bad


def test_nobody_works_before_birth(one: Callable[..., RosterRow]) -> None:
    assert "不晚于出生日期1970-01-01" in said(one(任职起="1969-12-31"))


def test_a_term_may_begin_in_the_future(one: Callable[..., RosterRow]) -> None:
    assert not one(聘期起="2027-01-01").bad


def test_nothing_ends_before_it_begins(one: Callable[..., RosterRow]) -> None:
    wrong = said(one(聘期止="2025-12-31", **{**FORMER, "原任职止1": "2014-12-31"}))
    assert "“聘期止”：早于“聘期起”" in wrong
    assert "“原任职止1”：早于“原任职起1”" in wrong


def test_several_terms_and_employers_are_taken_in_the_order_of_time(one: Callable[..., RosterRow]) -> None:
    second = {"兼职单位1": "演示学会", "兼职统一社会信用代码1": "", "兼职起1": "2020-05-01"}
    record = one(**FORMER, **second, 原聘期起1="2023-01-01", 原聘期止1="2025-12-31").record
    assert [term.begins.year for term in record.terms] == [2023, 2026]
    assert [(work.employer, work.ends is None) for work in record.employments] == [
        ("演示前单位", False),
        ("演示研究院", True),
        ("演示学会", True),
    ]


def test_terms_do_not_overlap(one: Callable[..., RosterRow]) -> None:
    assert "聘期互相重叠" in said(one(原聘期起1="2023-01-01", 原聘期止1="2026-01-01"))


def test_a_former_employment_needs_its_end(one: Callable[..., RosterRow]) -> None:
    assert "“原任职止1”不能为空" in said(one(**{**FORMER, "原任职止1": ""}))


def test_an_employer_may_be_absent_but_not_half_there(one: Callable[..., RosterRow]) -> None:
    assert one(工作单位="", 统一社会信用代码="", 任职起="").record.employments == ()
    assert "“工作单位”不能为空" in said(one(工作单位=""))
    assert "“任职起”不能为空" in said(one(任职起=""))


def test_the_same_employment_twice_is_refused(one: Callable[..., RosterRow]) -> None:
    again = {**FORMER, "原工作单位1": "演示研究院", "原任职起1": "2018-03-01", "原任职止1": "2019-01-01"}
    assert "同一单位、同一起日" in said(one(**again))


@pytest.mark.parametrize("value", ["city", "绵州", "A" * 13, "A-B", True])
def test_an_attribute_value_outside_the_alphabet_is_refused(
    value: object, one: Callable[..., RosterRow]
) -> None:
    assert "第2行“属性:region”：" in said(one(**{"属性:region": value}))


def test_a_full_width_colon_in_the_header_is_understood(one: Callable[..., RosterRow]) -> None:
    assert one(**{"属性：region": "CITY"}).record.attributes == {"region": "CITY"}


def test_an_empty_attribute_is_none(one: Callable[..., RosterRow]) -> None:
    assert one(**{"属性:region": ""}).record.attributes == {}


@pytest.mark.parametrize("name", ["演示𬭚", "演示堃", "演示\U00030001", "演示\U00031350", "演示·阿布"])
def test_rare_characters_are_kept(name: str, one: Callable[..., RosterRow]) -> None:
    """Also those that are younger than the tables of this Python."""
    assert one(姓名=name).record.name == name


def test_names_are_kept_in_one_form(one: Callable[..., RosterRow]) -> None:
    assert one(姓名="  演示é  ").record.name == "演示é"


def test_control_characters_are_refused(row: Callable[..., Row], csv_text: Callable[..., str]) -> None:
    (person,) = read("r.csv", csv_text(row(姓名="演示\x07甲")).encode())
    assert "“姓名”含有不能使用的字符" in said(person)


@pytest.mark.parametrize(("written", "meant"), [("是", True), ("否", False), ("", False), (True, True)])
def test_a_row_can_say_that_it_is_another_person(
    written: object, meant: object, one: Callable[..., RosterRow]
) -> None:
    assert one(是否另一人=written).another is meant
    assert "是否另一人" in said(one(是否另一人="也许"))


def test_a_cell_is_never_taken_for_an_equal_one_of_another_kind(one: Callable[..., RosterRow]) -> None:
    """1 and true are equal to Python, and both may have been read before."""
    assert one(职称=1).record.title == "1"
    assert one(职称=True).bad
