"""Receipts 回执 and the entry files of a transcript: what somebody can take away and check without us."""

import json
from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from kernel.errors import Refused
from ledger.entry import Visibility
from ledger.entry_file import write_entry_file
from ledger.models import LogPayload
from ledger.nodes import with_nodes
from ledger.proof import LogProof
from ledger.queries import entry, newest_checkpoint
from ledger.tree import inclusion_proof


def receipt(session: Session, n: int) -> str:
    """The `.tlog-proof` file of entry `n` under the newest checkpoint.

    Raises:
        NotFound: there is no such entry.
        Refused: no checkpoint covers it yet; the job `cover` sees to one.
    """
    newest = newest_checkpoint(session)
    if newest is None or not 0 <= n < newest.size:
        entry(session, n)
        raise Refused("ledger.not_covered", n=n)
    path = with_nodes(session, lambda node: inclusion_proof(n, newest.size, node))
    return LogProof(n, tuple(path), newest.note).text()


def export_entry(
    session: Session, n: int, disclosed: Collection[Visibility] = (Visibility.PUBLIC,)
) -> tuple[bytes, bytes]:
    """The files `<n>.json` and `<n>.tlog-proof` of an entry.

    Args:
        disclosed: the visibilities whose payloads the reader may see; others are withheld, and so is a
            payload that was erased. The leaf is always there.

    Raises:
        NotFound, Refused: as `receipt`.
    """
    exported = entry(session, n)
    kept = session.execute(select(LogPayload.payload, LogPayload.salt).where(LogPayload.seq == n)).one()
    shown = kept.payload is not None and exported.visibility in disclosed
    payload, salt = (json.loads(kept.payload), kept.salt) if shown else (None, None)
    return write_entry_file(exported, payload, salt), receipt(session, n).encode()
