"""Official numbers 案号, 会议编号, 发文字号, 备案号: unique and gapless within organ, series and year."""

import re
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import CheckConstraint, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from kernel.clock import local
from kernel.database import Base
from kernel.errors import NotFound
from kernel.messages import word
from kernel.units import Unit

CASE = "案"
MEETING = "会"
DECISION = ""
MINUTES = "纪"
FILING = "备"
APPOINTMENT = "聘"


class NumberSeries(Base):
    """案号, 会议编号, 发文字号 or 备案号 of one organ in one year; gapless because it moves in the transaction."""

    __tablename__ = "number_series"
    __table_args__ = (CheckConstraint("last >= 1", name="last"),)

    series: Mapped[str] = mapped_column(primary_key=True)  # the words before the year, as 机关代字
    year: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int]


NUMBER = re.compile(r"(.+)〔([0-9]{4})〕([1-9][0-9]*)号")
GIVEN = text(
    "INSERT INTO number_series (series, year, last) VALUES (:series, :year, :last) "
    "ON CONFLICT (series, year) DO UPDATE SET last = excluded.last WHERE number_series.last < excluded.last"
)
NEXT = text(
    "INSERT INTO number_series (series, year, last) VALUES (:series, :year, 1) "
    "ON CONFLICT (series, year) DO UPDATE SET last = number_series.last + 1 RETURNING last"
)


def next_number(session: Session, unit_uscc: str | None, series: str, now: datetime) -> str:
    """The next number of a unit's series, such as `示信案〔2026〕3号` (GB/T 9704-2012 7.2.5).

    Given inside the caller's transaction: a rollback gives it back, so there are no gaps; two
    transactions wait for each other at the series' row, so there are no doubles.

    Args:
        unit_uscc: the organ whose number it is; its 机关代字 stands first.
        series: one of the constants of this module.
        now: the year is that of Asia/Shanghai.

    Raises:
        NotFound: the organ is not among the units.
    """
    unit = session.get(Unit, unit_uscc) if unit_uscc else None
    if unit is None:
        raise NotFound("kernel.not_found", what=word("thing", "unit"), key=unit_uscc)
    name, year = f"{unit.document_code}{series}", local(now).year
    number = session.execute(NEXT, {"series": name, "year": year}).scalar_one()
    return f"{name}〔{year}〕{number}号"


def given_elsewhere(session: Session, numbers: Iterable[str]) -> None:
    """Go on after numbers that were given before this service was there 起始编号; it never goes back.

    Args:
        numbers: such as `示应急〔2026〕4号`; one in another form belongs to no series of ours.
    """
    last: dict[tuple[str, int], int] = {}
    for number in numbers:
        if parts := NUMBER.fullmatch(number):
            series = parts[1], int(parts[2])
            last[series] = max(last.get(series, 0), int(parts[3]))
    for (name, year), highest in sorted(last.items()):
        session.execute(GIVEN, {"series": name, "year": year, "last": highest})
