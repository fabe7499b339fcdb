"""版头: the organ's red mark, the number, whoever signed an upward document, the red rule."""

from collections.abc import Iterator
from datetime import date
from xml.etree.ElementTree import Element

from meetings.documents.geometry import TYPE_WIDTH, characters, twips
from meetings.documents.letters import BODY, RED, SIGNER, XIAOBIAOSONG
from meetings.documents.model import Document, Kind
from meetings.documents.text import width
from meetings.documents.wml import Layout, Letter, lines, paragraph, run, w, words
from meetings.documents.wording import day

LARGEST_MARK, NARROWEST_MARK = 36, 65
BELOW_TYPE_AREA_TOP = twips(35)
ABOVE_RULE = twips(4 - 1.3)
"""4 mm below the number (§7.2.7), of which its line leaves 1.3 mm under the characters."""
RULE = (RED, 12)


def masthead(document: Document) -> Iterator[Element]:
    """The lines down to the red rule (§7.2, of minutes §10.3); a working sheet has none."""
    if document.kind is Kind.RECORD:
        return
    yield _mark(document.masthead)
    if document.signers:
        yield from _number_and_signers(document.number, document.signers)
    else:
        yield paragraph(Layout("center", before=lines(2)), [words(document.number, BODY)])
    if document.dateline:
        yield _dateline(*document.dateline)
    yield paragraph(Layout(line=ABOVE_RULE, rule=RULE))


def _mark(name: str) -> Element:
    """Red 小标宋, at most 小初; a long name is set narrower first and smaller after, to stay on one line."""
    room = (TYPE_WIDTH - characters(1)) / 20 / width(name)
    size = min(LARGEST_MARK, int(room * 100 / NARROWEST_MARK))
    letter = Letter(XIAOBIAOSONG.name, size, RED, min(100, int(room * 100 / size)))
    layout = Layout("center", before=BELOW_TYPE_AREA_TOP, line=round(size * 20 * 1.1))
    return paragraph(layout, [words(name, letter)])


def _number_and_signers(number: str, signers: tuple[str, ...]) -> Iterator[Element]:
    """Two signers to the line; the number stands at the left of the last line (§7.2.5–7.2.6)."""
    pairs = [signers[start : start + 2] for start in range(0, len(signers), 2)]
    for place, pair in enumerate(pairs):
        label = "签发人：" if place == 0 else ""
        runs = [
            *([words(number, BODY)] if place == len(pairs) - 1 else []),
            run(BODY, w("tab")),
            words(label, BODY),
            words("　".join(pair), SIGNER),
        ]
        yield paragraph(_both_ends(before=lines(2) if place == 0 else 0), runs)


def _dateline(organ: str, dated: date) -> Element:
    return paragraph(_both_ends(), [words(organ, BODY), run(BODY, w("tab")), words(day(dated), BODY)])


def _both_ends(before: int = 0) -> Layout:
    """One character free at either end."""
    return Layout(left=characters(1), right_tab=TYPE_WIDTH - characters(1), before=before)
