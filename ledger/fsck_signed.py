"""What was signed, against the logs: keys, checkpoints, and the entries that tie one log to the next."""

from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kernel.errors import PanelError
from ledger import ed25519
from ledger.cosignatures import lines_of, signed_time
from ledger.epochs import STARTED
from ledger.errors import NotProven
from ledger.models import LogCheckpoint, LogCosignature, LogEpoch, LogHead, LogKey, LogWitness
from ledger.note import VerifierKey, open_note, parse_key, parse_signature, signatures_by
from ledger.origin import log_of
from ledger.queries import Head, entry, payload_of
from ledger.witnesses import key_of

_OF_CHECKPOINT = (LogCosignature.origin == LogCheckpoint.origin) & (LogCosignature.size == LogCheckpoint.size)
_CHECKPOINTS = select(LogCheckpoint, LogKey.vkey).join(LogKey, LogKey.origin == LogCheckpoint.origin)


def size_now(head: Head) -> Any:
    """The size of a log at the moment of the statement this stands in."""
    present = select(LogHead.size).where(LogHead.log == head.log).scalar_subquery()
    ended = select(LogEpoch.size).where(LogEpoch.log == head.log).scalar_subquery()
    return func.coalesce(present, ended)


def sizes_signed(session: Session, head: Head) -> set[int]:
    """The sizes up to the head's at which the log was signed."""
    of = select(LogCheckpoint.size).join(LogKey, LogKey.origin == LogCheckpoint.origin)
    return set(session.scalars(of.where(LogKey.log == head.log, LogCheckpoint.size <= head.size)))


def broken_checkpoints(session: Session, head: Head, roots: Mapping[int, bytes]) -> Iterator[NotProven]:
    """The stored checkpoints of a log that its key did not sign, or that the log does not bear out.

    Args:
        roots: by size, as the entries have them.
    """
    stored = _CHECKPOINTS.where(LogKey.log == head.log).order_by(LogCheckpoint.size)
    for row, vkey in session.execute(stored.where(LogCheckpoint.size <= head.size)).yield_per(1000):
        root = roots.get(row.size)
        if root and not (row.root == root and _text(row.note, parse_key(vkey)) == lines_of(row)):
            yield NotProven("ledger.broken_checkpoint", size=row.size)
    for row, _ in session.execute(stored.where(LogCheckpoint.size > size_now(head))):
        yield NotProven("ledger.broken_checkpoint", size=row.size)


def broken_cosignatures(session: Session, head: Head) -> Iterator[NotProven]:
    """The stored cosignatures on a log's checkpoints that their witness did not make, or not then."""
    stored = (
        select(LogCosignature, LogCheckpoint, LogWitness)
        .join(LogCheckpoint, _OF_CHECKPOINT)
        .join(LogKey, LogKey.origin == LogCheckpoint.origin)
        .join(LogWitness, LogWitness.name == LogCosignature.witness)
        .where(LogKey.log == head.log)
        .order_by(LogCosignature.size, LogCosignature.witness)
    )
    for row, checkpoint, witness in session.execute(stored).yield_per(1000):
        if _cosigned_at(row.line, checkpoint, key_of(witness)) != row.signed_at:
            yield NotProven("ledger.broken_cosignature", witness=row.witness, size=row.size)


def _cosigned_at(line: str, checkpoint: LogCheckpoint, key: VerifierKey) -> datetime | None:
    """When `key` made this line upon the checkpoint, if it did."""
    try:
        made = signatures_by(key, [parse_signature(line.removesuffix("\n"))])
    except PanelError:
        return None
    seconds = signed_time(made[0], lines_of(checkpoint), key) if made else None
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


def stray_keys(session: Session, logs: Collection[int]) -> Iterator[NotProven]:
    """The keys that stand under the number of another log than their name says, or of none."""
    for key in session.scalars(select(LogKey).order_by(LogKey.log)):
        if key.log not in logs or key.log != log_of(key.origin):
            yield NotProven("ledger.stray_key", origin=key.origin)


def names_old(session: Session, old: Head, new: Head) -> bool:
    """Whether the first entry of a log names the log before it, with a checkpoint that the old key signed."""
    first = entry(session, 0, new.log) if new.size else None
    if first is None or first.type != STARTED:
        return False
    line = session.scalar(select(LogKey.vkey).where(LogKey.log == old.log))
    payload = payload_of(session, first)
    if line is None or payload is None:  # never signed, or erased: nothing to compare
        return True
    key, note = parse_key(line), payload.get("last_checkpoint")
    return payload.get("old_origin") == key.name and (note is None or _text(note, key) is not None)


def _text(note: object, key: VerifierKey) -> str | None:
    """What `key` signed with this note, if it did."""
    try:
        return open_note(str(note), key, ed25519.verify)
    except PanelError:
        return None
