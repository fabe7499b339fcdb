"""The office keeps the work calendar; whatever it changes, stored deadlines are counted anew."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from kernel.act import Act
from kernel.entropy import public_id
from kernel.holiday_package import known_days, package_source
from kernel.roles import By, authorize
from kernel.text import clean
from kernel.work_calendar import DayKind, confirm_year, enter_days, seed_year
from ledger.record import record
from meetings.calendar.due import recount


@dataclass(frozen=True, slots=True)
class EnteredDay:
    """A day as a person or a table gives it."""

    day: date
    kind: DayKind
    name: str


def seed(act: Act, year: int) -> tuple[int, int]:
    """Begin a year with what the package `holidays` knows. Returns the days entered, the deadlines changed.

    Raises:
        Refused: the year is confirmed.
    """
    by = authorize(act.actor, "calendar.keep")
    source = package_source()
    entered = seed_year(act.session, year, known_days(year), source)
    return entered, _changed(act, by, "workdays.seeded", {"source": source, "year": year})


def set_days(act: Act, days: Sequence[EnteredDay], source: str) -> int:
    """Edit days, also of a confirmed year. Returns how many deadlines changed.

    Args:
        source: the notice that says so.

    Raises:
        InputError: an empty name or source.
        Refused: nobody has seeded the year.
    """
    by = authorize(act.actor, "calendar.keep")
    notice = clean("source", source)
    named = [EnteredDay(each.day, each.kind, clean("name", each.name)) for each in days]
    enter_days(act.session, named, notice)
    facts = {"days": [{"day": str(each.day), "kind": each.kind.value} for each in named], "source": notice}
    return _changed(act, by, "workdays.edited", facts)


def confirm(act: Act, year: int, source: str) -> int:
    """Mark a year as compared with the official notice. Returns how many deadlines changed.

    Raises:
        InputError: an empty source.
        Refused: nobody has seeded the year, or it is confirmed.
    """
    by = authorize(act.actor, "calendar.keep")
    notice = clean("source", source)
    confirm_year(act.session, year, notice, by.public_id, act.clock.now())
    return _changed(act, by, "workdays.confirmed", {"source": notice, "year": year})


def _changed(act: Act, by: By, event: str, facts: Mapping[str, object]) -> int:
    changed = recount(act.session)
    record(act, by, event, "calendar", {**facts, "deadlines": changed}, idem=public_id(act.entropy))
    return changed
