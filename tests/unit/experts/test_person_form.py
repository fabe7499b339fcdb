"""A person's data as typed into a form, and as text that can be sealed."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from experts.form import PersonForm, read_relation
from experts.record import Employment, ExpertRecord, Relation, Term
from experts.whole import from_text, to_text
from kernel.errors import InputError

TYPED = PersonForm(
    name=" 演示𬭚一 ",
    document="110105197001010003",
    mobile="12000000001",
    email="a@example.com",
    title="教授",
    region="",
    fields=("L02", "L01", "L02"),
    employer="演示研究院",
    uscc="12510700XNX003002Q",
    employed_since="2018-03-01",
)


def test_what_is_typed_becomes_a_record_without_a_term() -> None:
    record = TYPED.record()
    assert (record.name, record.fields, record.terms, record.region) == ("演示𬭚一", ("L01", "L02"), (), "")
    assert record.employments == (Employment("演示研究院", "12510700XNX003002Q", date(2018, 3, 1)),)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"name": " "}, "不能为空"),
        ({"document": "110105197001010009"}, "不是身份证号"),
        ({"mobile": "1200000000"}, "不是手机号"),
        ({"email": "a@example"}, "不是电子邮箱"),
        ({"title": ""}, "不能为空"),
        ({"fields": ("L01", "X99")}, "没有专业代码“X99”"),
        ({"fields": ()}, "不能为空"),
        ({"employer": ""}, "不能为空"),
        ({"uscc": "12510700XNX003002A"}, "统一社会信用代码"),
        ({"employed_since": "去年"}, "日期"),
    ],
    ids=str,
)
def test_a_field_that_cannot_be_used_is_refused_with_its_sentence(
    change: dict[str, object], sentence: str
) -> None:
    with pytest.raises(InputError, match=sentence):
        replace(TYPED, **change).record()  # type: ignore[arg-type]


def test_a_relation_is_read_from_one_line() -> None:
    assert read_relation("R02| 演示公司 |独立董事|2024-01-01") == Relation(
        "R02", "演示公司", None, "独立董事", date(2024, 1, 1)
    )
    assert read_relation("R05|演示公司|诉讼|2024-01-01|2025-01-01|12510700XNX003002Q") == Relation(
        "R05", "演示公司", "12510700XNX003002Q", "诉讼", date(2024, 1, 1), date(2025, 1, 1)
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "R02|演示公司|独立董事",
        "R02||独立董事|2024-01-01",
        "R02|演示公司||2024-01-01",
        "R02|演示公司|独立董事|一月",
        "R02|演示公司|独立董事|2024-01-01|2025-13-01",
        "R02|演示公司|独立董事|2024-01-01||123",
        "R02|演示公司|独立董事|2024-01-01|||",
    ],
)
def test_a_line_that_is_no_relation_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        read_relation(text)


DAYS = st.dates(date(1950, 1, 1), date(2100, 1, 1))
WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
RECORDS = st.builds(
    ExpertRecord,
    name=WORDS,
    document=WORDS,
    mobile=WORDS,
    email=WORDS,
    title=WORDS,
    region=WORDS,
    fields=st.tuples(WORDS),
    attributes=st.dictionaries(WORDS, WORDS, max_size=2),
    terms=st.lists(st.builds(Term, DAYS, DAYS), max_size=2).map(tuple),
    employments=st.lists(
        st.builds(Employment, WORDS, st.none() | WORDS, DAYS, st.none() | DAYS), max_size=2
    ).map(tuple),
)


@given(RECORDS)
def test_a_record_put_away_as_text_comes_back_the_same(record: ExpertRecord) -> None:
    assert from_text(to_text(record)) == record
