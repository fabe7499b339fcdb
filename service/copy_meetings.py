"""Copies of a meeting with everything that hangs on it, for measuring what many meetings cost."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Column, Integer, String, Table, UniqueConstraint, func, insert, select
from sqlalchemy.orm import Session

from kernel.database import Base
from meetings.models import AgendaItem, Meeting
from panel.models import Candidate, Draw, ExclusionGround
from panel.panels import draws_of, ever_seated

BATCH = 200
"""Copies that are written at once."""
SPREAD_DAYS = 1500
LEFT_OUT = {ExclusionGround.__tablename__}
"""Whoever was excluded is counted in the draw itself."""

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Part:
    """The rows of one table that belong to the meeting.

    first: the first free number for copies, where rows have one of their own.
    refers: the columns that hold such a number of another part, and of which table.
    unique: the columns whose text nobody else may have.
    """

    table: Table
    rows: list[Row]
    first: int
    refers: dict[str, str]
    unique: list[str]


@dataclass(slots=True)
class Model:
    """The meeting that is copied; tables that others refer to come first."""

    parts: dict[str, Part] = field(default_factory=dict)

    def copy(self, number: int) -> Iterator[tuple[Table, list[Row]]]:
        """The rows of one copy: numbers, texts that are unique, and days of its own."""
        given = {part.table.name: self._numbers(part, number) for part in self.parts.values()}
        texts = {
            row[name]: _renamed(row[name], number)
            for part in self.parts.values()
            for row in part.rows
            for name in part.unique
            if row[name]
        }
        ago = timedelta(days=number % SPREAD_DAYS + 1)
        for part in self.parts.values():
            yield part.table, [self._copied(part, row, given, texts, ago) for row in part.rows]

    def _numbers(self, part: Part, number: int) -> dict[int, int]:
        if "id" not in part.table.c:
            return {}
        first = part.first + number * len(part.rows)
        return {row["id"]: first + at for at, row in enumerate(part.rows)}

    def _copied(
        self, part: Part, row: Row, given: dict[str, dict[int, int]], texts: dict[str, str], ago: timedelta
    ) -> Row:
        copied = {name: _shifted(value, texts, ago) for name, value in row.items()}
        for name, table in part.refers.items():
            copied[name] = given[table].get(row[name], row[name])
        if row.get("id") in given[part.table.name]:
            copied["id"] = given[part.table.name][row["id"]]
        return copied


def copy_meeting(
    session: Session, meeting: Meeting, count: int, progress: Callable[[int, int], None]
) -> None:
    """Write `count` copies of a meeting, on days of the years before it.

    Args:
        progress: called now and then with (copies written, copies in all).
    """
    model = read_model(session, meeting)
    for begun in range(0, count, BATCH):
        numbers = range(begun, min(begun + BATCH, count))
        rows: dict[str, list[Row]] = {name: [] for name in model.parts}
        for number in numbers:
            for table, copied in model.copy(number):
                rows[table.name] += copied
        for name, part in model.parts.items():
            if rows[name]:
                session.execute(insert(part.table), rows[name])
        progress(numbers.stop, count)
    _catch_up(session, model)


def read_model(session: Session, meeting: Meeting) -> Model:
    """The meeting and the rows that refer to it, at whatever distance."""
    agenda = select(AgendaItem.case_id).where(AgendaItem.meeting_id == meeting.id)
    draws = draws_of(session, meeting.public_id)
    seated = {tag for draw in draws for tag in ever_seated(draw)}
    roots: dict[str, list[int]] = {
        "meeting": [meeting.id],
        "case": [*session.scalars(agenda)],
        Draw.__tablename__: [draw.id for draw in draws],
    }
    model = Model()
    for table in Base.metadata.sorted_tables:
        if table.name in LEFT_OUT:
            continue
        refers = _refers(table, model)
        rows = _rows(session, table, roots, refers, model)
        if table.name == Candidate.__tablename__:
            rows = [row for row in rows if row["tag"] in seated]
        if rows:
            first = (session.scalar(select(func.max(table.c.id))) or 0) + 1 if "id" in table.c else 0
            model.parts[table.name] = Part(table, rows, first, refers, _unique(table))
    return model


def _rows(
    session: Session, table: Table, roots: dict[str, list[int]], refers: dict[str, str], model: Model
) -> list[Row]:
    if table.name in roots:
        wanted = table.c.id.in_(roots[table.name])
    else:
        needed = [name for name in refers if not table.c[name].nullable]
        if not needed:
            return []
        ids = [row["id"] for row in model.parts[refers[needed[0]]].rows]
        wanted = table.c[needed[0]].in_(ids)
    return [dict(row) for row in session.execute(select(table).where(wanted)).mappings()]


def _refers(table: Table, model: Model) -> dict[str, str]:
    found = {}
    for column in table.c:
        root = _root(column)
        if root is not column and root.name == "id" and root.table.name in model.parts:
            found[column.name] = root.table.name
    return found


def _root(column: Column[Any]) -> Column[Any]:
    """Where a chain of references ends."""
    for key in column.foreign_keys:
        return _root(key.column)
    return column


def _unique(table: Table) -> list[str]:
    """The columns of text that must be unique by themselves, and refer to nothing."""
    alone = [rule.columns for rule in table.constraints if isinstance(rule, UniqueConstraint)]
    alone += [index.columns for index in table.indexes if index.unique]
    names = {columns[0].name for columns in alone if len(columns) == 1}
    names |= {column.name for column in table.c if column.unique}
    kept = (table.c[name] for name in sorted(names))
    return [column.name for column in kept if isinstance(column.type, String) and not column.foreign_keys]


def _renamed(text: str, number: int) -> str:
    """Another text of the same kind: an id stays an id, and the number of a paper gets a suffix."""
    if text.isascii() and text.isalnum():
        return hashlib.sha256(f"{text}/{number}".encode()).hexdigest()[: len(text)]
    return f"{text}-{number + 1}"


def _shifted(value: Any, texts: dict[str, str], ago: timedelta) -> Any:
    if isinstance(value, str):
        return texts.get(value, value)
    return value - ago if isinstance(value, date) else value


def _catch_up(session: Session, model: Model) -> None:
    """PostgreSQL counts by itself and has not seen the numbers that the copies took."""
    if session.get_bind().dialect.name != "postgresql":
        return
    for part in model.parts.values():
        if "id" in part.table.c and isinstance(part.table.c.id.type, Integer):
            sequence = func.pg_get_serial_sequence(f'"{part.table.name}"', "id")
            session.execute(
                select(func.setval(sequence, select(func.max(part.table.c.id)).scalar_subquery()))
            )
