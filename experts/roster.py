"""Reading a roster 花名册: a spreadsheet of experts, checked cell by cell before anything is stored."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from experts.cells import ATTRIBUTE_NAME
from experts.record import ExpertRecord
from experts.roster_row import ATTRIBUTE, DOCUMENT, FORMER_EMPLOYERS, REQUIRED, Row, read_record
from experts.spreadsheet import Cell, Sheet, read_spreadsheet
from kernel.errors import InputError
from kernel.messages import sentence
from kernel.text import clean

MOST_PROBLEMS_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Place:
    """A row as the person who made the file sees it: row 1 is the header."""

    sheet: str
    row: int

    def problem(self, column: str, what: str) -> str:
        return sentence("experts.cell", sheet=self.sheet, row=self.row, column=column, problem=what)


@dataclass(frozen=True, slots=True)
class RosterRow:
    """One person of a roster."""

    place: Place
    record: ExpertRecord


def read_roster(file_name: str, content: bytes) -> list[RosterRow]:
    """The people of a roster.

    Args:
        file_name: for the sentences.
        content: the whole file, xlsx or csv.

    Raises:
        InputError: no spreadsheet, no roster, columns missing, unknown or doubled, or bad cells; names
            every bad cell with its sheet, row and column, and says what would be right.
    """
    sheets = read_spreadsheet(file_name, content)
    if not any(set(_header(sheet)) & set(REQUIRED) for sheet in sheets):
        raise InputError("experts.no_roster", file=file_name)
    rows: list[RosterRow] = []
    problems: list[str] = []
    for sheet in sheets:
        for place, row in _rows(sheet):
            rows.append(RosterRow(place, read_record(row)))
            problems += [place.problem(*problem) for problem in row.problems]
    refuse(problems or _met_twice(rows))
    return rows


def refuse(problems: Sequence[str]) -> None:
    """Do nothing if there are no problems.

    Raises:
        InputError: there are; shows them all, or the first fifty and how many there are.
    """
    if problems:
        shown = "\n".join(problems[:MOST_PROBLEMS_SHOWN])
        raise InputError("experts.bad_roster", count=len(problems), problems=shown)


def _rows(sheet: Sheet) -> Iterator[tuple[Place, Row]]:
    header = _header(sheet)
    _check_columns(sheet.name, header)
    for number, cells in enumerate(sheet.rows[1:], start=2):
        if all(cell == "" for cell in cells):
            continue
        row = Row(dict(zip(header, cells, strict=False)))
        row.problems += _without_header(header, cells)
        yield Place(sheet.name, number), row


def _header(sheet: Sheet) -> list[str]:
    names = [clean("header", str(cell), required=False) for cell in sheet.rows[0]]
    return [name.replace("：", ":") for name in names]


def _check_columns(sheet: str, header: Sequence[str]) -> None:
    former = [columns for columns in FORMER_EMPLOYERS if set(columns) & set(header)]
    wanted = [*REQUIRED, *(column for columns in former for column in columns)]
    wrong = {
        "experts.missing_columns": [name for name in wanted if name not in header],
        "experts.unknown_columns": [
            name for name in header if name not in {*wanted, ""} and not _is_attribute(name)
        ],
        "experts.doubled_columns": [name for name, count in Counter(header).items() if name and count > 1],
    }
    for code, names in wrong.items():
        if names:
            raise InputError(code, sheet=sheet, columns="、".join(names))


def _is_attribute(name: str) -> bool:
    return name.startswith(ATTRIBUTE) and bool(ATTRIBUTE_NAME.fullmatch(name.removeprefix(ATTRIBUTE)))


def _without_header(header: Sequence[str], cells: Sequence[Cell]) -> list[tuple[str, str]]:
    """Cells with content where the header has none: they would be lost without a word."""
    return [
        (sentence("experts.column_number", number=index + 1), sentence("experts.no_header"))
        for index, cell in enumerate(cells)
        if cell != "" and (index >= len(header) or not header[index])
    ]


def _met_twice(rows: Sequence[RosterRow]) -> list[str]:
    first: dict[str, Place] = {}
    problems = []
    for row in rows:
        before = first.setdefault(row.record.document, row.place)
        if before is not row.place:
            what = sentence("experts.met_twice", sheet=before.sheet, row=before.row)
            problems.append(row.place.problem(DOCUMENT, what))
    return problems
