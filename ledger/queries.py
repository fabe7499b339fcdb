"""Reading the log: its head, its entries, its checkpoints."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from kernel.errors import NotFound
from ledger.entry import Entry, parse_leaf
from ledger.models import LogCheckpoint, LogEntry, LogHead, LogKey, LogPayload
from ledger.nodes import with_nodes
from ledger.note import VerifierKey, parse_key
from ledger.tree import consistency_proof

_BODY = select(LogEntry.body).where(LogEntry.seq == bindparam("seq"))
_NEWEST = select(LogCheckpoint).order_by(LogCheckpoint.size.desc()).limit(1)


@dataclass(frozen=True, slots=True)
class Head:
    """size: the number of entries; root: the root hash over them."""

    size: int
    root: bytes


def read_head(session: Session) -> Head:
    """How far the log has grown."""
    row = session.execute(select(LogHead.size, LogHead.root)).one()
    return Head(row.size, row.root)


def entry(session: Session, n: int) -> Entry:
    """The entry numbered `n`.

    Raises:
        NotFound: the log has not come so far.
    """
    body = session.scalar(_BODY, {"seq": n})
    if body is None:
        raise NotFound("ledger.no_entry", n=n)
    return parse_leaf(json.loads(body))


def entries_of(session: Session, subject: str) -> list[Entry]:
    """What happened to the thing with this public id, oldest first."""
    bodies = session.scalars(select(LogEntry.body).where(LogEntry.subject == subject).order_by(LogEntry.seq))
    return [parse_leaf(json.loads(body)) for body in bodies]


def payload_of(session: Session, n: int) -> dict[str, object] | None:
    """What was entered with entry `n`; None where it was erased."""
    kept = session.scalar(select(LogPayload.payload).where(LogPayload.seq == n))
    return json.loads(kept) if kept is not None else None


def newest_checkpoint(session: Session) -> LogCheckpoint | None:
    """The signed checkpoint that covers most entries."""
    return session.scalar(_NEWEST)


def verifier_key(session: Session, origin: str) -> VerifierKey | None:
    """The key that the checkpoints of log `origin` are signed with, once there is one."""
    line = session.scalar(select(LogKey.vkey).where(LogKey.origin == origin))
    return parse_key(line) if line else None


def proof_of_growth(session: Session, old_size: int, size: int) -> Sequence[bytes]:
    """The consistency proof from the log of `old_size` entries to that of `size`."""
    return with_nodes(session, lambda node: consistency_proof(old_size, size, node))
