"""The one renderer of official documents 公文: GB/T 9704-2012 on A4, as a docx file."""

from math import ceil

from docx.document import Document as Docx

from meetings.documents import body
from meetings.documents.canonical import canonical_bytes
from meetings.documents.colophon import add_colophon
from meetings.documents.geometry import CHARACTERS
from meetings.documents.masthead import add_masthead
from meetings.documents.model import Block, Document, Kind, Paragraph, People, SignatureBoxes
from meetings.documents.signature import add_clearance, add_signature
from meetings.documents.skeleton import empty_paper
from meetings.documents.text import clean, width

MOST_RECIPIENT_LINES = 5
"""More of them would push the text off the first page; they go to the colophon then (§7.3.2–7.3.3)."""

MOST_MOVED_LINES = 6
"""A longer last paragraph is not moved whole to the page of the signature."""

LONGEST_PROPERTY = 255
"""So many characters may a property of a file have."""


def render(document: Document) -> bytes:
    """The paper as a docx file: the same bytes for the same document.

    Text is taken literally; see `text.clean` for what is never printed. The file names the fonts that
    the standard's categories stand for and carries none.
    """
    paper = empty_paper()
    _add_properties(paper, document)
    _add_head(paper, document)
    _add_text(paper, document)
    _add_close(paper, document)
    return canonical_bytes(paper)


def _add_properties(paper: Docx, document: Document) -> None:
    organ = document.signature.organ if document.signature else document.masthead
    paper.core_properties.title = clean("".join(document.title))[:LONGEST_PROPERTY]
    paper.core_properties.author = clean(organ)[:LONGEST_PROPERTY]
    paper.core_properties.language = "zh-CN"


def _add_head(paper: Docx, document: Document) -> None:
    add_masthead(paper, document)
    body.add_title(paper, document.title, document.kind)
    if document.kind is Kind.RECORD and document.number:
        body.add_subtitle(paper, document.number)
    if document.recipients and not _recipients_move(document):
        body.add_recipients(paper, document.recipients)


def _recipients_move(document: Document) -> bool:
    """Whether 主送 stands in the colophon."""
    lines = ceil(width("，".join(document.recipients)) / CHARACTERS)
    return lines > MOST_RECIPIENT_LINES and document.colophon is not None


def _add_text(paper: Docx, document: Document) -> None:
    text = body.Text(paper, document.kind)
    following: tuple[Block | None, ...] = (*document.blocks[1:], None)
    for block, after in zip(document.blocks, following, strict=True):
        text.add(block, keep_next=_stays_with(block, after, document))


def _stays_with(block: Block, after: Block | None, document: Document) -> bool:
    """Whether a block ends on the page where the next one begins, so that no signature stands alone."""
    if after is None:
        return not _is_long(block) and (document.kind is not Kind.RECORD or bool(document.notes))
    return isinstance(after, SignatureBoxes) or (isinstance(block, People) and isinstance(after, People))


def _is_long(block: Block) -> bool:
    return isinstance(block, Paragraph) and width(block.text) > MOST_MOVED_LINES * CHARACTERS


def _add_close(paper: Docx, document: Document) -> None:
    body.add_attachments(paper, document.attachments)
    if document.signature:
        add_signature(paper, document.signature)
    if document.annotation:
        body.add_annotation(paper, document.annotation)
    elif document.signature and document.signature.sealed:
        add_clearance(paper)
    body.add_notes(paper, document.notes, keep_next=document.colophon is not None)
    if document.colophon:
        moved = document.recipients if _recipients_move(document) else ()
        add_colophon(paper, document.colophon, moved)
