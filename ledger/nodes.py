"""Reading stored subtrees: whatever is computed over the tree costs one statement."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from sqlalchemy import bindparam, select, union_all
from sqlalchemy.orm import Session

from ledger.errors import NotProven
from ledger.models import ENTRY, NODE, place
from ledger.tree import HASH_BYTES, NodeLookup, node_key, node_leaves

T = TypeVar("T")

_STORED = union_all(
    select(ENTRY.c.seq, ENTRY.c.leaf_hash).where(ENTRY.c.seq.in_(bindparam("leaves", expanding=True))),
    select(NODE.c.key, NODE.c.hash).where(NODE.c.key.in_(bindparam("keys", expanding=True))),
)


def with_nodes(session: Session, log: int, compute: Callable[[NodeLookup], T]) -> T:
    """Run `compute` over the stored tree of log number `log`.

    It runs twice: once over blanks, to learn which nodes it asks for, then over what the database holds.

    Raises:
        NotProven: a node is missing.
    """
    wanted: list[tuple[int, int]] = []

    def note(level: int, index: int) -> bytes:
        wanted.append((level, index))
        return bytes(HASH_BYTES)

    compute(note)
    stored = _stored(session, log, wanted)

    def look_up(level: int, index: int) -> bytes:
        key = node_key(level, index)
        at = place(log, key)
        if at not in stored:
            first, last = node_leaves(key)
            raise NotProven("ledger.broken_span", first=first, last=last)
        return stored[at]

    return compute(look_up)


def _stored(session: Session, log: int, wanted: Sequence[tuple[int, int]]) -> dict[int, bytes]:
    leaves = [place(log, index) for level, index in wanted if level == 0]
    keys = [place(log, node_key(level, index)) for level, index in wanted if level]
    rows = session.execute(_STORED, {"leaves": leaves, "keys": keys})
    return {row.seq: row.leaf_hash for row in rows}
