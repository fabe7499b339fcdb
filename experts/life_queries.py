"""Lists of the register's life: applications, terms that end, who has not confirmed, evaluations."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, exists, func, select, true
from sqlalchemy.orm import Bundle, Session

from experts.apply import place
from experts.life_models import ExpertApplication, ExpertConfirmation
from experts.models import MAY_RETURN, Expert, ExpertStateChange, ExpertTerm
from experts.personal import mask_document
from experts.terms import APPOINTED
from experts.whole import from_text
from kernel.paging import PAGE, Slice, sliced
from kernel.units import Unit
from kernel.vault import Vault

REMINDER = timedelta(days=60)
"""So long before its end a term is on the list of renewals (本机关会议规则)."""


@dataclass(frozen=True, slots=True)
class ApplicationLine:
    """An application in the list, the identity number masked.

    before: how the person left the register earlier: a state, or the ground of a dismissal; not shown to
        the units that recommend.
    """

    public_id: str
    state: str
    source: str
    unit: str | None
    name: str
    document: str
    title: str
    fields: Sequence[str]
    consent_on: date
    entered_at: datetime
    opinion: str | None
    before: str | None


def applications(session: Session, vault: Vault, *, unit: str | None = None) -> list[ApplicationLine]:
    """The newest 100 applications, newest first.

    Args:
        unit: only the recommendations of the unit with that credit code.
    """
    table = ExpertApplication
    which = table.recommended_by == unit if unit is not None else true()
    return application_lines(session, vault, which, unit=unit, limit=100)


def application_lines(
    session: Session,
    vault: Vault,
    which: ColumnElement[bool],
    *,
    unit: str | None = None,
    limit: int | None = None,
) -> list[ApplicationLine]:
    """Some applications, newest first.

    Args:
        which: a condition on `ExpertApplication`.
        unit: the unit that looks; how somebody left earlier is not told to it.
    """
    table = ExpertApplication
    wanted = select(table, Unit.name, _left()).outerjoin(Unit, Unit.uscc == table.recommended_by)
    rows = session.execute(wanted.where(which).order_by(table.id.desc()).limit(limit)).all()
    return [_line(vault, found, name, None if unit else before) for found, name, before in rows]


def _left() -> ScalarSelect[str]:
    """How the applicant left earlier: the last step of somebody who may return."""
    table = ExpertStateChange
    last = (
        select(func.coalesce(table.ground, table.state))
        .join(Expert, Expert.id == table.expert_id)
        .where(Expert.identity == ExpertApplication.identity, Expert.state.in_(MAY_RETURN))
    )
    return last.order_by(table.version.desc()).limit(1).correlate(ExpertApplication).scalar_subquery()


def _line(
    vault: Vault, application: ExpertApplication, unit: str | None, before: str | None
) -> ApplicationLine:
    record = from_text(vault.open(application.record, place(application.public_id)))
    return ApplicationLine(
        public_id=application.public_id,
        state=application.state,
        source=application.source,
        unit=unit,
        name=record.name,
        document=mask_document(record.document),
        title=record.title,
        fields=record.fields,
        consent_on=application.consent_on,
        entered_at=application.entered_at,
        opinion=application.opinion,
        before=before,
    )


@dataclass(frozen=True, slots=True)
class EndingTerm:
    """An expert whose last term ends soon, or is over."""

    public_id: str
    name: str
    state: str
    ends: date


def ending_terms(session: Session, today: date) -> list[EndingTerm]:
    """Who has to be asked for another term: all whose last one ends within 60 days, the earliest first.

    Those whose last term is over and who are not expired yet stand at the top.
    """
    ends = func.max(ExpertTerm.ends)
    person = (Expert.public_id, Expert.name, Expert.state)
    wanted = (
        select(*person, ends)
        .join(ExpertTerm, ExpertTerm.expert_id == Expert.id)
        .where(Expert.state.in_(APPOINTED))
        .group_by(Expert.id, *person)
        .having(ends <= today + REMINDER)
        .order_by(ends, Expert.id)
    )
    return [EndingTerm(*row) for row in session.execute(wanted)]


@dataclass(frozen=True, slots=True)
class Unconfirmed:
    """An expert who has not confirmed yet; `last` is the year in which it was done the last time."""

    public_id: str
    name: str
    state: str
    last: int | None


def unconfirmed(session: Session, year: int) -> list[Unconfirmed]:
    """Everybody appointed who has not confirmed employer and conflicts in that year, by order of entry."""
    rows = session.execute(_unconfirmed(year).order_by(Expert.id))
    return [Unconfirmed(*row[0]) for row in rows]


def unconfirmed_page(session: Session, year: int, cursor: str, size: int = PAGE) -> Slice[Unconfirmed]:
    """A page of the same.

    Raises:
        InputError: the cursor is none of this list.
    """
    page = sliced(session, _unconfirmed(year), (Expert.id,), cursor, size=size)
    return Slice([Unconfirmed(*row) for row in page.rows], page.total, page.before, page.after)


def _unconfirmed(year: int) -> Select[Any]:
    table = ExpertConfirmation
    done = exists().where(and_(table.expert_id == Expert.id, table.year == year))
    last = select(func.max(table.year)).where(table.expert_id == Expert.id).scalar_subquery()
    line: Bundle[Any] = Bundle("line", Expert.public_id, Expert.name, Expert.state, last.label("last"))
    return select(line).where(Expert.state.in_(APPOINTED), ~done)


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many experts wait for the registrar.

    ending: whose last term ends within 60 days, or is over. over: of these, whose term is over.
    unconfirmed: who has not confirmed this year.
    """

    ending: int
    over: int
    unconfirmed: int


def waiting(session: Session, today: date) -> Waiting:
    """The counts of both lists, in one statement."""
    ends = func.max(ExpertTerm.ends)
    last = (
        select(ends.label("ends"))
        .join(Expert, Expert.id == ExpertTerm.expert_id)
        .where(Expert.state.in_(APPOINTED))
        .group_by(Expert.id)
        .subquery()
    )
    ending = select(func.count()).where(last.c.ends <= today + REMINDER).scalar_subquery()
    over = select(func.count()).where(last.c.ends < today).scalar_subquery()
    silent = select(func.count()).select_from(_unconfirmed(today.year).subquery()).scalar_subquery()
    return Waiting(*session.execute(select(ending, over, silent)).one())
