"""The empty paper: page, base style, page numbers, font table, settings."""

from copy import deepcopy
from functools import cache
from io import BytesIO

import docx
from docx.document import Document as Docx
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import XmlPart
from docx.oxml.ns import qn
from docx.section import _Footer
from docx.shared import Twips
from docx.styles.style import ParagraphStyle

from meetings.documents import geometry as page
from meetings.documents.canonical import canonical_bytes
from meetings.documents.letters import BODY, FACES, FOLIO, letter_properties
from meetings.documents.oxml import w
from meetings.documents.typesetting import Layout, typeset, write

FOOTER_DISTANCE = page.twips(25.3)
"""From the page's edge to the footer's foot, so that its dashes stand 7 mm below the type area (§7.5)."""
_GB2312 = 86
_KEPT = {
    RELATIONSHIP_TYPE.OFFICE_DOCUMENT,
    RELATIONSHIP_TYPE.CORE_PROPERTIES,
    RELATIONSHIP_TYPE.STYLES,
    RELATIONSHIP_TYPE.SETTINGS,
}


def empty_paper() -> Docx:
    """A paper of its own for each caller, with everything but the text."""
    return docx.Document(BytesIO(_skeleton()))


@cache
def _skeleton() -> bytes:
    paper = docx.Document()
    _strip(paper)
    _set_page(paper)
    _set_base_style(paper)
    _set_settings(paper)
    _add_font_table(paper)
    return canonical_bytes(paper)


def _strip(paper: Docx) -> None:
    """Take out what the library's own template brings: its styles, theme, fonts, author and dates."""
    package = paper.part.package
    for relationships in (package.rels, paper.part.rels):
        for name in [name for name, relation in relationships.items() if relation.reltype not in _KEPT]:
            del relationships[name]
    package.part_related_by(RELATIONSHIP_TYPE.CORE_PROPERTIES).element.clear()
    paper.styles.element.clear()
    paper.settings.element.clear()
    paper.element.body.sectPr.attrib.clear()


def _set_page(paper: Docx) -> None:
    """A4 with the margins and the grid of 22 lines (§5.2), page numbers outside (§7.5)."""
    section = paper.sections[0]
    section.page_width, section.page_height = Twips(page.PAGE_WIDTH), Twips(page.PAGE_HEIGHT)
    section.top_margin, section.bottom_margin = Twips(page.MARGIN_TOP), Twips(page.MARGIN_BOTTOM)
    section.left_margin, section.right_margin = Twips(page.MARGIN_LEFT), Twips(page.MARGIN_RIGHT)
    section.header_distance, section.footer_distance = Twips(page.twips(15)), Twips(FOOTER_DISTANCE)
    grid = paper.element.body.sectPr.find(qn("w:docGrid"))
    grid.set(qn("w:type"), "lines")
    grid.set(qn("w:linePitch"), str(page.LINE))
    _number_pages(section.footer, ALIGN.RIGHT)
    _number_pages(section.even_page_footer, ALIGN.LEFT)


def _number_pages(footer: _Footer, align: ALIGN) -> None:
    """— 1 — with one character free at the outer edge: odd pages right, even pages left (§7.5)."""
    footer.is_linked_to_previous = False
    line = footer.paragraphs[0]
    line.style = None
    free = page.characters(1)
    typeset(line, Layout(align, left=free, right=free, line=280), ("— ", FOLIO))
    instruction = w("instrText")
    instruction.text = "PAGE"
    for part in (w("fldChar", fldCharType="begin"), instruction, w("fldChar", fldCharType="separate")):
        write(line, "", FOLIO).element.append(part)
    write(line, "1", FOLIO)
    write(line, "", FOLIO).element.append(w("fldChar", fldCharType="end"))
    write(line, " —", FOLIO)


def _set_base_style(paper: Docx) -> None:
    """One style, 三号仿宋 on the grid; everything else is said where it stands."""
    style = paper.styles.add_style("Normal", WD_STYLE_TYPE.PARAGRAPH, builtin=True)
    base = ParagraphStyle(style.element)
    base.element.set(qn("w:default"), "1")
    base.paragraph_format.widow_control = False
    base.paragraph_format.space_before = base.paragraph_format.space_after = Twips(0)
    base.paragraph_format.line_spacing = 1.0
    letter = deepcopy(letter_properties(BODY))
    letter.insert_element_before(w("spacing", val=page.TRACKING), "w:sz")
    letter.append(w("lang", val="en-US", eastAsia="zh-CN"))
    base.element.append(letter)


def _set_settings(paper: Docx) -> None:
    """Odd and even footers; the layout rules of Word 2013 and later."""
    mode = {"name": "compatibilityMode", "uri": "http://schemas.microsoft.com/office/word", "val": 15}
    settings = paper.settings.element
    settings.append(w("defaultTabStop", val=page.characters(2)))
    paper.settings.odd_and_even_pages_header_footer = True
    settings.append(w("characterSpacingControl", val="compressPunctuation"))
    settings.append(w("compat", w("compatSetting", **mode)))


def _add_font_table(paper: Docx) -> None:
    fonts = [
        w(
            "font",
            w("altName", val=",".join(face.alternates)),
            w("charset", val=_GB2312),
            w("family", val=face.family),
            w("pitch", val="default"),
            name=face.name,
        )
        for face in FACES
    ]
    place, package = PackURI("/word/fontTable.xml"), paper.part.package
    part = XmlPart(place, CONTENT_TYPE.WML_FONT_TABLE, w("fonts", *fonts), package)
    paper.part.relate_to(part, RELATIONSHIP_TYPE.FONT_TABLE)
