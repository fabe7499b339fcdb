"""How an item stands in the tables, and comes back from them."""

from typing import Any

from credit.port import Polarity, SubjectType
from meetings.catalogue.item import Basis, BasisLevel, Item, Measure, MeasureClass
from meetings.models.catalogue import CatalogueItemRow, CatalogueMeasureRow

ITEM_COLUMNS = (
    *("edition", "code", "title", "unit_uscc", "unit_name", "treatment", "domain", "region"),
    *("term_min_months", "term_max_months", "evidence"),
)
MEASURE_COLUMNS = ("code", "content", "implementer_uscc", "implementer_name")


def item_row(item: Item) -> CatalogueItemRow:
    """The rows of an item and its measures."""
    return CatalogueItemRow(
        **{column: getattr(item, column) for column in ITEM_COLUMNS},
        **_basis_columns(item.basis),
        polarity=item.polarity.value,
        subject_types=sorted(item.subject_types),
        measures=[_measure_row(item, measure) for measure in item.measures],
    )


def _measure_row(item: Item, measure: Measure) -> CatalogueMeasureRow:
    return CatalogueMeasureRow(
        **{column: getattr(measure, column) for column in MEASURE_COLUMNS},
        **_basis_columns(measure.basis),
        edition=item.edition,
        item_code=item.code,
        measure_class=measure.measure_class.value,
    )


def _basis_columns(basis: Basis) -> dict[str, Any]:
    return {
        "basis_level": basis.level.value,
        "basis_text": basis.text,
        "basis_source": basis.source,
        "basis_on": basis.on,
        "basis_key": basis.key,
    }


def as_item(row: CatalogueItemRow) -> Item:
    """The item in a row, its bases confirmed or not as they are now."""
    return Item(
        **{column: getattr(row, column) for column in ITEM_COLUMNS},
        polarity=Polarity(row.polarity),
        subject_types=frozenset(SubjectType(kind) for kind in row.subject_types),
        basis=_basis(row),
        measures=tuple(_measure(measure) for measure in row.measures),
    )


def _measure(row: CatalogueMeasureRow) -> Measure:
    return Measure(
        **{column: getattr(row, column) for column in MEASURE_COLUMNS},
        measure_class=MeasureClass(row.measure_class),
        basis=_basis(row),
    )


def _basis(row: CatalogueItemRow | CatalogueMeasureRow) -> Basis:
    level = BasisLevel(row.basis_level)
    return Basis(level, row.basis_text, row.basis_source, row.basis_on, row.basis_confirmed)
