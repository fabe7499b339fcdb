"""Invented records for the ledger's tests."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from kernel.clock import SetClock
from kernel.database import Database
from kernel.entropy import RepeatableEntropy
from kernel.roles import By
from ledger.append import Record, append_many
from ledger.entry import Entry, Visibility
from ledger.fsck import LogReport, check_logs

ORIGIN = "sample.example/log/1"
START = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)


def a_record(number: int, **changes: Any) -> Record:
    members: dict[str, Any] = {
        "type": "sample.noted",
        "subject": f"subject-{number % 3}",
        "by": By("recorder", "sample-recorder"),
        "payload": {"number": number, "word": "示例"},
        "visibility": list(Visibility)[number % 3],
        "idem": f"sample/{number}",
    }
    return Record(**members | changes)


def enter(session: Session, *records: Record, at: datetime = START) -> list[Entry]:
    entropy = RepeatableEntropy(records[0].idem.encode())
    return append_many(session, records, clock=SetClock(at), entropy=entropy)


def holds(session: Session) -> LogReport:
    """What the check tells of the present log, where nothing is wrong with any."""
    reports = check_logs(session)
    assert [str(fault) for report in reports for fault in report.faults] == []
    return reports[-1]


def faults(session: Session) -> list[str]:
    """What the check says."""
    return [str(fault) for report in check_logs(session) for fault in report.faults]


@contextmanager
def unguarded(database: Database) -> Iterator[Session]:
    """A session in which triggers and foreign keys hold nothing, and which forgets everything at its end."""
    with Session(database.engine) as session:
        if database.engine.dialect.name == "sqlite":
            session.execute(text("PRAGMA defer_foreign_keys = ON"))
            session.execute(text("DROP TRIGGER log_entry_no_update"))
            session.execute(text("DROP TRIGGER log_entry_no_delete"))
        else:
            session.execute(text("SET LOCAL session_replication_role = replica"))
        yield session
        session.rollback()
