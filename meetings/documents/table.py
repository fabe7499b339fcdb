"""Tables, forms and signature boxes: rows that are never split, heads that repeat."""

from collections.abc import Mapping, Sequence
from itertools import accumulate, pairwise

from docx.document import Document as Docx
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT as PLACE
from docx.enum.table import WD_ROW_HEIGHT_RULE
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml.ns import qn
from docx.shared import Twips
from docx.table import Table as Grid
from docx.table import _Cell as Cell

from meetings.documents.geometry import TYPE_WIDTH, twips
from meetings.documents.letters import SHEET, SHEET_HEAD, Letter
from meetings.documents.model import Column, Form, SignatureBoxes, Table
from meetings.documents.oxml import w
from meetings.documents.text import lines_of
from meetings.documents.typesetting import Layout, typeset

SHEET_LINE = 360
"""18 pt for type of 12 pt."""
BOX_HEIGHT = twips(22)
LABEL_WIDTH, VALUE_WIDTH = twips(24), twips(60)
LAST_ROWS = 2
"""So many rows stay with what follows the table."""
PADDING_BESIDE, PADDING_ABOVE = twips(1.4), twips(0.5)
_PADDING = {"top": PADDING_ABOVE, "left": PADDING_BESIDE, "bottom": PADDING_ABOVE, "right": PADDING_BESIDE}
_ALL_RULED = dict.fromkeys(("top", "left", "bottom", "right", "insideH", "insideV"), 4)


def add_grid(paper: Docx, widths: Sequence[int], rules: Mapping[str, int] = _ALL_RULED) -> Grid:
    """A table without rows yet; column widths in twips, rules in eighths of a point by side."""
    grid: Grid = paper.add_table(0, len(widths))
    grid.autofit = False
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = Twips(width)
    properties = grid._tbl.tblPr  # noqa: SLF001  the library shows a table's element under no other name
    whole = properties.find(qn("w:tblW"))
    whole.set(qn("w:type"), "dxa")
    whole.set(qn("w:w"), str(sum(widths)))
    borders = (w(side, val="single", sz=sz, space=0, color="000000") for side, sz in rules.items())
    properties.insert_element_before(w("tblBorders", *borders), "w:tblLayout")
    padding = (w(side, w=free, type="dxa") for side, free in _PADDING.items())
    properties.insert_element_before(w("tblCellMar", *padding), "w:tblLook")
    return grid


def add_row(grid: Grid, *, height: int = 0, head: bool = False) -> Sequence[Cell]:
    """The cells of a row that stays whole; `height` in twips, at least; `head` repeats it on every page."""
    row = grid.add_row()  # type: ignore[no-untyped-call]  # the library leaves this one without types
    properties = row._tr.get_or_add_trPr()  # noqa: SLF001  the library shows it under no other name
    properties.append(w("cantSplit"))
    if height:
        row.height, row.height_rule = Twips(height), WD_ROW_HEIGHT_RULE.AT_LEAST
    if head:
        properties.append(w("tblHeader"))
    cells: Sequence[Cell] = row.cells
    return cells


def fill(cell: Cell, text: str, letter: Letter, layout: Layout, place: PLACE = PLACE.CENTER) -> None:
    """Set an empty cell: a paragraph to each line of `text`, and one where there is none."""
    cell.vertical_alignment = place
    first, *others = lines_of(text) or ("",)
    typeset(cell.paragraphs[0], layout, (first, letter))
    for line in others:
        typeset(cell.add_paragraph(), layout, (line, letter))


def _sheet(align: ALIGN = ALIGN.LEFT, *, keep_next: bool) -> Layout:
    return Layout(align, line=SHEET_LINE, keep_next=keep_next)


def add_data_table(paper: Docx, table: Table, *, keep_next: bool = False) -> None:
    grid = add_grid(paper, _widths(table.columns))
    for cell, column in zip(add_row(grid, head=True), table.columns, strict=True):
        fill(cell, column.title, SHEET_HEAD, _sheet(ALIGN.CENTER, keep_next=True))
    for left, texts in zip(range(len(table.rows), 0, -1), table.rows, strict=True):
        kept = keep_next and left <= LAST_ROWS
        row = add_row(grid, height=twips(table.row_height))
        for cell, text, column in zip(row, texts, table.columns, strict=True):
            fill(cell, text, SHEET, _sheet(ALIGN.CENTER if column.centred else ALIGN.LEFT, keep_next=kept))


def _widths(columns: Sequence[Column]) -> list[int]:
    """The type area divided by the columns' shares, to the last twip."""
    whole = sum(column.share for column in columns)
    edges = [TYPE_WIDTH * part // whole for part in accumulate((c.share for c in columns), initial=0)]
    return [right - left for left, right in pairwise(edges)]


def add_form(paper: Docx, form: Form, *, keep_next: bool = False) -> None:
    """Labels in the first and third column; a single pair runs across the whole width."""
    widths = [LABEL_WIDTH, VALUE_WIDTH, LABEL_WIDTH, TYPE_WIDTH - 2 * LABEL_WIDTH - VALUE_WIDTH]
    grid = add_grid(paper, widths)
    label_layout, value_layout = _sheet(ALIGN.CENTER, keep_next=keep_next), _sheet(keep_next=keep_next)
    for pairs in form.rows:
        cells = add_row(grid)
        if len(pairs) == 1:
            cells = (cells[0], cells[1].merge(cells[3]))
        for (label, value), name, content in zip(pairs, cells[::2], cells[1::2], strict=True):
            fill(name, label, SHEET_HEAD, label_layout)
            fill(content, value, SHEET, value_layout)


def add_signature_boxes(paper: Docx, boxes: SignatureBoxes, *, keep_next: bool = False) -> None:
    """Boxes of 22 mm at least, two to the row; they stay together."""
    grid = add_grid(paper, [TYPE_WIDTH // 2, TYPE_WIDTH - TYPE_WIDTH // 2])
    for start in range(0, len(boxes.captions), 2):
        layout = _sheet(keep_next=keep_next or start + 2 < len(boxes.captions))
        captions = boxes.captions[start : start + 2]
        for cell, caption in zip(add_row(grid, height=BOX_HEIGHT), captions, strict=True):
            fill(cell, caption, SHEET, layout, PLACE.TOP)
