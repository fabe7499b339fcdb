"""Finding items of an edition: for an application that may rest on them, and for the catalogue's pages."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, case, or_, select
from sqlalchemy.orm import Session, lazyload

from meetings.models import CatalogueItemRow

SHOWN = 30
"""Items offered at once; more are found by other words."""


@dataclass(frozen=True, slots=True)
class FoundItem:
    """An item as a choice shows it."""

    code: str
    title: str
    domain: str
    unit_name: str


def suitable_items(
    session: Session,
    edition: str,
    subject_type: str,
    *,
    words: str = "",
    chosen: Collection[str] = (),
    unit: str | None = None,
) -> Sequence[FoundItem]:
    """Items of an edition that apply to a kind of subject.

    Args:
        words: in code, title or domain.
        chosen: codes that are offered whatever the words; they come first.
        unit: whose own items come before the others'.
    """
    row = CatalogueItemRow
    first = case((row.code.in_(chosen), 0), (row.unit_uscc == unit, 1), else_=2)
    found = select(row).where(row.edition == edition, or_(row.code.in_(chosen), contains(words)))
    rows = session.scalars(found.order_by(first, row.code).options(lazyload("*")))
    fitting = (each for each in rows if subject_type in each.subject_types or each.code in chosen)
    return [FoundItem(each.code, each.title, each.domain, each.unit_name) for each in fitting][
        : SHOWN + len(chosen)
    ]


def contains(words: str) -> ColumnElement[bool]:
    """Items in whose code, ground, domain or unit the words stand; all of them without words."""
    row = CatalogueItemRow
    searched = (row.code, row.title, row.domain, row.unit_name)
    return or_(*(column.contains(words.strip(), autoescape=True) for column in searched))
