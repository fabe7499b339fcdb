"""WordprocessingML: elements, runs and paragraphs, with properties in the order of the schema.

The papers are written in the format itself, element by element, and not through a library's
default template: a template brings its own styles, fonts and dates, which the standard for official
documents would have to take out again.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from xml.etree.ElementTree import Element, register_namespace

from meetings.documents.geometry import LINE
from meetings.documents.text import clean

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
register_namespace("w", W)


def w(name: str, /, *children: Element, **attributes: str | int | None) -> Element:
    """The element `w:name` with `w:` attributes; an attribute that is None is left out."""
    element = Element(
        f"{{{W}}}{name}",
        {f"{{{W}}}{key}": str(value) for key, value in attributes.items() if value is not None},
    )
    element.extend(children)
    return element


@dataclass(frozen=True, slots=True)
class Letter:
    """A type 字体字号: face, size in points, colour as RRGGBB, width in percent."""

    face: str
    size: float
    colour: str = ""
    stretch: int = 100

    def properties(self) -> Element:
        face, half_points = self.face, round(self.size * 2)
        parts = [w("rFonts", ascii=face, hAnsi=face, eastAsia=face, cs=face, hint="eastAsia")]
        if self.colour:
            parts.append(w("color", val=self.colour))
        if self.stretch != 100:
            parts.append(w("w", val=self.stretch))
        return w("rPr", *parts, w("sz", val=half_points), w("szCs", val=half_points))


def run(letter: Letter, *content: Element) -> Element:
    return w("r", letter.properties(), *content)


def words(text: str, letter: Letter) -> Element:
    """A run of text, cleaned of what may not be printed."""
    content = w("t")
    content.set(XML_SPACE, "preserve")
    content.text = clean(text)
    return run(letter, content)


@dataclass(frozen=True, slots=True)
class Layout:
    """How a paragraph stands. Lengths in twips.

    `line` is an exact line height that leaves the grid; None keeps the grid's 22 lines to the page.
    `first_line` below zero hangs. `rule` draws a line under the paragraph: (colour, eighths of a point).
    """

    align: str = "left"
    before: int = 0
    after: int = 0
    line: int | None = None
    left: int = 0
    right: int = 0
    first_line: int = 0
    right_tab: int = 0
    rule: tuple[str, int] | None = None
    outline: int | None = None
    keep_next: bool = False

    def properties(self) -> Element:
        parts = [w("keepNext")] if self.keep_next else []
        if self.rule:
            colour, weight = self.rule
            parts.append(w("pBdr", w("bottom", val="single", sz=weight, space=0, color=colour)))
        if self.right_tab:
            parts.append(w("tabs", w("tab", val="right", pos=self.right_tab)))
        if self.line is not None:
            parts.append(w("snapToGrid", val=0))
        parts += [*self._spacing(), *self._indents(), w("jc", val=self.align)]
        if self.outline is not None:
            parts.append(w("outlineLvl", val=self.outline))
        return w("pPr", *parts)

    def _spacing(self) -> list[Element]:
        rule = "exact" if self.line is not None else None
        if not (self.before or self.after or rule):
            return []
        return [w("spacing", before=self.before, after=self.after, line=self.line, lineRule=rule)]

    def _indents(self) -> list[Element]:
        if not (self.left or self.right or self.first_line):
            return []
        first = {"hanging": -self.first_line} if self.first_line < 0 else {"firstLine": self.first_line}
        return [w("ind", left=self.left, right=self.right, **first)]


def paragraph(layout: Layout, runs: Iterable[Element] = ()) -> Element:
    return w("p", layout.properties(), *runs)


def lines(count: float) -> int:
    """The height of `count` lines 行 of the grid, in twips."""
    return round(count * LINE)
