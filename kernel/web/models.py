"""What the doors of the web remember."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from kernel.database import Base


class SentForm(Base):
    """A form that was carried out: sent a second time, by a double click or a reload, it does nothing."""

    __tablename__ = "sent_form"
    __table_args__ = (UniqueConstraint("mark", info={"refusal": "kernel.sent_already"}),)

    id: Mapped[int] = mapped_column(primary_key=True)
    mark: Mapped[str]  # the form's own random mark
    sent_at: Mapped[datetime] = mapped_column(index=True)
    led_to: Mapped[str | None]  # the address that its sender was shown next
