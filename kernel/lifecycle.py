"""The one way to move anything from one state to another."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Protocol

from sqlalchemy import select, update
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Session

from kernel.errors import Refused
from kernel.messages import word


class Numbered(Protocol):
    """Any row with an internal key."""

    @property
    def id(self) -> int: ...


class Stateful(Numbered, Protocol):
    """Any row with a state."""

    @property
    def state(self) -> str: ...


Transitions = Mapping[StrEnum, frozenset[StrEnum]]
"""For every state, the states that may follow. Stands beside the enum in the room's `models.py`."""


def hold(session: Session, thing: Numbered) -> None:
    """Keep others from changing `thing` until the transaction ends, and see it as it is now.

    SQLite holds the whole database anyway; PostgreSQL holds the row.
    """
    table: Any = type(thing)
    held = select(table.id).where(table.id == thing.id)
    session.execute(held.with_for_update(key_share=True))  # else rows that refer to it would deadlock us
    session.refresh(thing)


def move(session: Session, thing: Stateful, to: StrEnum, transitions: Transitions, what: str) -> None:
    """Set `thing.state` to `to`, if the table allows it and nobody was faster.

    Args:
        what: the thing as the refusal's sentence calls it.

    Raises:
        Refused: the table does not allow it, or the state changed since it was read.
    """
    kind = type(to)
    now = kind(thing.state)
    if to not in transitions.get(now, frozenset()):
        name = kind.__name__.removesuffix("State").lower()
        state, wanted = word(name, now.value), word(name, to.value)
        raise Refused("kernel.wrong_state", what=what, state=state, to=wanted)
    table: Any = type(thing)
    statement = update(table).where(table.id == thing.id, table.state == now.value).values(state=to.value)
    result = session.execute(statement, execution_options={"synchronize_session": False})
    if isinstance(result, CursorResult) and result.rowcount != 1:
        raise Refused("kernel.changed_meanwhile")
    session.refresh(thing)
