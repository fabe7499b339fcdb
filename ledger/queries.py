"""Reading the log: its head, its entries, its checkpoints. Without a number it is the present log."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from kernel.errors import NotFound
from ledger.entry import Entry, parse_leaf
from ledger.models import LogCheckpoint, LogEntry, LogEpoch, LogHead, LogKey, LogPayload, log_at, place
from ledger.nodes import with_nodes
from ledger.note import VerifierKey, parse_key
from ledger.tree import consistency_proof, read_frontier

_BODY = select(LogEntry.body).where(LogEntry.seq == bindparam("seq"))
_NEWEST = (
    select(LogCheckpoint)
    .join(LogKey, LogKey.origin == LogCheckpoint.origin)
    .where(LogKey.log == bindparam("log"))
    .order_by(LogCheckpoint.size.desc())
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class Head:
    """size: the number of entries; root: the root hash over them; log: the log's number, from 1."""

    size: int
    root: bytes
    log: int = 1


def read_head(session: Session) -> Head:
    """How far the present log has grown."""
    row = session.execute(select(LogHead.size, LogHead.root, LogHead.log)).one()
    return Head(row.size, row.root, row.log)


def heads(session: Session) -> Sequence[Head]:
    """How far each log has grown, the ended ones first and the present one last."""
    ended = session.execute(select(LogEpoch.size, LogEpoch.root, LogEpoch.log).order_by(LogEpoch.log))
    return [*(Head(row.size, row.root, row.log) for row in ended), read_head(session)]


def entry(session: Session, n: int, log: int | None = None) -> Entry:
    """The entry numbered `n`.

    Raises:
        NotFound: the log has not come so far.
    """
    number = _or_present(session, log)
    body = session.scalar(_BODY, {"seq": place(number, n)}) if n >= 0 else None
    if body is None:
        raise NotFound("ledger.no_entry", n=n)
    return parse_leaf(json.loads(body), number)


def entries_of(session: Session, subject: str) -> list[Entry]:
    """What happened to the thing with this public id, oldest first, in whichever log it stands."""
    found = select(LogEntry.seq, LogEntry.body).where(LogEntry.subject == subject).order_by(LogEntry.seq)
    return [parse_leaf(json.loads(row.body), log_at(row.seq)) for row in session.execute(found)]


def payload_of(session: Session, entry: Entry) -> dict[str, object] | None:
    """What was entered with an entry; None where it was erased."""
    kept = session.scalar(select(LogPayload.payload).where(LogPayload.seq == place(entry.log, entry.n)))
    return json.loads(kept) if kept is not None else None


def newest_checkpoint(session: Session, log: int | None = None) -> LogCheckpoint | None:
    """The signed checkpoint that covers most entries of the log."""
    return session.scalar(_NEWEST, {"log": _or_present(session, log)})


def verifier_key(session: Session, origin: str) -> VerifierKey | None:
    """The key that the checkpoints of the log called `origin` are signed with, once there is one."""
    line = session.scalar(select(LogKey.vkey).where(LogKey.origin == origin))
    return parse_key(line) if line else None


def proof_of_growth(session: Session, old_size: int, size: int, log: int | None = None) -> Sequence[bytes]:
    """The consistency proof from the log of `old_size` entries to that of `size`."""
    number = _or_present(session, log)
    return with_nodes(session, number, lambda node: consistency_proof(old_size, size, node))


def root_at(session: Session, size: int, log: int | None = None) -> bytes:
    """The root over the first `size` entries of the log, which holds so many."""
    number = _or_present(session, log)
    return with_nodes(session, number, lambda node: read_frontier(size, node)).root()


def _or_present(session: Session, log: int | None) -> int:
    return read_head(session).log if log is None else log
