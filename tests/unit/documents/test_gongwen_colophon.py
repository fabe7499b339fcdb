"""版记 §7.4."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from docx.document import Document as OpenedDocument
from docx.oxml.ns import qn
from lxml import etree
from lxml.etree import _Element

from meetings.documents.model import Colophon, Document

Opened = Callable[[Document], OpenedDocument]

DATED = date(2026, 9, 21)
NAMES = {
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
}


def body_of(opened: Opened, document: Document) -> _Element:
    return etree.fromstring(etree.tostring(opened(document).element.body))


def lines_of(root: _Element) -> list[str]:
    return ["".join(p.itertext()) for p in root.xpath("//wps:txbx//w:p", namespaces=NAMES)]


def test_it_stands_at_the_foot_of_the_type_area(opened: Opened, letter: Document) -> None:
    body = body_of(opened, letter)
    position = body.find(".//wp:positionV", NAMES)
    assert position.get("relativeFrom") == "margin"
    assert position.findtext("wp:align", namespaces=NAMES) == "bottom"
    assert body.find(".//wp:extent", NAMES).get("cx") == str(8845 * 635)
    assert body.find(".//wps:bodyPr", NAMES).get("anchor") == "b"


def test_the_text_leaves_it_exactly_its_own_height(opened: Opened, letter: Document) -> None:
    body = body_of(opened, letter)
    holder = body.xpath("//w:p[.//wp:anchor]", namespaces=NAMES)[0]
    line = holder.find("w:pPr/w:spacing", NAMES).get(qn("w:line"))
    assert int(body.find(".//wp:extent", NAMES).get("cy")) == int(line) * 635
    assert holder.getnext().tag == qn("w:sectPr")


def test_it_lists_copies_organ_and_day_between_thick_and_thin_lines(opened: Opened, letter: Document) -> None:
    body = body_of(opened, letter)
    assert lines_of(body)[:3] == ["抄送：市信用中心。", "青屿市市场监督管理局", "2026年9月21日印发"]
    borders = body.find(".//wps:txbx//w:tblBorders", NAMES)
    assert {side.tag.rpartition("}")[2]: side.get(qn("w:sz")) for side in borders} == {
        "top": "8",
        "bottom": "8",
        "insideH": "6",
    }


def test_without_copies_it_has_one_row(opened: Opened, letter: Document) -> None:
    body = body_of(opened, replace(letter, colophon=Colophon((), "青屿市市场监督管理局", DATED)))
    assert len(body.xpath("//wps:txbx//w:tr", namespaces=NAMES)) == 1


def test_recipients_that_would_crowd_out_the_text_move_into_it(opened: Opened, letter: Document) -> None:
    many = tuple(f"第{place}联合奖惩成员单位" for place in range(1, 20))
    document = opened(replace(letter, recipients=many))
    assert not any(p.text.startswith("第1联合奖惩成员单位") for p in document.paragraphs)
    body = body_of(opened, replace(letter, recipients=many))
    assert lines_of(body)[0].startswith("主送：第1联合奖惩成员单位，第2")
    assert lines_of(body)[1] == "抄送：市信用中心。"


def test_a_list_longer_than_a_page_follows_the_text_and_loses_nobody(
    opened: Opened, letter: Document
) -> None:
    many = tuple(f"第{place}单位办公室" for place in range(1, 200))
    body = body_of(opened, replace(letter, colophon=Colophon(many, "青屿市市场监督管理局", DATED)))
    assert body.find(".//wp:anchor", NAMES) is None
    assert "第199单位办公室。" in "".join(body.itertext())
