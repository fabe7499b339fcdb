"""Who may not be drawn, and why 回避与不得抽取的事由."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

from experts.record import Employment, Term

LOOK_BACK_YEARS = 3


class Reason(StrEnum):
    """Reason codes, in the order in which the pool names the first (draw-protocol §4)."""

    R01 = "R01"  # works for a subject, or did within three years before the meeting
    R06 = "R06"  # works for the determining unit
    R07 = "R07"  # works for the supervisor's unit
    TERM = "TERM"  # no term covers the meeting
    SUSP = "SUSP"  # suspended
    BUSY = "BUSY"  # sits elsewhere at that time


@dataclass(frozen=True, slots=True)
class Parties:
    """Whom the experts of a meeting must be independent of.

    Each party stands here with its unified social credit code and with its name: the name finds an
    employment that was entered without a code.
    """

    subjects: frozenset[str]
    determining_units: frozenset[str]
    supervisor_units: frozenset[str]


class Standing(Protocol):
    """What is asked about an expert."""

    @property
    def active(self) -> bool: ...
    @property
    def terms(self) -> Sequence[Term]: ...
    @property
    def employments(self) -> Sequence[Employment]: ...


def reasons(expert: Standing, parties: Parties, on: date, *, busy: bool = False) -> tuple[Reason, ...]:
    """Why an expert may not sit in a meeting; empty for one who may.

    Args:
        expert: a `queries.Candidate`, or whatever else has a standing.
        parties: whom the meeting concerns.
        on: the day of the meeting in Shanghai, not the day of the draw.
        busy: whether the expert already sits elsewhere at that time.

    Returns:
        All reasons in the protocol's order; the first is the one in the pool.
    """
    since = years_before(on, LOOK_BACK_YEARS)
    recently = {work.key for work in expert.employments if _touches(work, since, on)}
    now = {work.key for work in expert.employments if work.covers(on)}
    found = (
        (Reason.R01, not recently.isdisjoint(parties.subjects)),
        (Reason.R06, not now.isdisjoint(parties.determining_units)),
        (Reason.R07, not now.isdisjoint(parties.supervisor_units)),
        (Reason.TERM, not any(term.covers(on) for term in expert.terms)),
        (Reason.SUSP, not expert.active),
        (Reason.BUSY, busy),
    )
    return tuple(reason for reason, holds in found if holds)


def years_before(day: date, years: int) -> date:
    """The same day `years` earlier; the 28th for a 29 February that does not exist there."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def _touches(work: Employment, since: date, until: date) -> bool:
    return work.begins <= until and (work.ends is None or work.ends >= since)
