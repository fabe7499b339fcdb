"""Which unit does what 权责: leads which groups, determines which items, carries out which measures (P2.1)."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from kernel.units import Unit
from meetings.catalogue.groups import groups
from meetings.catalogue.queries import items_of, latest_edition


class Duty(StrEnum):
    LEADS = "leads"  # 牵头单位 of a special group
    DETERMINES = "determines"  # 行政单位 of an item
    IMPLEMENTS = "implements"  # 实施单位 of a measure


@dataclass(frozen=True, slots=True)
class UnitDuty:
    """One duty of one unit.

    what: the group's name, the item's code, or `item/measure`; with its words.
    """

    unit: str
    unit_name: str
    duty: Duty
    what: str


def duties(session: Session, unit_uscc: str | None) -> list[UnitDuty]:
    """The duties under the latest edition, by unit; of one unit, or for None of all."""
    names = dict(session.execute(select(Unit.uscc, Unit.name)).all())
    found = [
        UnitDuty(uscc, names[uscc], duty, what)
        for uscc, duty, what in _duties(session)
        if unit_uscc in {None, uscc}
    ]
    order = list(Duty)
    return sorted(found, key=lambda line: (line.unit_name, order.index(line.duty), line.what))


def _duties(session: Session) -> Iterator[tuple[str, Duty, str]]:
    for group in groups(session):
        yield group.lead_unit_uscc, Duty.LEADS, group.name
    latest = latest_edition(session)
    for item in items_of(session, latest.edition) if latest else ():
        yield item.unit_uscc, Duty.DETERMINES, f"{item.code} {item.title}"
        for measure in item.measures:
            what = f"{item.code}/{measure.code} {measure.content}"
            yield measure.implementer_uscc, Duty.IMPLEMENTS, what
