"""The logs against themselves 全量核验: every leaf, payload digest, node, root and signature, computed again."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice, pairwise
from typing import Any

from sqlalchemy import and_, bindparam, func, or_, select
from sqlalchemy.orm import Session

from kernel.errors import PanelError
from ledger.entry import payload_hash
from ledger.errors import NotProven
from ledger.fsck_signed import (
    broken_checkpoints,
    broken_cosignatures,
    names_old,
    size_now,
    sizes_signed,
    stray_keys,
)
from ledger.models import ENTRY, NODE, PAYLOAD, place
from ledger.origin import MOST_LOGS
from ledger.queries import Head, heads
from ledger.tree import HASH_BYTES, Frontier, leaf_hash, node_key, node_leaves

BATCH = 4096
MOST_FAULTS = 100
"""Of one log; where so much is wrong, the next step is a backup and not a longer list."""

_BOUNDS: tuple[Any, Any] = bindparam("first"), bindparam("last")
_ENTRIES = (
    select(
        *ENTRY.c["seq", "type", "subject", "body", "leaf_hash"],
        *PAYLOAD.c["salt", "payload", "visibility"],
    )
    # The bounds on both sides: PostgreSQL would else read all payloads from the first on, for every batch.
    .outerjoin_from(ENTRY, PAYLOAD, and_(PAYLOAD.c.seq == ENTRY.c.seq, PAYLOAD.c.seq.between(*_BOUNDS)))
    .where(ENTRY.c.seq.between(*_BOUNDS))
)


@dataclass(slots=True)
class LogReport:
    """What the check of one log found.

    head: as the database has it.
    erased: how many payloads were erased.
    checkpoints: how many signed checkpoints the log bears out.
    faults: what does not hold, in the order in which it was found; no more than `MOST_FAULTS`. Of nodes, head and
        checkpoints that cover a faulty place, only the lowest is told.
    """

    head: Head
    erased: int = 0
    checkpoints: int = 0
    faults: list[PanelError] = field(default_factory=list)

    def facts(self) -> dict[str, object]:
        """The report for a reader of JSON, each fault as its sentence."""
        return {
            "log": self.head.log,
            "size": self.head.size,
            "root": self.head.root.hex(),
            "checkpoints": self.checkpoints,
            "erased": self.erased,
            "faults": [str(fault) for fault in self.faults],
        }


def check_logs(session: Session) -> list[LogReport]:
    """Recompute every log, a batch of entries at a time; others may append meanwhile.

    Returns:
        A report on each log, the ended ones first and the present one last.
    """
    reports = [LogReport(head) for head in heads(session)]
    begins = [0, *(place(report.head.log, 0) for report in reports[1:]), place(MOST_LOGS + 1, 0)]
    for report, begin, end in zip(reports, begins, begins[1:], strict=False):
        check = _LogCheck(session, report, begin, end)
        report.faults += islice(check.faults(), MOST_FAULTS)
    for old, new in pairwise(reports):
        if not new.faults and not names_old(session, old.head, new.head):
            new.faults.append(NotProven("ledger.broken_epoch", log=new.head.log))
    reports[-1].faults += stray_keys(session, {report.head.log for report in reports})
    return reports


class _LogCheck:
    """The check of one log, whose rows stand from `begin` up to `end`."""

    def __init__(self, session: Session, report: LogReport, begin: int, end: int) -> None:
        self._session, self._report, self._head = session, report, report.head
        self._begin, self._end = begin, end
        self._frontier = Frontier()
        self._signed = sizes_signed(session, report.head)
        self._roots = {0: self._frontier.root()}
        self._wrong: list[int] = []  # the first entries of faulty places

    def faults(self) -> Iterator[NotProven]:
        """What does not hold; fills the report's counts on the way."""
        size = self._head.size
        for start in range(0, size, BATCH):
            grown: list[tuple[int, bytes]] = []
            yield from self._entries(start, min(start + BATCH, size), grown)
            yield from self._nodes(start, min(start + BATCH, size), grown)
        if self._frontier.root() != self._head.root and not self._wrong:
            yield NotProven("ledger.broken_head", size=size)
        yield from self._surplus()
        sound = {size: root for size, root in self._roots.items() if not self._is_wrong(0, size - 1)}
        faults = [*broken_checkpoints(self._session, self._head, sound)]
        unsound = {fault.params["size"] for fault in faults}
        self._report.checkpoints = len(self._signed & sound.keys() - unsound)
        yield from faults
        yield from broken_cosignatures(self._session, self._head)

    def _entries(self, start: int, end: int, grown: list[tuple[int, bytes]]) -> Iterator[NotProven]:
        first = place(self._head.log, start)
        bounds = {"first": first, "last": first + end - start - 1}
        rows = {row[0]: row for row in self._session.execute(_ENTRIES, bounds).all()}
        for n in range(start, end):
            row = rows.get(first + n - start)
            leaf = _leaf(row, n) if row else None
            if leaf is None:
                self._wrong.append(n)
                yield NotProven("ledger.broken_entry", n=n)
            self._report.erased += row is not None and row.payload is None
            grown += self._frontier.append(leaf or bytes(HASH_BYTES))
            if self._frontier.size in self._signed:
                self._roots[self._frontier.size] = self._frontier.root()

    def _nodes(self, start: int, end: int, grown: list[tuple[int, bytes]]) -> Iterator[NotProven]:
        """Compare the nodes that the entries from `start` up to `end` completed."""
        log = self._head.log
        spans = [
            NODE.c.key.between(
                place(log, node_key(level, start >> level)), place(log, node_key(level, (end >> level) - 1))
            )
            for level in range(1, end.bit_length())
            if start >> level < end >> level
        ]
        rows = select(NODE.c.key, NODE.c.hash).where(or_(False, *spans))  # noqa: FBT003  or_'s own way
        stored: dict[int, bytes] = dict(self._session.execute(rows).all())
        for key, hash_ in grown:
            if stored.get(place(log, key)) != hash_:
                first, last = node_leaves(key)
                if not self._is_wrong(first, last):
                    self._wrong.append(first)
                    yield NotProven("ledger.broken_span", first=first, last=last)

    def _surplus(self) -> Iterator[NotProven]:
        """Where all that must be there is there and right, nothing else is there if the numbers agree."""
        columns = ENTRY.c.seq, PAYLOAD.c.seq, NODE.c.key
        counts = [
            select(func.count()).where(column >= self._begin, column < self._end).scalar_subquery()
            for column in columns
        ]
        # One statement, so that all numbers are of one moment.
        size, entries, payloads, nodes = self._session.execute(select(size_now(self._head), *counts)).one()
        if self._wrong:
            return
        if entries != size:
            yield NotProven("ledger.broken_entry", n=size)
        elif payloads != size or nodes != sum(size >> level for level in range(1, size.bit_length())):
            yield NotProven("ledger.surplus_rows")

    def _is_wrong(self, first: int, last: int) -> bool:
        return any(first <= n <= last for n in self._wrong)


def _leaf(row: Any, n: int) -> bytes | None:
    """The leaf hash of entry `n`, if its row bears it out in every column."""
    _, type_, subject, body, stored, salt, payload, visibility = row
    leaf = leaf_hash(body)
    ph = payload_hash(salt, payload) if payload and salt else _logged_payload_hash(body)
    # Canonical JSON has its members in order, so that those with a column of their own end the body.
    end = f'"n":{n},"ph":"{ph}","s":"{subject}","t":"{type_}","v":1,"vis":"{visibility}"}}'
    return leaf if leaf == stored and body.endswith(end.encode()) else None


def _logged_payload_hash(body: bytes) -> str:
    """The digest of a payload that was erased, as the body has it."""
    return body.rpartition(b'"ph":"')[2][:64].decode("ascii", "replace")
