"""Reading a workbook in a process of its own, which a hostile file may end but not this one."""

import subprocess
import sys
from collections.abc import Iterator

from kernel.errors import InputError
from kernel.sheets import workbook_child as child
from kernel.sheets.archive import BROKEN
from kernel.sheets.sheet import PackedRows, Sheet
from kernel.sheets.sheet_xml import stray_cell

CHILD = [sys.executable, "-I", "-m", child.__name__]
LARGEST_OUTCOME = 128 * 2**20  # bytes of packed rows; 100,000 rows of 12 cells are 20 MB


def read_in_child(file_name: str, content: bytes) -> list[Sheet]:
    """The sheets of a workbook: xlsx, xls or ods.

    Raises:
        InputError: encrypted, broken, or too large to be read within the child's limits.
        RuntimeError: the child could not start: a defect of the installation.
    """
    packs: list[tuple[str, list[bytes]]] = []
    last = 0
    pipe = subprocess.PIPE
    with subprocess.Popen(CHILD, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL) as process:  # noqa: S603
        for last, payload in _frames(process, content):
            if last == child.SHEET:
                packs.append((payload.decode(), []))
            elif last == child.ROWS:
                packs[-1][1].append(payload)
    if last == child.END:
        return [Sheet(name, PackedRows(packed)) for name, packed in packs]
    raise _why(file_name, content, last, process.returncode)


def _frames(process: "subprocess.Popen[bytes]", content: bytes) -> Iterator[tuple[int, bytes]]:
    assert process.stdin  # noqa: S101  for the type checker: both are pipes
    assert process.stdout  # noqa: S101
    try:
        process.stdin.write(content)
        process.stdin.close()
    except BrokenPipeError:
        return
    size = 0
    while len(head := process.stdout.read(5)) == 5:
        payload = process.stdout.read(int.from_bytes(head[1:], "big"))
        size += len(payload)
        if size > LARGEST_OUTCOME:
            yield child.TOO_LARGE, b""
            return
        yield head[0], payload


def _why(file_name: str, content: bytes, last: int, exit_code: int) -> Exception:
    if not last:
        return RuntimeError("the reader of workbooks did not start")
    if last == child.PASSWORD:
        return InputError("sheets.encrypted", file=file_name)
    # a signal ended it: memory or time; with a mere exit the parser gave up
    if last == child.BROKEN or (last != child.TOO_LARGE and exit_code > 0):
        return InputError("sheets.no_spreadsheet", file=file_name)
    try:
        stray = stray_cell(content) if content.startswith(b"PK") else None
    except BROKEN:
        stray = None
    if stray:
        return InputError("sheets.stray_cell", file=file_name, sheet=stray[0], cell=stray[1])
    return InputError("sheets.unpacks_too_large", file=file_name)
