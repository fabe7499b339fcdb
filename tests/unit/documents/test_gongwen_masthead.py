"""版头 §7.2 and §10.3."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from docx.document import Document as OpenedDocument
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph as DocxParagraph
from docx.text.run import Run

from meetings.documents.geometry import twips
from meetings.documents.minutes import Minutes, minutes_document
from meetings.documents.model import Document, Kind

Opened = Callable[[Document], OpenedDocument]


def spacing(paragraph: DocxParagraph, name: str) -> int:
    return int(paragraph._p.pPr.find(qn("w:spacing")).get(qn(f"w:{name}")))


def letter_of(run: Run) -> tuple[str, float, str | None]:
    properties = run._r.rPr
    colour = properties.find(qn("w:color"))
    return (
        properties.rFonts.get(qn("w:eastAsia")),
        int(properties.find(qn("w:sz")).get(qn("w:val"))) / 2,
        None if colour is None else colour.get(qn("w:val")),
    )


def test_the_mark_is_red_and_stands_35_mm_below_the_top_of_the_type_area(
    opened: Opened, letter: Document
) -> None:
    mark = opened(letter).paragraphs[0]
    assert mark.text == "青屿市市场监督管理局文件"
    assert spacing(mark, "before") == twips(35) == 1984
    assert letter_of(mark.runs[0]) == ("方正小标宋简体", 36, "FF0000")
    assert mark._p.pPr.jc.get(qn("w:val")) == "center"


@pytest.mark.parametrize("length", [3, 12, 20, 28, 40])
def test_a_mark_of_any_length_stays_on_one_line(opened: Opened, letter: Document, length: int) -> None:
    run = opened(replace(letter, masthead="青" * length)).paragraphs[0].runs[0]
    stretch = run._r.rPr.find(qn("w:w"))
    share = 1 if stretch is None else int(stretch.get(qn("w:val"))) / 100
    assert letter_of(run)[1] * share * length <= 442.25
    assert 0.6 <= share <= 1


def test_the_number_stands_two_lines_below_the_mark_and_the_red_rule_4_mm_below_the_number(
    opened: Opened, letter: Document
) -> None:
    _, number, rule, *_ = opened(letter).paragraphs
    assert number.text == "青市监信认〔2026〕6号"
    assert spacing(number, "before") == 2 * 579
    border = rule._p.pPr.find(f"{qn('w:pBdr')}/{qn('w:bottom')}")
    assert border.get(qn("w:color")) == "FF0000"
    below_the_characters_of_the_number = twips(1.3)
    assert spacing(rule, "line") + below_the_characters_of_the_number == pytest.approx(twips(4), abs=1)
    assert rule._p.pPr.find(qn("w:ind")) is None


def test_the_title_stands_two_lines_below_the_rule_and_one_above_the_text(
    opened: Opened, letter: Document
) -> None:
    title = opened(letter).paragraphs[3]
    assert title.text == "青屿市市场监督管理局\n关于示例事项的通知"
    assert (spacing(title, "before"), spacing(title, "after")) == (2 * 579, 579)
    assert letter_of(title.runs[0]) == ("方正小标宋简体", 22, None)


def test_an_upward_document_names_its_signer_at_the_right_of_the_number(
    opened: Opened, letter: Document
) -> None:
    _, line, rule, *_ = opened(replace(letter, signers=("甲某某",))).paragraphs
    assert line.text == "青市监信认〔2026〕6号\t签发人：甲某某"
    assert line._p.pPr.find(qn("w:ind")).get(qn("w:left")) == "315"
    assert line._p.pPr.find(f"{qn('w:tabs')}/{qn('w:tab')}").get(qn("w:pos")) == str(8845 - 315)
    assert [letter_of(run)[0] for run in line.runs if run.text in ("签发人：", "甲某某")] == [
        "仿宋_GB2312",
        "楷体_GB2312",
    ]
    assert rule.text == ""


def test_signers_stand_two_to_the_line_and_the_number_beside_the_last(
    opened: Opened, letter: Document
) -> None:
    _, first, second, *_ = opened(replace(letter, signers=("甲某某", "乙某", "丙某"))).paragraphs
    assert first.text == "\t签发人：甲某某　乙某"
    assert second.text == "青市监信认〔2026〕6号\t丙某"


def test_minutes_name_organ_and_date_above_the_rule(opened: Opened, minutes: Minutes) -> None:
    mark, number, dateline, *_ = opened(minutes_document(minutes)).paragraphs
    assert (mark.text, number.text) == ("青屿市食品药品专项小组会议纪要", "〔2026〕7号")
    assert dateline.text == "青屿市市场监督管理局\t2026年10月19日"


def test_a_working_sheet_begins_with_its_title_in_black(opened: Opened, letter: Document) -> None:
    sheet = replace(
        letter, kind=Kind.RECORD, masthead="", number="第1次", recipients=(), signature=None, colophon=None
    )
    title, subtitle, *_ = opened(sheet).paragraphs
    assert (letter_of(title.runs[0])[2], subtitle.text) == (None, "第1次")


def test_the_date_is_written_without_leading_zeros(opened: Opened, minutes: Minutes) -> None:
    dateline = opened(minutes_document(replace(minutes, dated=date(2026, 3, 1)))).paragraphs[2]
    assert dateline.text.endswith("2026年3月1日")
