"""Decisions made before the service was there 既往决定, and the measures that rest on them 在施措施."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from demo_data.conduct import fitting
from demo_data.invented import Body
from demo_data.items import FIRST, GROUPS, Item
from demo_data.subjects import Subject
from demo_data.units import unit_of

COUNT = 25
TAKEN = (2, 2, 3, 2, 3)
"""How many of the item's measures the decisions take, in turn: 60 in all."""
AGAINST_QUARRY, QUARRY_NUMBER = 20, 9
"""This decision is against YS-9, for YS-AQ-01, and runs until 2027-04-30."""


@dataclass(frozen=True, slots=True)
class Decision:
    """A past decision; its measures run from `starts_on` to `ends_on`, both included."""

    number: str
    subject: Subject
    item: Item
    measures: tuple[str, ...]
    decided_on: date
    starts_on: date
    ends_on: date


def decisions(subjects: list[Subject]) -> list[Decision]:
    """All 25, by day; the numbers of each lead unit are gapless within a year."""
    return list(_decisions(subjects))


def _decisions(subjects: list[Subject]) -> Iterator[Decision]:
    given: Counter[tuple[str, int]] = Counter()
    for serial in range(COUNT):
        taken = TAKEN[serial % len(TAKEN)]
        subject, item = _matter(serial, taken, subjects)
        decided = date(2024, 2, 20) + timedelta(days=40 * serial)
        starts = _months_on(decided.replace(day=1), 1)
        months = min(max(item.term[0], 12), item.term[1]) * (2 if serial % 3 == 0 else 1)
        code = unit_of(lead(item)).code
        given[code, decided.year] += 1
        yield Decision(
            number=f"{code}〔{decided.year}〕{given[code, decided.year]}号",
            subject=subject,
            item=item,
            measures=item.measures[:taken],
            decided_on=decided,
            starts_on=starts,
            ends_on=_months_on(starts, min(months, item.term[1])) - timedelta(days=1),
        )


def _matter(serial: int, taken: int, subjects: list[Subject]) -> tuple[Subject, Item]:
    if serial == AGAINST_QUARRY:
        return subjects[QUARRY_NUMBER - 1], FIRST[0]
    subject = subjects[13 + 15 * serial // 2]
    known = [item for item in fitting(subject) if len(item.measures) >= taken and item.suffices]
    return subject, known[serial % len(known)]


def lead(item: Item) -> Body:
    """The lead unit of the special group to which the item goes."""
    return next(lead for _, lead, domains in GROUPS if item.domain in domains)


def _months_on(first: date, months: int) -> date:
    """The first day of a month some months later."""
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    return date(year, month + 1, 1)
