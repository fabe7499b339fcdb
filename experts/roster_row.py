"""One row of a roster: its columns, and how its cells become the record of one expert."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import pairwise

from experts import cells
from experts.personal import birth_date
from experts.record import Employment, ExpertRecord, Term
from kernel.messages import sentence
from kernel.sheets.cells import day, text, uscc, yes_no
from kernel.sheets.header import Columns
from kernel.sheets.tables import Row

NAME, DOCUMENT, MOBILE, EMAIL = "姓名", "身份证号", "手机", "电子邮箱"
TITLE, REGION, FIELDS = "职称", "地区", "专业"
TERM = ("聘期起", "聘期止")
EMPLOYER = ("工作单位", "统一社会信用代码", "任职起")
FORMER_TERM = ("原聘期起", "原聘期止")
SECOND_EMPLOYER = ("兼职单位", "兼职统一社会信用代码", "兼职起")
FORMER_EMPLOYER = ("原工作单位", "原统一社会信用代码", "原任职起", "原任职止")
ATTRIBUTE = "属性:"
ANOTHER = "是否另一人"
REQUIRED = (NAME, DOCUMENT, MOBILE, EMAIL, TITLE, REGION, FIELDS, *TERM, *EMPLOYER)
REPEATED = (FORMER_TERM, SECOND_EMPLOYER, FORMER_EMPLOYER)
"""Columns that come as often as needed, numbered from 1: 原工作单位1, 原工作单位2, …"""

_FIRST_OF_REPEATED = "|".join(name for group in REPEATED for name in group)
_NUMBERED = re.compile(rf"(?:{_FIRST_OF_REPEATED})[1-9]\d?")
_ATTRIBUTE = re.compile(rf"{ATTRIBUTE}[a-z_]{{1,16}}")


def _further(name: str) -> bool:
    return bool(_NUMBERED.fullmatch(name) or _ATTRIBUTE.fullmatch(name))


COLUMNS = Columns(
    required=REQUIRED,
    optional=(ANOTHER,),
    also=_further,
    aliases={
        "身份证号码": DOCUMENT,
        "公民身份号码": DOCUMENT,
        "手机号": MOBILE,
        "手机号码": MOBILE,
        "邮箱": EMAIL,
        "电子邮件": EMAIL,
        "专业代码": FIELDS,
        "所在单位": EMPLOYER[0],
    },
)

# A roster holds few different values of these: remembered, each is read once and kept once in memory.
MANY = 10_000
_text = lru_cache(MANY, typed=True)(text)
_fields = lru_cache(MANY, typed=True)(cells.fields)
_uscc = lru_cache(MANY, typed=True)(uscc)
_day = lru_cache(MANY, typed=True)(day)
_term, _employment = lru_cache(MANY)(Term), lru_cache(MANY)(Employment)


def numbered(group: Sequence[str], number: int) -> tuple[str, ...]:
    """The columns of a repeated group, such as `原工作单位2`."""
    return tuple(f"{name}{number}" for name in group)


def read_record(row: Row, today: date) -> ExpertRecord:
    """The record in a row; without meaning where the row has problems.

    Args:
        today: nobody is born or begins to work after it.
    """
    layout = _layout(tuple(row.cells))
    record = ExpertRecord(
        name=row.read(NAME, text, ""),
        document=row.read(DOCUMENT, cells.document, ""),
        mobile=row.read(MOBILE, cells.mobile, ""),
        email=row.read(EMAIL, cells.email, ""),
        title=row.read(TITLE, _text, "", required=False),
        region=row.read(REGION, _text, "", required=False),
        fields=row.read(FIELDS, _fields, ()),
        attributes={
            name: row.read(column, cells.attribute_value, "")
            for name, column in layout.attributes
            if row.has(column)
        },
        terms=_terms(row, layout),
        employments=_employments(row, layout, today),
    )
    if record.document:
        _check_birth(row, birth_date(record.document), record.employments, today)
    return record


def is_another(row: Row) -> bool:
    """Whether the row says that who looks like somebody else is not."""
    return row.read(ANOTHER, yes_no, otherwise=False, required=False)


@dataclass(frozen=True, slots=True)
class _Layout:
    """The repeated columns that a sheet has, and its attributes by name."""

    terms: Sequence[Sequence[str]]
    employers: Sequence[Sequence[str]]
    attributes: Sequence[tuple[str, str]]


@lru_cache(maxsize=100)
def _layout(columns: tuple[str, ...]) -> _Layout:
    held = {*columns}

    def present(group: Sequence[str]) -> Iterator[tuple[str, ...]]:
        for number in range(1, 100):
            names = numbered(group, number)
            if not held.isdisjoint(names):
                yield names

    attributes = [(name.removeprefix(ATTRIBUTE), name) for name in columns if name.startswith(ATTRIBUTE)]
    return _Layout(
        terms=(TERM, *present(FORMER_TERM)),
        employers=(EMPLOYER, *present(SECOND_EMPLOYER), *present(FORMER_EMPLOYER)),
        attributes=attributes,
    )


def _terms(row: Row, layout: _Layout) -> tuple[Term, ...]:
    found = []
    for begins, ends in layout.terms:
        if begins == TERM[0] or row.has(begins) or row.has(ends):
            term = _term(row.read(begins, _day, date.min), row.read(ends, _day, date.max))
            _check_order(row, term, begins, ends)
            found.append(term)
    found.sort(key=lambda term: term.begins)
    if any(earlier.ends >= later.begins for earlier, later in pairwise(found)):
        row.note(TERM[0], sentence("experts.terms_overlap"))
    return tuple(found)


def _employments(row: Row, layout: _Layout, today: date) -> tuple[Employment, ...]:
    found = [
        _one_employment(row, today, *columns) for columns in layout.employers if any(map(row.has, columns))
    ]
    if len(found) > 1:
        found.sort(key=lambda work: (work.begins, work.employer))
        if len({(work.employer, work.begins) for work in found}) < len(found):
            row.note(EMPLOYER[0], sentence("experts.employer_twice"))
    return tuple(found)


def _one_employment(row: Row, today: date, name: str, code: str, begins: str, ends: str = "") -> Employment:
    work = _employment(
        row.read(name, _text, ""),
        row.read(code, _uscc, "", required=False) or None,
        row.read(begins, _day, date.min),
        row.read(ends, _day, date.max) if ends else None,
    )
    if work.begins > today:
        row.note(begins, sentence("experts.works_in_future"))
    if work.ends:
        _check_order(row, work, begins, ends)
    return work


def _check_birth(row: Row, born: date, employments: Sequence[Employment], today: date) -> None:
    if born > today:
        row.note(DOCUMENT, sentence("experts.born_in_future"))
    if any(date.min < work.begins <= born for work in employments):
        row.note(EMPLOYER[-1], sentence("experts.works_before_birth", born=born))


def _check_order(row: Row, span: Term | Employment, begins: str, ends: str) -> None:
    if span.ends and span.ends < span.begins:
        row.note(ends, sentence("experts.ends_before", begins=begins))
