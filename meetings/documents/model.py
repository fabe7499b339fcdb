"""What a paper says, in plain data, without a word about files or fonts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Literal


class DocumentIncomplete(ValueError):
    """A paper lacks parts that it must have.

    Attributes:
        missing: the names of all empty parts, in the order in which the paper shows them.
    """

    def __init__(self, missing: tuple[str, ...]) -> None:
        super().__init__(f"empty parts: {', '.join(missing)}")
        self.missing = missing


class DocumentContradiction(ValueError):
    """The figures of a paper do not add up.

    Attributes:
        part: the name of the part that contradicts another.
    """

    def __init__(self, part: str) -> None:
        super().__init__(f"does not add up: {part}")
        self.part = part


def require(parts: Mapping[str, object]) -> None:
    """Refuse a paper of which any named part is empty; text made of blanks counts as empty.

    Raises:
        DocumentIncomplete: names every empty part at once.
    """
    missing = tuple(name for name, part in parts.items() if _is_empty(part))
    if missing:
        raise DocumentIncomplete(missing)


def members(name: str, values: Iterable[str]) -> dict[str, object]:
    """The part `name`, made of one value of each member of a list; nothing where the list is empty itself."""
    found = tuple(values)
    return {name: found} if found else {}


def _is_empty(part: object) -> bool:
    if isinstance(part, str):
        return not part.strip()
    if isinstance(part, tuple):
        return not part or any(_is_empty(member) for member in part if isinstance(member, str))
    return part is None


class Kind(Enum):
    """Which frame a paper is set in."""

    DOCUMENT = "document"
    """公文: red masthead, number, title, signature, colophon."""
    MINUTES = "minutes"
    """纪要: red masthead, number, organ and date above the red rule, attendance, no seal."""
    RECORD = "record"
    """A working sheet such as 抽取记录表: title, forms, tables and boxes for signatures."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A numbered level 层次: 1 is 一、, 2 is （一）, 3 is 1., 4 is （1）; the renderer counts.

    `text` is set in the face of the level, `run_in` follows in the same paragraph in the body face.
    """

    level: Literal[1, 2, 3, 4]
    text: str
    run_in: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: str


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its head, its share of the width (any unit) and whether it is centred."""

    title: str
    share: int
    centred: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a head that is repeated on every page; no row is split. `row_height` in mm, at least."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    row_height: int = 0


@dataclass(frozen=True, slots=True)
class Form:
    """Labels beside their values, one or two pairs (label, value) to the row."""

    rows: tuple[tuple[tuple[str, str], ...], ...]


@dataclass(frozen=True, slots=True)
class People:
    """A line of the minutes: 出席, 请假 or 列席, and who."""

    label: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SignatureBoxes:
    """Empty boxes to sign in, two to the row, each with its caption: an even number."""

    captions: tuple[str, ...]


Block = Heading | Paragraph | Table | Form | People | SignatureBoxes


@dataclass(frozen=True, slots=True)
class Signature:
    """署名和成文日期. `proxy_seal` names the organ whose seal stands in 代章, or is empty."""

    organ: str
    dated: date
    sealed: bool = True
    proxy_seal: str = ""


@dataclass(frozen=True, slots=True)
class Colophon:
    """版记: copies, printing organ and the day of printing."""

    copies: tuple[str, ...]
    printed_by: str
    printed_on: date


@dataclass(frozen=True, slots=True)
class Document:
    """One paper.

    Attributes:
        title: lines, broken where the meaning allows.
        blocks: the body, in order.
        masthead: the organ's mark 发文机关标志, as it is printed in red.
        number: 发文字号; of a record, the line under its title.
        signers: 签发人, only of a document that goes upward.
        dateline: of minutes, the organ and the date above the red rule.
        recipients: 主送机关, groups that are set apart by commas.
        attachments: titles of papers that go with this one.
        annotation: 附注, without its brackets.
        notes: small print at the end.
    """

    kind: Kind
    title: tuple[str, ...]
    blocks: tuple[Block, ...]
    masthead: str = ""
    number: str = ""
    signers: tuple[str, ...] = ()
    dateline: tuple[str, date] | None = None
    recipients: tuple[str, ...] = ()
    attachments: tuple[str, ...] = ()
    signature: Signature | None = None
    annotation: str = ""
    notes: tuple[str, ...] = ()
    colophon: Colophon | None = None

    def __post_init__(self) -> None:
        """Refuse a paper without the parts that its kind must have (GB/T 9704-2012 §7.2–7.4, §10.3)."""
        parts: dict[str, object] = {"title": self.title, "body": self.blocks}
        if self.kind is not Kind.RECORD:
            parts |= {"masthead": self.masthead, "number": self.number}
        if self.kind is Kind.DOCUMENT:
            parts |= {"recipients": self.recipients, "signature": self.signature, "colophon": self.colophon}
        if self.kind is Kind.MINUTES:
            parts |= {"dateline": self.dateline}
        require(parts)
