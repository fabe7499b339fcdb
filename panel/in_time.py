"""That the reveals stood before the beacon spoke: else somebody could have withheld one knowing its result."""

from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from ledger.entry import Entry
from ledger.models import LogCheckpoint, LogKey
from ledger.queries import entries_of
from panel.beacons import beacon_of, due_of
from panel.models import Draw

REVEALED, MISSED = "secret.revealed", "secret.withheld"
"""The ledger's entries that say of every contributor what became of the secret."""


def stood_in_time(session: Session, draw: Draw) -> bool:
    """Whether the whole set of reveals was in a checkpoint signed before the beacon's time (draw-protocol §6)."""
    due = due_of(beacon_of(draw))
    told = [entry for entry in entries_of(session, draw.public_id) if entry.type in {REVEALED, MISSED}]
    return all(_is_covered(session, entry, due) for entry in told)


def _is_covered(session: Session, entry: Entry, before: datetime) -> bool:
    covering = (
        select(LogCheckpoint.size)
        .join(LogKey, LogKey.origin == LogCheckpoint.origin)
        .where(LogKey.log == entry.log, LogCheckpoint.size > entry.n, LogCheckpoint.signed_at < before)
    )
    return bool(session.scalar(select(exists(covering.subquery().select()))))
