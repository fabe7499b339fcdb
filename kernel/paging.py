"""Lists page by page, by the key of the last row shown: as fast on the last page as on the first."""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Select, func, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session

from kernel.errors import InputError

Row = TypeVar("Row")

Key = InstrumentedAttribute[Any] | ColumnElement[Any]
PAGE = 25
"""Rows on a page of the site."""


@dataclass(frozen=True, slots=True)
class Slice(Generic[Row]):
    """Some rows of a list.

    total: rows of the whole list. before, after: the cursors of the pages beside, or None at an end.
    """

    rows: Sequence[Row]
    total: int
    before: str | None
    after: str | None


def sliced(
    session: Session,
    wanted: Select[Row],
    keys: Sequence[Key],
    cursor: str = "",
    *,
    descending: bool = False,
    size: int = PAGE,
) -> Slice[Row]:
    """One page of `wanted`, in two statements.

    Args:
        keys: the columns it is ordered by, none of them empty; the last is unique.
        cursor: as an earlier slice gave it; empty for the first page.
        size: rows on a page.

    Raises:
        InputError: the cursor is none of this list.
    """
    counted = wanted.with_only_columns(keys[-1]).order_by(None).subquery()
    total = session.scalar(select(func.count()).select_from(counted)) or 0
    backwards, at = _read(cursor, len(keys))
    turned = descending != backwards
    if at:
        here = tuple_(*keys)
        wanted = wanted.where(here < at if turned else here > at)
    ordered = wanted.order_by(*(key.desc() if turned else key.asc() for key in keys)).limit(size + 1)
    found = [tuple(row) for row in session.execute(ordered.add_columns(*keys)).unique()]
    more, found = len(found) > size, found[:size]
    if backwards:
        found.reverse()
    width = len(keys)
    has_before, has_after = (more, bool(at)) if backwards else (bool(at), more)
    return Slice(
        [row[0] for row in found],
        total,
        _write("<", found[0][-width:]) if found and has_before else None,
        _write(">", found[-1][-width:]) if found and has_after else None,
    )


def _write(direction: str, values: Sequence[Any]) -> str:
    told = [direction, *([type(value).__name__, str(value)] for value in values)]
    return base64.urlsafe_b64encode(json.dumps(told).encode()).decode().rstrip("=")


_READERS: dict[str, Callable[[str], Any]] = {
    "int": int,
    "str": str,
    "date": date.fromisoformat,
    "datetime": datetime.fromisoformat,
}


def _read(cursor: str, width: int) -> tuple[bool, tuple[Any, ...]]:
    if not cursor:
        return False, ()
    try:
        direction, *told = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        values = tuple(_READERS[kind](value) for kind, value in told)
    except (ValueError, TypeError, KeyError, binascii.Error):
        raise InputError("kernel.bad_cursor") from None
    if direction not in {"<", ">"} or len(values) != width:
        raise InputError("kernel.bad_cursor")
    return direction == "<", values
