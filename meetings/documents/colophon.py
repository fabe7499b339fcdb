"""版记 at the foot of the last page (§7.4), in a text box that is tied to the bottom of the type area."""

from collections.abc import Sequence
from math import ceil

from docx.document import Document as Docx
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT as PLACE
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Twips

from meetings.documents.geometry import TYPE_HEIGHT, TYPE_WIDTH
from meetings.documents.letters import BODY, COLOPHON
from meetings.documents.model import Colophon
from meetings.documents.table import PADDING_ABOVE, PADDING_BESIDE, add_grid, add_row
from meetings.documents.text import width
from meetings.documents.typesetting import Layout, typeset, write
from meetings.documents.wording import day

CHARACTER = 275
"""四号 14 pt, less the tracking of the page."""
LINE = 440
INDENT = CHARACTER - PADDING_BESIDE
"""One character free at either end of a line (§7.4.2), of which the cell gives a part."""
TAIL = 20
RULES = {"top": 8, "bottom": 8, "insideH": 6}
"""0.35 mm and 0.25 mm in eighths of a point (§7.4.1)."""

Listing = Sequence[tuple[str, str]]


def add_colophon(paper: Docx, imprint: Colophon, moved_recipients: Sequence[str] = ()) -> None:
    """An empty paragraph of the colophon's height with the box anchored in it.

    The paragraph keeps the room free wherever the text ends, so that the box never covers text and
    no program has to move text around it. A list of copies longer than a page follows the text instead.

    Args:
        paper: where the colophon goes, after everything else.
        imprint: copies, printing organ, day.
        moved_recipients: 主送 that were too many to stand above the text (§7.3.2).
    """
    to = [("主送：", "，".join(moved_recipients))] if moved_recipients else []
    copies = [("抄送：", "，".join(imprint.copies))] if imprint.copies else []
    listed = [(label, f"{names}。") for label, names in to + copies]
    height = _height(listed, imprint)
    if height > TYPE_HEIGHT:
        _add_table(paper, listed, imprint)
        return
    holder = typeset(paper.add_paragraph(), Layout(line=height))
    box = parse_xml(_box(height))
    write(holder, "", BODY).element.append(box)
    (content,) = box.iter(qn("w:txbxContent"))
    content.extend(_add_table(paper, listed, imprint))


def _height(listed: Listing, imprint: Colophon) -> int:
    room = TYPE_WIDTH // CHARACTER - 2
    count = sum(_line_count(names, room - width(label)) for label, names in listed)
    count += _line_count(imprint.printed_by, _widths()[0] // CHARACTER - 2)
    return count * LINE + (1 + bool(listed)) * 2 * PADDING_ABOVE + TAIL


def _line_count(text: str, room: float) -> int:
    """Where a text wraps, a line may lose a character to a mark that must not begin the next."""
    return 1 if width(text) <= room else ceil(width(text) / (room - 1))


def _widths() -> tuple[int, int]:
    """The organ's column and the date's: the longest date and 印发 take eleven characters."""
    dated = 12 * CHARACTER
    return TYPE_WIDTH - dated, dated


def _add_table(paper: Docx, listed: Listing, imprint: Colophon) -> list[BaseOxmlElement]:
    """The lines of the colophon, and the paragraph that must follow a table."""
    grid = add_grid(paper, _widths(), RULES)
    if listed:
        left, right = add_row(grid)
        cell = left.merge(right)
        for place, (label, names) in enumerate(listed):
            paragraph = cell.add_paragraph() if place else cell.paragraphs[0]
            typeset(paragraph, _hanging(label), (label + names, COLOPHON))
    organ, dated = add_row(grid)
    typeset(organ.paragraphs[0], Layout(left=INDENT, line=LINE), (imprint.printed_by, COLOPHON))
    dated.vertical_alignment = PLACE.BOTTOM
    printed = f"{day(imprint.printed_on)}印发"
    typeset(dated.paragraphs[0], Layout(ALIGN.RIGHT, right=INDENT, line=LINE), (printed, COLOPHON))
    tail = typeset(paper.add_paragraph(), Layout(line=TAIL))
    return [grid._tbl, tail._p]  # noqa: SLF001  the library shows these elements under no other names


def _hanging(label: str) -> Layout:
    """Wrapped lines begin after the colon (§7.4.2)."""
    hang = round(width(label) * CHARACTER)
    return Layout(ALIGN.JUSTIFY, left=INDENT + hang, right=INDENT, first_line=-hang, line=LINE)


def _box(height: int) -> str:
    """An empty text box, for programs that know Word's shapes of 2010 and later."""
    size = f'cx="{Twips(TYPE_WIDTH)}" cy="{Twips(height)}"'
    return f"""
        <mc:AlternateContent {_NAMESPACES}><mc:Choice Requires="wps"><w:drawing>
        <wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="1" behindDoc="0"
            locked="0" layoutInCell="1" allowOverlap="1">
          <wp:simplePos x="0" y="0"/>
          <wp:positionH relativeFrom="margin"><wp:align>left</wp:align></wp:positionH>
          <wp:positionV relativeFrom="margin"><wp:align>bottom</wp:align></wp:positionV>
          <wp:extent {size}/><wp:wrapNone/><wp:docPr id="1" name="版记"/>
          <a:graphic><a:graphicData uri="{_SHAPE}"><wps:wsp>
            <wps:cNvSpPr txBox="1"/>
            <wps:spPr>
              <a:xfrm><a:off x="0" y="0"/><a:ext {size}/></a:xfrm>
              <a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:noFill/>
            </wps:spPr>
            <wps:txbx><w:txbxContent/></wps:txbx>
            <wps:bodyPr lIns="0" tIns="0" rIns="0" bIns="0" anchor="b"/>
          </wps:wsp></a:graphicData></a:graphic>
        </wp:anchor></w:drawing></mc:Choice></mc:AlternateContent>"""


_SHAPE = "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
_NAMESPACES = (
    f'{nsdecls("w", "wp", "a")} xmlns:wps="{_SHAPE}" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
)
