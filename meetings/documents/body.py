"""主体: title, recipients, the levels of the text, attachments, annotation and small print."""

from collections.abc import Sequence
from dataclasses import replace

from docx.document import Document as Docx
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN

from meetings.documents.geometry import characters
from meetings.documents.letters import BODY, LABEL, LEVELS, SHEET, SHEET_HEAD, SMALL, TITLE, Letter
from meetings.documents.model import (
    Block,
    Form,
    Heading,
    Kind,
    Paragraph,
    People,
    SignatureBoxes,
    Table,
)
from meetings.documents.table import SHEET_LINE, add_data_table, add_form, add_signature_boxes
from meetings.documents.text import lines_of, width
from meetings.documents.typesetting import Layout, lines, typeset, write
from meetings.documents.wording import numeral

INDENT = characters(2)
SHEET_INDENT = round(2 * SHEET.size * 20)
OUTLINED = 2
"""So many levels show in the outline of reading programs."""
SMALL_LINE = 240
SPACER = 120


def add_title(paper: Docx, title_lines: Sequence[str], kind: Kind) -> None:
    """Two lines below the red rule, one above the text; on a working sheet at the top (§7.3.1–7.3.2)."""
    before, after = (0, SPACER) if kind is Kind.RECORD else (lines(2), lines(1))
    title = typeset(paper.add_paragraph(), Layout(ALIGN.CENTER, before=before, after=after, line=lines(1)))
    for line in title_lines[:-1]:
        write(title, line, TITLE).add_break()
    write(title, title_lines[-1], TITLE)


def add_subtitle(paper: Docx, text: str) -> None:
    typeset(paper.add_paragraph(), Layout(ALIGN.CENTER, after=SPACER, line=SHEET_LINE), (text, SHEET))


def add_recipients(paper: Docx, groups: Sequence[str]) -> None:
    """Flush left, ending with a colon (§7.3.2)."""
    typeset(paper.add_paragraph(), Layout(ALIGN.JUSTIFY), (f"{'，'.join(groups)}：", BODY))


class Text:
    """The blocks of one paper, set in order; counts the headings as it goes."""

    def __init__(self, paper: Docx, kind: Kind) -> None:
        self._paper = paper
        self._counts = [0, 0, 0, 0]
        self._is_sheet = kind is Kind.RECORD
        self._met_people = False
        self._below_table = False

    def add(self, block: Block, *, keep_next: bool) -> None:
        """Set a block; with `keep_next` it ends on the page where the next one begins."""
        match block:
            case Heading():
                self._add_heading(block, keep_next=keep_next)
            case Paragraph():
                self._add_paragraphs(lines_of(block.text), keep_next=keep_next)
            case People():
                self._add_people(block, keep_next=keep_next)
            case Table() | Form() | SignatureBoxes():
                if not self._below_table:
                    self._add_spacer(keep_next=True)
                self._add_grid(block, keep_next=keep_next)
                self._add_spacer(keep_next=keep_next)
        self._below_table = isinstance(block, Table | Form | SignatureBoxes)

    def _add_heading(self, heading: Heading, *, keep_next: bool) -> None:
        """Levels in their own faces (§7.3.3); a heading alone never stands at the foot of a page."""
        level = heading.level - 1
        self._counts[level] += 1
        self._counts[level + 1 :] = [0] * (3 - level)
        letter = SHEET_HEAD if self._is_sheet else LEVELS[level]
        ordinal = _ordinal(level, self._counts[level])
        first, *others = lines_of(heading.run_in) or ("",)
        layout = replace(
            self._layout(keep_next=not first or (keep_next and not others)),
            first_line=0 if self._is_sheet else INDENT,
            outline=level if level < OUTLINED else None,
        )
        runs = ((f"{ordinal}{heading.text}", letter), (first, self._letter))
        typeset(self._paper.add_paragraph(), layout, *runs)
        self._add_paragraphs(others, keep_next=keep_next)

    def _add_paragraphs(self, texts: Sequence[str], *, keep_next: bool) -> None:
        for left, text in zip(range(len(texts), 0, -1), texts, strict=True):
            layout = self._layout(keep_next=keep_next and left == 1)
            typeset(self._paper.add_paragraph(), layout, (text, self._letter))

    @property
    def _letter(self) -> Letter:
        return SHEET if self._is_sheet else BODY

    def _layout(self, *, keep_next: bool) -> Layout:
        if self._is_sheet:
            return Layout(ALIGN.JUSTIFY, first_line=SHEET_INDENT, line=SHEET_LINE, keep_next=keep_next)
        return Layout(ALIGN.JUSTIFY, first_line=INDENT, keep_next=keep_next)

    def _add_people(self, people: People, *, keep_next: bool) -> None:
        """Label in 黑体, one line below the text, wrapped lines after the colon (§10.3)."""
        label = f"{people.label}："
        before = 0 if self._met_people else lines(1)
        self._met_people = True
        hang = characters(width(label))
        layout = Layout(
            ALIGN.JUSTIFY, before=before, left=INDENT + hang, first_line=-hang, keep_next=keep_next
        )
        typeset(self._paper.add_paragraph(), layout, (label, LABEL), ("、".join(people.names), BODY))

    def _add_grid(self, block: Table | Form | SignatureBoxes, *, keep_next: bool) -> None:
        match block:
            case Table():
                add_data_table(self._paper, block, keep_next=keep_next)
            case Form():
                add_form(self._paper, block, keep_next=keep_next)
            case SignatureBoxes():
                add_signature_boxes(self._paper, block, keep_next=keep_next)

    def _add_spacer(self, *, keep_next: bool) -> None:
        """Keeps two tables from growing together, and the text off their rules."""
        typeset(self._paper.add_paragraph(), Layout(line=SPACER, keep_next=keep_next))


def _ordinal(level: int, count: int) -> str:
    return (f"{numeral(count)}、", f"（{numeral(count)}）", f"{count}.", f"（{count}）")[level]


def add_attachments(paper: Docx, titles: Sequence[str]) -> None:
    """附件说明: one line below the text, wrapped lines under the first character of the name (§7.3.4)."""
    for place, name in enumerate(titles, start=1):
        label = "附件：" if place == 1 else ""
        ordinal = f"{place}." if len(titles) > 1 else ""
        hang = characters(width(label + ordinal))
        left = INDENT + characters(3 + width(ordinal))
        before = lines(1) if label else 0
        layout = Layout(ALIGN.JUSTIFY, before=before, left=left, first_line=-hang, keep_next=True)
        typeset(paper.add_paragraph(), layout, (f"{label}{ordinal}{name}", BODY))


def add_annotation(paper: Docx, text: str) -> None:
    """附注: in brackets, below the date (§7.3.6)."""
    typeset(paper.add_paragraph(), Layout(left=INDENT, keep_next=True), (f"（{text}）", BODY))


def add_notes(paper: Docx, texts: Sequence[str], *, keep_next: bool) -> None:
    """The small print; its lines stay together."""
    for left, text in zip(range(len(texts), 0, -1), texts, strict=True):
        before = SPACER if left == len(texts) else 0
        layout = Layout(before=before, line=SMALL_LINE, keep_next=keep_next or left > 1)
        typeset(paper.add_paragraph(), layout, (text, SMALL))
