"""版头: the organ's red mark, the number, whoever signed an upward document, the red rule."""

from datetime import date

from docx.document import Document as Docx
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN

from meetings.documents.geometry import TYPE_WIDTH, characters, twips
from meetings.documents.letters import BODY, RED, SIGNER, XIAOBIAOSONG, Letter
from meetings.documents.model import Document, Kind
from meetings.documents.text import width
from meetings.documents.typesetting import Layout, lines, typeset, write
from meetings.documents.wording import day

LARGEST_MARK, NARROWEST_MARK = 36, 65
BELOW_TYPE_AREA_TOP = twips(35)
ABOVE_RULE = twips(4 - 1.3)
"""4 mm below the number (§7.2.7), of which its line leaves 1.3 mm under the characters."""
RULE = (RED, 12)


def add_masthead(paper: Docx, document: Document) -> None:
    """The lines down to the red rule (§7.2, of minutes §10.3); a working sheet has none."""
    if document.kind is Kind.RECORD:
        return
    _add_mark(paper, document.masthead)
    if document.signers:
        _add_number_and_signers(paper, document.number, document.signers)
    else:
        typeset(paper.add_paragraph(), Layout(ALIGN.CENTER, before=lines(2)), (document.number, BODY))
    if document.dateline:
        _add_dateline(paper, *document.dateline)
    typeset(paper.add_paragraph(), Layout(line=ABOVE_RULE, rule=RULE))


def _add_mark(paper: Docx, name: str) -> None:
    """Red 小标宋, at most 小初; a long name is set narrower first and smaller after, to stay on one line."""
    room = (TYPE_WIDTH - characters(1)) / 20 / width(name)
    size = min(LARGEST_MARK, int(room * 100 / NARROWEST_MARK))
    letter = Letter(XIAOBIAOSONG.name, size, RED, min(100, int(room * 100 / size)))
    layout = Layout(ALIGN.CENTER, before=BELOW_TYPE_AREA_TOP, line=round(size * 20 * 1.1))
    typeset(paper.add_paragraph(), layout, (name, letter))


def _add_number_and_signers(paper: Docx, number: str, signers: tuple[str, ...]) -> None:
    """Two signers to the line; the number stands at the left of the last line (§7.2.5–7.2.6)."""
    pairs = [signers[start : start + 2] for start in range(0, len(signers), 2)]
    for place, pair in enumerate(pairs):
        is_first, is_last = place == 0, place == len(pairs) - 1
        line = typeset(paper.add_paragraph(), _both_ends(before=lines(2) if is_first else 0))
        write(line, number if is_last else "", BODY).add_tab()
        write(line, "签发人：" if is_first else "", BODY)
        write(line, "　".join(pair), SIGNER)


def _add_dateline(paper: Docx, organ: str, dated: date) -> None:
    line = typeset(paper.add_paragraph(), _both_ends())
    write(line, organ, BODY).add_tab()
    write(line, day(dated), BODY)


def _both_ends(before: int = 0) -> Layout:
    """One character free at either end."""
    return Layout(left=characters(1), right_tab=TYPE_WIDTH - characters(1), before=before)
