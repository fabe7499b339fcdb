"""Which checkpoints are cosigned 经见证的检查点, by how many, and the note with all that stands on it."""

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from kernel.errors import Refused
from ledger.cosignatures import signed_time
from ledger.errors import NotProven
from ledger.models import LogCheckpoint, LogCosignature, LogKey, LogWitness
from ledger.note import signatures_by, take_apart
from ledger.queries import newest_checkpoint
from ledger.witnesses import key_of, present_witnesses

_BEST = (
    select(LogCheckpoint)
    .join(LogKey, LogKey.origin == LogCheckpoint.origin)
    .join(
        LogCosignature,
        (LogCosignature.origin == LogCheckpoint.origin) & (LogCosignature.size == LogCheckpoint.size),
    )
    .join(LogWitness, LogWitness.name == LogCosignature.witness)
    .where(LogKey.log == bindparam("log"), LogCheckpoint.size > bindparam("n"), LogWitness.ended_at.is_(None))
    .group_by(LogCheckpoint.origin, LogCheckpoint.size)
    .order_by(func.count().desc(), LogCheckpoint.size.desc())
    .limit(1)
)


def best_checkpoint(session: Session, log: int, n: int) -> LogCheckpoint | None:
    """The checkpoint that proves most about entry `n`: with most cosignatures, and of those the newest."""
    best = session.scalar(_BEST, {"log": log, "n": n})
    newest = best or newest_checkpoint(session, log)
    return newest if newest and newest.size > n else None


def cosigned_note(session: Session, checkpoint: LogCheckpoint) -> str:
    """The signed checkpoint, with the line of every witness that cosigned it."""
    of = LogCosignature.origin == checkpoint.origin, LogCosignature.size == checkpoint.size
    lines = session.scalars(select(LogCosignature.line).where(*of).order_by(LogCosignature.witness))
    return "".join([checkpoint.note, *lines])


def check_cosigned(session: Session, note: str, required: int) -> None:
    """See that a signed checkpoint carries the cosignatures of so many witnesses who have not ended.

    Args:
        note: as a receipt holds it; the log's own signature is not looked at.
        required: how many the policy asks for.

    Raises:
        InputError, NotProven: as `cosigners`.
        Refused: `ledger.not_cosigned`, there are fewer.
    """
    cosigned = cosigners(session, note)
    if cosigned < required:
        raise Refused("ledger.not_cosigned", required=required, cosigned=cosigned)


def cosigners(session: Session, note: str) -> int:
    """How many witnesses who have not ended cosigned a signed checkpoint.

    Raises:
        InputError: it is no signed note.
        NotProven: a line under a witness's name and key id is not its cosignature of this checkpoint.
    """
    text, signatures = take_apart(note)
    cosigned = 0
    for witness in present_witnesses(session):
        key = key_of(witness)
        theirs = signatures_by(key, signatures)
        if any(signed_time(data, text, key) is None for data in theirs):
            raise NotProven("ledger.bad_signature", key=key.name)
        cosigned += bool(theirs)
    return cosigned
