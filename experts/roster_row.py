"""One row of a roster: its columns, and how its cells become the record of one expert."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from experts import cells
from experts.record import Employment, ExpertRecord, Term
from experts.spreadsheet import Cell
from kernel.errors import InputError
from kernel.messages import sentence

NAME, DOCUMENT, MOBILE, EMAIL = "姓名", "身份证号", "手机", "电子邮箱"
TITLE, REGION, FIELDS = "职称", "地区", "专业"
TERM_BEGINS, TERM_ENDS = "聘期起", "聘期止"
EMPLOYER = ("工作单位", "统一社会信用代码", "任职起")
FORMER_EMPLOYERS = tuple(
    tuple(f"{name}{number}" for name in ("原工作单位", "原统一社会信用代码", "原任职起", "原任职止"))
    for number in (1, 2)
)
ATTRIBUTE = "属性:"
REQUIRED = (NAME, DOCUMENT, MOBILE, EMAIL, TITLE, REGION, FIELDS, TERM_BEGINS, TERM_ENDS, *EMPLOYER)
T = TypeVar("T")


@dataclass(slots=True)
class Row:
    """A row being read. It keeps its problems, by column, instead of stopping at the first."""

    cells: Mapping[str, Cell]
    problems: list[tuple[str, str]] = field(default_factory=list)

    def has(self, column: str) -> bool:
        cell = self.cells.get(column, "")
        return not isinstance(cell, str) or bool(cell.strip())

    def read(self, column: str, parse: Callable[[str, Cell], T], otherwise: T, *, required: bool = True) -> T:
        """The cell as `parse` understands it; `otherwise` where it is empty or wrong."""
        if not self.has(column):
            if required:
                self.problems.append((column, sentence("kernel.empty", field=column)))
            return otherwise
        try:
            return parse(column, self.cells[column])
        except InputError as problem:
            self.problems.append((column, str(problem)))
            return otherwise

    def check_order(self, begins: date, ends: date, column: str, before: str) -> None:
        if ends < begins:
            self.problems.append((column, sentence("experts.ends_before", begins=before)))


def read_record(row: Row) -> ExpertRecord:
    """The record in a row; without meaning where the row has problems."""
    begins, ends = row.read(TERM_BEGINS, cells.day, date.min), row.read(TERM_ENDS, cells.day, date.max)
    row.check_order(begins, ends, TERM_ENDS, TERM_BEGINS)
    attributes = [column for column in row.cells if column.startswith(ATTRIBUTE) and row.has(column)]
    return ExpertRecord(
        name=row.read(NAME, cells.text, ""),
        document=row.read(DOCUMENT, cells.document, ""),
        mobile=row.read(MOBILE, cells.mobile, ""),
        email=row.read(EMAIL, cells.email, ""),
        title=row.read(TITLE, cells.text, "", required=False),
        region=row.read(REGION, cells.text, "", required=False),
        fields=row.read(FIELDS, cells.fields, ()),
        attributes={
            column.removeprefix(ATTRIBUTE): row.read(column, cells.attribute_value, "")
            for column in attributes
        },
        terms=(Term(begins, ends),),
        employments=_employments(row),
    )


def _employments(row: Row) -> tuple[Employment, ...]:
    found = [
        _employment(row, *columns)
        for columns in (EMPLOYER, *FORMER_EMPLOYERS)
        if any(row.has(column) for column in columns)
    ]
    if len({(work.employer, work.begins) for work in found}) < len(found):
        row.problems.append((EMPLOYER[0], sentence("experts.employer_twice")))
    return tuple(found)


def _employment(row: Row, name: str, code: str, begins: str, ends: str = "") -> Employment:
    employer = row.read(name, cells.text, "")
    uscc = row.read(code, cells.uscc, "", required=False)
    since = row.read(begins, cells.day, date.min)
    until = row.read(ends, cells.day, date.max) if ends else None
    if until:
        row.check_order(since, until, ends, begins)
    return Employment(employer, uscc or None, since, until)
