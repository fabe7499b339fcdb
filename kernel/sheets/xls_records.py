"""What the parser does not tell of an xls: error values ([MS-XLS] §2.4)."""

from collections.abc import Iterator
from struct import unpack_from

from kernel.sheets.old_workbook import workbook_stream
from kernel.sheets.sheet import Holes, NoValue

BOUND_SHEET, BOOL_ERR, FORMULA, END_OF_FILE = 0x0085, 0x0205, 0x0006, 0x000A
ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}


def cells_without_value(content: bytes) -> dict[str, Holes]:
    """By sheet name, the cells of an xls that hold an error."""
    stream = workbook_stream(content)
    sheets = [record for kind, record in _records(stream, 0) if kind == BOUND_SHEET]
    return {_name(record): _errors(stream, unpack_from("<I", record)[0]) for record in sheets}


def _errors(stream: bytes, begins: int) -> Holes:
    holes: Holes = {}
    for kind, record in _records(stream, begins):
        if kind == BOOL_ERR and len(record) >= 8 and record[7]:
            code = record[6]
        elif kind == FORMULA and len(record) >= 14 and record[6] == 2 and record[12:14] == b"\xff\xff":
            code = record[8]
        else:
            continue
        row, column = unpack_from("<HH", record)
        holes.setdefault(row, {})[column] = NoValue(ERRORS.get(code, "#"))
    return holes


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """Kind and content of the records from `at` to the end of their part."""
    while at + 4 <= len(stream):
        kind, length = unpack_from("<HH", stream, at)
        yield kind, stream[at + 4 : at + 4 + length]
        if kind == END_OF_FILE:
            return
        at += 4 + length


def _name(record: bytes) -> str:
    length, wide = record[6], record[7] & 1
    return record[8 : 8 + length * (1 + wide)].decode("utf-16-le" if wide else "latin-1")
