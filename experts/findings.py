"""What comparing the rows of a roster has brought to light so far."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from experts.record import ExpertRecord
from experts.roster import RosterRow
from kernel.sheets.tables import Problem


@dataclass(slots=True)
class Findings:
    """Rows are named by their position in the file, from 0.

    problems: what is wrong with a row beside its own cells.
    refused: the rows that are not stored.
    repeats: the rows that say no more than an earlier one.
    """

    rows: Sequence[RosterRow]
    problems: dict[int, list[Problem]] = field(default_factory=dict)
    refused: set[int] = field(default_factory=set)
    repeats: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.refused = {at for at, row in enumerate(self.rows) if row.bad}

    def good(self) -> Mapping[int, ExpertRecord]:
        """The records of the rows that are neither refused nor repeats."""
        return {
            at: row.record
            for at, row in enumerate(self.rows)
            if at not in self.refused and at not in self.repeats
        }

    def refuse(self, at: int, column: str, what: str) -> None:
        """Keep a row out, with the sentence that says why."""
        self.refused.add(at)
        self.problems.setdefault(at, []).append(Problem(column, "", what))

    def doubt(self, at: int, column: str, what: str) -> None:
        """Warn of a row."""
        self.problems.setdefault(at, []).append(Problem(column, "", what, "warn"))
