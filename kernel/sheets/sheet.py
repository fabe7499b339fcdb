"""A sheet as rows of cells, kept small: 100,000 rows of 12 cells in some 20 MB."""

import marshal
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice
from types import MappingProxyType
from typing import Any, overload

Cell = str | float | bool | date | datetime | time | timedelta
ROWS_PER_PACK = 500


class NoValue(str):
    """A cell for which the file holds no value: an error such as `#N/A`, or `=` for a formula never computed."""

    __slots__ = ()


Holes = dict[int, dict[int, NoValue]]  # by row and column, both from 0


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet; `rows[0]` is row 1 as people see it. Empty cells are "", missing at the end of a row."""

    name: str
    rows: Sequence[list[Cell]]


_UNPACK: Mapping[str, Callable[[Any], Cell]] = MappingProxyType(
    {
        "date": date.fromisoformat,
        "datetime": datetime.fromisoformat,
        "time": time.fromisoformat,
        "timedelta": lambda seconds: timedelta(seconds=seconds),
        "NoValue": NoValue,
    }
)


def pack(rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """The rows as bytes, `ROWS_PER_PACK` at a time (the last pack may hold fewer), without empty ends."""
    rows = iter(rows)
    while some := [_packed(row) for row in islice(rows, ROWS_PER_PACK)]:
        yield marshal.dumps(some)


def _packed(row: Sequence[Cell]) -> list[object]:
    end = len(row)
    while end and row[end - 1] == "":
        end -= 1
    # what marshal does not know stands as (kind, text)
    return [cell if type(cell) in (str, float, bool) else _coded(cell) for cell in row[:end]]


def _coded(cell: Cell) -> tuple[str, object]:
    if isinstance(cell, date | time):
        return type(cell).__name__, cell.isoformat()
    if isinstance(cell, timedelta):
        return "timedelta", cell.total_seconds()
    return type(cell).__name__, str(cell)


class PackedRows(Sequence[list[Cell]]):
    """Rows that are unpacked when they are looked at.

    packs: what `pack` made. Empty rows at the end are dropped.
    """

    __slots__ = ("_count", "_packs")

    def __init__(self, packs: Sequence[bytes]) -> None:
        self._packs = [*packs]
        last: list[list[Cell]] = []
        while self._packs and not any(last := _unpacked(self._packs[-1])):
            self._packs.pop()
        while last and not last[-1]:
            last.pop()
        self._count = max(0, len(self._packs) - 1) * ROWS_PER_PACK + len(last)

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[list[Cell]]:
        rows = (row for packed in self._packs for row in _unpacked(packed))
        return islice(rows, self._count)

    @overload
    def __getitem__(self, index: int) -> list[Cell]: ...
    @overload
    def __getitem__(self, index: slice) -> list[list[Cell]]: ...
    def __getitem__(self, index: int | slice) -> list[Cell] | list[list[Cell]]:
        if isinstance(index, slice):
            return [self[at] for at in range(*index.indices(self._count))]
        pack_number, at = divmod(range(self._count)[index], ROWS_PER_PACK)
        return _unpacked(self._packs[pack_number])[at]


def _unpacked(packed: bytes) -> list[list[Cell]]:
    # our own bytes, or those of our own child process: rows of str, float, bool and (kind, text)
    return [
        [cell if type(cell) is not tuple else _UNPACK[cell[0]](cell[1]) for cell in row]
        for row in marshal.loads(packed)  # noqa: S302  see above
    ]
