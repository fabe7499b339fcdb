"""Going through whole logs 通读日志, from the first entry on: in the database, or in an exported folder."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from kernel.attachments import read_upload
from kernel.errors import InputError
from ledger import ed25519
from ledger.checkpoint import Checkpoint, parse_checkpoint
from ledger.entry import Entry, parse_leaf
from ledger.entry_file import read_entry_file
from ledger.errors import NotProven
from ledger.models import ENTRY, PAYLOAD, log_at
from ledger.note import open_note, parse_key
from ledger.origin import MOST_LOGS
from ledger.tiles import TILE_WIDTH, tile_path
from ledger.tree import Frontier

BATCH = 1000
_ROWS = (
    select(ENTRY.c.seq, ENTRY.c.body, PAYLOAD.c.payload)
    .join_from(ENTRY, PAYLOAD, (PAYLOAD.c.seq == ENTRY.c.seq) & (PAYLOAD.c.seq >= bindparam("first")))
    .where(ENTRY.c.seq >= bindparam("first"))
    .order_by(ENTRY.c.seq)
    .limit(BATCH)
)


@dataclass(frozen=True, slots=True)
class Scanned:
    """An entry and its payload, None where that is withheld or erased."""

    entry: Entry
    payload: Mapping[str, object] | None


def scan(session: Session) -> Iterator[Scanned]:
    """Every entry of every log in the order in which things happened; `fsck.py` checks that they hold."""
    first = 0
    while rows := session.execute(_ROWS, {"first": first}).all():
        for row in rows:
            payload = None if row.payload is None else json.loads(row.payload)
            yield Scanned(parse_leaf(json.loads(row.body), log_at(row.seq)), payload)
        first = rows[-1].seq + 1


def scan_folder(folder: Path) -> Iterator[Scanned]:
    """The same from a folder as `export.py` writes it, each log checked against its signed checkpoint.

    Raises:
        InputError: it is no such folder, or a file in it is malformed.
        NotProven: an entry is missing, surplus, changed or out of place, or a signature is wrong.
    """
    logs = [log for log in range(1, MOST_LOGS + 1) if (folder / str(log) / "checkpoint").is_file()]
    if not logs:
        raise InputError("ledger.no_export", path=folder)
    for log in logs:
        yield from _scan_log(folder / str(log), log)


def _scan_log(folder: Path, log: int) -> Iterator[Scanned]:
    checkpoint = _checkpoint(folder)
    frontier = Frontier()
    for index in range(-(-checkpoint.size // TILE_WIDTH)):
        file = folder / "files" / f"{tile_path(index, TILE_WIDTH)}.jsonl"
        for line in read_upload(file).splitlines():
            entry, payload = read_entry_file(line)
            if entry.n != frontier.size:
                raise NotProven("ledger.export_differs", path=file)
            frontier.append(entry.hash())
            yield Scanned(replace(entry, log=log), payload)
    if (frontier.size, frontier.root()) != (checkpoint.size, checkpoint.root):
        raise NotProven("ledger.export_differs", path=folder)


def _checkpoint(folder: Path) -> Checkpoint:
    key = parse_key(_text(folder / "log.vkey"))
    checkpoint = parse_checkpoint(open_note(_text(folder / "checkpoint"), key, ed25519.verify))
    if checkpoint.origin != key.name:
        raise NotProven("ledger.other_log", origin=checkpoint.origin, key=key.name)
    return checkpoint


def _text(file: Path) -> str:
    return read_upload(file).decode("utf-8", "replace")
