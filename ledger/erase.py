"""Erasing a payload 抹除内容: the log still verifies, and shows that there was an entry whose content is withheld.

One person asks, another approves; both steps are entries, and no table holds more than they do. Copies elsewhere
(backups, exports, receipts that were handed out) are not reached.
"""

import json

from sqlalchemy import select, update

from kernel.act import Act
from kernel.errors import Refused
from kernel.roles import authorize
from kernel.text import clean
from ledger.entry import Entry, Visibility
from ledger.models import PAYLOAD, LogEntry, LogPayload, place
from ledger.queries import read_head
from ledger.record import record

KEPT = frozenset(
    {
        # What a draw's verification and a vote's recount rest on: ids, digests and tags, no names.
        *("pool.frozen", "commitment.entered", "plan.published", "secret.revealed", "secret.withheld"),
        *("beacon.typed", "beacon.confirmed", "beacon.taken", "panel.drawn", "member.replaced"),
        *("attempt.voided", "ceremony.closed"),
        *("roster.frozen", "vote.opened", "ballot.committed", "vote.closed", "ballots.opened", "tally"),
        # What the log tells about itself.
        *("epoch.started", "witness.added", "witness.ended", "verifiers.published"),
        *("log.disclosed", "erasure.requested", "payload.erased"),
    }
)
"""The types whose payload is never erased."""


def request_erasure(act: Act, entry: Entry, reason: str) -> Entry:
    """Ask that the payload of an entry be erased.

    Args:
        entry: as it was read from the log.
        reason: why; anybody may read it, so that it must not repeat what is to go.

    Returns:
        The entry of the request.

    Raises:
        NotAllowed: only the security administrator.
        InputError: no reason.
        Refused: the payload is needed, or erased already.
    """
    by = authorize(act.actor, "ledger.erase")
    _check_erasable(act, entry)
    facts = {"log": entry.log, "n": entry.n, "reason": clean("reason", reason)}
    asked = str(read_head(act.session).size)
    return record(
        act, by, "erasure.requested", _subject(entry), facts, idem=asked, visibility=Visibility.PUBLIC
    )


def erase(act: Act, entry: Entry) -> Entry:
    """Approve the last request and erase: payload and salt, for with its salt a short payload could be guessed.

    Returns:
        The entry that says so.

    Raises:
        NotAllowed: only the leading group's office.
        Refused: nobody asked; the one who asked approves; the payload is needed, or erased already.
    """
    by = authorize(act.actor, "ledger.approve_erasure")
    _check_erasable(act, entry)
    requested, facts = _request(act, entry)
    if requested.endswith(f":{by.public_id}"):
        raise Refused("ledger.erased_alone")
    facts = {**facts, "requested_by": requested}
    erased = record(act, by, "payload.erased", _subject(entry), facts, visibility=Visibility.PUBLIC)
    # Behind the ledger's lock, which whoever enters something holds: nobody else erases meanwhile.
    gone = {"payload": None, "salt": None, "erased_at": act.clock.now()}
    act.session.execute(update(PAYLOAD).where(PAYLOAD.c.seq == place(entry.log, entry.n)).values(gone))
    return erased


def _check_erasable(act: Act, entry: Entry) -> None:
    if entry.type in KEPT:
        raise Refused("ledger.payload_needed", n=entry.n, type=entry.type)
    at = place(entry.log, entry.n)
    if act.session.scalar(select(LogPayload.erased_at).where(LogPayload.seq == at)):
        raise Refused("ledger.erased_already", n=entry.n)


def _request(act: Act, entry: Entry) -> tuple[str, dict[str, object]]:
    """Who asked last, and the facts of the request."""
    asked = (
        select(LogEntry.body, LogPayload.payload)
        .join(LogPayload, LogPayload.seq == LogEntry.seq)
        .where(LogEntry.subject == _subject(entry), LogEntry.type == "erasure.requested")
        .order_by(LogEntry.seq.desc())
        .limit(1)
    )
    row = act.session.execute(asked).one_or_none()
    if row is None:
        raise Refused("ledger.no_erasure_asked", n=entry.n)
    return json.loads(row.body)["by"], json.loads(row.payload)


def _subject(entry: Entry) -> str:
    return f"log/{entry.log}/entry/{entry.n}"
