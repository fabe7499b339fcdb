"""Lists of the register's life: applications, terms that end, who has not confirmed, evaluations."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ScalarSelect, and_, exists, func, select
from sqlalchemy.orm import Session

from experts import children
from experts.apply import place
from experts.card import Evaluation
from experts.life_models import ExpertApplication, ExpertConfirmation, ExpertEvaluation
from experts.models import MAY_RETURN, Expert, ExpertStateChange, ExpertTerm
from experts.personal import mask_document
from experts.terms import APPOINTED
from experts.whole import from_text
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
    wanted = select(table, Unit.name, _left()).outerjoin(Unit, Unit.uscc == table.recommended_by)
    if unit is not None:
        wanted = wanted.where(table.recommended_by == unit)
    rows = session.execute(wanted.order_by(table.id.desc()).limit(100)).all()
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
    table = ExpertConfirmation
    done = exists().where(and_(table.expert_id == Expert.id, table.year == year))
    last = select(func.max(table.year)).where(table.expert_id == Expert.id).scalar_subquery()
    wanted = select(Expert.public_id, Expert.name, Expert.state, last)
    rows = session.execute(wanted.where(Expert.state.in_(APPOINTED), ~done).order_by(Expert.id))
    return [Unconfirmed(*row) for row in rows]


def evaluations_of(session: Session, expert_id: int) -> list[Evaluation]:
    """Every evaluation of one expert, given by internal id, oldest first."""
    own = children.evaluations().where(ExpertEvaluation.expert_id == expert_id)
    return [Evaluation(*row[1:]) for row in session.execute(own)]
