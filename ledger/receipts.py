"""Receipts 回执 and the entry files of a transcript: what somebody can take away and check without us."""

import json
from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from kernel.errors import Refused
from ledger.cosigned import best_checkpoint, cosigned_note
from ledger.entry import Entry, Visibility
from ledger.entry_file import write_entry_file
from ledger.models import LogPayload, place
from ledger.nodes import with_nodes
from ledger.proof import LogProof
from ledger.tree import inclusion_proof


def receipt(session: Session, entry: Entry) -> str:
    """The `.tlog-proof` file of an entry, under the checkpoint of its log that has most cosignatures.

    Of those equally cosigned it is the newest, so that without witnesses it is the newest of all.

    Args:
        entry: as it was read from the log.

    Raises:
        Refused: no checkpoint covers it yet; the job `cover` sees to one.
    """
    best = best_checkpoint(session, entry.log, entry.n)
    if best is None:
        raise Refused("ledger.not_covered", n=entry.n)
    path = with_nodes(session, entry.log, lambda node: inclusion_proof(entry.n, best.size, node))
    return LogProof(entry.n, tuple(path), cosigned_note(session, best)).text()


def export_entry(
    session: Session, entry: Entry, disclosed: Collection[Visibility] = (Visibility.PUBLIC,)
) -> tuple[bytes, bytes]:
    """The files `<n>.json` and `<n>.tlog-proof` of an entry.

    Args:
        entry: as it was read from the log.
        disclosed: the visibilities whose payloads the reader may see; others are withheld, and so is a
            payload that was erased. The leaf is always there.

    Raises:
        Refused: as `receipt`.
    """
    of = select(LogPayload.payload, LogPayload.salt).where(LogPayload.seq == place(entry.log, entry.n))
    kept = session.execute(of).one()
    shown = kept.payload is not None and entry.visibility in disclosed
    payload, salt = (json.loads(kept.payload), kept.salt) if shown else (None, None)
    return write_entry_file(entry, payload, salt), receipt(session, entry).encode()
