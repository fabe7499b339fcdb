"""The ledger's tables. Nothing but `append.py` writes the first four, nothing but `jobs.py` the last two."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, Connection, ForeignKey, Integer, LargeBinary, event
from sqlalchemy.orm import Mapped, mapped_column

from kernel.database import Base
from ledger.entry import Visibility
from ledger.guards import begin_head, guard_entries

Number = BigInteger().with_variant(Integer, "sqlite")
"""A 64-bit integer on both databases; on SQLite only INTEGER makes a key the row's own address."""

_KINDS = ", ".join(f"'{kind.value}'" for kind in Visibility)


class LogHead(Base):
    """How far the log has grown: one row, and the only lock of the ledger."""

    __tablename__ = "log_head"
    __table_args__ = (
        CheckConstraint("id = 1", name="one_row"),
        CheckConstraint("size >= 0", name="size"),
        CheckConstraint("length(root) = 32", name="root"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    size: Mapped[int] = mapped_column(Number)
    root: Mapped[bytes] = mapped_column(LargeBinary)


class LogEntry(Base):
    """An entry 台账条目. `body` is what is hashed; `type` and `subject` stand beside it for look-ups.

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
    """A perfect subtree of two leaves or more, under `tree.node_key`; the leaves' hashes stand in `log_entry`."""

    __tablename__ = "log_node"
    __table_args__ = (CheckConstraint("length(hash) = 32", name="hash"),)

    key: Mapped[int] = mapped_column(Number, primary_key=True, autoincrement=False)
    hash: Mapped[bytes] = mapped_column(LargeBinary)


class LogKey(Base):
    """Whose signature the checkpoints of a log carry: one verifier key per origin, never replaced."""

    __tablename__ = "log_key"

    origin: Mapped[str] = mapped_column(primary_key=True)
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
