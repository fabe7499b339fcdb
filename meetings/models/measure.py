"""What is in force 在施措施 and what was decided before this service was there 既往决定."""

from datetime import date

from sqlalchemy import CheckConstraint, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from kernel.database import Base


class PastDecision(Base):
    """A decision made before this service was there 既往决定, imported on day one."""

    __tablename__ = "past_decision"
    __table_args__ = (
        CheckConstraint("polarity IN ('PUNISH', 'REWARD')", name="polarity"),
        CheckConstraint("ends_on IS NULL OR starts_on <= ends_on", name="order"),
    )

    number: Mapped[str] = mapped_column(primary_key=True)  # 发文字号
    organ_uscc: Mapped[str]
    organ_name: Mapped[str]
    subject_number: Mapped[str] = mapped_column(index=True)
    subject_name: Mapped[str]
    polarity: Mapped[str]
    item_code: Mapped[str]
    decided_on: Mapped[date]
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]  # included


class RunningMeasure(Base):
    """A measure in force 在施措施, from an issued or a past decision; ended ones stay with their dates."""

    __tablename__ = "running_measure"
    __table_args__ = (
        CheckConstraint("ends_on IS NULL OR starts_on <= ends_on", name="order"),
        CheckConstraint("state IN ('running', 'ended')", name="state"),
        Index(
            "uq_running_measure_running",
            "subject_number",
            "item_code",
            "measure_code",
            unique=True,
            sqlite_where=text("state = 'running'"),
            postgresql_where=text("state = 'running'"),
            info={"refusal": "cases.measure_running"},
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    subject_number: Mapped[str]
    item_code: Mapped[str]
    measure_code: Mapped[str]
    content: Mapped[str] = mapped_column(Text)
    implementer_uscc: Mapped[str]
    implementer_name: Mapped[str]
    decision_number: Mapped[str]
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]  # included
    state: Mapped[str]

    def in_force_on(self, day: date) -> bool:
        """Whether it binds on that day; one that is over may not be marked as ended yet."""
        return self.state == "running" and (self.ends_on is None or self.ends_on >= day)
