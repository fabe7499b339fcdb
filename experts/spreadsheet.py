"""Spreadsheets from outside, as plain rows: xlsx, and csv in UTF-8 or GB18030."""

import csv
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from python_calamine import CalamineError, CalamineWorkbook

from kernel.errors import InputError

LARGEST_FILE = 20 * 2**20
LARGEST_UNPACKED = 400 * 2**20
LARGEST_RATIO = 100  # real sheets shrink to a tenth; a zip bomb to a thousandth
Cell = str | float | bool | date | datetime | time | timedelta


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet; `rows[0]` is row 1 as the person sees it, and every column is there, also empty ones."""

    name: str
    rows: list[list[Cell]]


def read_spreadsheet(file_name: str, content: bytes) -> list[Sheet]:
    """The sheets of a file that are not empty.

    Args:
        file_name: for the sentences, and as the name of a csv file's only sheet.
        content: the whole file; what it is, is told by its content.

    Raises:
        InputError: too large, no spreadsheet, or text that is not what it claims to be.
    """
    if len(content) > LARGEST_FILE:
        raise InputError("experts.too_large", file=file_name, limit=LARGEST_FILE // 2**20)
    if content.startswith(b"PK"):
        sheets = _read_xlsx(file_name, content)
    else:
        sheets = [Sheet(file_name, list(_read_csv(file_name, content)))]
    return [sheet for sheet in sheets if any(cell != "" for row in sheet.rows for cell in row)]


def _read_xlsx(file_name: str, content: bytes) -> list[Sheet]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(part.file_size for part in archive.infolist())
        if unpacked > min(LARGEST_UNPACKED, LARGEST_RATIO * len(content)):
            raise InputError("experts.too_large", file=file_name, limit=LARGEST_FILE // 2**20)
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        return [
            # calamine would otherwise drop empty leading rows and columns: the row numbers would be wrong
            Sheet(name, workbook.get_sheet_by_name(name).to_python(skip_empty_area=False))
            for name in workbook.sheet_names
        ]
    except (zipfile.BadZipFile, UnicodeDecodeError, CalamineError):
        raise InputError("experts.no_spreadsheet", file=file_name) from None


def _read_csv(file_name: str, content: bytes) -> Iterator[list[Cell]]:
    header = content.partition(b"\n")[0]
    if b"," not in header or b"\x00" in content:
        raise InputError("experts.no_spreadsheet", file=file_name)
    # The header is Chinese and so tells the encoding. Trying one encoding on the whole file and then the
    # other would read broken UTF-8 as nonsense in GB18030.
    encoding = "utf-8-sig" if _decodes(header, "utf-8-sig") else "gb18030"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise InputError("experts.bad_bytes", file=file_name, line=line, encoding=encoding) from None
    lines = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        for cells in lines:
            yield [*cells]
    except csv.Error:
        raise InputError("experts.bad_csv", file=file_name, line=lines.line_num) from None


def _decodes(content: bytes, encoding: str) -> bool:
    try:
        content.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True
