"""What an item needs before it can stand in an edition: the parts of work plan 3.1, in order."""

from collections import Counter
from collections.abc import Iterable

from kernel.errors import InputError
from kernel.messages import word
from meetings.catalogue.edition import ITEM_TEXTS, MEASURE_TEXTS
from meetings.catalogue.item import Item


def check_items(items: Iterable[Item]) -> None:
    """Do nothing if all of them can be published together.

    Raises:
        InputError: a code stands twice; an item lacks a part or a measure; its term ends before it begins.
    """
    items = list(items)
    _once(item.code for item in items)
    for item in items:
        _check_parts(item)
        _once(f"{item.code}/{measure.code}" for measure in item.measures)
        if not 1 <= item.term_min_months <= item.term_max_months:
            raise InputError(
                "catalogue.bad_term", item=item.code, least=item.term_min_months, most=item.term_max_months
            )


def _check_parts(item: Item) -> None:
    parts: list[tuple[str, object]] = [(name, getattr(item, name).strip()) for name in ITEM_TEXTS]
    parts += [("subject_types", item.subject_types), ("measures", item.measures)]
    parts += [("basis", basis.text.strip()) for basis in (item.basis, *(m.basis for m in item.measures))]
    parts += [(name, getattr(measure, name).strip()) for measure in item.measures for name in MEASURE_TEXTS]
    for name, value in parts:
        if not value:
            raise InputError("catalogue.part_missing", item=item.code, part=word("part", name))


def _once(codes: Iterable[str]) -> None:
    for code, count in Counter(codes).items():
        if count > 1:
            raise InputError("catalogue.code_twice", code=code)
