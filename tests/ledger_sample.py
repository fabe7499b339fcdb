"""Invented records for the ledger's tests."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy.orm import Session

from kernel.clock import SetClock
from kernel.entropy import RepeatableEntropy
from kernel.roles import By
from ledger.append import Record, append_many
from ledger.entry import Entry, Visibility

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
