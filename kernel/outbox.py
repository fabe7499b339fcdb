"""Side effects leave through here: a row in the business transaction, sent by the worker after it."""

from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from kernel.act import Act
from kernel.database import Base


class OutboxMessage(Base):
    """Something to be sent once. `key` is its identity: the same message is never entered twice.

    `content` holds references only; names, addresses and texts are put in by the sender, so that
    reading this table tells nobody who was drawn.
    """

    __tablename__ = "outbox"
    __table_args__ = (UniqueConstraint("key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str]
    kind: Mapped[str]
    content: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]


def enqueue(act: Act, key: str, kind: str, content: dict[str, Any]) -> None:
    """Enter a message to be sent after the transaction has committed."""
    act.session.add(OutboxMessage(key=key, kind=kind, content=content, created_at=act.clock.now()))
    act.session.flush()


def next_waiting(session: Session) -> OutboxMessage | None:
    """The oldest message that is not sent and that nobody else is sending now."""
    unsent = select(OutboxMessage).where(OutboxMessage.sent_at.is_(None)).order_by(OutboxMessage.id)
    return session.scalars(unsent.limit(1).with_for_update(skip_locked=True)).first()
