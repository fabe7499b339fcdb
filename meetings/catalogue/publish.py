"""The office publishes an edition 公布目录清单: whole, for a day to come, and never to be changed."""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from kernel.act import Act
from kernel.clock import local
from kernel.errors import InputError, Refused
from kernel.roles import By, authorize
from kernel.text import clean
from kernel.units import Unit
from ledger.record import record
from meetings.catalogue.check import check_items
from meetings.catalogue.confirm import bases_of, enter_confirmed
from meetings.catalogue.edition import EditionDraft, changes
from meetings.catalogue.groups import check_routed
from meetings.catalogue.item import Item
from meetings.catalogue.queries import content_of, items_of, latest_edition
from meetings.catalogue.rows import item_row
from meetings.models.catalogue import CatalogueChange, CatalogueEdition

NAME = re.compile(r"[0-9]{4}-[1-9][0-9]?")


def publish(act: Act, draft: EditionDraft) -> CatalogueEdition:
    """Publish an edition; the one before ends on the day before (work plan 3.1 ①, mission P3.1a, P3.1c).

    The same content under the same name again changes nothing but what is confirmed since.

    Args:
        draft: its bases that are confirmed were checked by the office (待核 otherwise).

    Raises:
        InputError: a name or title that cannot be used; an item that lacks a part (P3.1b); an unknown unit.
        Refused: another content under a published name; a first day that is past, or not after that of
            the latest edition; a domain that goes to no special group.
    """
    by = authorize(act.actor, "catalogue.publish")
    before = latest_edition(act.session, held=True)
    items = with_present_names(act.session, draft.items)
    named = replace(draft, title=clean("title", draft.title), items=items)
    published = check_place(act, named, before) or _enter(act, by, named, before)
    enter_confirmed(act, by, [b for item in named.items for b in bases_of(item) if b.confirmed])
    return published


def with_present_names(session: Session, items: Iterable[Item]) -> tuple[Item, ...]:
    """The items with their units under the names these bear today.

    Raises:
        InputError: a unit is not among the units.
    """
    names = dict(session.execute(select(Unit.uscc, Unit.name)).all())

    def name(item: Item, uscc: str) -> str:
        if uscc not in names:
            raise InputError("catalogue.unknown_unit", item=item.code, unit=uscc)
        return names[uscc]

    return tuple(
        replace(
            item,
            unit_name=name(item, item.unit_uscc),
            measures=tuple(
                replace(measure, implementer_name=name(item, measure.implementer_uscc))
                for measure in item.measures
            ),
        )
        for item in items
    )


def _enter(act: Act, by: By, draft: EditionDraft, before: CatalogueEdition | None) -> CatalogueEdition:
    _check_content(act, draft)
    edition = CatalogueEdition(
        edition=draft.edition,
        sequence=before.sequence + 1 if before else 1,
        title=draft.title,
        valid_from=draft.valid_from,
        digest=draft.digest(),
        published_at=act.clock.now(),
        published_by=act.actor.public_id,
    )
    act.session.add(edition)
    act.session.flush()
    act.session.add_all(item_row(item) for item in draft.items)
    if before:
        before.valid_to = draft.valid_from - timedelta(days=1)
        log = changes(items_of(act.session, before.edition), draft.items)
        act.session.add_all(
            CatalogueChange(edition=draft.edition, code=change.code, kind=change.kind, parts=[*change.parts])
            for change in log
        )
    act.session.flush()
    facts = {"digest": edition.digest, "edition": edition.edition, "from": edition.valid_from.isoformat()}
    record(act, by, "catalogue.published", edition.edition, facts)
    return edition


def check_place(act: Act, draft: EditionDraft, before: CatalogueEdition | None) -> CatalogueEdition | None:
    """The published edition that the draft repeats, or None where it can follow the edition `before`.

    Raises:
        InputError: a name that cannot be used.
        Refused: another content under a published name; a first day that is past, or not after that of `before`.
    """
    published = act.session.get(CatalogueEdition, draft.edition)
    if published is not None:
        if not draft.same_as(content_of(act.session, published)):
            raise Refused("catalogue.published_otherwise", edition=draft.edition)
        return published
    if not NAME.fullmatch(draft.edition):
        raise InputError("catalogue.bad_edition", edition=draft.edition)
    if before is not None and draft.valid_from <= before.valid_from:
        raise Refused("catalogue.not_after", edition=before.edition, day=before.valid_from)
    if before is not None and draft.valid_from < local(act.clock.now()).date():
        raise Refused("catalogue.in_the_past", day=draft.valid_from)
    return None


def _check_content(act: Act, draft: EditionDraft) -> None:
    if not draft.items:
        raise InputError("catalogue.no_items", edition=draft.edition)
    check_items(draft.items)
    check_routed(act.session, (item.domain for item in draft.items))
