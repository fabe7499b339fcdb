"""What the parser does not tell of an xlsx: formulas without a value, error values, cells far away.

Sheets are looked through as bytes, in chunks: they may be larger than memory should be.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from posixpath import join, normpath
from xml.etree import ElementTree as ET

from kernel.sheets.sheet import Holes, NoValue

CHUNK = 2**20  # bytes
LONGEST_CELL_XML = 2**18  # bytes; 32,767 characters and their marks
MOST_NOTED = 100_000
CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*?)(?:/>|>(.*?)</(?:\w+:)?c>)", re.DOTALL)
REFERENCE = re.compile(rb'\br="([A-Z]{1,3})([0-9]{1,7})"')
FORMULA = re.compile(rb"<(?:\w+:)?f\b")
VALUE = re.compile(rb"<(?:\w+:)?v\b[^>/]*>([^<]+)<")


def cells_without_value(content: bytes) -> dict[str, Holes]:
    """By sheet name, the cells of an xlsx that hold a formula without a value, or an error."""
    return {name: _holes(chunks) for name, chunks in _sheets(content)}


def stray_cell(content: bytes) -> tuple[str, str] | None:
    """A sheet and the cell in it that lies so far out that the sheet is nearly all empty; None if none does."""
    for name, chunks in _sheets(content):
        lowest = rightmost = (0, 0)
        count = 0
        for chunk in chunks:
            for letters, digits in REFERENCE.findall(chunk):
                count += 1
                place = int(digits), column_index(letters) + 1
                lowest = max(lowest, place)
                rightmost = max(rightmost, place, key=lambda at: at[1])
        if lowest[0] * rightmost[1] > 1_000_000 + 10 * count:
            row, column = lowest if lowest[0] > 64 * rightmost[1] else rightmost
            return name, f"{_letters(column)}{row}"
    return None


def _holes(chunks: Iterator[bytes]) -> Holes:
    holes: Holes = {}
    for chunk in chunks:
        if b"<f" not in chunk and b":f" not in chunk and b'"e"' not in chunk:
            continue
        for attributes, inside in CELL.findall(chunk):
            hole = _hole(attributes, inside)
            at = REFERENCE.search(attributes)
            if hole and at and len(holes) < MOST_NOTED:
                holes.setdefault(int(at[2]) - 1, {})[column_index(at[1])] = hole
    return holes


def _hole(attributes: bytes, inside: bytes) -> NoValue | None:
    value = VALUE.search(inside)
    if b't="e"' in attributes:
        return NoValue(value[1].decode() if value else "#")
    # a formula whose value is the empty text says so with its type
    if FORMULA.search(inside) and not value and b't="str"' not in attributes:
        return NoValue("=")
    return None


def _sheets(content: bytes) -> Iterator[tuple[str, Iterator[bytes]]]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = set(archive.namelist())
        if "xl/workbook.xml" not in parts or "xl/_rels/workbook.xml.rels" not in parts:
            return
        links = _small_xml(archive, "xl/_rels/workbook.xml.rels")
        targets = {link.get("Id"): link.get("Target", "") for link in links}
        # whatever the namespace: the strict form of the standard has others
        for sheet in _small_xml(archive, "xl/workbook.xml").iterfind("{*}sheets/{*}sheet"):
            link = next((value for name, value in sheet.items() if name.endswith("}id")), None)
            part = normpath(join("/xl", targets.get(link, ""))).lstrip("/")
            if part in parts:
                yield sheet.get("name", ""), _chunks(archive, part)


def _small_xml(archive: zipfile.ZipFile, part: str) -> ET.Element:
    with archive.open(part) as file:
        return ET.fromstring(file.read(CHUNK))  # noqa: S314  document types are refused before: archive.py


def _chunks(archive: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """The part in pieces that end between two cells."""
    rest = b""
    with archive.open(part) as file:
        while read := file.read(CHUNK):
            piece = rest + read
            cut = piece.rfind(b"c>") + 2  # behind </c> or </x:c>
            cut = cut if cut > len(piece) - LONGEST_CELL_XML else len(piece)
            yield piece[:cut]
            rest = piece[cut:]
    yield rest


def column_index(letters: bytes) -> int:
    """0 for A, 26 for AA."""
    index = 0
    for letter in letters:
        index = 26 * index + letter - 64
    return index - 1


def _letters(column: int) -> str:
    """A for 1, AA for 27."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
