"""Csv in UTF-8 or GB18030. Bytes that are no characters are never replaced: their line is named."""

import csv
import io
from collections.abc import Iterable, Iterator

from kernel.errors import InputError
from kernel.messages import sentence
from kernel.sheets.export import LONGEST_CELL, PROTECTED
from kernel.sheets.sheet import PackedRows, Sheet, pack

LINES_LOOKED_AT = 30
LARGEST_CELLS = 5_000_000


def read_csv(file_name: str, content: bytes) -> Sheet:
    """The only sheet of a csv file, named like the file.

    Raises:
        InputError: no csv with commas, too many cells, or bytes or lines that cannot be read.
    """
    top = content.split(b"\n", LINES_LOOKED_AT)[:LINES_LOOKED_AT]
    if b"\x00" in content:
        raise InputError("sheets.no_spreadsheet", file=file_name)
    _check_commas(file_name, b"\n".join(top))
    if content.count(b",") + content.count(b"\n") + content.count(b"\r") > LARGEST_CELLS:
        raise InputError("sheets.too_many_cells", file=file_name)
    encoding = _encoding(top)
    lines = _lines(file_name, io.TextIOWrapper(io.BytesIO(content), encoding, newline=""))
    try:
        packs = [*pack(_unprotected(lines) if b"'" in content else lines)]
    except UnicodeDecodeError:
        line = _broken_line(content, encoding)
        name = encoding.removesuffix("-sig").upper()
        raise InputError("sheets.bad_bytes", file=file_name, line=line, encoding=name) from None
    return Sheet(file_name, PackedRows(packs))


def _check_commas(file_name: str, top: bytes) -> None:
    signs = {b";": "sheets.semicolons", b"\t": "sheets.tabs"}
    most = max(signs, key=top.count)
    if top.count(most) > top.count(b","):
        raise InputError("sheets.separator", file=file_name, separator=sentence(signs[most]))
    if b"," not in top:
        raise InputError("sheets.no_spreadsheet", file=file_name)


def _encoding(top: list[bytes]) -> str:
    """By most of the first lines, titles and header among them.

    Trying one encoding on the whole file and then the other would read broken UTF-8 as nonsense in GB18030.
    """
    telling = [line for line in top if not line.isascii()]
    in_utf8 = sum(_decodes(line, "utf-8") for line in telling)
    return "utf-8-sig" if 2 * in_utf8 >= len(telling) else "gb18030"


def _decodes(line: bytes, encoding: str) -> bool:
    try:
        line.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _broken_line(content: bytes, encoding: str) -> int:
    try:
        content.decode(encoding)
    except UnicodeDecodeError as error:
        return content.count(b"\n", 0, error.start) + 1
    raise AssertionError("it was broken a moment ago")


def _lines(file_name: str, text: Iterable[str]) -> Iterator[list[str]]:
    lines = csv.reader(text, strict=True)
    try:
        for cells in lines:
            if cells and len(max(cells, key=len)) > LONGEST_CELL:  # a quotation mark swallowed what follows
                break
            yield cells
        else:
            return
    except csv.Error:
        pass
    raise InputError("sheets.bad_csv", file=file_name, line=lines.line_num)


def _unprotected(lines: Iterator[list[str]]) -> Iterator[list[str]]:
    """Without the ' that our csv puts before what looks like a formula."""
    return ([cell[1:] if PROTECTED.match(cell) else cell for cell in cells] for cells in lines)
