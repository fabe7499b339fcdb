"""How paragraphs stand and runs are set."""

from copy import deepcopy
from dataclasses import dataclass
from functools import lru_cache

from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.enum.text import WD_TAB_ALIGNMENT as TAB
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import RGBColor, Twips
from docx.text.paragraph import Paragraph
from docx.text.parfmt import ParagraphFormat
from docx.text.run import Run

from meetings.documents.geometry import LINE
from meetings.documents.letters import Letter, letter_properties
from meetings.documents.oxml import w
from meetings.documents.text import clean


@dataclass(frozen=True, slots=True)
class Layout:
    """How a paragraph stands. Lengths in twips.

    `line` is an exact line height that leaves the grid; None keeps the grid's 22 lines to the page.
    `first_line` below zero hangs. `rule` draws a line under the paragraph: (colour, eighths of a point).
    """

    align: ALIGN = ALIGN.LEFT
    before: int = 0
    after: int = 0
    line: int | None = None
    left: int = 0
    right: int = 0
    first_line: int = 0
    right_tab: int = 0
    rule: tuple[RGBColor, int] | None = None
    outline: int | None = None
    keep_next: bool = False


def typeset(paragraph: Paragraph, layout: Layout, *runs: tuple[str, Letter]) -> Paragraph:
    """Lay out an untouched paragraph and write runs of text in it; an empty text makes no run."""
    paragraph.paragraph_format.element.insert(0, deepcopy(_properties(layout)))
    for text, letter in runs:
        if text:
            write(paragraph, text, letter)
    return paragraph


@lru_cache(maxsize=256)
def _properties(layout: Layout) -> BaseOxmlElement:
    """What python-docx cannot say goes in first; it puts the rest around that in the order of the schema."""
    form = ParagraphFormat(w("p"))
    properties: BaseOxmlElement = form.element.get_or_add_pPr()
    if layout.rule:
        colour, weight = layout.rule
        properties.append(w("pBdr", w("bottom", val="single", sz=weight, space=0, color=colour)))
    if layout.line is not None:
        properties.append(w("snapToGrid", val=0))
    if layout.outline is not None:
        properties.append(w("outlineLvl", val=layout.outline))
    form.alignment = layout.align
    form.keep_with_next = layout.keep_next or None
    if layout.right_tab:
        form.tab_stops.add_tab_stop(Twips(layout.right_tab), TAB.RIGHT)
    for name, length in _lengths(layout).items():
        if length:
            setattr(form, name, Twips(length))
    return properties


def _lengths(layout: Layout) -> dict[str, int | None]:
    return {
        "space_before": layout.before,
        "space_after": layout.after,
        "line_spacing": layout.line,
        "left_indent": layout.left,
        "right_indent": layout.right,
        "first_line_indent": layout.first_line,
    }


def write(paragraph: Paragraph, text: str, letter: Letter) -> Run:
    """A run of text, cleaned of what may not be printed."""
    run = paragraph.add_run(clean(text))
    run.element.insert(0, deepcopy(letter_properties(letter)))
    return run


def lines(count: float) -> int:
    """The height of `count` lines 行 of the grid, in twips."""
    return round(count * LINE)
