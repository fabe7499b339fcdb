"""主体: title, recipients, the levels of the text, attachments, annotation and small print."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from xml.etree.ElementTree import Element

from meetings.documents.geometry import characters
from meetings.documents.letters import BODY, LABEL, LEVELS, SHEET, SHEET_HEAD, SMALL, TITLE
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
from meetings.documents.table import SHEET_LINE, data_table, form_table, signature_boxes
from meetings.documents.text import lines_of, width
from meetings.documents.wml import Layout, Letter, lines, paragraph, run, w, words
from meetings.documents.wording import numeral

INDENT = characters(2)
SHEET_INDENT = round(2 * SHEET.size * 20)
OUTLINED = 2
"""So many levels show in the outline of reading programs."""
SMALL_LINE = 240
SPACER = 120


def title(title_lines: Sequence[str], kind: Kind) -> Element:
    """Two lines below the red rule, one above the text; on a working sheet at the top (§7.3.1–7.3.2)."""
    runs = [words(title_lines[0], TITLE)]
    for line in title_lines[1:]:
        runs += [run(TITLE, w("br")), words(line, TITLE)]
    before, after = (0, SPACER) if kind is Kind.RECORD else (lines(2), lines(1))
    return paragraph(Layout("center", before=before, after=after, line=lines(1)), runs)


def subtitle(text: str) -> Element:
    return paragraph(Layout("center", after=SPACER, line=SHEET_LINE), [words(text, SHEET)])


def recipients(groups: Sequence[str]) -> Element:
    """Flush left, ending with a colon (§7.3.2)."""
    return paragraph(Layout("both"), [words(f"{'，'.join(groups)}：", BODY)])


class Text:
    """The blocks of one paper, set in order; counts the headings as it goes."""

    def __init__(self, kind: Kind) -> None:
        self._counts = [0, 0, 0, 0]
        self._is_sheet = kind is Kind.RECORD
        self._met_people = False
        self._below_table = False

    def block(self, block: Block, *, keep_next: bool) -> Iterator[Element]:
        """The elements of a block; with `keep_next` it ends on the page where the next one begins."""
        match block:
            case Heading():
                yield from self._heading(block, keep_next=keep_next)
            case Paragraph():
                yield from self._paragraphs(lines_of(block.text), keep_next=keep_next)
            case People():
                yield self._people(block, keep_next=keep_next)
            case Table() | Form() | SignatureBoxes():
                if not self._below_table:
                    yield _spacer(keep_next=True)
                yield _grid(block, keep_next=keep_next)
                yield _spacer(keep_next=keep_next)
        self._below_table = isinstance(block, Table | Form | SignatureBoxes)

    def _heading(self, heading: Heading, *, keep_next: bool) -> Iterator[Element]:
        """Levels in their own faces (§7.3.3); a heading alone never stands at the foot of a page."""
        level = heading.level - 1
        self._counts[level] += 1
        self._counts[level + 1 :] = [0] * (3 - level)
        letter = SHEET_HEAD if self._is_sheet else LEVELS[level]
        ordinal = _ordinal(level, self._counts[level])
        first, *others = lines_of(heading.run_in) or ("",)
        runs = [words(f"{ordinal}{heading.text}", letter), *([words(first, self._letter)] if first else [])]
        layout = replace(
            self._layout(keep_next=not first or (keep_next and not others)),
            first_line=0 if self._is_sheet else INDENT,
            outline=level if level < OUTLINED else None,
        )
        yield paragraph(layout, runs)
        yield from self._paragraphs(others, keep_next=keep_next)

    def _paragraphs(self, texts: Sequence[str], *, keep_next: bool) -> Iterator[Element]:
        for left, text in zip(range(len(texts), 0, -1), texts, strict=True):
            yield paragraph(self._layout(keep_next=keep_next and left == 1), [words(text, self._letter)])

    @property
    def _letter(self) -> Letter:
        return SHEET if self._is_sheet else BODY

    def _layout(self, *, keep_next: bool) -> Layout:
        if self._is_sheet:
            return Layout("both", first_line=SHEET_INDENT, line=SHEET_LINE, keep_next=keep_next)
        return Layout("both", first_line=INDENT, keep_next=keep_next)

    def _people(self, people: People, *, keep_next: bool) -> Element:
        """Label in 黑体, one line below the text, wrapped lines after the colon (§10.3)."""
        label = f"{people.label}："
        before = 0 if self._met_people else lines(1)
        self._met_people = True
        hang = characters(width(label))
        layout = Layout("both", before=before, left=INDENT + hang, first_line=-hang, keep_next=keep_next)
        return paragraph(layout, [words(label, LABEL), words("、".join(people.names), BODY)])


def _grid(block: Table | Form | SignatureBoxes, *, keep_next: bool) -> Element:
    match block:
        case Table():
            return data_table(block, keep_next=keep_next)
        case Form():
            return form_table(block, keep_next=keep_next)
        case SignatureBoxes():
            return signature_boxes(block, keep_next=keep_next)


def _ordinal(level: int, count: int) -> str:
    return (f"{numeral(count)}、", f"（{numeral(count)}）", f"{count}.", f"（{count}）")[level]


def _spacer(*, keep_next: bool) -> Element:
    """Keeps two tables from growing together, and the text off their rules."""
    return paragraph(Layout(line=SPACER, keep_next=keep_next))


def attachments(titles: Sequence[str]) -> Iterator[Element]:
    """附件说明: one line below the text, wrapped lines under the first character of the name (§7.3.4)."""
    for place, name in enumerate(titles, start=1):
        label = "附件：" if place == 1 else ""
        ordinal = f"{place}." if len(titles) > 1 else ""
        hang = characters(width(label + ordinal))
        left = INDENT + characters(3 + width(ordinal))
        layout = Layout("both", before=lines(1) if label else 0, left=left, first_line=-hang, keep_next=True)
        yield paragraph(layout, [words(f"{label}{ordinal}{name}", BODY)])


def annotation(text: str) -> Element:
    """附注: in brackets, below the date (§7.3.6)."""
    return paragraph(Layout(left=INDENT, keep_next=True), [words(f"（{text}）", BODY)])


def notes(texts: Sequence[str], *, keep_next: bool) -> Iterator[Element]:
    """The small print; its lines stay together."""
    for left, text in zip(range(len(texts), 0, -1), texts, strict=True):
        before = SPACER if left == len(texts) else 0
        layout = Layout(before=before, line=SMALL_LINE, keep_next=keep_next or left > 1)
        yield paragraph(layout, [words(text, SMALL)])
