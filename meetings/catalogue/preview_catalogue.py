"""What a catalogue's file would do 导入预览: every row against the edition it changes."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from kernel.messages import sentence
from kernel.sheets.preview import PreviewRow, RowState
from meetings.catalogue import columns as c
from meetings.catalogue.edition import item_content
from meetings.catalogue.item import Item, Measure
from meetings.catalogue.read_catalogue import Line
from meetings.catalogue.read_groups import Value

Known = Mapping[tuple[str, str], tuple[Item, Measure]]


def preview_lines(lines: Sequence[Line], before: Iterable[Item]) -> Iterator[PreviewRow[Value]]:
    """The state of every row.

    An item is stored whole or not at all: one bad row of it keeps its other rows out too.

    Args:
        before: the items of the edition that the file repeats or changes.
    """
    known = {(item.code, measure.code): (item, measure) for item in before for measure in item.measures}
    _spread(lines)
    for line in lines:
        yield PreviewRow(line.row.place, _state(line, known), "/".join(line.key), line.row.problems, line)


def _spread(lines: Sequence[Line]) -> None:
    first_bad: dict[str, Line] = {}
    for line in lines:
        if line.row.bad:
            first_bad.setdefault(line.item.code, line)
    for line in lines:
        bad = first_bad.get(line.item.code)
        if bad and not line.row.bad:
            line.row.note(c.CODE, sentence("catalogue.item_held", row=bad.row.place.row))


def _state(line: Line, known: Known) -> RowState:
    if line.row.bad:
        return RowState.BAD
    if line.key not in known:
        return RowState.NEW
    item, measure = known[line.key]
    same = _content(line.item, line.measure) == _content(item, measure)
    confirms = line.item.basis.confirmed > item.basis.confirmed
    confirms |= line.measure.basis.confirmed > measure.basis.confirmed
    return RowState.SAME if same and not confirms else RowState.CHANGED


def _content(item: Item, measure: Measure) -> dict[str, object]:
    """What the row says, but for the names that units bear today."""
    measure = replace(measure, implementer_name="")
    return item_content(replace(item, unit_name="", measures=(measure,)))
