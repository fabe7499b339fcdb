"""A process of its own: a workbook on standard input, its sheets on standard output as frames.

It may use little memory and time, so that a hostile or absurd file ends this process and nothing else.
"""

import io
import resource
import sys
from collections.abc import Iterator
from itertools import chain, repeat

from kernel.sheets import ods_xml, sheet_xml, xls_records
from kernel.sheets.sheet import Cell, Holes, pack

MEMORY = 256 * 2**20  # bytes of address space; 100,000 rows of 12 cells need 180
SECONDS = 10  # of processor time
BEGUN, SHEET, ROWS, END, PASSWORD, BROKEN, TOO_LARGE = b"bsrePBL"


def frame(kind: int, payload: bytes = b"") -> bytes:
    """A message: its kind in one byte, its length in four, its content."""
    return bytes([kind]) + len(payload).to_bytes(4, "big") + payload


def main() -> None:
    """Read the workbook, and write its sheets or why they cannot be read."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    from python_calamine import CalamineError, PasswordError  # noqa: PLC0415  within the limits, too

    content = sys.stdin.buffer.read()
    out = sys.stdout.buffer
    out.write(frame(BEGUN))
    out.flush()  # an abort loses what is not out yet
    try:
        for message in _sheets(content):
            out.write(message)
        out.write(frame(END))
    except PasswordError:
        out.write(frame(PASSWORD))
    except (CalamineError, UnicodeDecodeError):
        out.write(frame(BROKEN))
    except MemoryError:
        out.write(frame(TOO_LARGE))


def _sheets(content: bytes) -> Iterator[bytes]:
    from python_calamine import CalamineWorkbook  # noqa: PLC0415

    holes = _holes(content)
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    for name in book.sheet_names:
        yield frame(SHEET, name.encode())
        sheet = book.get_sheet_by_name(name)
        # the iterator keeps empty rows at the top, but not empty columns at the left
        left = sheet.start[1] if sheet.start else 0
        rows = _filled(sheet.iter_rows(), [""] * left, holes.get(name, {}))
        yield from (frame(ROWS, packed) for packed in pack(rows))


def _holes(content: bytes) -> dict[str, Holes]:
    if not content.startswith(b"PK"):
        return xls_records.cells_without_value(content)
    return sheet_xml.cells_without_value(content) or ods_xml.cells_without_value(content)


def _filled(rows: Iterator[list[Cell]], left: list[Cell], holes: Holes) -> Iterator[list[Cell]]:
    """The rows with their holes, which may lie where the parser sees nothing any more."""
    below = max(holes, default=-1) + 1
    for number, row in enumerate(chain(rows, repeat(None))):
        if row is None and number >= below:
            return
        cells = [*left, *(row or ())]
        for column, hole in holes.get(number, {}).items():
            cells += [""] * (column + 1 - len(cells))
            cells[column] = hole
        yield cells


if __name__ == "__main__":
    main()
