"""The rows of an import preview as people look at them: the file's own words, each error in its cell."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, time
from typing import Any

from kernel.sheets.preview import Preview, PreviewRow
from kernel.sheets.sheet import Cell, Sheet
from kernel.sheets.tables import Columns, Problem, Row, read_tables

Groups = Mapping[str, Sequence[str]]
"""The columns of the page, each with the columns of the file that stand in it."""


@dataclass(frozen=True, slots=True)
class ShownCell:
    """A cell: what the file says, what is stored now where that differs, and what is wrong or doubtful."""

    text: str
    was: str | None
    bad: Sequence[str]
    doubts: Sequence[str]


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row, its cells in the order of the groups; `others` are problems of columns that the page leaves out."""

    sheet: str
    row: int
    cells: Sequence[ShownCell]
    others: Sequence[str]


@dataclass(frozen=True, slots=True)
class Look:
    """How a kind of table is shown.

    groups: its columns on the page. masks: of columns that are not shown whole.
    """

    groups: Groups
    masks: Mapping[str, Callable[[str], str]]

    def columns(self) -> set[str]:
        return {column for columns in self.groups.values() for column in columns}


def shown_rows(
    preview: Preview[Any],
    sheets: Sequence[Sheet],
    columns: Columns,
    look: Look,
    stored: Callable[[PreviewRow[Any]], Mapping[str, str]],
) -> Iterator[tuple[PreviewRow[Any], ShownRow]]:
    """Every row of a preview with what the page shows of it.

    Args:
        sheets: those that the preview is of.
        stored: what is stored now in the place of a row, by column, for the columns in which it differs.
    """
    for row, read in zip(preview.rows, read_tables(sheets, columns), strict=True):
        yield row, _shown(row, read, look, stored(row))


def to_text(rows: Iterable[ShownRow]) -> str:
    """Rows as JSON, for `from_text`."""
    return json.dumps([asdict(row) for row in rows], ensure_ascii=False)


def from_text(text: str) -> list[ShownRow]:
    """What `to_text` wrote."""
    return [
        ShownRow(row["sheet"], row["row"], [ShownCell(**cell) for cell in row["cells"]], row["others"])
        for row in json.loads(text)
    ]


def _shown(row: PreviewRow[Any], read: Row, look: Look, stored: Mapping[str, str]) -> ShownRow:
    cells = [_cell(columns, row.problems, read, look, stored) for columns in look.groups.values()]
    within = look.columns()
    others = [f"{problem.column}：{problem.what}" for problem in row.problems if problem.column not in within]
    others += [
        f"{column}：{value or '—'} → {_masked(column, read, look) or '—'}"
        for column, value in stored.items()
        if column not in within
    ]
    return ShownRow(row.place.sheet, row.place.row, cells, others)


def _cell(
    columns: Sequence[str],
    problems: Sequence[Problem],
    read: Row,
    look: Look,
    stored: Mapping[str, str],
) -> ShownCell:
    own = [problem for problem in problems if problem.column in columns]
    was = [stored[column] for column in columns if column in stored]
    return ShownCell(
        " ".join(filter(None, (_masked(column, read, look) for column in columns))),
        " ".join(was) if was else None,
        [problem.what for problem in own if problem.severity == "bad"],
        [problem.what for problem in own if problem.severity == "warn"],
    )


def _masked(column: str, read: Row, look: Look) -> str:
    text = _text(read.cells.get(column, ""))
    return look.masks[column](text) if text and column in look.masks else text


def _text(cell: Cell) -> str:
    if isinstance(cell, datetime) and cell.time() == time():
        return str(cell.date())
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()
