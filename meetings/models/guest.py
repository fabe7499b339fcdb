"""Who visits by a personal link 专属链接, and the second code 表决码 that opens the ballot."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from experts.models import Expert
from kernel.database import Base
from meetings.models.meeting import Invitation


class GuestVisit(Base):
    """A browser in which a personal link was opened; its cookie holds a token, of which only the digest is kept.

    invitation: of the link; None for the expert's own code, which opens the own record only.
    proven_at: when the second code was typed.
    """

    __tablename__ = "guest_visit"

    digest: Mapped[str] = mapped_column(primary_key=True)
    expert_id: Mapped[int] = mapped_column(ForeignKey(Expert.id))
    invitation_id: Mapped[int | None] = mapped_column(ForeignKey(Invitation.id), index=True)
    began_at: Mapped[datetime]
    proven_at: Mapped[datetime | None]
    invitation: Mapped[Invitation | None] = relationship(lazy="joined")


class BallotCode(Base):
    """The second code of an invitation, handed out at check-in; a keyed digest of it is kept.

    tries: how often it was typed wrongly.
    """

    __tablename__ = "ballot_code"
    __table_args__ = (CheckConstraint("tries >= 0", name="tries"),)

    invitation_id: Mapped[int] = mapped_column(ForeignKey(Invitation.id), primary_key=True)
    digest: Mapped[str]
    tries: Mapped[int]
    given_at: Mapped[datetime]
