"""What an import would do 导入预览: the state of every row, nothing stored yet."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from kernel.messages import sentence
from kernel.sheets.tables import Place, Problem

V = TypeVar("V")


class RowState(StrEnum):
    """What storing would do with a row. Warnings stand beside the state: `PreviewRow.warned`."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    DUPLICATE = "duplicate"  # says no more than an earlier row of the file, or was merged with it
    BAD = "bad"  # never stored; goes out with its reasons


@dataclass(frozen=True, slots=True)
class PreviewRow(Generic[V]):
    """A row of a file and what storing would do with it.

    key: what people know the thing by, such as a name; never a whole identity number.
    problems: of a bad row everything that keeps it out; of any row its warnings.
    value: what is stored; without meaning in a bad row.
    """

    place: Place
    state: RowState
    key: str
    problems: Sequence[Problem]
    value: V

    @property
    def warned(self) -> bool:
        return any(problem.severity == "warn" for problem in self.problems)


@dataclass(frozen=True, slots=True)
class Preview(Generic[V]):
    """All rows of a file, in its order."""

    rows: Sequence[PreviewRow[V]]

    def counts(self) -> dict[RowState, int]:
        """How many rows are in each state; every state is there."""
        found = Counter(row.state for row in self.rows)
        return {state: found[state] for state in RowState}

    def bad(self) -> list[PreviewRow[V]]:
        return [row for row in self.rows if row.state is RowState.BAD]

    def good(self) -> Iterator[PreviewRow[V]]:
        """The rows that storing changes something for."""
        return (row for row in self.rows if row.state in {RowState.NEW, RowState.CHANGED})

    def warned(self) -> int:
        return sum(row.warned for row in self.rows)

    def problems(self, limit: int) -> list[str]:
        """The first sentences about cells, those that keep rows out before the warnings."""
        found = [
            (problem.severity != "bad", problem.at(row.place))
            for row in self.rows if row.problems
            for problem in row.problems
        ]  # fmt: skip
        return [said for _, said in sorted(found, key=lambda pair: pair[0])][:limit]

    def summary(self) -> str:
        """One sentence with the counts."""
        counts = {str(state): count for state, count in self.counts().items()}
        return sentence("sheets.summary", total=len(self.rows), warned=self.warned(), **counts)
