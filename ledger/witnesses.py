"""The witnesses 见证方 of the log: who they are, since when, and what each has cosigned."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kernel.act import Act
from kernel.errors import InputError, NotFound, Refused
from kernel.roles import authorize
from ledger.entry import Visibility
from ledger.models import LogCosignature, LogWitness
from ledger.note import WITNESS, VerifierKey, parse_key
from ledger.record import record


@dataclass(frozen=True, slots=True)
class WitnessRow:
    """A witness, and the largest checkpoint it has cosigned: of which log, how many entries, when."""

    name: str
    vkey: str
    since: datetime
    ended_at: datetime | None
    origin: str | None
    size: int | None
    signed_at: datetime | None


def add_witness(act: Act, name: str, vkey: str) -> LogWitness:
    """Take a witness's cosignatures from now on.

    Args:
        name: of its key; typed beside the key, so that a key that was mixed up shows.
        vkey: the line that `witness.py key` printed, handed over in person.

    Raises:
        NotAllowed: only the security administrator.
        InputError: it is no key of a witness, or has another name.
        Refused: this name or key is or was a witness's.
    """
    by = authorize(act.actor, "ledger.witness")
    key = parse_key(vkey, WITNESS)
    if key.name != name:
        raise InputError("ledger.witness_other_name", name=name, key=key.name)
    facts = {"name": name, "vkey": str(key)}
    # The entry comes first: whoever makes it has the ledger's lock, so that looking and adding is one step.
    record(act, by, "witness.added", _subject(key), facts, visibility=Visibility.PUBLIC)
    if act.session.get(LogWitness, name):
        raise Refused("ledger.witness_taken")
    witness = LogWitness(name=name, public_key=key.public_key, since=act.clock.now())
    act.session.add(witness)
    act.session.flush()
    return witness


def end_witness(act: Act, name: str) -> LogWitness:
    """Take no cosignature of this witness any more, and count none; those it made stay on their checkpoints.

    Raises:
        NotAllowed: only the security administrator.
        NotFound: there is none of this name.
        Refused: it has ended already.
    """
    by = authorize(act.actor, "ledger.witness")
    witness = find_witness(act.session, name)
    key = key_of(witness)
    facts = {"name": name, "vkey": str(key)}
    record(act, by, "witness.ended", _subject(key), facts, visibility=Visibility.PUBLIC)
    witness.ended_at = act.clock.now()
    act.session.flush()
    return witness


def find_witness(session: Session, name: str) -> LogWitness:
    """The witness of this name that has not ended.

    Raises:
        NotFound: there is none.
        Refused: it has ended.
    """
    witness = session.get(LogWitness, name)
    if witness is None:
        raise NotFound("ledger.no_witness", name=name)
    if witness.ended_at is not None:
        raise Refused("ledger.witness_has_ended", name=name)
    return witness


def present_witnesses(session: Session) -> Sequence[LogWitness]:
    """Those that have not ended, by name."""
    present = select(LogWitness).where(LogWitness.ended_at.is_(None)).order_by(LogWitness.name)
    return session.scalars(present).all()


def key_of(witness: LogWitness) -> VerifierKey:
    return VerifierKey(witness.name, witness.public_key, WITNESS)


def list_witnesses(session: Session) -> list[WitnessRow]:
    """All there are and were, by name, each with its newest cosignature."""
    newest = select(
        LogCosignature,
        func.row_number()
        .over(partition_by=LogCosignature.witness, order_by=LogCosignature.signed_at.desc())
        .label("rank"),
    ).subquery()
    rows = session.execute(
        select(LogWitness, newest.c.origin, newest.c.size, newest.c.signed_at)
        .outerjoin(newest, (newest.c.witness == LogWitness.name) & (newest.c.rank == 1))
        .order_by(LogWitness.name)
    )
    return [
        WitnessRow(witness.name, str(key_of(witness)), witness.since, witness.ended_at, *cosigned)
        for witness, *cosigned in rows
    ]


def _subject(key: VerifierKey) -> str:
    return f"witness/{key.key_id.hex()}"
