"""What the API remembers."""

from datetime import datetime

from sqlalchemy import ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from kernel.accounts import Account
from kernel.database import Base


class ApiAnswer(Base):
    """A write that was carried out under an idempotency key, and how it was answered: repeated, it does nothing.

    request: SHA-256 of method, address and body.
    status, body: of the answer; the row is written first and the answer last, in one transaction.
    """

    __tablename__ = "api_answer"
    __table_args__ = (UniqueConstraint("account", "key", info={"refusal": "api.key_in_use"}),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account: Mapped[str] = mapped_column(ForeignKey(Account.public_id))
    key: Mapped[str]
    request: Mapped[str]
    status: Mapped[int | None]
    body: Mapped[str | None] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(index=True)
