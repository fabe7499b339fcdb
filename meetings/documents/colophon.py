"""版记 at the foot of the last page (§7.4), in a text box that is tied to the bottom of the type area."""

from collections.abc import Iterator, Sequence
from math import ceil
from xml.etree.ElementTree import Element, SubElement, register_namespace

from meetings.documents.geometry import EMU_PER_TWIP, TYPE_HEIGHT, TYPE_WIDTH
from meetings.documents.letters import BODY, COLOPHON
from meetings.documents.model import Colophon
from meetings.documents.table import PADDING_ABOVE, PADDING_BESIDE, cell, grid, row
from meetings.documents.text import width
from meetings.documents.wml import Layout, paragraph, run, w, words
from meetings.documents.wording import day

_COMPATIBILITY = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_PLACING = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
_SHAPE = "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
for _prefix, _name in (("mc", _COMPATIBILITY), ("wp", _PLACING), ("a", _DRAWING), ("wps", _SHAPE)):
    register_namespace(_prefix, _name)

CHARACTER = 275
"""四号 14 pt, less the tracking of the page."""
LINE = 440
INDENT = CHARACTER - PADDING_BESIDE
"""One character free at either end of a line (§7.4.2), of which the cell gives a part."""
TAIL = 20
THICK, THIN = 8, 6
"""0.35 mm and 0.25 mm in eighths of a point (§7.4.1)."""


def colophon(imprint: Colophon, moved_recipients: Sequence[str] = ()) -> Iterator[Element]:
    """An empty paragraph of the colophon's height with the box anchored in it.

    The paragraph keeps the room free wherever the text ends, so that the box never covers text and
    no program has to move text around it. A list of copies longer than a page follows the text instead.

    Args:
        imprint: copies, printing organ, day.
        moved_recipients: 主送 that were too many to stand above the text (§7.3.2).
    """
    to = [("主送：", "，".join(moved_recipients))] if moved_recipients else []
    copies = [("抄送：", "，".join(imprint.copies))] if imprint.copies else []
    listed = [(label, f"{names}。") for label, names in to + copies]
    height, table = _height(listed, imprint), _table(listed, imprint)
    if height > TYPE_HEIGHT:
        yield from (table, paragraph(Layout(line=TAIL)))
    else:
        yield paragraph(Layout(line=height), [run(BODY, _box(table, height))])


def _height(listed: Sequence[tuple[str, str]], imprint: Colophon) -> int:
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


def _table(listed: Sequence[tuple[str, str]], imprint: Colophon) -> Element:
    organ_width, date_width = _widths()
    rows = [row([cell(TYPE_WIDTH, [_listing(*entry) for entry in listed], span=2)])] if listed else []
    organ = paragraph(Layout(left=INDENT, line=LINE), [words(imprint.printed_by, COLOPHON)])
    printed = words(f"{day(imprint.printed_on)}印发", COLOPHON)
    dated = paragraph(Layout("right", right=INDENT, line=LINE), [printed])
    rows.append(row([cell(organ_width, [organ]), cell(date_width, [dated], place="bottom")]))
    rules = {"top": THICK, "bottom": THICK, "insideH": THIN}
    borders = [w(side, val="single", sz=weight, space=0, color="000000") for side, weight in rules.items()]
    return grid([organ_width, date_width], rows, w("tblBorders", *borders))


def _listing(label: str, names: str) -> Element:
    """Wrapped lines begin after the colon (§7.4.2)."""
    hang = round(width(label) * CHARACTER)
    layout = Layout("both", left=INDENT + hang, right=INDENT, first_line=-hang, line=LINE)
    return paragraph(layout, [words(label + names, COLOPHON)])


def _box(content: Element, height: int) -> Element:
    """The text box, for programs that know Word's shapes of 2010 and later."""
    size = {"cx": str(TYPE_WIDTH * EMU_PER_TWIP), "cy": str(height * EMU_PER_TWIP)}
    alternate = Element(f"{{{_COMPATIBILITY}}}AlternateContent")
    choice = SubElement(alternate, f"{{{_COMPATIBILITY}}}Choice", Requires="wps")
    drawing = w("drawing")
    choice.append(drawing)
    anchor = SubElement(drawing, f"{{{_PLACING}}}anchor", _ANCHOR)
    SubElement(anchor, f"{{{_PLACING}}}simplePos", x="0", y="0")
    for axis, place in (("positionH", "left"), ("positionV", "bottom")):
        position = SubElement(anchor, f"{{{_PLACING}}}{axis}", relativeFrom="margin")
        SubElement(position, f"{{{_PLACING}}}align").text = place
    SubElement(anchor, f"{{{_PLACING}}}extent", size)
    SubElement(anchor, f"{{{_PLACING}}}wrapNone")
    SubElement(anchor, f"{{{_PLACING}}}docPr", id="1", name="版记")
    graphic = SubElement(anchor, f"{{{_DRAWING}}}graphic")
    data = SubElement(graphic, f"{{{_DRAWING}}}graphicData", uri=_SHAPE)
    data.append(_shape(content, size))
    return alternate


_ANCHOR = {
    "distT": "0",
    "distB": "0",
    "distL": "0",
    "distR": "0",
    "simplePos": "0",
    "relativeHeight": "1",
    "behindDoc": "0",
    "locked": "0",
    "layoutInCell": "1",
    "allowOverlap": "1",
}


def _shape(content: Element, size: dict[str, str]) -> Element:
    shape = Element(f"{{{_SHAPE}}}wsp")
    SubElement(shape, f"{{{_SHAPE}}}cNvSpPr", txBox="1")
    properties = SubElement(shape, f"{{{_SHAPE}}}spPr")
    frame = SubElement(properties, f"{{{_DRAWING}}}xfrm")
    SubElement(frame, f"{{{_DRAWING}}}off", x="0", y="0")
    SubElement(frame, f"{{{_DRAWING}}}ext", size)
    outline = SubElement(properties, f"{{{_DRAWING}}}prstGeom", prst="rect")
    SubElement(outline, f"{{{_DRAWING}}}avLst")
    SubElement(properties, f"{{{_DRAWING}}}noFill")
    text = SubElement(shape, f"{{{_SHAPE}}}txbx")
    text.append(w("txbxContent", content, paragraph(Layout(line=TAIL))))
    insets = {"lIns": "0", "tIns": "0", "rIns": "0", "bIns": "0", "anchor": "b"}
    SubElement(shape, f"{{{_SHAPE}}}bodyPr", insets)
    return shape
