"""署名和成文日期 §7.3.5: places counted in characters of 315 twips from the edges of the type area."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from docx.document import Document as OpenedDocument
from docx.oxml.ns import qn
from docx.shared import Length
from docx.text.paragraph import Paragraph as DocxParagraph

from meetings.documents.model import Document, Paragraph, Signature

Opened = Callable[[Document], OpenedDocument]

DATED = date(2026, 9, 21)
DATE_WIDTH = 4 * 0.5 + 1 + 0.5 + 1 + 2 * 0.5 + 1 + 5 * 0.2


def closing(opened: Opened, letter: Document, signature: Signature) -> list[DocxParagraph]:
    """The signature's paragraphs, which follow the text."""
    paragraphs = opened(replace(letter, signature=signature)).paragraphs
    start = next(place for place, p in enumerate(paragraphs) if p.text == "请遵照执行。") + 1
    end = next(place for place, p in enumerate(paragraphs) if p.text == "2026年9月21日") + 1
    return paragraphs[start:end]


def indent(paragraph: DocxParagraph, side: str) -> float:
    found: Length | None = getattr(paragraph.paragraph_format, f"{side}_indent")
    return found.twips / 315 if found else 0


def align(paragraph: DocxParagraph) -> str:
    return paragraph._p.pPr.jc.get(qn("w:val"))


def test_under_a_seal_the_date_stands_four_characters_from_the_right(
    opened: Opened, letter: Document
) -> None:
    _, dated = closing(opened, letter, Signature("青屿市市场监督管理局", DATED))
    assert (align(dated), indent(dated, "right")) == ("right", 4)


def test_under_a_seal_the_organ_is_centred_above_the_date(opened: Opened, letter: Document) -> None:
    name, _ = closing(opened, letter, Signature("青屿市市场监督管理局", DATED))
    middle_of_date = 28 - 4 - DATE_WIDTH / 2
    assert align(name) == "center"
    assert (indent(name, "left") + 28 - indent(name, "right")) / 2 == pytest.approx(middle_of_date, abs=0.01)


def test_two_lines_are_left_for_the_seal(opened: Opened, letter: Document) -> None:
    name, _ = closing(opened, letter, Signature("青屿市市场监督管理局", DATED))
    assert name._p.pPr.find(qn("w:spacing")).get(qn("w:before")) == str(2 * 579)


def test_a_name_too_wide_for_that_place_ends_at_the_edge_and_takes_the_date_along(
    opened: Opened, letter: Document
) -> None:
    name, dated = closing(opened, letter, Signature("青屿市社会信用体系建设领导小组办公室", DATED))
    assert (indent(name, "left"), indent(name, "right")) == (28 - 18, 0)
    assert indent(dated, "right") == pytest.approx((18 - DATE_WIDTH) / 2, abs=0.01)


def test_the_proxy_seal_has_a_line_between_organ_and_date(opened: Opened, letter: Document) -> None:
    signature = Signature("青屿市社会信用体系建设领导小组办公室", DATED, proxy_seal="青屿市发展和改革委员会")
    lines = closing(opened, letter, signature)
    assert [line.text for line in lines] == [
        "青屿市社会信用体系建设领导小组办公室",
        "（青屿市发展和改革委员会代章）",
        "2026年9月21日",
    ]
    assert indent(lines[0], "left") == indent(lines[1], "left")


def test_without_a_seal_the_organ_stands_two_characters_from_the_right_and_the_date_begins_two_later(
    opened: Opened, letter: Document
) -> None:
    name, dated = closing(opened, letter, Signature("青屿市市场监督管理局", DATED, sealed=False))
    assert (align(name), indent(name, "left")) == ("left", 28 - 2 - 10)
    assert (align(dated), indent(dated, "left")) == ("left", 28 - 10)
    assert name._p.pPr.find(qn("w:spacing")).get(qn("w:before")) == "579"


def test_without_a_seal_a_date_longer_than_the_name_stands_two_from_the_right_itself(
    opened: Opened, letter: Document
) -> None:
    name, dated = closing(opened, letter, Signature("青屿市", DATED, sealed=False))
    assert indent(dated, "left") == pytest.approx(28 - 2 - DATE_WIDTH, abs=0.01)
    assert indent(name, "left") == pytest.approx(indent(dated, "left") - 2, abs=0.01)


@pytest.mark.parametrize("length", [2, 14, 15, 27, 40])
def test_no_signature_leaves_the_type_area(opened: Opened, letter: Document, length: int) -> None:
    for sealed in (True, False):
        for line in closing(opened, letter, Signature("青" * length, DATED, sealed=sealed)):
            assert 0 <= indent(line, "left") < 28
            assert 0 <= indent(line, "right") < 28


def test_text_signature_and_colophon_hold_together(opened: Opened, letter: Document) -> None:
    paragraphs = opened(letter).paragraphs
    start = next(place for place, p in enumerate(paragraphs) if p.text == "请遵照执行。")
    kept = [p._p.pPr.find(qn("w:keepNext")) is not None for p in paragraphs[start:]]
    assert kept == [True] * (len(kept) - 1) + [False]


def test_a_long_last_paragraph_may_be_divided_between_pages(opened: Opened, letter: Document) -> None:
    long = "正文" * 200
    document = opened(replace(letter, blocks=(Paragraph(long),)))
    paragraph = next(p for p in document.paragraphs if p.text == long)
    assert paragraph._p.pPr.find(qn("w:keepNext")) is None
