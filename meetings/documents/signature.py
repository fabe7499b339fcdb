"""署名和成文日期 (§7.3.5): where the organ's name and the date stand, with a seal and without."""

from docx.document import Document as Docx
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN

from meetings.documents.geometry import CHARACTERS, characters
from meetings.documents.letters import BODY
from meetings.documents.model import Signature
from meetings.documents.text import width
from meetings.documents.typesetting import Layout, lines, typeset
from meetings.documents.wording import day

CLEARANCE = lines(0.6)


def add_signature(paper: Docx, signed: Signature) -> None:
    """The closing lines; each stays on the page of the next, so that none stands there alone."""
    (_add_sealed if signed.sealed else _add_unsealed)(paper, signed)


def add_clearance(paper: Docx) -> None:
    """Room for the foot of the seal, which reaches below the date."""
    typeset(paper.add_paragraph(), Layout(line=CLEARANCE, keep_next=True))


def _add_sealed(paper: Docx, signed: Signature) -> None:
    """Date four characters from the right, the organ centred above it (§7.3.5.1).

    Two lines are left for a seal of 42 mm that is centred on both lines and touches the text by less
    than one line. A name too wide for that place ends at the right edge, and the date goes with it.
    """
    names = [signed.organ, *([f"（{signed.proxy_seal}代章）"] if signed.proxy_seal else [])]
    dated = day(signed.dated)
    column = max(8 + width(dated), *map(width, names))
    left = characters(max(0, CHARACTERS - column))
    for place, name in enumerate(names):
        before = 0 if place else lines(2)
        typeset(
            paper.add_paragraph(),
            Layout(ALIGN.CENTER, before=before, left=left, keep_next=True),
            (name, BODY),
        )
    right = characters(max(4.0, (column - width(dated)) / 2))
    typeset(paper.add_paragraph(), Layout(ALIGN.RIGHT, right=right, keep_next=True), (dated, BODY))


def _add_unsealed(paper: Docx, signed: Signature) -> None:
    """Organ two characters from the right, the date begins two characters after it (§7.3.5.2).

    A date longer than the name stands two characters from the right itself, and the name moves left.
    """
    dated = day(signed.dated)
    organ = max(width(signed.organ), width(dated) + 2 if width(dated) > width(signed.organ) else 0)
    left = CHARACTERS - 2 - organ
    name = Layout(before=lines(1), left=characters(max(0, left)), keep_next=True)
    typeset(paper.add_paragraph(), name, (signed.organ, BODY))
    date = Layout(left=characters(max(2, left + 2)), keep_next=True)
    typeset(paper.add_paragraph(), date, (dated, BODY))
