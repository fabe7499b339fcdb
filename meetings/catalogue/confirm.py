"""The office has checked a basis against its source 核对依据: from then on it is shown as law.

The editions never change, and a case of last year rests on the edition of last year: so a confirmation is a fact
beside the editions, and holds in every one that cites the same text.
"""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from kernel.act import Act
from kernel.canonical import canonical_json, tagged_hash
from kernel.errors import NotFound
from kernel.messages import word
from kernel.roles import By, authorize
from ledger.record import record
from meetings.catalogue.item import Basis, Item
from meetings.catalogue.queries import latest_edition
from meetings.catalogue.rows import as_item
from meetings.models.catalogue import CatalogueItemRow, ConfirmedBasis


def confirm(act: Act, bases: Iterable[Basis]) -> int:
    """Enter that these were checked; returns how many were not confirmed before."""
    by = authorize(act.actor, "catalogue.publish")
    return enter_confirmed(act, by, bases)


def enter_confirmed(act: Act, by: By, bases: Iterable[Basis]) -> int:
    """The same for who is authorised already."""
    keys = {basis.key for basis in bases}
    known = set(act.session.scalars(select(ConfirmedBasis.key).where(ConfirmedBasis.key.in_(keys))))
    new = sorted(keys - known)
    now = act.clock.now()
    act.session.add_all(
        ConfirmedBasis(key=key, confirmed_at=now, confirmed_by=act.actor.public_id) for key in new
    )
    act.session.flush()
    if new:
        name = tagged_hash("panel/bases", canonical_json(new)).hex()
        record(act, by, "basis.confirmed", name, {"bases": new})
    return len(new)


def bases_of(item: Item) -> list[Basis]:
    """The bases that an item and its measures cite."""
    return [item.basis, *(measure.basis for measure in item.measures)]


def basis_at(session: Session, place: str) -> Basis:
    """The basis of an item of the latest edition, or of `item/measure`.

    Raises:
        NotFound: there is no such item or measure.
    """
    code = place.partition("/")[0]
    latest = latest_edition(session)
    row = session.get(CatalogueItemRow, (latest.edition, code)) if latest else None
    if row is not None:
        item = as_item(row)
        bases = {item.code: item.basis} | {f"{code}/{m.code}": m.basis for m in item.measures}
        if place in bases:
            return bases[place]
    raise NotFound("kernel.not_found", what=word("thing", "listed_item"), key=place)
