"""Workbooks in the old container (.xls, and everything encrypted): what is refused, and the records within."""

from struct import error as StructError  # noqa: N812  it is a class
from struct import unpack, unpack_from

from kernel.errors import InputError

OLE_MAGIC = bytes.fromhex("d0cf11e0a1b11ae1")
ENTRY = 128  # bytes of a directory entry; names begin it, in UTF-16
BOOK = "Workbook"
SECTOR = 512
NUMBERS = SECTOR // 4  # sector numbers in a sector of the allocation table
FIRST_TABLES = 109  # sectors of the allocation table that the header names; the others stand in a chain
BOF, WRITE_PROTECT, FILE_PASS = 0x0809, 0x0086, 0x002F


def check_old_workbook(file_name: str, content: bytes) -> None:
    """Refuse what is encrypted, holds macros or is no workbook ([MS-CFB] §2.6, [MS-XLS] §2.4.117).

    Raises:
        InputError: one of these.
    """
    if _entry(content, "EncryptedPackage") is not None:
        raise InputError("sheets.encrypted", file=file_name)
    if _entry(content, "_VBA_PROJECT_CUR") is not None or _entry(content, "_VBA_PROJECT") is not None:
        raise InputError("sheets.macros", file=file_name)
    if _entry(content, BOOK) is None:
        raise InputError("sheets.no_spreadsheet", file=file_name)
    try:
        protected = _has_password(workbook_stream(content))
    except StructError:
        raise InputError("sheets.no_spreadsheet", file=file_name) from None
    if protected:
        raise InputError("sheets.encrypted", file=file_name)


def workbook_stream(content: bytes) -> bytes:
    """The records of the workbook in a container that has one ([MS-CFB] §2.3), at least the first sector."""
    entry = _entry(content, BOOK) or 0
    sector, size = unpack_from("<II", content, entry + 116)
    following = _allocation_table(content)
    sectors = []
    for _ in range(-(-size // SECTOR)):
        sectors.append(_sector(content, sector))
        if sector >= len(following):
            break
        sector = following[sector]
    return b"".join(sectors)[:size]


def _allocation_table(content: bytes) -> list[int]:
    """For every sector the one that follows it."""
    tables = list(unpack_from(f"<{FIRST_TABLES}I", content, 76))
    chained, count = unpack_from("<II", content, 68)
    for _ in range(min(count, len(content) // SECTOR)):
        *more, chained = unpack(f"<{NUMBERS}I", _sector(content, chained))
        tables += more
    whole = (_sector(content, table) for table in tables if (table + 2) * SECTOR <= len(content))
    return [number for sector in whole for number in unpack(f"<{NUMBERS}I", sector)]


def _sector(content: bytes, number: int) -> bytes:
    return content[(number + 1) * SECTOR : (number + 2) * SECTOR]


def _entry(content: bytes, name: str) -> int | None:
    """Where the directory entry of that name begins."""
    written = (name + "\0").encode("utf-16-le")
    at = content.find(written, SECTOR)
    while at > 0 and at % ENTRY:
        at = content.find(written, at + 1)
    return at if at > 0 else None


def _has_password(stream: bytes) -> bool:
    """Whether FILEPASS is among the records that may come first in the workbook's stream."""
    at, kind = 0, BOF
    while kind in {BOF, WRITE_PROTECT}:
        at += 4 + int.from_bytes(stream[at + 2 : at + 4], "little")
        kind = int.from_bytes(stream[at : at + 2], "little")
    return kind == FILE_PASS
