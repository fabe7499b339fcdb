"""Entering what happened 记入台账, in the transaction in which it happens."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import islice

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from kernel.bulk import Values, insert_rows
from kernel.canonical import canonical_json
from kernel.clock import Clock, rfc3339
from kernel.entropy import Entropy
from kernel.errors import Refused
from kernel.roles import By
from ledger.entry import SALT_BYTES, VERSION, Entry, Visibility, parse_leaf, payload_hash
from ledger.errors import NotProven
from ledger.models import ENTRY, HEAD, NODE, PAYLOAD, log_at, place
from ledger.nodes import with_nodes
from ledger.tree import Frontier, leaf_hash, read_frontier

BATCH = 1000

# Built once: an append is eight small statements, and building them would cost more than running them.
_LOCKED_HEAD = select(HEAD.c.log, HEAD.c.size, HEAD.c.root).with_for_update()
_SET_HEAD = update(HEAD).values(size=bindparam("size"), root=bindparam("root"))
_BODY = select(ENTRY.c.body).where(ENTRY.c.seq == bindparam("seq"))
_ENTERED = (
    select(ENTRY.c.seq, ENTRY.c.idem, ENTRY.c.body, PAYLOAD.c.payload)
    .join_from(ENTRY, PAYLOAD, PAYLOAD.c.seq == ENTRY.c.seq)
    .where(ENTRY.c.idem.in_(bindparam("acts", expanding=True)))
)


@dataclass(frozen=True, slots=True)
class Record:
    """What is to be entered.

    type: what happened, such as `ballot.committed`.
    subject: the public id of what it happened to.
    by: who acted, in which role.
    payload: JSON without floats; bound by the entry, and kept apart from it so that it can be erased.
    visibility: who may see the payload.
    idem: the name of the act, such as `vote/<id>/ballot/S03/2`: the same act makes one entry.
    """

    type: str
    subject: str
    by: By
    payload: Mapping[str, object]
    visibility: Visibility
    idem: str


def append(  # noqa: PLR0913  a record's members, and where its time and salt come from
    session: Session,
    *,
    clock: Clock,
    entropy: Entropy,
    type: str,  # noqa: A002  the leaf's own word
    subject: str,
    by: By,
    payload: Mapping[str, object],
    visibility: Visibility,
    idem: str,
) -> Entry:
    """Enter one record: `Record` tells its members, `append_many` the rules."""
    record = Record(type, subject, by, payload, visibility, idem)
    return append_many(session, [record], clock=clock, entropy=entropy)[0]


def append_many(
    session: Session, records: Iterable[Record], *, clock: Clock, entropy: Entropy
) -> list[Entry]:
    """Enter records in their order, numbered without gaps in the present log, in the caller's transaction.

    From here to the end of that transaction nobody else can append: call it late.

    Returns:
        The entry of each record; for an act that was entered before, the entry it already has.

    Raises:
        Refused: `idem` was used for something else.
        NotProven: the stored tree does not lead to the stored root.
        InputError, ValueError: a record that cannot be a leaf, or a payload that is no canonical JSON.
    """
    head = session.execute(_LOCKED_HEAD).one()
    frontier = with_nodes(session, head.log, lambda node: read_frontier(head.size, node))
    if frontier.root() != head.root:
        raise NotProven("ledger.broken_head", size=head.size)
    at = max(rfc3339(clock.now()), _time_of(session, place(head.log, head.size - 1)))
    entries: list[Entry] = []
    remaining = iter(records)
    while batch := list(islice(remaining, BATCH)):
        entries += _append_batch(session, _Rows(head.log, frontier), batch, at, entropy)
    if frontier.size > head.size:
        session.execute(_SET_HEAD, {"size": frontier.size, "root": frontier.root()})
    return entries


def _append_batch(
    session: Session, new: "_Rows", batch: list[Record], at: str, entropy: Entropy
) -> list[Entry]:
    entered = _entered(session, [record.idem for record in batch])
    entries = []
    for record in batch:
        payload = canonical_json(record.payload)
        known = entered.get(record.idem)
        if known is None:
            entry = new.add(record, payload, at, entropy.bytes(SALT_BYTES))
            entered[record.idem] = entry, payload
        else:
            entry, known_payload = known
            if _content(entry) != _content(record) or known_payload != payload:
                raise Refused("ledger.idem_taken")
        entries.append(entry)
    new.insert(session)
    return entries


@dataclass(slots=True)
class _Rows:
    """The rows of new entries of one log, inserted a table at a time."""

    log: int
    frontier: Frontier
    entries: list[Values] = field(default_factory=list)
    payloads: list[Values] = field(default_factory=list)
    nodes: list[Values] = field(default_factory=list)

    def add(self, record: Record, payload: bytes, at: str, salt: bytes) -> Entry:
        leaf = {
            "at": at,
            "by": str(record.by),
            "n": self.frontier.size,
            "ph": payload_hash(salt, payload),
            "s": record.subject,
            "t": record.type,
            "v": VERSION,
            "vis": record.visibility,
        }
        entry = parse_leaf(leaf, self.log)
        seq = place(self.log, entry.n)
        body = canonical_json(leaf)
        hash_ = leaf_hash(body)
        self.entries.append((seq, entry.type, entry.subject, record.idem, body, hash_))
        self.payloads.append((seq, salt, payload, entry.visibility.value))
        self.nodes += [(place(self.log, key), node) for key, node in self.frontier.append(hash_)]
        return entry

    def insert(self, session: Session) -> None:
        insert_rows(session, ENTRY, ("seq", "type", "subject", "idem", "body", "leaf_hash"), self.entries)
        insert_rows(session, PAYLOAD, ("seq", "salt", "payload", "visibility"), self.payloads)
        insert_rows(session, NODE, ("key", "hash"), self.nodes)


def _content(what: Entry | Record) -> tuple[str, str, str, Visibility]:
    return what.type, what.subject, str(what.by), what.visibility


def _entered(session: Session, acts: list[str]) -> dict[str, tuple[Entry, bytes | None]]:
    """Entry and payload of the acts that are on the log already."""
    rows = session.execute(_ENTERED, {"acts": acts})
    return {row.idem: (parse_leaf(json.loads(row.body), log_at(row.seq)), row.payload) for row in rows}


def _time_of(session: Session, seq: int) -> str:
    """When the entry at this place was made; of no entry, the earliest text."""
    body = session.scalar(_BODY, {"seq": seq})
    return parse_leaf(json.loads(body)).at if body else ""
