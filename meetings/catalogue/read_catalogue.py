"""Reading a catalogue's sheet: one row per measure, the item's cells repeated, merged, or left blank."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from credit.port import Polarity, SubjectType
from kernel.errors import InputError
from kernel.messages import sentence
from kernel.sheets import cells
from kernel.sheets.sheet import Cell, Sheet
from kernel.sheets.tables import Place, Row, read_tables
from kernel.units import UnitNames
from meetings.catalogue import columns as c
from meetings.catalogue.item import Basis, BasisLevel, Item, Measure, MeasureClass

LONGEST_TERM = 1200
NO_BASIS = Basis(BasisLevel.NORMATIVE, "", "", date.min, confirmed=False)


@dataclass(frozen=True, slots=True)
class Line:
    """A row: an item without its measures, and one measure of it; without meaning where the row is bad."""

    row: Row
    item: Item
    measure: Measure

    @property
    def key(self) -> tuple[str, str]:
        return self.item.code, self.measure.code


def read_lines(sheets: Sequence[Sheet], edition: str, units: UnitNames) -> list[Line]:
    """Every row of the catalogue's sheets, with its problems.

    Args:
        edition: which the items are to stand in.
        units: all known units; a former name means the present unit.

    Raises:
        InputError: no sheet is a catalogue's.
    """
    reader = _Reader(edition, units)
    return [reader.line(row) for row in read_tables(sheets, c.COLUMNS)]


def assemble(lines: Sequence[Line]) -> tuple[Item, ...]:
    """The items of rows without problems, each with its measures."""
    measures: dict[str, list[Measure]] = {}
    for line in lines:
        measures.setdefault(line.item.code, []).append(line.measure)
    items = {line.item.code: line.item for line in reversed(lines)}
    return tuple(replace(items[code], measures=tuple(measures[code])) for code in sorted(items))


def read_unit(row: Row, name_column: str, code_column: str, units: UnitNames) -> str:
    """The code of the unit that a row names, by its code or else by its name or a former one; "" if it is bad."""
    name = row.read(name_column, cells.text, "")
    code = row.read(code_column, cells.uscc, "", required=False)
    if code and code not in units.present:
        row.note(code_column, sentence("units.unknown", name=code))
        return ""
    try:
        found = code or (units.code_of(name) if name else "")
    except InputError as problem:
        row.note(name_column, str(problem))
        return ""
    if name and found not in units.bearers.get(name, ()):
        row.note(
            name_column, sentence("units.other_name", name=name, code=found, present=units.present[found])
        )
    return found


class _Reader:
    """Remembers the items met so far: a row may leave out what an earlier row of its item says."""

    def __init__(self, edition: str, units: UnitNames) -> None:
        self._edition, self._units = edition, units
        self._first: dict[str, tuple[Row, Item]] = {}  # the first row of every item
        self._above: tuple[str, str] | None = None  # the sheet and the item of the row above
        self._met: dict[tuple[str, str], Place] = {}

    def line(self, row: Row) -> Line:
        item = self._item(row)
        self._above = row.place.sheet, item.code
        measure = _measure(row, item.basis, self._units)
        before = self._met.setdefault((item.code, measure.code), row.place)
        if measure.code and before is not row.place:
            row.note(c.MEASURE, sentence("catalogue.measure_twice", code=measure.code, row=before.row))
        return Line(row, item, measure)

    def _item(self, row: Row) -> Item:
        code = row.read(c.CODE, cells.code, "", required=False)
        if not code and self._above and self._above[0] == row.place.sheet:
            code = self._above[1]
        if code in self._first:
            first, item = self._first[code]
            _compare(row, first)
            return item
        if not code:
            row.note(c.CODE, sentence("catalogue.first_row_missing"))
        item = _item(row, code, self._edition, self._units)
        if code:
            self._first[code] = row, item
        return item


def _compare(row: Row, first: Row) -> None:
    """Note where a row says something else about its item than the item's first row."""
    differing = [
        column for column in c.ITEM_COLUMNS if row.has(column) and _text(row, column) != _text(first, column)
    ]
    if differing:
        what = sentence("catalogue.differs_above", row=first.place.row, columns="、".join(differing))
        row.note(differing[0], what)


def _text(row: Row, column: str) -> str:
    parse = cells.day if column == c.BASIS_ON else cells.code
    try:
        return str(parse(column, row.cells.get(column, "")))
    except InputError:
        return str(row.cells.get(column))


def _item(row: Row, code: str, edition: str, units: UnitNames) -> Item:
    least = row.read(c.TERM_MIN, cells.whole(1, LONGEST_TERM), 1)
    most = row.read(c.TERM_MAX, cells.whole(1, LONGEST_TERM), LONGEST_TERM)
    if most < least:
        row.note(c.TERM_MAX, sentence("catalogue.term_order", least=least))
    uscc = read_unit(row, c.UNIT, c.UNIT_CODE, units)
    return Item(
        edition=edition,
        code=code,
        polarity=row.read(c.POLARITY, cells.choice(c.POLARITIES), Polarity.PUNISH),
        title=row.read(c.TITLE, cells.text, ""),
        unit_uscc=uscc,
        unit_name=units.present.get(uscc, ""),
        treatment=row.read(c.TREATMENT, cells.text, ""),
        subject_types=row.read(c.SUBJECTS, _subject_types, frozenset()),
        domain=row.read(c.DOMAIN, cells.text, ""),
        region=row.read(c.REGION, cells.text, ""),
        term_min_months=least,
        term_max_months=most,
        evidence=row.read(c.EVIDENCE, cells.text, ""),
        basis=Basis(
            row.read(c.LEVEL, cells.choice(c.LEVELS), NO_BASIS.level),
            row.read(c.BASIS, cells.text, ""),
            row.read(c.SOURCE, cells.text, ""),
            row.read(c.BASIS_ON, cells.day, NO_BASIS.on),
            row.read(c.CONFIRMED, cells.yes_no, otherwise=False),
        ),
        measures=(),
    )


def _measure(row: Row, basis: Basis, units: UnitNames) -> Measure:
    uscc = read_unit(row, c.IMPLEMENTER, c.IMPLEMENTER_CODE, units)
    level = row.read(c.MEASURE_LEVEL, cells.choice(c.LEVELS), basis.level, required=False)
    measure = Measure(
        code=row.read(c.MEASURE, cells.code, ""),
        content=row.read(c.CONTENT, cells.text, ""),
        measure_class=row.read(c.MEASURE_CLASS, cells.choice(c.CLASSES), MeasureClass.MARKET),
        implementer_uscc=uscc,
        implementer_name=units.present.get(uscc, ""),
        basis=Basis(
            level,
            row.read(c.MEASURE_BASIS, cells.text, basis.text, required=False),
            row.read(c.MEASURE_SOURCE, cells.text, basis.source, required=False),
            row.read(c.MEASURE_BASIS_ON, cells.day, basis.on, required=False),
            row.read(c.MEASURE_CONFIRMED, cells.yes_no, basis.confirmed, required=False),
        ),
    )
    if not measure.basis_suffices:
        row.note(c.MEASURE_LEVEL, sentence("catalogue.insufficient", levels="、".join(c.SUFFICIENT)), "warn")
    return measure


def _subject_types(column: str, cell: Cell) -> frozenset[SubjectType]:
    parse = cells.choice(c.SUBJECT_TYPES)
    return frozenset(parse(column, word) for word in cells.code_list(column, cell))
