"""One expert as the registrar sees it: record, history, certificates, leave, declarations, evaluations."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, and_, func, literal, select, union_all
from sqlalchemy.orm import Session

from experts import children
from experts.life_models import (
    ExpertCertificate,
    ExpertConfirmation,
    ExpertDeclaration,
    ExpertEvaluation,
    ExpertLeave,
)
from experts.models import (
    Expert,
    ExpertAttribute,
    ExpertEmployment,
    ExpertField,
    ExpertLeaf,
    ExpertStateChange,
    ExpertTerm,
)
from experts.personal import mask_document, mask_email, mask_mobile, unseal
from experts.record import Employment, Leave, Relation, Term
from kernel.errors import NotFound
from kernel.vault import Vault


@dataclass(frozen=True, slots=True)
class StateChange:
    """A step of the history; evidence as the digest of its paper."""

    state: str
    ground: str | None
    reason: str
    evidence: str | None
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Certificate:
    """A letter of appointment 聘书."""

    number: str
    begins: date
    ends: date
    issued_on: date


@dataclass(frozen=True, slots=True)
class Evaluation:
    """How the expert did in one meeting, and what the expert said to it."""

    meeting: str
    score: int
    veto: bool
    deductions: list[dict[str, Any]]
    comment: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class ExpertCard:
    """One expert, personal numbers and addresses masked.

    confirmed: the last year in which employer and conflicts were confirmed.
    version, leaf: of the current record; nothing for somebody who has left.
    """

    public_id: str
    name: str
    document: str
    mobile: str
    email: str
    title: str
    region: str
    state: str
    fields: Sequence[str]
    attributes: dict[str, str]
    terms: Sequence[Term]
    employments: Sequence[Employment]
    certificates: Sequence[Certificate]
    leaves: Sequence[Leave]
    declarations: Sequence[Relation]
    evaluations: Sequence[Evaluation]
    confirmed: int | None
    state_changes: Sequence[StateChange]
    version: int | None
    leaf: str | None


def show_expert(session: Session, vault: Vault, public_id: str) -> ExpertCard:
    """The card of one expert, of one who has left too.

    Raises:
        NotFound: there is none with that public id.
    """
    found = session.execute(_person().where(Expert.public_id == public_id)).one_or_none()
    if found is None:
        raise NotFound("experts.unknown", id=public_id)
    expert, version, leaf, confirmed = found

    def rows(statement: Select[Any], table: type[Any]) -> Sequence[Any]:
        return [row[1:] for row in session.execute(statement.where(table.expert_id == expert.id))]

    held, days = _fields_and_attributes(session, expert.id), _terms_and_leaves(session, expert.id)
    return ExpertCard(
        public_id=public_id,
        name=expert.name,
        document=mask_document(unseal(vault, public_id, "document", expert.document)),
        mobile=mask_mobile(unseal(vault, public_id, "mobile", expert.mobile)),
        email=mask_email(unseal(vault, public_id, "email", expert.email)),
        title=expert.title,
        region=expert.region,
        state=expert.state,
        fields=[code for name, code in held if not name],
        attributes={name: value for name, value in held if name},
        terms=[Term(begins, ends) for kind, begins, ends, _ in days if kind == "term"],
        employments=[Employment(*row) for row in rows(children.employments(), ExpertEmployment)],
        certificates=[Certificate(*row) for row in rows(children.certificates(), ExpertCertificate)],
        leaves=[Leave(begins, ends, reason) for kind, begins, ends, reason in days if kind == "leave"],
        declarations=[Relation(*row) for row in rows(children.declarations(), ExpertDeclaration)],
        evaluations=[Evaluation(*row) for row in rows(children.evaluations(), ExpertEvaluation)],
        confirmed=confirmed,
        state_changes=[StateChange(*row) for row in rows(children.state_changes(), ExpertStateChange)],
        version=version,
        leaf=leaf,
    )


def _fields_and_attributes(session: Session, expert_id: int) -> list[tuple[str, str]]:
    """Attributes by name, fields without one, each ascending."""
    field, attribute = ExpertField, ExpertAttribute
    both = union_all(
        select(literal(""), field.code).where(field.expert_id == expert_id),
        select(attribute.name, attribute.value).where(attribute.expert_id == expert_id),
    )
    return sorted((name, value) for name, value in session.execute(both))


def _terms_and_leaves(session: Session, expert_id: int) -> list[tuple[str, date, date, str]]:
    """Terms and leaves, the earliest first."""
    term, leave = ExpertTerm, ExpertLeave
    both = union_all(
        select(literal("term"), term.begins, term.ends, literal("")).where(term.expert_id == expert_id),
        select(literal("leave"), leave.begins, leave.ends, leave.reason).where(leave.expert_id == expert_id),
    )
    return sorted((kind, begins, ends, reason) for kind, begins, ends, reason in session.execute(both))


def _person() -> Select[Any]:
    confirmed = select(func.max(ExpertConfirmation.year)).where(ExpertConfirmation.expert_id == Expert.id)
    current = and_(ExpertLeaf.expert_id == Expert.id, ExpertLeaf.is_current.is_(True))
    return select(
        Expert, ExpertLeaf.version, ExpertLeaf.leaf, confirmed.correlate(Expert).scalar_subquery()
    ).outerjoin(ExpertLeaf, current)
