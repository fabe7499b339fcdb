"""Reading a roster 花名册: a table of experts, checked cell by cell before anything is stored."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from experts.record import ExpertRecord
from experts.roster_row import COLUMNS, is_another, read_record
from kernel.sheets.sheet import Sheet
from kernel.sheets.tables import Place, Problem, Progress, read_tables


@dataclass(frozen=True, slots=True)
class RosterRow:
    """One person of a roster.

    record: without meaning in a bad row.
    problems: what is wrong with its cells, and what is doubtful.
    another: whether the row says that this is not whom the person looks like (是否另一人).
    """

    place: Place
    record: ExpertRecord
    problems: Sequence[Problem] = ()
    another: bool = False

    @property
    def bad(self) -> bool:
        """Whether its own cells keep the row out."""
        return any(problem.severity == "bad" for problem in self.problems)


def read_roster(sheets: Sequence[Sheet], today: date, progress: Progress | None = None) -> list[RosterRow]:
    """The people of a roster, row by row.

    Args:
        sheets: what `read_workbook` gave.
        today: in Shanghai; nobody is born or begins to work after it.
        progress: called now and then with (rows seen, rows in all).

    Raises:
        InputError: no roster, or columns missing, unknown or doubled. Bad cells are told with their rows.
    """
    people = []
    for row in read_tables(sheets, COLUMNS, progress):
        record, another = read_record(row, today), is_another(row)
        people.append(RosterRow(row.place, record, tuple(row.problems), another))
    return people
