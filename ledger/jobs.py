"""Having the head signed 签发检查点: within seconds of a commit, and before a receipt is shown.

Both jobs open transactions of their own, between which the signer is asked: call them where none is open.
"""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from kernel.clock import Clock
from kernel.database import Database
from kernel.errors import Refused
from ledger import ed25519
from ledger.checkpoint import Checkpoint
from ledger.entry import Entry
from ledger.errors import NotProven, SignerRefused
from ledger.models import LogCheckpoint, LogHead, LogKey
from ledger.note import VerifierKey, open_note, parse_key
from ledger.origin import log_of
from ledger.queries import Head, newest_checkpoint, proof_of_growth, read_head
from ledger.signer_process import SignerProcess


def sign_head(database: Database, signer: SignerProcess, clock: Clock) -> LogCheckpoint:
    """Have the present log's head signed, and keep the checkpoint.

    Raises:
        SignerRefused: the log takes back what was signed before: it was restored or edited.
        Refused: the signer has another key than the one this log's checkpoints carry, or was called for
            another log than the present one.
        Unavailable: the signer or the database cannot serve now.
    """
    key = _agreed_key(database, signer, clock)
    old_size = _newest_size(database)
    while True:  # a refusal that tells a new size means that another signed meanwhile
        head, proof = _grown_since(database, signer.origin, old_size)
        try:
            note = signer.sign(head, old_size, proof)
        except SignerRefused as refusal:
            if refusal.signed_size in {None, old_size}:
                raise
            old_size = refusal.signed_size
        else:
            return _keep(database, key, head, note, clock)


def cover(database: Database, signer: SignerProcess, clock: Clock, entry: Entry) -> None:
    """See to it that an entry of the present log stands under a signed checkpoint; raises as `sign_head` does.

    An entry of a log that has ended is left as it is: nothing more is signed there.
    """
    with database.reading() as session:
        newest = newest_checkpoint(session, entry.log)
    if entry.log == log_of(signer.origin) and (newest is None or newest.size <= entry.n):
        sign_head(database, signer, clock)


def _agreed_key(database: Database, signer: SignerProcess, clock: Clock) -> VerifierKey:
    """The signer's key, which is the one this log has always had. Only a log without one has one made."""
    with database.reading() as session:
        known = _known_key(session, signer.origin)
    key = signer.key() if known else signer.make_key()
    if known is None:
        with database.transaction() as session:
            _lock(session)
            known = _known_key(session, signer.origin)
            if known is None:
                log = log_of(signer.origin)
                session.add(LogKey(origin=signer.origin, log=log, vkey=str(key), since=clock.now()))
                known = key
    if key != known:
        raise Refused("ledger.key_changed")
    return key


def _known_key(session: Session, origin: str) -> VerifierKey | None:
    """The key that the present log has had so far, under whichever name."""
    line = session.scalar(select(LogKey.vkey).where(LogKey.log == _present(session, origin).log))
    return parse_key(line) if line else None


def _present(session: Session, origin: str) -> Head:
    """The head of the present log, which is the one called `origin`."""
    head = read_head(session)
    if head.log != log_of(origin):
        raise Refused("ledger.other_epoch", log=head.log, origin=origin)
    return head


def _newest_size(database: Database) -> int:
    with database.reading() as session:
        newest = newest_checkpoint(session)
        return newest.size if newest else 0


def _grown_since(database: Database, origin: str, old_size: int) -> tuple[Checkpoint, Sequence[bytes]]:
    """The head, and the proof that it grew from `old_size`: none if it is smaller, which the signer refuses."""
    with database.reading() as session:
        head = _present(session, origin)
        proof = proof_of_growth(session, old_size, head.size) if old_size <= head.size else ()
    return Checkpoint(origin, head.size, head.root), proof


def _keep(database: Database, key: VerifierKey, head: Checkpoint, note: str, clock: Clock) -> LogCheckpoint:
    if open_note(note, key, ed25519.verify) != head.text():
        raise NotProven("ledger.other_head")
    with database.transaction() as session:
        _lock(session)
        kept = session.get(LogCheckpoint, (head.origin, head.size))
        if kept is None:
            kept = LogCheckpoint(
                origin=head.origin, size=head.size, root=head.root, note=note, signed_at=clock.now()
            )
            session.add(kept)
    return kept


def _lock(session: Session) -> None:
    """Let others wait, so that looking and entering is one step."""
    session.execute(select(LogHead.id).with_for_update())
