"""A bar chart of shares: a solid bar for what is, a hollow one below it for what would be. Pure."""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from xml.sax.saxutils import escape

WIDTH, MARGIN = 720, 20
INNER = WIDTH - 2 * MARGIN
LINE, SOLID, HOLLOW, GAP = 20, 14, 8, 20
COLUMNS = 62
"""How many half-width characters of a label fit on a line, beside what the bar says."""
SCALES = (*(digit / 10**zeros for zeros in range(7, 0, -1) for digit in (1, 2, 5)), 1.0)
STEPS = 5

INK, SECOND, EDGE, HAIR, FILL = "#15212c", "#46535f", "#76838f", "#e0e5e9", "#14548a"
FONT = "font-family=\"system-ui, 'Noto Sans CJK SC', 'PingFang SC', 'Microsoft YaHei', sans-serif\""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar.

    share, other: from 0 to 1; None draws nothing.
    says: what is written at its right end, such as `2/15 13.33%`.
    """

    label: str
    says: str
    share: float | None
    other: float | None = None


@dataclass(frozen=True, slots=True)
class Chart:
    """What a chart shows.

    name: makes its ids differ from those of other charts on the page.
    title, description: what is read aloud in its place.
    solid, hollow: what the two bars mean.
    """

    name: str
    title: str
    description: str
    solid: str
    hollow: str
    bars: Sequence[Bar]


def bars_svg(chart: Chart) -> str:
    """The chart as a whole SVG document, 720 units wide and as high as it has to be."""
    shares = [share for bar in chart.bars for share in (bar.share, bar.other) if share is not None]
    scale = next(scale for scale in SCALES if max(shares, default=0) <= scale or scale == SCALES[-1])
    top = 92
    rows: list[str] = []
    at = top
    for bar in chart.bars:
        drawn, at = _row(bar, at, scale)
        rows += drawn
    height = at + LINE + MARGIN - GAP
    spoken = f'role="img" aria-labelledby="{chart.name}-t {chart.name}-d"'
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" {spoken} {FONT}>',
            f'<title id="{chart.name}-t">{escape(chart.title)}</title>',
            f'<desc id="{chart.name}-d">{escape(chart.description)}</desc>',
            f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>',
            _text(MARGIN, 34, chart.title, size=18, weight=600),
            *_legend(chart, 60),
            *_axis(scale, top - 8, at - GAP // 2),
            *rows,
            "</svg>\n",
        ]
    )


def _row(bar: Bar, at: int, scale: float) -> tuple[list[str], int]:
    """A bar with its label, and where the next one begins."""
    lines = list(_lines(bar.label))
    drawn = [_text(MARGIN, at + 14 + LINE * number, line) for number, line in enumerate(lines)]
    drawn.append(_text(WIDTH - MARGIN, at + 14, bar.says, anchor="end", fill=SECOND))
    below = at + LINE * len(lines) + 2
    if bar.share is not None:
        drawn.append(_rect(below, _long(bar.share, scale), SOLID, f'fill="{FILL}"'))
    if bar.other is not None:
        hollow = f'fill="#fff" stroke="{EDGE}"'
        drawn.append(_rect(below + SOLID + 2, _long(bar.other, scale), HOLLOW, hollow))
    return drawn, below + SOLID + 2 + HOLLOW + GAP


def _lines(label: str) -> Iterator[str]:
    """The label in lines that fit; broken between words, or between Chinese characters."""
    line, width = "", 0
    for part in _parts(label):
        columns = sum(map(_columns, part))
        if line and width + columns > COLUMNS:
            yield line.rstrip()
            line, width = "", 0
        line, width = line + part, width + columns
    yield line.rstrip()


def _parts(label: str) -> Iterator[str]:
    """Words with the blank after them, wide characters one by one, and pieces of a word longer than a line."""
    word = ""
    for character in label:
        word += character
        if character == " " or _columns(character) > 1 or len(word) == COLUMNS:
            yield word
            word = ""
    yield word


def _columns(character: str) -> int:
    return 1 + (unicodedata.east_asian_width(character) in "WF")


def _legend(chart: Chart, at: int) -> Iterator[str]:
    wide = 28
    yield f'<rect x="{MARGIN}" y="{at - 11}" width="{wide}" height="{SOLID}" fill="{FILL}"/>'
    yield _text(MARGIN + wide + 8, at + 1, chart.solid, fill=SECOND)
    middle = WIDTH // 2
    yield (f'<rect x="{middle}" y="{at - 8}" width="{wide}" height="{HOLLOW}" fill="#fff" stroke="{EDGE}"/>')
    yield _text(middle + wide + 8, at + 1, chart.hollow, fill=SECOND)


def _axis(scale: float, top: int, bottom: int) -> Iterator[str]:
    """Hairlines, each with its share in per cent below."""
    for step, x in zip(range(STEPS + 1), count(MARGIN, INNER // STEPS), strict=False):
        yield f'<path d="M{x} {top}V{bottom}" stroke="{HAIR}"/>'
        anchor = {0: "start", STEPS: "end"}.get(step, "middle")
        share = f"{100 * scale * step / STEPS:.3g}%"
        yield _text(x, bottom + 16, share, anchor=anchor, size=13, fill=SECOND)


def _long(share: float, scale: float) -> int:
    """How long a bar is; one that is not nothing can be seen."""
    return max(round(INNER * share / scale), 1 if share else 0)


def _rect(y: int, width: int, height: int, paint: str) -> str:
    return f'<rect x="{MARGIN}" y="{y}" width="{width}" height="{height}" {paint}/>'


def _text(
    x: int, y: int, text: str, *, anchor: str = "start", size: int = 14, weight: int = 400, fill: str = INK
) -> str:
    place = f'x="{x}" y="{y}" text-anchor="{anchor}"'
    face = f'font-size="{size}" font-weight="{weight}" fill="{fill}"'
    return f"<text {place} {face}>{escape(text)}</text>"
