"""The catalogue and the special groups as tables, as the importers read them."""

from collections.abc import Iterable, Iterator

from kernel.messages import chinese_word
from kernel.sheets.sheet import Cell
from meetings.catalogue import columns as c
from meetings.catalogue.item import Basis, Item, Measure
from meetings.models.catalogue import SpecialGroup

HEADER = (*c.ITEM_COLUMNS, *c.MEASURE_COLUMNS, *c.MEASURE_BASIS_COLUMNS)


def item_rows(items: Iterable[Item]) -> Iterator[list[Cell | int | None]]:
    """A row for each measure under `HEADER`, the item's cells repeated in each."""
    for item in items:
        for measure in item.measures:
            yield [*_item_cells(item), *_measure_cells(measure)]


def group_rows(groups: Iterable[SpecialGroup]) -> Iterator[list[Cell | int | None]]:
    """A row for each group, under the columns of `read_groups.COLUMNS`."""
    for group in groups:
        domains = "、".join(row.domain for row in group.domains)
        yield [group.name, group.lead_unit.name, group.lead_unit_uscc, domains]


def _item_cells(item: Item) -> list[Cell | int | None]:
    return [
        *(item.code, chinese_word("polarity", item.polarity), item.title, item.domain, item.region),
        *(item.unit_name, item.unit_uscc, item.treatment),
        "、".join(name for name, kind in c.SUBJECT_TYPES.items() if kind in item.subject_types),
        *(item.term_min_months, item.term_max_months, item.evidence, *_basis_cells(item.basis)),
    ]


def _measure_cells(measure: Measure) -> list[Cell | int | None]:
    return [
        *(measure.code, measure.content, chinese_word("measure", measure.measure_class)),
        *(measure.implementer_name, measure.implementer_uscc, *_basis_cells(measure.basis)),
    ]


def _basis_cells(basis: Basis) -> list[Cell | int | None]:
    """In the order of the item's as of the measure's columns: text, level, source, day, whether checked."""
    confirmed = "是" if basis.confirmed else "否"
    return [basis.text, chinese_word("level", basis.level), basis.source, basis.on, confirmed]
