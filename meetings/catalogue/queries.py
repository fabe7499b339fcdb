"""Reading the catalogue: what was in force on a day, and what an edition holds."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, select, true
from sqlalchemy.orm import Session, joinedload, lazyload

from credit.port import Polarity
from kernel.errors import NotFound, Unavailable
from kernel.messages import word
from kernel.paging import Slice, sliced
from meetings.catalogue.edition import EditionDraft
from meetings.catalogue.item import Item
from meetings.catalogue.rows import as_item
from meetings.models.catalogue import (
    CatalogueChange,
    CatalogueEdition,
    CatalogueItemRow,
    CatalogueSubmission,
    SubmissionState,
)


def edition_on(session: Session, day: date) -> CatalogueEdition:
    """The edition in force on that day.

    Raises:
        NotFound: the first one begins later.
    """
    begun = select(CatalogueEdition).where(CatalogueEdition.valid_from <= day)
    found = session.scalars(begun.order_by(CatalogueEdition.valid_from.desc()).limit(1)).first()
    if found is None:
        raise NotFound("catalogue.none_in_force", day=day)
    return found


def item_on(session: Session, code: str, day: date) -> Item:
    """The item as the edition in force on that day, such as that of the conduct, has it.

    Raises:
        NotFound: no edition was in force, or that one does not list the item: nothing outside the
            catalogue can be applied for (work plan 3.1).
    """
    edition = edition_on(session, day)
    row = session.get(CatalogueItemRow, (edition.edition, code))
    if row is None:
        raise NotFound("catalogue.not_listed", code=code, edition=edition.edition, day=day)
    return as_item(row)


def find_edition(session: Session, edition: str) -> CatalogueEdition:
    """The edition of that name; raises NotFound if there is none."""
    found = session.get(CatalogueEdition, edition)
    if found is None:
        raise NotFound("kernel.not_found", what=word("thing", "edition"), key=edition)
    return found


def named_or_latest(session: Session, edition: str | None) -> CatalogueEdition:
    """The edition of that name, for None the latest; raises NotFound if there is none."""
    latest = None if edition else latest_edition(session)
    return latest or find_edition(session, edition or "")


def latest_edition(session: Session, *, held: bool = False) -> CatalogueEdition | None:
    """The last one published, in force or to come; None before the first.

    Args:
        held: keep others from publishing after it until the transaction ends.
    """
    newest = select(CatalogueEdition).order_by(CatalogueEdition.sequence.desc()).limit(1)
    return session.scalars(newest.with_for_update() if held else newest).first()


def editions(session: Session) -> Sequence[tuple[CatalogueEdition, int]]:
    """Every edition with the number of its items, the newest first."""
    items = func.count(CatalogueItemRow.code)
    counted = select(CatalogueEdition, items).outerjoin(CatalogueItemRow).group_by(CatalogueEdition.edition)
    newest_first = counted.order_by(CatalogueEdition.sequence.desc())
    return [(edition, count) for edition, count in session.execute(newest_first)]


def items_of(session: Session, edition: str) -> tuple[Item, ...]:
    """The items of an edition, by code."""
    rows = select(CatalogueItemRow).where(CatalogueItemRow.edition == edition).order_by(CatalogueItemRow.code)
    return tuple(as_item(row) for row in session.scalars(rows))


def content_of(session: Session, edition: CatalogueEdition) -> EditionDraft:
    """An edition whole.

    Raises:
        Unavailable: its digest is not the one it was published with: somebody changed the tables.
    """
    items = items_of(session, edition.edition)
    content = EditionDraft(edition.edition, edition.title, edition.valid_from, items)
    if content.digest() != edition.digest:
        raise Unavailable("catalogue.altered", edition=edition.edition)
    return content


def changes_of(session: Session, edition: str) -> Sequence[CatalogueChange]:
    """The change log 变更记录 of an edition, by code."""
    log = select(CatalogueChange).where(CatalogueChange.edition == edition)
    return session.scalars(log.order_by(CatalogueChange.code)).all()


def current_domains(session: Session) -> set[str]:
    """The domains of the latest edition."""
    latest = latest_edition(session)
    return {count.domain for count in domains(session, latest.edition)} if latest else set()


@dataclass(frozen=True, slots=True)
class DomainCount:
    """How many items a domain 领域 has in an edition."""

    domain: str
    punishments: int
    rewards: int


def domains(session: Session, edition: str) -> list[DomainCount]:
    """The domains of an edition with the number of their items, by name (mission P6.1)."""
    pairs = select(CatalogueItemRow.domain, CatalogueItemRow.polarity).where(
        CatalogueItemRow.edition == edition
    )
    counts = Counter((domain, polarity) for domain, polarity in session.execute(pairs))
    return [
        DomainCount(domain, counts[domain, Polarity.PUNISH], counts[domain, Polarity.REWARD])
        for domain in sorted({domain for domain, _ in counts})
    ]


def submissions(session: Session, unit_uscc: str | None) -> Sequence[CatalogueSubmission]:
    """What was submitted, the newest first; of one unit, or for None of all."""
    rows = select(CatalogueSubmission).order_by(CatalogueSubmission.id.desc())
    if unit_uscc is not None:
        rows = rows.where(CatalogueSubmission.unit_uscc == unit_uscc)
    return session.scalars(rows).all()


def submission_page(
    session: Session, unit_uscc: str | None, state: str, cursor: str = ""
) -> Slice[CatalogueSubmission]:
    """A page of what was submitted, the newest first; of one unit, or for None of all; in one state, or for "" any.

    Raises:
        InputError: the cursor is none of this list.
    """
    row = CatalogueSubmission
    wanted = select(row).options(joinedload(row.unit), lazyload("*")).where(_of_unit(unit_uscc))
    if state:
        wanted = wanted.where(row.state == state)
    return sliced(session, wanted, (row.id,), cursor, descending=True)


def submission_counts(session: Session, unit_uscc: str | None) -> dict[str, int]:
    """How many submissions are in each state."""
    row = CatalogueSubmission
    counted = select(row.state, func.count()).where(_of_unit(unit_uscc)).group_by(row.state)
    found: dict[str, int] = dict(session.execute(counted).all())
    return {state.value: found.get(state, 0) for state in SubmissionState}


def _of_unit(unit_uscc: str | None) -> ColumnElement[bool]:
    return true() if unit_uscc is None else CatalogueSubmission.unit_uscc == unit_uscc


def find_submission(session: Session, key: str) -> CatalogueSubmission:
    """The submission with that public id; raises NotFound if there is none."""
    found = session.scalar(select(CatalogueSubmission).where(CatalogueSubmission.public_id == key))
    if found is None:
        raise NotFound("kernel.not_found", what=word("thing", "submission"), key=key)
    return found
