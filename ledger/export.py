"""The log as a folder 导出, for monitors elsewhere: tiles, entries, checkpoints, keys (c2sp.org/tlog-tiles).

Each log of the installation has its own folder, named by its number:

    1/checkpoint, 1/log.vkey            the newest checkpoint, with its cosignatures; the key it is signed with
    1/tile/<level>/…, 1/tile/entries/…  tiles and entry bundles, as tlog-tiles has them
    1/files/000.jsonl                   256 entries, a line each: the entry's file, its payload where disclosed
    1/checkpoints/<size>                every checkpoint, with its cosignatures
    policy                              the logs' and witnesses' keys (c2sp.org/tlog-policy)

A second export into the same folder adds what is new; a payload that was erased meanwhile goes from there too.
"""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from kernel.act import Act
from kernel.errors import InputError, Refused
from kernel.roles import authorize
from kernel.text import clean
from ledger.compare import check_contained
from ledger.cosigned import cosigned_note
from ledger.entry import Visibility, parse_leaf
from ledger.entry_file import write_entry_file
from ledger.models import ENTRY, NODE, PAYLOAD, LogCheckpoint, LogCosignature, LogKey, place
from ledger.queries import newest_checkpoint, read_head
from ledger.record import record
from ledger.tiles import TILE_HEIGHT, TILE_WIDTH, bundle, tile_path, tiles_of
from ledger.tree import node_key
from ledger.witnesses import key_of, present_witnesses

_BOUNDS: tuple[Any, Any] = bindparam("first"), bindparam("last")
_ENTRIES = (
    select(ENTRY.c.body, PAYLOAD.c.payload, PAYLOAD.c.salt)
    # The bounds on both sides: PostgreSQL would else read all payloads from the first on, for every bundle.
    .join_from(ENTRY, PAYLOAD, (PAYLOAD.c.seq == ENTRY.c.seq) & PAYLOAD.c.seq.between(*_BOUNDS))
    .where(ENTRY.c.seq.between(*_BOUNDS))
    .order_by(ENTRY.c.seq)
)


@dataclass(frozen=True, slots=True)
class Exported:
    """How many entries the folder holds now, of how many logs, and how many files were written for it."""

    logs: int
    entries: int
    files: int


def disclose(act: Act, purpose: str) -> None:
    """Enter that an auditor takes what is closed, and why.

    Raises:
        NotAllowed: only the audit administrator.
        InputError: no purpose.
    """
    by = authorize(act.actor, "ledger.disclose")
    head = read_head(act.session)
    facts = {"purpose": clean("purpose", purpose)}
    record(act, by, "log.disclosed", f"log/{head.log}", facts, idem=str(head.size))


def export_logs(
    session: Session, folder: Path, disclosed: Collection[Visibility], cosignatures: int
) -> Exported:
    """Bring the folder up to the newest signed checkpoint of every log.

    Args:
        disclosed: the visibilities whose payloads may be seen; those of the folder's first export.
        cosignatures: how many the policy asks for.

    Raises:
        Refused: the policy asks for more witnesses than there are.
        InputError: the folder holds other logs.
        NotProven: the log no longer begins with what was exported here: keep the folder as evidence.
    """
    counts = [_export(session, key, folder, disclosed) for key in session.scalars(select(LogKey))]
    policy = _Folder(folder)
    policy.put("policy", _policy(session, cosignatures).encode())
    entries, files = (sum(count) for count in zip(*counts, strict=True)) if counts else (0, 0)
    return Exported(len(counts), entries, files + policy.written)


def _export(
    session: Session, key: LogKey, folder: Path, disclosed: Collection[Visibility]
) -> tuple[int, int]:
    """Export one log; the checkpoint last, so that whoever reads meanwhile finds all that it covers."""
    out = _Folder(folder / str(key.log))
    newest = newest_checkpoint(session, key.log)
    if newest is None:
        return 0, 0
    old_size = _old_size(session, key, out)
    _put_tiles(session, key.log, newest.size, old_size, out)
    _put_entries(session, key.log, newest.size, old_size, out, disclosed)
    _put_checkpoints(session, key.origin, old_size, out)
    out.put("log.vkey", f"{key.vkey}\n".encode())
    out.put("checkpoint", cosigned_note(session, newest).encode())
    return newest.size, out.written


def _old_size(session: Session, key: LogKey, out: "_Folder") -> int:
    """How far the folder goes already, which the log must still begin with."""
    before = out.get("checkpoint")
    if before is None:
        return 0
    if out.get("log.vkey") != f"{key.vkey}\n".encode():
        raise InputError("ledger.other_export", path=out.path)
    return check_contained(session, before.decode("utf-8", "replace")).size


def _put_tiles(session: Session, log: int, size: int, old_size: int, out: "_Folder") -> None:
    level = 0
    while row := size >> TILE_HEIGHT * level:
        for index, width in tiles_of(row, old_size >> TILE_HEIGHT * level):
            out.put(f"tile/{level}/{tile_path(index, width)}", _tile(session, log, level, index, width))
        level += 1


def _tile(session: Session, log: int, level: int, index: int, width: int) -> bytes:
    key, hash_ = (NODE.c.key, NODE.c.hash) if level else (ENTRY.c.seq, ENTRY.c.leaf_hash)
    first = place(log, node_key(TILE_HEIGHT * level, index * TILE_WIDTH))
    return b"".join(session.scalars(select(hash_).where(key >= first, key < first + width).order_by(key)))


def _put_entries(
    session: Session, log: int, size: int, old_size: int, out: "_Folder", disclosed: Collection[Visibility]
) -> None:
    """The new bundles, and of the readable files also those that show an entry which was erased since."""
    new = dict(tiles_of(size, old_size))
    for index in sorted({*new, *_with_erased(session, log, size)}):
        rows = _rows(session, log, index, size)
        lines = [_line(row, log, disclosed) for row in rows]
        out.put(f"files/{tile_path(index, TILE_WIDTH)}.jsonl", b"".join(lines))
        if index in new:
            out.put(f"tile/entries/{tile_path(index, new[index])}", bundle(row.body for row in rows))


def _with_erased(session: Session, log: int, size: int) -> set[int]:
    within = PAYLOAD.c.seq >= place(log, 0), PAYLOAD.c.seq < place(log, size)
    erased = session.scalars(select(PAYLOAD.c.seq).where(PAYLOAD.c.erased_at.is_not(None), *within))
    return {(seq - place(log, 0)) // TILE_WIDTH for seq in erased}


def _put_checkpoints(session: Session, origin: str, old_size: int, out: "_Folder") -> None:
    """The new ones, and those that may have been cosigned since."""
    cosigned = select(LogCosignature.size).where(LogCosignature.origin == origin)
    wanted = (LogCheckpoint.size > old_size) | LogCheckpoint.size.in_(cosigned)
    for checkpoint in session.scalars(select(LogCheckpoint).where(LogCheckpoint.origin == origin, wanted)):
        out.put(f"checkpoints/{checkpoint.size}", cosigned_note(session, checkpoint).encode())


def _rows(session: Session, log: int, index: int, size: int) -> Sequence[Any]:
    first = place(log, index * TILE_WIDTH)
    last = place(log, min(size, (index + 1) * TILE_WIDTH)) - 1
    return session.execute(_ENTRIES, {"first": first, "last": last}).all()


def _line(row: Any, log: int, disclosed: Collection[Visibility]) -> bytes:
    entry = parse_leaf(json.loads(row.body), log)
    shown = row.payload is not None and entry.visibility in disclosed
    return write_entry_file(entry, *((json.loads(row.payload), row.salt) if shown else (None, None)))


def _policy(session: Session, cosignatures: int) -> str:
    """Whose checkpoints count, and how many witnesses must have cosigned them (c2sp.org/tlog-policy)."""
    logs = [f"log {key.vkey}" for key in session.scalars(select(LogKey).order_by(LogKey.log))]
    keys = {f"witness-{number}": key_of(row) for number, row in enumerate(present_witnesses(session), 1)}
    if cosignatures > len(keys):
        raise Refused("ledger.too_few_witnesses", required=cosignatures, witnesses=len(keys))
    witnesses = [f"witness {name} {key}" for name, key in keys.items()]
    group = [f"group witnesses {cosignatures} {' '.join(keys)}"] if cosignatures else []
    quorum = f"quorum {'witnesses' if cosignatures else 'none'}"
    return "".join(f"{line}\n" for line in (*logs, *witnesses, *group, quorum))


class _Folder:
    """Files that are put in their place whole, if they are new or changed."""

    def __init__(self, path: Path) -> None:
        self.path, self.written = path, 0

    def get(self, name: str) -> bytes | None:
        try:
            return (self.path / name).read_bytes()
        except FileNotFoundError:
            return None

    def put(self, name: str, content: bytes) -> None:
        if self.get(name) == content:
            return
        file = self.path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        new = file.with_name(f".{file.name}.new")
        new.write_bytes(content)
        new.replace(file)
        self.written += 1
