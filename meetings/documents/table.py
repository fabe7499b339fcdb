"""Tables, forms and signature boxes: rows that are never split, heads that repeat."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, pairwise
from xml.etree.ElementTree import Element

from meetings.documents.geometry import TYPE_WIDTH, twips
from meetings.documents.letters import SHEET, SHEET_HEAD
from meetings.documents.model import Column, Form, SignatureBoxes, Table
from meetings.documents.text import lines_of
from meetings.documents.wml import Layout, Letter, paragraph, w, words

SHEET_LINE = 360
"""18 pt for type of 12 pt."""
BOX_HEIGHT = twips(22)
LABEL_WIDTH, VALUE_WIDTH = twips(24), twips(60)
LAST_ROWS = 2
"""So many rows stay with what follows the table."""
PADDING_BESIDE, PADDING_ABOVE = twips(1.4), twips(0.5)
_PADDING = (PADDING_ABOVE, PADDING_BESIDE, PADDING_ABOVE, PADDING_BESIDE)
_HAIRLINE: dict[str, str | int] = {"val": "single", "sz": 4, "space": 0, "color": "000000"}


def grid(widths: Sequence[int], rows: Iterable[Element], borders: Element | None = None) -> Element:
    """A table of the given column widths (twips); without `borders` every cell is ruled."""
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    return w(
        "tbl",
        w(
            "tblPr",
            w("tblW", w=sum(widths), type="dxa"),
            w("tblBorders", *(w(side, **_HAIRLINE) for side in sides)) if borders is None else borders,
            w("tblLayout", type="fixed"),
            w(
                "tblCellMar",
                *(w(side, w=padding, type="dxa") for side, padding in zip(sides, _PADDING, strict=False)),
            ),
        ),
        w("tblGrid", *(w("gridCol", w=width) for width in widths)),
        *rows,
    )


def row(cells: Iterable[Element], *, height: int = 0, head: bool = False) -> Element:
    """A row that stays whole; `height` in twips, at least; `head` repeats it on every page."""
    properties = [w("cantSplit")]
    if height:
        properties.append(w("trHeight", val=height, hRule="atLeast"))
    if head:
        properties.append(w("tblHeader"))
    return w("tr", w("trPr", *properties), *cells)


def cell(width: int, content: Iterable[Element], *, span: int = 1, place: str = "center") -> Element:
    """A cell `width` twips wide over `span` columns; `place` is top, center or bottom."""
    spanning = [w("gridSpan", val=span)] if span > 1 else []
    return w("tc", w("tcPr", w("tcW", w=width, type="dxa"), *spanning, w("vAlign", val=place)), *content)


def data_table(table: Table, *, keep_next: bool = False) -> Element:
    widths = _widths(table.columns)
    centred = [column.centred for column in table.columns]
    titles = [(column.title, True) for column in table.columns]
    rows = [row(_cells(widths, titles, SHEET_HEAD, keep_next=True), head=True)]
    for left, texts in zip(range(len(table.rows), 0, -1), table.rows, strict=True):
        content = zip(texts, centred, strict=True)
        kept = keep_next and left <= LAST_ROWS
        rows.append(row(_cells(widths, content, SHEET, keep_next=kept), height=twips(table.row_height)))
    return grid(widths, rows)


def _widths(columns: Sequence[Column]) -> list[int]:
    """The type area divided by the columns' shares, to the last twip."""
    whole = sum(column.share for column in columns)
    edges = [TYPE_WIDTH * part // whole for part in accumulate((c.share for c in columns), initial=0)]
    return [right - left for left, right in pairwise(edges)]


def _cells(
    widths: Sequence[int], texts: Iterable[tuple[str, bool]], letter: Letter, *, keep_next: bool
) -> Iterator[Element]:
    for width, (text, centred) in zip(widths, texts, strict=True):
        yield cell(width, cell_text(text, letter, "center" if centred else "left", keep_next=keep_next))


def cell_text(text: str, letter: Letter, align: str = "left", *, keep_next: bool = False) -> list[Element]:
    """One paragraph for each line of `text`; an empty one where there is none, as the format asks."""
    layout = Layout(align, line=SHEET_LINE, keep_next=keep_next)
    return [paragraph(layout, [words(line, letter)]) for line in lines_of(text)] or [paragraph(layout)]


def form_table(form: Form, *, keep_next: bool = False) -> Element:
    """Labels in the first and third column; a single pair runs across the whole width."""
    widths = [LABEL_WIDTH, VALUE_WIDTH, LABEL_WIDTH, TYPE_WIDTH - 2 * LABEL_WIDTH - VALUE_WIDTH]
    return grid(widths, [_form_row(widths, pairs, keep_next=keep_next) for pairs in form.rows])


def _form_row(widths: Sequence[int], pairs: Sequence[tuple[str, str]], *, keep_next: bool) -> Element:
    cells = []
    for place, (label, value) in enumerate(pairs):
        across = 3 if len(pairs) == 1 else 1
        value_width = sum(widths[2 * place + 1 : 2 * place + 1 + across])
        cells += [
            cell(widths[2 * place], cell_text(label, SHEET_HEAD, "center", keep_next=keep_next)),
            cell(value_width, cell_text(value, SHEET, keep_next=keep_next), span=across),
        ]
    return row(cells)


def signature_boxes(boxes: SignatureBoxes, *, keep_next: bool = False) -> Element:
    """Boxes of 22 mm at least, two to the row; they stay together."""
    widths = [TYPE_WIDTH // 2, TYPE_WIDTH - TYPE_WIDTH // 2]
    pairs = [boxes.captions[start : start + 2] for start in range(0, len(boxes.captions), 2)]
    rows = []
    for left, captions in zip(range(len(pairs), 0, -1), pairs, strict=True):
        kept = keep_next or left > 1
        texts = [cell_text(caption, SHEET, keep_next=kept) for caption in captions]
        cells = [cell(width, text, place="top") for width, text in zip(widths, texts, strict=True)]
        rows.append(row(cells, height=BOX_HEIGHT))
    return grid(widths, rows)
