"""A year's days off and make-up days as the package `holidays` knows them: what a calendar year begins with.

Nothing else calls the package: the office edits and confirms what came from it.
"""

import re
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version

from holidays.countries.china import China

from kernel.work_calendar import DayKind

PACKAGE = "holidays"
MOVED = re.compile("调休")  # how the package names a weekday that is off for a weekend day that is worked
MAKE_UP = "调休上班"


@dataclass(frozen=True, slots=True)
class KnownDay:
    """A day that differs from Monday to Friday, or has a name."""

    day: date
    kind: DayKind
    name: str


def known_days(year: int) -> list[KnownDay]:
    """The days of a year in China, ascending.

    Statutory holidays 法定节假日 are known for every year; make-up days 调休上班 only once the State Council's
    notice for the year is in the package, so a year without them is not to be confirmed unseen.
    """
    known = China(years=year, language="zh_CN")  # type: ignore[no-untyped-call]  # typed but for this
    off = [
        KnownDay(day, DayKind.REST if MOVED.search(name) else DayKind.HOLIDAY, name.replace(" ", ""))
        for day, name in known.items()
        if day.year == year
    ]
    worked = [KnownDay(day, DayKind.WORK, MAKE_UP) for day in known.weekend_workdays if day.year == year]
    return sorted([*off, *worked], key=lambda each: each.day)


def package_source() -> str:
    """The package and its version, as the source of what came from it."""
    return f"{PACKAGE} {version(PACKAGE)}"
