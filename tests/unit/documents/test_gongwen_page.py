"""The page of GB/T 9704-2012 §5 and §7.5, in twips."""

from collections.abc import Callable

import pytest
from docx.document import Document as OpenedDocument
from docx.oxml.ns import qn
from lxml.etree import _Element

from meetings.documents.geometry import CHARACTER, CHARACTERS, LINE, LINES, TYPE_HEIGHT, TYPE_WIDTH, twips
from meetings.documents.model import Document

Opened = Callable[[Document], OpenedDocument]


def attributes(element: _Element) -> dict[str, str]:
    return {name.rpartition("}")[2]: value for name, value in element.attrib.items()}


def test_the_paper_is_a4_with_the_margins_of_the_standard(opened: Opened, letter: Document) -> None:
    section = opened(letter).element.body.sectPr
    assert attributes(section.find(qn("w:pgSz"))) == {"w": "11906", "h": "16838"}
    margins = attributes(section.find(qn("w:pgMar")))
    assert (margins["top"], margins["left"], margins["bottom"], margins["right"]) == (
        "2098",
        "1587",
        "1984",
        "1474",
    )


def test_the_grid_gives_22_lines(opened: Opened, letter: Document) -> None:
    grid = opened(letter).element.body.sectPr.find(qn("w:docGrid"))
    assert attributes(grid) == {"type": "lines", "linePitch": "579"}
    assert LINES * LINE <= TYPE_HEIGHT < (LINES + 1) * LINE


def test_the_tracking_gives_28_characters_to_the_line(opened: Opened, letter: Document) -> None:
    style = opened(letter).styles["Normal"].element
    assert style.find(f"{qn('w:rPr')}/{qn('w:spacing')}").get(qn("w:val")) == "-5"
    assert style.find(f"{qn('w:rPr')}/{qn('w:sz')}").get(qn("w:val")) == "32"
    assert CHARACTERS * CHARACTER <= TYPE_WIDTH < (CHARACTERS + 1) * CHARACTER


def test_no_line_of_a_paragraph_is_moved_away_from_the_grid_to_avoid_single_lines(
    opened: Opened, letter: Document
) -> None:
    style = opened(letter).styles["Normal"].element
    assert style.find(f"{qn('w:pPr')}/{qn('w:widowControl')}").get(qn("w:val")) == "0"


@pytest.mark.parametrize(("which", "align"), [("footer", "right"), ("even_page_footer", "left")])
def test_page_numbers_stand_at_the_outer_edge_one_character_in(
    opened: Opened, letter: Document, which: str, align: str
) -> None:
    document = opened(letter)
    assert document.settings.odd_and_even_pages_header_footer
    paragraph = getattr(document.sections[0], which).paragraphs[0]
    properties = paragraph._p.pPr
    assert properties.jc.get(qn("w:val")) == align
    assert properties.find(qn("w:ind")).get(qn(f"w:{align}")) == "315"
    assert paragraph.text == "— 1 —"
    field = [element.tag.rpartition("}")[2] for run in paragraph.runs for element in run._r[1:]]
    assert field == ["t", "fldChar", "instrText", "fldChar", "t", "fldChar", "t"]
    sizes = {run._r.rPr.find(qn("w:sz")).get(qn("w:val")) for run in paragraph.runs}
    faces = {run._r.rPr.rFonts.get(qn("w:eastAsia")) for run in paragraph.runs}
    assert (sizes, faces) == ({"28"}, {"宋体"})


def test_page_numbers_stand_7_mm_below_the_type_area(opened: Opened, letter: Document) -> None:
    from_edge = opened(letter).sections[0].footer_distance.twips
    line, dash_above_foot = 280, 280 / 2
    assert from_edge + dash_above_foot == pytest.approx(twips(35 - 7), abs=twips(0.5))
    assert from_edge + line < twips(35)
