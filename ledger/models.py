"""The ledger's tables.

An installation may have had several logs, one after the other (`epochs.py`). Their entries and nodes share the
tables, each under one integer that holds the log's number too: a key of several columns would be much slower.
Nothing but `append.py` writes entries, payloads and nodes; nothing but `jobs.py` keys and checkpoints.
"""

from datetime import datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Connection,
    ForeignKey,
    ForeignKeyConstraint,
    Integer,
    LargeBinary,
    UniqueConstraint,
    event,
)
from sqlalchemy.orm import Mapped, mapped_column

from kernel.database import Base
from ledger.entry import Visibility
from ledger.guards import begin_head, guard_entries
from ledger.origin import MOST_LOGS

Number = BigInteger().with_variant(Integer, "sqlite")
"""A 64-bit integer on both databases; on SQLite only INTEGER makes a key the row's own address."""

_LOG_SHIFT = 54
"""`tree.node_key` has 48 bits for the index and 6 for the level; 9 are left for the log."""

_KINDS = ", ".join(f"'{kind.value}'" for kind in Visibility)


def place(log: int, key: int) -> int:
    """The integer under which an entry or node of log number `log` stands.

    Args:
        key: an entry's number, or a node's `tree.node_key`; of log 1 it is the place itself.
    """
    return (log - 1 << _LOG_SHIFT) + key


def log_at(place: int) -> int:
    """The number of the log that has something at this place."""
    return (place >> _LOG_SHIFT) + 1


class LogHead(Base):
    """Which log is kept now, and how far it has grown: one row, and the only lock of the ledger."""

    __tablename__ = "log_head"
    __table_args__ = (
        CheckConstraint("id = 1", name="one_row"),
        CheckConstraint(f"log BETWEEN 1 AND {MOST_LOGS}", name="log"),
        CheckConstraint("size >= 0", name="size"),
        CheckConstraint("length(root) = 32", name="root"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    log: Mapped[int]
    size: Mapped[int] = mapped_column(Number)
    root: Mapped[bytes] = mapped_column(LargeBinary)


class LogEpoch(Base):
    """A log that has ended 已终止的一期: how far it had grown when the next one began."""

    __tablename__ = "log_epoch"
    __table_args__ = (
        CheckConstraint(f"log BETWEEN 1 AND {MOST_LOGS}", name="log"),
        CheckConstraint("size >= 0", name="size"),
        CheckConstraint("length(root) = 32", name="root"),
    )

    log: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    size: Mapped[int] = mapped_column(Number)
    root: Mapped[bytes] = mapped_column(LargeBinary)
    ended_at: Mapped[datetime]


class LogEntry(Base):
    """An entry 台账条目. `body` is what is hashed; `type` and `subject` stand beside it for look-ups.

    `seq` is its place: in log 1 its number, in every log the order in which things happened.

    `idem` names the act that made the entry, so that doing it again makes no second one. It is no part of the
    entry: the proofs do not cover it.
    """

    __tablename__ = "log_entry"
    __table_args__ = (
        CheckConstraint("seq >= 0", name="seq"),
        CheckConstraint("idem <> ''", name="idem"),
        CheckConstraint("length(leaf_hash) = 32", name="leaf_hash"),
    )

    seq: Mapped[int] = mapped_column(Number, primary_key=True, autoincrement=False)
    type: Mapped[str]
    subject: Mapped[str] = mapped_column(index=True)
    idem: Mapped[str] = mapped_column(unique=True)
    body: Mapped[bytes] = mapped_column(LargeBinary)
    leaf_hash: Mapped[bytes] = mapped_column(LargeBinary)


class LogPayload(Base):
    """What an entry's `ph` binds. Erasing takes payload and salt: with its salt a short payload could be guessed."""

    __tablename__ = "log_payload"
    __table_args__ = (
        CheckConstraint(f"visibility IN ({_KINDS})", name="visibility"),
        CheckConstraint("length(salt) = 32", name="salt"),
        CheckConstraint("(payload IS NULL) = (erased_at IS NOT NULL)", name="erased"),
        CheckConstraint("(payload IS NULL) = (salt IS NULL)", name="whole"),
    )

    seq: Mapped[int] = mapped_column(ForeignKey(LogEntry.seq), primary_key=True, autoincrement=False)
    salt: Mapped[bytes | None] = mapped_column(LargeBinary)
    payload: Mapped[bytes | None] = mapped_column(LargeBinary)
    visibility: Mapped[str]
    erased_at: Mapped[datetime | None]


class LogNode(Base):
    """A perfect subtree of two leaves or more, at the place of its `tree.node_key`.

    The leaves' hashes stand in `log_entry`.
    """

    __tablename__ = "log_node"
    __table_args__ = (CheckConstraint("length(hash) = 32", name="hash"),)

    key: Mapped[int] = mapped_column(Number, primary_key=True, autoincrement=False)
    hash: Mapped[bytes] = mapped_column(LargeBinary)


class LogKey(Base):
    """Whose signature the checkpoints of a log carry: one verifier key for each, never replaced."""

    __tablename__ = "log_key"
    __table_args__ = (CheckConstraint(f"log BETWEEN 1 AND {MOST_LOGS}", name="log"),)

    origin: Mapped[str] = mapped_column(primary_key=True)
    log: Mapped[int] = mapped_column(unique=True)
    vkey: Mapped[str]
    since: Mapped[datetime]


class LogCheckpoint(Base):
    """A signed checkpoint 检查点, word for word in `note`."""

    __tablename__ = "log_checkpoint"
    __table_args__ = (
        CheckConstraint("size >= 0", name="size"),
        CheckConstraint("length(root) = 32", name="root"),
    )

    origin: Mapped[str] = mapped_column(ForeignKey(LogKey.origin), primary_key=True)
    size: Mapped[int] = mapped_column(Number, primary_key=True, autoincrement=False, index=True)
    root: Mapped[bytes] = mapped_column(LargeBinary)
    note: Mapped[str]
    signed_at: Mapped[datetime]


class LogWitness(Base):
    """A witness 见证方: whose cosignature shows that somebody else saw the same log grow."""

    __tablename__ = "log_witness"
    __table_args__ = (
        # Under two names, one witness would count as two.
        UniqueConstraint("public_key", info={"refusal": "ledger.witness_taken"}),
        CheckConstraint("length(public_key) = 32", name="public_key"),
    )

    name: Mapped[str] = mapped_column(primary_key=True)  # of its key, as c2sp.org/tlog-cosignature has it
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    since: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class LogCosignature(Base):
    """A witness's signature line on a checkpoint, word for word in `line`."""

    __tablename__ = "log_cosignature"
    __table_args__ = (
        ForeignKeyConstraint(["origin", "size"], ["log_checkpoint.origin", "log_checkpoint.size"]),
    )

    origin: Mapped[str] = mapped_column(primary_key=True)
    size: Mapped[int] = mapped_column(Number, primary_key=True, autoincrement=False)
    witness: Mapped[str] = mapped_column(ForeignKey(LogWitness.name), primary_key=True)
    line: Mapped[str]
    signed_at: Mapped[datetime]  # the witness's own time, from the line


@event.listens_for(LogEntry.__table__, "after_create")
def _after_log_entry(_table: object, connection: Connection, **_options: object) -> None:
    guard_entries(connection)


@event.listens_for(LogHead.__table__, "after_create")
def _after_log_head(_table: object, connection: Connection, **_options: object) -> None:
    begin_head(connection)


HEAD, ENTRY, PAYLOAD, NODE = (
    Base.metadata.tables[f"log_{name}"] for name in ("head", "entry", "payload", "node")
)
"""The same tables bare, for the statements that run by the hundred thousand."""
