"""The same person twice 重复人员: under one identity number, or possibly under two."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, fields

from experts.findings import Findings
from experts.personal import birth_date
from experts.record import ExpertRecord
from experts.roster_row import (
    ATTRIBUTE,
    DOCUMENT,
    EMAIL,
    EMPLOYER,
    FIELDS,
    MOBILE,
    NAME,
    REGION,
    TERM,
    TITLE,
)
from kernel.messages import sentence

BORN = "出生日期"
COLUMN_OF = {
    "name": NAME,
    "document": DOCUMENT,
    "mobile": MOBILE,
    "email": EMAIL,
    "title": TITLE,
    "region": REGION,
    "fields": FIELDS,
    "attributes": ATTRIBUTE.removesuffix(":"),
    "terms": TERM[0],
    "employments": EMPLOYER[0],
}
"""Under which column people find a part of the record."""


def differing(one: ExpertRecord, other: ExpertRecord) -> tuple[str, ...]:
    """The columns in which two records differ; the order of terms and employments is no difference."""
    return tuple(
        COLUMN_OF[part.name]
        for part in fields(ExpertRecord)
        if _unordered(getattr(one, part.name)) != _unordered(getattr(other, part.name))
    )


def find_repeats(findings: Findings) -> None:
    """Rows with the same identity number: equal ones count once, of differing ones none counts."""
    good = findings.good()
    counted = Counter(record.document for record in good.values())
    same = defaultdict(list)
    for at, record in good.items():
        if counted[record.document] > 1:
            same[record.document].append(at)
    for first, *others in same.values():
        for at in others:
            columns = differing(good[first], good[at])
            if not columns:
                findings.repeats.add(at)
                continue
            for one, another in ((first, at), (at, first)):
                place = findings.rows[another].place
                what = sentence(
                    "experts.row_says_otherwise", sheet=place.sheet, row=place.row, columns="、".join(columns)
                )
                findings.refuse(one, DOCUMENT, what)


@dataclass(frozen=True, slots=True)
class Likeness:
    """In what two people with different identity numbers are alike: which columns, and what stands there."""

    columns: tuple[str, ...]
    values: tuple[str, ...]

    def __str__(self) -> str:
        return "、".join(self.columns)


def find_look_alikes(findings: Findings, settled: Collection[int]) -> None:
    """Rows with different identity numbers that are possibly one person.

    Args:
        settled: rows of people who are in the register: who is there twice, was decided to be two.
    """
    for one, another, likeness in _look_alikes(findings.good()):
        if findings.rows[one].another or findings.rows[another].another:
            continue
        for at, other in ((one, another), (another, one)):
            if at not in settled:
                place = findings.rows[other].place
                what = sentence("experts.possibly_row", sheet=place.sheet, row=place.row, likeness=likeness)
                findings.refuse(at, DOCUMENT, what)


def likeness_of(one: ExpertRecord, other: ExpertRecord) -> Likeness | None:
    """In what two records are alike that may be one person's."""
    own = {*_likenesses(one)}
    return next((likeness for likeness in _likenesses(other) if likeness in own), None)


def _look_alikes(records: Mapping[int, ExpertRecord]) -> Iterator[tuple[int, int, Likeness]]:
    named = Counter(record.name for record in records.values())
    first: dict[Likeness, int] = {}
    met: set[tuple[int, int]] = set()
    for at, record in records.items():
        for likeness in _likenesses(record) if named[record.name] > 1 else ():
            before = first.setdefault(likeness, at)
            if before != at and (before, at) not in met:
                met.add((before, at))
                yield before, at, likeness


def _likenesses(record: ExpertRecord) -> Iterator[Likeness]:
    """Name and phone, name and address, or name, day of birth and employer."""
    yield Likeness((NAME, MOBILE), (record.name, record.mobile))
    yield Likeness((NAME, EMAIL), (record.name, record.email.lower()))
    born = str(birth_date(record.document))
    for work in record.employments:
        yield Likeness((NAME, BORN, EMPLOYER[0]), (record.name, born, work.employer))


def _unordered(value: object) -> object:
    return {*value} if isinstance(value, tuple) else value
