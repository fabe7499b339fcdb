"""The log against itself 全量核验: every leaf, payload digest, node, root and stored checkpoint, computed again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, bindparam, func, or_, select
from sqlalchemy.orm import Session

from kernel.errors import PanelError
from ledger import ed25519
from ledger.checkpoint import Checkpoint
from ledger.entry import payload_hash
from ledger.errors import NotProven
from ledger.models import ENTRY, NODE, PAYLOAD, LogCheckpoint, LogHead, LogKey
from ledger.note import open_note, parse_key
from ledger.queries import Head, read_head
from ledger.tree import Frontier, leaf_hash, node_key, node_leaves

BATCH = 4096

_ENTRIES = (
    select(
        *ENTRY.c["seq", "type", "subject", "body", "leaf_hash"],
        *PAYLOAD.c["salt", "payload", "visibility"],
    )
    # The bound on both sides: PostgreSQL would else read all payloads from the first on, for every batch.
    .outerjoin_from(ENTRY, PAYLOAD, and_(PAYLOAD.c.seq == ENTRY.c.seq, PAYLOAD.c.seq >= bindparam("first")))
    .where(ENTRY.c.seq >= bindparam("first"))
    .order_by(ENTRY.c.seq)
    .limit(bindparam("count"))
)


@dataclass(frozen=True, slots=True)
class LogReport:
    """A log that holds: its head, how many payloads were erased, how many signed checkpoints it bears out."""

    head: Head
    erased: int
    checkpoints: int


def verify_log(session: Session) -> LogReport:
    """Recompute the whole log, a batch of entries at a time; others may append meanwhile.

    Raises:
        NotProven: it does not hold; names the first wrong entry, span of entries, or checkpoint.
    """
    head = read_head(session)
    signed_sizes = set(session.scalars(select(LogCheckpoint.size)))
    frontier = Frontier()
    roots = {0: frontier.root()}
    erased = 0
    while frontier.size < head.size:
        start = frontier.size
        grown = []
        for row in _entries(session, start, min(BATCH, head.size - start)):
            grown += frontier.append(_checked_leaf(row, frontier.size))
            erased += row.payload is None
            if frontier.size in signed_sizes:
                roots[frontier.size] = frontier.root()
        _check_nodes(session, start, frontier.size, grown)
    if frontier.root() != head.root:
        raise NotProven("ledger.broken_head", size=head.size)
    _check_no_more(session)
    return LogReport(head, erased, _check_checkpoints(session, head.size, roots))


def _entries(session: Session, first: int, count: int) -> Sequence[Any]:
    rows = session.execute(_ENTRIES, {"first": first, "count": count}).all()
    if not rows:
        raise NotProven("ledger.broken_entry", n=first)
    return rows


def _checked_leaf(row: Any, n: int) -> bytes:
    """The leaf hash of entry `n`, which its row bears out in every column."""
    seq, type_, subject, body, stored, salt, payload, visibility = row
    leaf = leaf_hash(body)
    ph = payload_hash(salt, payload) if payload and salt else _logged_payload_hash(body)
    # Canonical JSON has its members in order, so that those with a column of their own end the body.
    end = f'"n":{n},"ph":"{ph}","s":"{subject}","t":"{type_}","v":1,"vis":"{visibility}"}}'
    if leaf != stored or seq != n or not body.endswith(end.encode()):
        raise NotProven("ledger.broken_entry", n=n)
    return leaf


def _logged_payload_hash(body: bytes) -> str:
    """The digest of a payload that was erased, as the body has it."""
    return body.rpartition(b'"ph":"')[2][:64].decode("ascii", "replace")


def _check_nodes(session: Session, start: int, end: int, grown: Sequence[tuple[int, bytes]]) -> None:
    """Compare the nodes that the entries from `start` up to `end` completed."""
    spans = [
        NODE.c.key.between(node_key(level, start >> level), node_key(level, (end >> level) - 1))
        for level in range(1, end.bit_length())
        if start >> level < end >> level
    ]
    rows = session.execute(select(NODE).where(or_(False, *spans)))  # noqa: FBT003  or_'s own way
    stored = {row.key: row.hash for row in rows}
    for key, hash_ in grown:
        if stored.get(key) != hash_:
            first, last = node_leaves(key)
            raise NotProven("ledger.broken_span", first=first, last=last)


def _check_no_more(session: Session) -> None:
    """All that must be there is there and right; nothing else is there if the numbers agree."""
    counts = [select(func.count()).select_from(table).scalar_subquery() for table in (ENTRY, PAYLOAD, NODE)]
    signed = select(func.max(LogCheckpoint.size)).scalar_subquery()
    # One statement, so that all numbers are of one moment.
    size, signed_size, entries, payloads, nodes = session.execute(select(LogHead.size, signed, *counts)).one()
    if entries != size:
        raise NotProven("ledger.broken_entry", n=size)
    if payloads != size or nodes != sum(size >> level for level in range(1, size.bit_length())):
        raise NotProven("ledger.surplus_rows")
    if signed_size is not None and signed_size > size:
        raise NotProven("ledger.broken_checkpoint", size=signed_size)


def _check_checkpoints(session: Session, size: int, roots: Mapping[int, bytes]) -> int:
    """Every checkpoint up to `size` is signed by its log's key and has the root of then; returns how many."""
    keys = {row.origin: row.vkey for row in session.scalars(select(LogKey))}
    stored = select(LogCheckpoint).where(LogCheckpoint.size <= size).order_by(LogCheckpoint.size)
    count = 0
    for row in session.scalars(stored).yield_per(BATCH):
        checkpoint = Checkpoint(row.origin, row.size, roots[row.size])
        if row.root != checkpoint.root or not _is_signed(row.note, checkpoint, keys[row.origin]):
            raise NotProven("ledger.broken_checkpoint", size=row.size)
        count += 1
    return count


def _is_signed(note: str, checkpoint: Checkpoint, vkey: str) -> bool:
    try:
        return open_note(note, parse_key(vkey), ed25519.verify) == checkpoint.text()
    except PanelError:
        return False
