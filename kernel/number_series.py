"""The last number given in each series of official numbers."""

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from kernel.database import Base


class NumberSeries(Base):
    """案号, 会议编号, 发文字号 or 备案号 of one organ in one year; gapless because it moves in the transaction."""

    __tablename__ = "number_series"
    __table_args__ = (CheckConstraint("last >= 1", name="last"),)

    series: Mapped[str] = mapped_column(primary_key=True)  # the words before the year, as 机关代字
    year: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int]
