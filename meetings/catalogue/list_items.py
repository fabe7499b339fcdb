"""The items of an edition as a list shows them, searched and filtered, page by page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session, lazyload

from credit.port import Polarity
from kernel.paging import PAGE, Slice, sliced
from meetings.catalogue.search import contains
from meetings.models import CatalogueEdition, CatalogueItemRow, CatalogueMeasureRow
from meetings.models.catalogue import ConfirmedBasis


@dataclass(frozen=True, slots=True)
class WantedItems:
    """The conditions of a list of items.

    unit: the code of the unit whose items are wanted. unchecked: only those with a basis that is 待核.
    """

    words: str = ""
    domain: str = ""
    polarity: str = ""
    unit: str = ""
    unchecked: bool = False


@dataclass(frozen=True, slots=True)
class ItemLine:
    """An item as the list shows it; `unchecked`: its own basis, or one of a measure, is 待核."""

    code: str
    title: str
    polarity: str
    domain: str
    region: str
    unit: str
    term: tuple[int, int]
    measures: int
    unchecked: bool


@dataclass(frozen=True, slots=True)
class DomainCounts:
    """How many items a domain 领域 has; `unchecked`: of them with a basis that is 待核."""

    domain: str
    punishments: int
    rewards: int
    unchecked: int

    @property
    def total(self) -> int:
        return self.punishments + self.rewards


def item_lines(
    session: Session, edition: str, wanted: WantedItems, cursor: str = "", *, size: int = PAGE
) -> Slice[ItemLine]:
    """A page of an edition's items by code, in three statements.

    Raises:
        InputError: the cursor is none of this list.
    """
    row = CatalogueItemRow
    rows = select(row).where(row.edition == edition, *_conditions(wanted)).options(lazyload("*"))
    found = sliced(session, rows, (row.code,), cursor, size=size)
    facts = _facts(session, edition, [item.code for item in found.rows])
    return Slice(
        [_line(item, *facts[item.code]) for item in found.rows], found.total, found.before, found.after
    )


def domain_counts(session: Session, edition: str) -> list[DomainCounts]:
    """The domains of an edition with the number of their items, by name."""
    row = CatalogueItemRow
    punishments, rewards = (
        func.count().filter(row.polarity == kind) for kind in (Polarity.PUNISH, Polarity.REWARD)
    )
    counted = select(row.domain, punishments, rewards, func.count().filter(_unchecked()))
    grouped = counted.where(row.edition == edition).group_by(row.domain).order_by(row.domain)
    return [DomainCounts(*numbers) for numbers in session.execute(grouped)]


def edition_in_force(editions: Sequence[CatalogueEdition], day: date) -> CatalogueEdition | None:
    """That of these which is in force on a day; the first to come where none is yet."""
    begun = [edition for edition in editions if edition.valid_from <= day]
    if begun:
        return max(begun, key=lambda edition: edition.valid_from)
    return min(editions, key=lambda edition: edition.valid_from, default=None)


def _conditions(wanted: WantedItems) -> list[ColumnElement[bool]]:
    row = CatalogueItemRow
    found = [contains(wanted.words)] if wanted.words else []
    equal = ((row.domain, wanted.domain), (row.polarity, wanted.polarity), (row.unit_uscc, wanted.unit))
    found += [column == value for column, value in equal if value]
    return [*found, _unchecked()] if wanted.unchecked else found


def _unchecked() -> ColumnElement[bool]:
    row, measure = CatalogueItemRow, CatalogueMeasureRow
    of_item = and_(measure.edition == row.edition, measure.item_code == row.code)
    checked = select(ConfirmedBasis.key)
    return or_(
        row.basis_key.not_in(checked),
        exists().where(of_item, measure.basis_key.not_in(checked)).correlate(row),
    )


def _facts(session: Session, edition: str, codes: Sequence[str]) -> dict[str, tuple[int, bool]]:
    """How many measures each item has, and whether a basis of it is 待核."""
    row, measure = CatalogueItemRow, CatalogueMeasureRow
    count = (
        select(func.count())
        .where(measure.edition == row.edition, measure.item_code == row.code)
        .correlate(row)
        .scalar_subquery()
    )
    found = select(row.code, count, _unchecked()).where(row.edition == edition, row.code.in_(codes))
    return {code: (measures, bool(unchecked)) for code, measures, unchecked in session.execute(found)}


def _line(item: CatalogueItemRow, measures: int, unchecked: bool) -> ItemLine:  # noqa: FBT001  as it was counted
    return ItemLine(
        code=item.code,
        title=item.title,
        polarity=item.polarity,
        domain=item.domain,
        region=item.region,
        unit=item.unit_name,
        term=(item.term_min_months, item.term_max_months),
        measures=measures,
        unchecked=unchecked,
    )
