"""The register as a roster 导出专家花名册, which the importer reads in again unchanged."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from experts.models import LEFT, Expert, ExpertAttribute, ExpertEmployment, ExpertTerm
from experts.record import Employment, ExpertRecord
from experts.records import read_records
from experts.roster_row import (
    ATTRIBUTE,
    EMPLOYER,
    FORMER_EMPLOYER,
    FORMER_TERM,
    REQUIRED,
    SECOND_EMPLOYER,
    TERM,
    numbered,
)
from kernel.act import Act
from kernel.entropy import public_id
from kernel.roles import authorize
from ledger.record import record

SHEET = "专家"
STAYING: ColumnElement[bool] = Expert.state.not_in(LEFT)
Cell = str | date | None


@dataclass(frozen=True, slots=True)
class Roster:
    """A table of experts, for `hand_out`."""

    header: Sequence[str]
    rows: Sequence[Sequence[Cell]]


def export_roster(act: Act) -> Roster:
    """Everybody in the register, with all columns, and numbers and addresses in clear.

    The ledger is told how many, and not whom.

    Raises:
        NotAllowed: the actor is no registrar.
    """
    by = authorize(act.actor, "experts.import")
    layout = _Layout(act.session)
    rows = [layout.row(held.record) for held in read_records(act.session, act.vault, STAYING)]
    record(act, by, "register.exported", public_id(act.entropy), {"count": len(rows)})
    return Roster(layout.header, rows)


class _Layout:
    """As many columns of each repeated group as somebody needs."""

    def __init__(self, session: Session) -> None:
        ended = ExpertEmployment.ends.is_not(None)
        self._attributes = session.scalars(
            select(ExpertAttribute.name).distinct().order_by(ExpertAttribute.name)
        ).all()
        self._terms = max(1, _most(session, ExpertTerm))
        self._current = max(1, _most(session, ExpertEmployment, ~ended))
        self._former = _most(session, ExpertEmployment, ended)

    @property
    def header(self) -> list[str]:
        """The names of all columns."""
        return [
            *REQUIRED,
            *_columns(FORMER_TERM, self._terms - 1),
            *_columns(SECOND_EMPLOYER, self._current - 1),
            *_columns(FORMER_EMPLOYER, self._former),
            *(f"{ATTRIBUTE}{name}" for name in self._attributes),
        ]

    def row(self, person: ExpertRecord) -> list[Cell]:
        """The cells of one person; the latest term and the latest employer come first."""
        terms = [(term.begins, term.ends) for term in reversed(person.terms)]
        works = [*reversed(person.employments)]
        current = [_open(work) for work in works if work.ends is None]
        former = [(*_open(work), work.ends) for work in works if work.ends is not None]
        plain = (person.name, person.document, person.mobile, person.email, person.title, person.region)
        return [
            *plain,
            "、".join(person.fields),
            *_filled(terms[:1], TERM, 1),
            *_filled(current[:1], EMPLOYER, 1),
            *_filled(terms[1:], FORMER_TERM, self._terms - 1),
            *_filled(current[1:], SECOND_EMPLOYER, self._current - 1),
            *_filled(former, FORMER_EMPLOYER, self._former),
            *(person.attributes.get(name) for name in self._attributes),
        ]


def _most(session: Session, table: type[ExpertTerm | ExpertEmployment], *which: ColumnElement[bool]) -> int:
    """The largest number of rows that one expert in the register has."""
    held = select(func.count().label("held")).join_from(table, Expert, Expert.id == table.expert_id)
    counts = held.where(STAYING, *which).group_by(table.expert_id).subquery()
    return session.scalar(select(func.max(counts.c.held))) or 0


def _columns(group: Sequence[str], count: int) -> Iterator[str]:
    for number in range(1, count + 1):
        yield from numbered(group, number)


def _open(work: Employment) -> tuple[Cell, ...]:
    return work.employer, work.uscc, work.begins


def _filled(held: Sequence[Sequence[Cell]], group: Sequence[str], count: int) -> Iterator[Cell]:
    for at in range(count):
        yield from held[at] if at < len(held) else (None,) * len(group)
