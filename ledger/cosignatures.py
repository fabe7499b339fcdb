"""Cosignatures 见证签名 (c2sp.org/tlog-cosignature, tlog-witness): asked for and taken by file, counted, shown."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kernel.act import Act
from kernel.errors import InputError, Refused
from kernel.roles import authorize
from ledger import ed25519
from ledger.checkpoint import Checkpoint
from ledger.errors import NotProven
from ledger.models import LogCheckpoint, LogCosignature, LogHead, LogKey, LogWitness
from ledger.note import Signature, VerifierKey, encode_base64, parse_signature, signatures_by
from ledger.queries import newest_checkpoint, proof_of_growth
from ledger.witnesses import find_witness, key_of, present_witnesses

EARLY = timedelta(minutes=5)
"""How far the clock of a witness may run before ours."""

_TIME_BYTES, _SIGNATURE_BYTES = 8, 64


def signed_time(data: bytes, text: str, key: VerifierKey) -> int | None:
    """When `key` cosigned the checkpoint whose lines are `text`, in Unix seconds.

    Args:
        data: what a signature line holds behind the key id: the time, 8 bytes big-endian, and the signature.

    Returns:
        None if this is no cosignature of that checkpoint.
    """
    time = int.from_bytes(data[:_TIME_BYTES], "big")
    message = f"cosignature/v1\ntime {time}\n{text}".encode()
    if len(data) != _TIME_BYTES + _SIGNATURE_BYTES or time >= 1 << 63:
        return None
    return time if ed25519.verify(key.public_key, data[_TIME_BYTES:], message) else None


def request_of(session: Session, name: str, old_size: int | None = None) -> str:
    """The request file for a witness: the present log's newest checkpoint, and the proof that it only grew.

    Args:
        name: the witness.
        old_size: the size that the witness says it saw last; without it, of the last cosignature that came in.

    Raises:
        NotFound, Refused: there is no such witness, or it has ended; nothing was signed yet.
        InputError: the log was never so large.
    """
    witness = find_witness(session, name)
    newest = newest_checkpoint(session)
    if newest is None:
        raise Refused("ledger.nothing_signed")
    old = _last_cosigned(session, witness, newest.origin) if old_size is None else old_size
    if not 0 <= old <= newest.size:
        raise InputError("ledger.bad_old_size", old=old, size=newest.size)
    proof = map(encode_base64, proof_of_growth(session, old, newest.size))
    return "".join(f"{line}\n" for line in (f"old {old}", *proof, "")) + newest.note


def _last_cosigned(session: Session, witness: LogWitness, origin: str) -> int:
    of = select(func.max(LogCosignature.size))
    return (
        session.scalar(of.where(LogCosignature.witness == witness.name, LogCosignature.origin == origin)) or 0
    )


def accept_cosignatures(act: Act, answer: str) -> list[LogCosignature]:
    """Take the answer of a witness: one signature line or more, those by others than our witnesses passed over.

    Raises:
        NotAllowed: neither the leading group's office nor the security administrator.
        InputError: the file is no answer.
        Refused: no witness of ours signed it, or its clock is ahead.
        NotProven: it cosigns no checkpoint of ours.
    """
    authorize(act.actor, "ledger.cosign")
    *lines, end = answer.split("\n")
    if end or not lines:
        raise InputError("ledger.bad_answer")
    signatures = [parse_signature(line) for line in lines]
    act.session.execute(select(LogHead.id).with_for_update())  # looking and entering is one step
    accepted = [
        act.session.merge(_cosignature(act, witness, data))
        for witness in present_witnesses(act.session)
        for data in signatures_by(key_of(witness), signatures)
    ]
    if not accepted:
        raise Refused("ledger.no_known_witness")
    act.session.flush()
    return accepted


def _cosignature(act: Act, witness: LogWitness, data: bytes) -> LogCosignature:
    """An answer does not say which checkpoint it is about: it is the one that the signature is right for."""
    key = key_of(witness)
    for checkpoint in _checkpoints(act.session):
        time = signed_time(data, lines_of(checkpoint), key)
        if time is None:
            continue
        if time > (act.clock.now() + EARLY).timestamp():
            raise Refused("ledger.cosigned_early", witness=witness.name)
        return LogCosignature(
            origin=checkpoint.origin,
            size=checkpoint.size,
            witness=witness.name,
            line=str(Signature(key.name, key.key_id, data)),
            signed_at=datetime.fromtimestamp(time, UTC),
        )
    raise NotProven("ledger.cosigns_nothing", witness=witness.name)


def _checkpoints(session: Session) -> Iterator[LogCheckpoint]:
    """Newest first."""
    of = select(LogCheckpoint).join(LogKey, LogKey.origin == LogCheckpoint.origin)
    return iter(session.scalars(of.order_by(LogKey.log.desc(), LogCheckpoint.size.desc())).yield_per(100))


def lines_of(checkpoint: LogCheckpoint) -> str:
    """The lines that are signed."""
    return Checkpoint(checkpoint.origin, checkpoint.size, checkpoint.root).text()
