"""The register as a list that people search 专家名册: conditions, order, and what a line says."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Date, String, cast, exists, func, literal, null, or_, select, union_all
from sqlalchemy.orm import Session

from experts.life_models import ExpertCertificate
from experts.models import LEFT, Expert, ExpertEmployment, ExpertField, ExpertState, ExpertTerm
from experts.terms import APPOINTED
from kernel.paging import PAGE, Key, Slice, sliced

VIEWS: Mapping[str, frozenset[ExpertState]] = {
    "active": frozenset({ExpertState.ACTIVE}),
    "suspended": frozenset({ExpertState.SUSPENDED}),
    "expired": frozenset({ExpertState.EXPIRED}),
    "left": LEFT,
}
"""The states that people look at together, by the word in the address."""

_LAST_DAY = select(func.max(ExpertTerm.ends)).where(ExpertTerm.expert_id == Expert.id).correlate(Expert)
LAST_DAY = _LAST_DAY.scalar_subquery()
"""The last day of an expert's last term."""

ORDERS: Mapping[str, tuple[Key, ...]] = {
    "entry": (Expert.id,),
    "name": (Expert.name, Expert.id),
    "ends": (LAST_DAY, Expert.id),
}
"""By what the list can be ordered."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whom somebody looks for; what is empty is no condition.

    view: a key of `VIEWS`.
    words: part of the name or of an employer's name, or the number of the expert or of a certificate.
    ends_by: whose last term ends on that day or before, of those appointed now.
    """

    view: str = ""
    words: str = ""
    field: str = ""
    region: str = ""
    ends_by: date | None = None


@dataclass(frozen=True, slots=True)
class RegisterLine:
    """An expert in the list. employer: of several present ones the latest; ends: the last day of the last term."""

    public_id: str
    name: str
    title: str
    region: str
    state: str
    fields: Sequence[str]
    employer: str | None
    ends: date | None


def register_page(
    session: Session,
    wanted: Wanted,
    cursor: str = "",
    order: str = "entry",
    *,
    descending: bool = False,
    size: int = PAGE,
) -> Slice[RegisterLine]:
    """A page of the register, in three statements.

    Raises:
        KeyError: an order or view that there is none of.
        InputError: the cursor is none of this list.
    """
    found = select(Expert).where(*_conditions(wanted))
    page = sliced(session, found, ORDERS[order], cursor, descending=descending, size=size)
    beside = _beside(session, [person.id for person in page.rows])
    return Slice(
        [_line(person, beside[person.id]) for person in page.rows], page.total, page.before, page.after
    )


def count_views(session: Session) -> dict[str, int]:
    """How many experts each view has; all of them under an empty word."""
    counted = session.execute(select(Expert.state, func.count()).group_by(Expert.state))
    by_state = dict(counted.all())
    counts = {view: sum(by_state.get(state, 0) for state in states) for view, states in VIEWS.items()}
    return {"": sum(by_state.values()), **counts}


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.view:
        conditions.append(Expert.state.in_(VIEWS[wanted.view]))
    if wanted.words:
        conditions.append(_matches(wanted.words))
    if wanted.field:
        conditions.append(_has(ExpertField, ExpertField.code == wanted.field))
    if wanted.region:
        conditions.append(Expert.region == wanted.region)
    if wanted.ends_by:
        conditions += [Expert.state.in_(APPOINTED), wanted.ends_by >= LAST_DAY]
    return conditions


def _matches(words: str) -> ColumnElement[bool]:
    return or_(
        Expert.name.contains(words, autoescape=True),
        Expert.public_id == words,
        _has(ExpertEmployment, ExpertEmployment.employer.contains(words, autoescape=True)),
        _has(ExpertCertificate, ExpertCertificate.number.contains(words, autoescape=True)),
    )


def _has(table: type[Any], condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(table.expert_id == Expert.id, condition)


def _beside(session: Session, ids: Sequence[int]) -> Mapping[int, Mapping[str, list[Any]]]:
    """Fields, present employers and the last day of some experts, in one statement, by internal id and kind."""
    no_day, no_text = cast(null(), Date), cast(null(), String)
    work, term, held = ExpertEmployment, ExpertTerm, ExpertField
    rows = union_all(
        select(work.expert_id, literal("employer"), work.employer, work.begins).where(
            work.expert_id.in_(ids), work.ends.is_(None)
        ),
        select(held.expert_id, literal("field"), held.code, no_day).where(held.expert_id.in_(ids)),
        select(term.expert_id, literal("ends"), no_text, func.max(term.ends))
        .where(term.expert_id.in_(ids))
        .group_by(term.expert_id),
    )
    found: dict[int, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for expert_id, kind, text, day in session.execute(rows):
        found[expert_id][kind].append((day, text) if kind == "employer" else text or day)
    return found


def _line(person: Expert, beside: Mapping[str, list[Any]]) -> RegisterLine:
    _, employer = max(beside["employer"], default=(None, None))
    return RegisterLine(
        person.public_id,
        person.name,
        person.title,
        person.region,
        person.state,
        sorted(beside["field"]),
        employer,
        next(iter(beside["ends"]), None),
    )
