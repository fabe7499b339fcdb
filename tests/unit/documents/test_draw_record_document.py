"""抽取记录表."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from docx.document import Document as OpenedDocument

from meetings.documents.draw_parts import Chance, Unsealing
from meetings.documents.draw_record import DrawRecord, draw_record_document
from meetings.documents.model import Document, DocumentContradiction, DocumentIncomplete

Opened = Callable[[Document], OpenedDocument]
Printed = Callable[[Document], str]
Told = Callable[[DrawRecord], str]

OPENED = Unsealing(datetime(2026, 10, 16, 6, 35, tzinfo=UTC), "监督人丁某")


@pytest.fixture
def told(printed: Printed) -> Told:
    return lambda record: printed(draw_record_document(record)).replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("change", "missing"),
    [
        ({"draw_number": ""}, ("draw_number",)),
        ({"meeting": ""}, ("meeting",)),
        ({"meeting_number": ""}, ("meeting_number",)),
        ({"drawn_in": ""}, ("drawn_in",)),
        ({"seats": (), "results": (), "void_reason": "到期未揭示"}, ("seats",)),
        ({"chances": ()}, ("chances",)),
        ({"contributions": ()}, ("contributions",)),
        ({"plan_digest": ""}, ("plan_digest",)),
        ({"results": ()}, ("results",)),
        ({"verify_at": ""}, ("verify_at",)),
        ({"attempt": 2, "pool_changes": "新列入0人"}, ("previous",)),
        ({"attempt": 2, "previous": "设备故障"}, ("pool_changes",)),
        ({"supplements": "86982cd64f39e298"}, ("previous",)),
        ({"unit_cap": 1}, ("trial_draws",)),
    ],
)
def test_it_is_refused_without_a_mandatory_part_and_names_it(
    draw_record: DrawRecord, change: dict[str, Any], missing: tuple[str, ...]
) -> None:
    with pytest.raises(DocumentIncomplete) as refusal:
        draw_record_document(replace(draw_record, **change))
    assert refusal.value.missing == missing


def test_it_shows_the_arithmetic_of_the_pool_with_every_reason(draw_record: DrawRecord, told: Told) -> None:
    text = told(draw_record)
    assert "在聘且专业相符62人，排除17人，可抽45人：62−17=45。" in text
    assert "在认定单位任职或经办本案6人、近三年在当事人处任职4人、本月已参会2次3人" in text


@pytest.mark.parametrize(
    ("change", "part"),
    [
        (lambda r: {"pool": replace(r.pool, size=63)}, "pool"),
        (lambda r: {"chances": r.chances[:2]}, "chances"),
        (lambda r: {"results": r.results[:4]}, "results"),
        (lambda r: {"results": (replace(r.results[0], name="喆堃玥"), *r.results[1:])}, "unsealing"),
        (lambda r: {"results": (replace(r.results[0], employer="示例大学"), *r.results[1:])}, "unsealing"),
    ],
)
def test_figures_that_contradict_each_other_and_names_before_unsealing_are_refused(
    draw_record: DrawRecord, change: Callable[[DrawRecord], dict[str, Any]], part: str
) -> None:
    with pytest.raises(DocumentContradiction, match=part):
        draw_record_document(replace(draw_record, **change(draw_record)))


def test_it_tells_seats_conditions_commitments_and_the_order_of_reveals(
    draw_record: DrawRecord, told: Told
) -> None:
    text = told(draw_record)
    for said in (
        "法律（行政法）2人，食品药品2人，信用管理1人（市外），共5人。",
        "每单位至多1人、聘期包含会议日。",
        "市市场监管局，第1个，2026年10月14日14时40分揭示",
        "派驻纪检监察组，第2个，2026年10月14日14时44分揭示",
        draw_record.contributions[0].commitment[:16],
        draw_record.plan_digest[48:],
        draw_record.pool.digest[:16],
    ):
        assert said in text


def test_a_secret_that_was_withheld_is_told(draw_record: DrawRecord, told: Told) -> None:
    first, last = draw_record.contributions
    text = told(replace(draw_record, contributions=(first, replace(last, revealed_at=None))))
    assert "派驻纪检监察组，第2个，到期未揭示" in text


def test_chances_are_told_in_words(draw_record: DrawRecord, told: Told) -> None:
    text = told(draw_record)
    assert "法律（行政法）：可抽21人，每人机会21分之2，约9.5%。" in text
    assert "试抽" not in text


def test_a_cap_prints_the_lowest_and_highest_chance_and_whom_it_favours(
    draw_record: DrawRecord, told: Told
) -> None:
    chances = (Chance("食品药品", 45, 5, 45, fewest=812, most=1304),)
    text = told(replace(draw_record, unit_cap=1, trial_draws=10000, chances=chances))
    assert "试抽中最低8.1%，最高13.0%。" in text
    assert "人少的单位的专家机会较高，人多的单位的专家机会较低" in text


def test_seats_are_shown_by_code_and_short_ticket_until_the_names_are_unsealed(
    draw_record: DrawRecord, opened: Opened, told: Told
) -> None:
    table = opened(draw_record_document(draw_record)).tables[3]
    assert [cell.text for cell in table.rows[0].cells] == ["席位", "代码", "抽签号", "专业组", "能否参加"]
    tag = draw_record.results[0].tag
    assert table.rows[1].cells[1].text.split() == [tag[:4], tag[4:8]]
    assert tag not in told(draw_record)
    assert "名单密封，尚未解密。" in told(draw_record)


def test_after_unsealing_it_tells_who_opened_the_names_when_and_which_they_are(
    draw_record: DrawRecord, told: Told
) -> None:
    named = tuple(replace(result, name="喆堃玥", employer="青屿市示例大学") for result in draw_record.results)
    text = told(replace(draw_record, unsealing=OPENED, results=named))
    assert "2026年10月16日14时35分由监督人丁某解密。" in text
    assert text.count("喆堃玥") == 5


def test_an_empty_seat_and_names_without_employers_are_shown_as_they_are(
    draw_record: DrawRecord, opened: Opened
) -> None:
    first, *others = draw_record.results
    results = (
        replace(first, tag="空缺", ticket="", answer="否"),
        *(replace(other, name="喆堃玥") for other in others),
    )
    table = opened(draw_record_document(replace(draw_record, unsealing=OPENED, results=results))).tables[3]
    assert [cell.text for cell in table.rows[0].cells][-2:] == ["能否参加", "姓名"]
    assert [cell.text for cell in table.rows[1].cells] == ["1", "空缺", "", "法律（行政法）", "否", ""]


def test_replacements_are_told_with_rule_and_cause(draw_record: DrawRecord, told: Told) -> None:
    text = told(draw_record)
    assert "递补2次，均按本次抽取的抽签号进行，没有另行抽取。" in text
    assert "同类候选人中抽签号最小者接任原席位" in text
    assert "答复超时" in text
    assert "无人递补，席位空缺" in text


def test_it_says_honestly_who_can_foresee_the_successor(draw_record: DrawRecord, told: Told) -> None:
    text = told(draw_record)
    assert "持有抽签密钥和专家库的人能够预知递补人选" in text
    assert "抽签密钥在会议结束后公布" in text


def test_a_published_ticket_key_is_printed_in_full(draw_record: DrawRecord, told: Told) -> None:
    key = draw_record.pool.digest
    text = told(replace(draw_record, ticket_key=key))
    assert text.count(key[48:]) == 2
    assert "会议结束后公布" not in text


def test_a_void_draw_says_why_and_shows_no_seats(draw_record: DrawRecord, told: Told) -> None:
    text = told(replace(draw_record, results=(), replacements=(), void_reason="监督人到期没有揭示"))
    assert "本次流抽：监督人到期没有揭示。" in text
    assert "代码" not in text


def test_a_second_attempt_tells_of_the_first(draw_record: DrawRecord, told: Told) -> None:
    void = "第1次流抽：监督人到期没有揭示。重抽经甲某某批准。"
    text = told(
        replace(draw_record, attempt=2, previous=void, pool_changes="新列入2人，新排除1人（请假1人）")
    )
    assert "候选池变化" in text
    assert "新列入2人，新排除1人（请假1人）。" in text
    assert "第2次抽取" in text
    assert "重抽经甲某某批准" in text


def test_convener_and_supervisor_sign(draw_record: DrawRecord, opened: Opened) -> None:
    boxes = opened(draw_record_document(draw_record)).tables[-1]
    assert [cell.text[:3] for cell in boxes.rows[0].cells] == ["召集人", "监督人"]


def test_a_supplement_names_the_draw_whose_seats_it_fills_and_why(
    draw_record: DrawRecord, told: Told
) -> None:
    text = told(replace(draw_record, supplements="0123456789abcdef", previous="席位空缺，无人递补"))
    assert "第1次补充抽取" in text
    assert "所补抽取" in text
    assert "0123456789abcdef" in text
    assert "席位空缺，无人递补" in text
    assert "前次抽取" not in text
