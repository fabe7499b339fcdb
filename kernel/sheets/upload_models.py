"""A spreadsheet that somebody handed in and has not confirmed yet."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from kernel.database import Base


class SheetUpload(Base):
    """A file between its preview and its confirmation; gone with either, or after a day.

    kind: what it is to be taken in as.
    account: public id of who handed it in, and alone sees it.
    content: sealed, for it may hold personal data.
    counts: rows by their state. digest: of the preview as it was shown.
    """

    __tablename__ = "sheet_upload"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    account: Mapped[str] = mapped_column(index=True)
    file_name: Mapped[str]
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    counts: Mapped[dict[str, Any]]
    digest: Mapped[str]
    uploaded_at: Mapped[datetime]


class SheetUploadPage(Base):
    """Some rows of a preview, all in one state, as a page shows them; sealed."""

    __tablename__ = "sheet_upload_page"

    upload_id: Mapped[int] = mapped_column(ForeignKey(SheetUpload.id, ondelete="CASCADE"), primary_key=True)
    state: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    content: Mapped[bytes] = mapped_column(LargeBinary)
