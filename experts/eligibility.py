"""Who may not sit, and why 回避与不得抽取的事由: one engine for experts, unit representatives and the chair.

Pure: what is known about a person comes in as a `Standing`, what comes out names every reason with its
evidence (experts-and-meetings §1.6; the order of the reasons is draw-protocol §4).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from experts.parties import Part, Parties, Party
from experts.record import Employment, Leave, Relation, Term

LOOK_BACK_YEARS = 3
MOST_A_MONTH, MOST_A_YEAR = 2, 12
"""How often one expert sits in a calendar month and year (本机关会议规则)."""


class Reason(StrEnum):
    """Reason codes, in the order in which the pool names the first (draw-protocol §4)."""

    R01 = "R01"  # works for a subject, or did within three years before the meeting
    R02 = "R02"  # director or supervisor of a subject within three years
    R03 = "R03"  # controlling shareholder or actual controller of a subject within three years
    R04 = "R04"  # spouse, blood relative or close in-law of a subject or of who represents it
    R05 = "R05"  # another relation that may affect fairness
    R06 = "R06"  # works for the determining unit, or did when it handled the case
    R07 = "R07"  # works for the supervisor's unit
    R08 = "R08"  # a party's challenge was upheld
    R09 = "R09"  # sat when the same matter was determined before
    TERM = "TERM"  # no term covers the meeting
    SUSP = "SUSP"  # suspended, or otherwise not active
    LEAVE = "LEAVE"  # on leave that day
    BUSY = "BUSY"  # sits elsewhere at that time
    CAP = "CAP"  # sat too often this month or year, or in the group's last meeting
    SEATED = "SEATED"  # in a supplement: sits for its cases, or sat


RECUSALS = frozenset(reason for reason in Reason if reason.startswith("R0"))
"""Grounds of recusal 回避事由: they concern a case. The others concern the day."""


@dataclass(frozen=True, slots=True)
class Ground:
    """One reason why somebody may not sit, and what shows it.

    evidence: facts by name in plain text, such as employer and days; an end that is None has not come.
    """

    reason: Reason
    evidence: Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class Declared:
    """A declared relation and the number of its declaration."""

    number: int
    relation: Relation


@dataclass(frozen=True, slots=True)
class Sitting:
    """A seat in another meeting that was not given up.

    meeting: its number. on: its day in Shanghai.
    is_last: whether it is the last meeting that this special group held.
    """

    meeting: str
    on: date
    begins: datetime
    ends: datetime
    is_last: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known about one person.

    leaves: days of leave. sittings: in other meetings. challenges: ids of those upheld.
    determined: numbers of the meetings that determined the same matter before, with this person.
    """

    state: str = "ACTIVE"
    terms: Sequence[Term] = ()
    employments: Sequence[Employment] = ()
    declarations: Sequence[Declared] = ()
    leaves: Sequence[Leave] = ()
    sittings: Sequence[Sitting] = ()
    challenges: Sequence[str] = ()
    determined: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Occasion:
    """When the meeting is: its day in Shanghai (not the day of the draw), and its hours."""

    on: date
    begins: datetime
    ends: datetime


def grounds(person: Standing, parties: Parties, occasion: Occasion) -> tuple[Ground, ...]:
    """Why an expert may not sit in a meeting; empty for one who may.

    Returns:
        All reasons in the protocol's order, each with its evidence; the first is the one in the pool.
    """
    return (*conflicts(person, parties, occasion.on), *_hindrances(person, occasion))


def conflicts(person: Standing, parties: Parties, on: date) -> tuple[Ground, ...]:
    """The grounds of recusal, R01 to R09: the same for experts, unit representatives and the chair."""
    since = years_before(on, LOOK_BACK_YEARS)
    found = [ground for work in person.employments for ground in _by_work(work, parties, since, on)]
    found += [ground for told in person.declarations for ground in _by_declaration(told, parties, since, on)]
    found += [Ground(Reason.R08, {"challenge": challenge}) for challenge in person.challenges]
    found += [Ground(Reason.R09, {"meeting": meeting}) for meeting in person.determined]
    return tuple(sorted(found, key=_order)) if found else ()


def _order(ground: Ground) -> str:
    return ground.reason


def _by_work(work: Employment, parties: Parties, since: date, on: date) -> Iterator[Ground]:
    for party in parties.are(work.employer, work.uscc):
        if party.part == Part.SUBJECT:
            reason, holds = Reason.R01, _touches(work, since, on)
        elif party.part == Part.DETERMINING:
            reason, holds = Reason.R06, work.covers(on) or _handled(work, party)
        else:
            reason, holds = Reason.R07, work.covers(on)
        if holds:
            evidence = {"employer": work.employer, "uscc": work.uscc, "party": party.name}
            yield Ground(reason, evidence | _days(work))


def _handled(work: Employment, party: Party) -> bool:
    return party.handled_on is not None and work.covers(party.handled_on)


def _by_declaration(declared: Declared, parties: Parties, since: date, on: date) -> Iterator[Ground]:
    """R01 to R03 for three years, R04 and R05 while they last; R05 also with the determining unit."""
    told, reason = declared.relation, Reason(declared.relation.ground)
    first = since if reason <= Reason.R03 else on
    if not _touches(told, first, on):
        return
    parts = {Part.SUBJECT, Part.DETERMINING} if reason == Reason.R05 else {Part.SUBJECT}
    if any(party.part in parts for party in parties.are(told.party_name, told.party_uscc)):
        evidence = {
            "declaration": str(declared.number),
            "relation": told.relation,
            "party": told.party_name,
            "uscc": told.party_uscc,
        }
        yield Ground(reason, evidence | _days(told))


def _hindrances(person: Standing, occasion: Occasion) -> Iterator[Ground]:
    """What concerns the day and not the case, TERM to CAP."""
    if not any(term.covers(occasion.on) for term in person.terms):
        last = max(person.terms, key=lambda term: term.ends, default=None)
        yield Ground(Reason.TERM, _days(last) if last else {})
    if person.state != "ACTIVE":
        yield Ground(Reason.SUSP, {"state": person.state})
    for leave in person.leaves:
        if leave.covers(occasion.on):
            yield Ground(Reason.LEAVE, _days(leave))
    for sitting in person.sittings:
        if sitting.begins < occasion.ends and occasion.begins < sitting.ends:
            yield Ground(Reason.BUSY, {"meeting": sitting.meeting})
    if person.sittings:
        yield from _caps(person.sittings, occasion.on)


def _caps(sittings: Sequence[Sitting], on: date) -> Iterator[Ground]:
    """No more than two sittings a month, twelve a year, and not twice running in one special group."""
    year = [sitting for sitting in sittings if sitting.on.year == on.year]
    month = [sitting for sitting in year if sitting.on.month == on.month]
    last = [sitting for sitting in sittings if sitting.is_last]
    rules = (("month", month, MOST_A_MONTH), ("year", year, MOST_A_YEAR), ("group", last, 1))
    for rule, counted, most in rules:
        if len(counted) >= most:
            meetings = "、".join(sitting.meeting for sitting in counted)
            yield Ground(Reason.CAP, {"rule": rule, "meetings": meetings})


def years_before(day: date, years: int) -> date:
    """The same day `years` earlier; the 28th for a 29 February that does not exist there."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def _touches(span: Employment | Relation, since: date, until: date) -> bool:
    return span.begins <= until and (span.ends is None or span.ends >= since)


def _days(span: Employment | Relation | Term | Leave) -> dict[str, str | None]:
    return {"begins": str(span.begins), "ends": str(span.ends) if span.ends else None}
