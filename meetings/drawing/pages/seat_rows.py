"""Seat groups as a form asks for them: how many seats, for which fields, under which conditions."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from panel.draw.seats import Group

ROWS = 6
"""How many groups can be filled in."""


@dataclass(frozen=True, slots=True)
class SeatRow:
    """One group as filled in: `count` is as typed; `also`: further fields; `where`: such as `region=CITY`."""

    number: int
    count: str = ""
    field: str = ""
    also: Sequence[str] = ()
    where: Sequence[str] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.count or self.field)

    def text(self) -> str:
        """The group as `panel.seats.parse_seats` reads it."""
        fields = "+".join(dict.fromkeys(code for code in (self.field, *self.also) if code))
        values: Mapping[str, list[str]] = defaultdict(list)
        for condition in self.where:
            name, _, value = condition.partition("=")
            values[name].append(value)
        where = ";".join(f"{name}={','.join(listed)}" for name, listed in values.items())
        return f"{fields}:{self.count}" + (f":{where}" if where else "")


def rows_in(sent: MultiDict[str, str]) -> list[SeatRow]:
    """The rows of a form that was sent."""
    return [
        SeatRow(
            number,
            sent.get(f"count-{number}", "").strip(),
            sent.get(f"field-{number}", ""),
            sent.getlist(f"also-{number}"),
            sent.getlist(f"where-{number}"),
        )
        for number in range(1, ROWS + 1)
    ]


def rows_of(groups: Iterable[Group]) -> list[SeatRow]:
    """The rows for groups that are known, and empty ones up to as many as there are."""
    rows = []
    for number, group in enumerate(groups, 1):
        first, *also = sorted(group.fields)
        where = [f"{name}={value}" for name, values in group.where for value in sorted(values)]
        rows.append(SeatRow(number, str(group.count), first, also, where))
    return [*rows, *(SeatRow(number) for number in range(len(rows) + 1, ROWS + 1))]


def texts(rows: Iterable[SeatRow]) -> list[str]:
    """The groups that were filled in, for `panel.seats.parse_seats`."""
    return [row.text() for row in rows if not row.is_empty]
