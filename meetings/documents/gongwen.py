"""The one renderer of official documents 公文: GB/T 9704-2012 on A4, as a docx file."""

from collections.abc import Iterator
from itertools import chain
from math import ceil
from xml.etree.ElementTree import Element

from meetings.documents import body
from meetings.documents.colophon import colophon
from meetings.documents.geometry import CHARACTERS
from meetings.documents.masthead import masthead
from meetings.documents.model import Block, Document, Kind, Paragraph, People, SignatureBoxes
from meetings.documents.package import package
from meetings.documents.signature import clearance, signature
from meetings.documents.text import width

MOST_RECIPIENT_LINES = 5
"""More of them would push the text off the first page; they go to the colophon then (§7.3.2–7.3.3)."""

MOST_MOVED_LINES = 6
"""A longer last paragraph is not moved whole to the page of the signature."""


def render(document: Document) -> bytes:
    """The paper as a docx file: the same bytes for the same document.

    Text is taken literally; see `text.clean` for what is never printed. The file names the fonts that
    the standard's categories stand for and carries none.
    """
    parts = chain(_head(document), _text(document), _close(document))
    return package(parts, title="".join(document.title), creator=_organ(document))


def _organ(document: Document) -> str:
    return document.signature.organ if document.signature else document.masthead


def _head(document: Document) -> Iterator[Element]:
    yield from masthead(document)
    yield body.title(document.title, document.kind)
    if document.kind is Kind.RECORD and document.number:
        yield body.subtitle(document.number)
    if document.recipients and not _recipients_move(document):
        yield body.recipients(document.recipients)


def _recipients_move(document: Document) -> bool:
    """Whether 主送 stands in the colophon."""
    lines = ceil(width("，".join(document.recipients)) / CHARACTERS)
    return lines > MOST_RECIPIENT_LINES and document.colophon is not None


def _text(document: Document) -> Iterator[Element]:
    text = body.Text(document.kind)
    following: tuple[Block | None, ...] = (*document.blocks[1:], None)
    for block, after in zip(document.blocks, following, strict=True):
        yield from text.block(block, keep_next=_stays_with(block, after, document))


def _stays_with(block: Block, after: Block | None, document: Document) -> bool:
    """Whether a block ends on the page where the next one begins, so that no signature stands alone."""
    if after is None:
        return not _is_long(block) and (document.kind is not Kind.RECORD or bool(document.notes))
    return isinstance(after, SignatureBoxes) or (isinstance(block, People) and isinstance(after, People))


def _is_long(block: Block) -> bool:
    return isinstance(block, Paragraph) and width(block.text) > MOST_MOVED_LINES * CHARACTERS


def _close(document: Document) -> Iterator[Element]:
    yield from body.attachments(document.attachments)
    if document.signature:
        yield from signature(document.signature)
    if document.annotation:
        yield body.annotation(document.annotation)
    elif document.signature and document.signature.sealed:
        yield clearance()
    yield from body.notes(document.notes, keep_next=document.colophon is not None)
    if document.colophon:
        moved = document.recipients if _recipients_move(document) else ()
        yield from colophon(document.colophon, moved)
