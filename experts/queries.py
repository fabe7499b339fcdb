"""Reading the register: the list, one expert, and all of it for freezing a pool."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from experts.models import (
    Expert,
    ExpertAttribute,
    ExpertEmployment,
    ExpertField,
    ExpertLeaf,
    ExpertState,
    ExpertStateChange,
    ExpertTerm,
)
from experts.personal import mask_document, mask_email, mask_mobile, unseal
from experts.record import Employment, Term
from kernel.errors import NotFound
from kernel.vault import Vault

PAGE = 50
STREAM = {"yield_per": 2000}


@dataclass(frozen=True, slots=True)
class ExpertLine:
    """An expert in the list."""

    public_id: str
    name: str
    title: str
    region: str
    state: str
    fields: Sequence[str]


def list_experts(session: Session, *, after: str | None = None, limit: int = PAGE) -> list[ExpertLine]:
    """A page of the register in the order of entry.

    Args:
        after: public id of the last expert of the page before.
        limit: how many at most.
    """
    columns = (Expert.id, Expert.public_id, Expert.name, Expert.title, Expert.region, Expert.state)
    page = select(*columns).order_by(Expert.id).limit(limit)
    if after is not None:
        last = select(Expert.id).where(Expert.public_id == after).scalar_subquery()
        page = page.where(Expert.id > last)
    people = session.execute(page).all()
    held = session.execute(_fields().where(ExpertField.expert_id.in_([person.id for person in people])))
    fields = {expert_id: [code for _, code in rows] for expert_id, rows in groupby(held, itemgetter(0))}
    return [ExpertLine(*person[1:], fields.get(person.id, [])) for person in people]


@dataclass(frozen=True, slots=True)
class StateChange:
    state: str
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ExpertCard:
    """One expert's record as the registrar sees it, personal numbers and addresses masked."""

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
    state_changes: Sequence[StateChange]
    version: int
    leaf: str


def show_expert(session: Session, vault: Vault, public_id: str) -> ExpertCard:
    """The record of one expert.

    Raises:
        NotFound: there is none with that public id.
    """
    current = select(Expert, ExpertLeaf).join(ExpertLeaf, ExpertLeaf.expert_id == Expert.id)
    found = session.execute(
        current.where(Expert.public_id == public_id, ExpertLeaf.is_current.is_(True))
    ).one_or_none()
    if found is None:
        raise NotFound("experts.unknown", id=public_id)
    expert, leaf = found

    def children(statement: Select[Any], table: type[Any]) -> Sequence[Any]:
        return session.execute(statement.where(table.expert_id == expert.id)).all()

    return ExpertCard(
        public_id=public_id,
        name=expert.name,
        document=mask_document(unseal(vault, public_id, "document", expert.document)),
        mobile=mask_mobile(unseal(vault, public_id, "mobile", expert.mobile)),
        email=mask_email(unseal(vault, public_id, "email", expert.email)),
        title=expert.title,
        region=expert.region,
        state=expert.state,
        fields=[row.code for row in children(_fields(), ExpertField)],
        attributes={row.name: row.value for row in children(_attributes(), ExpertAttribute)},
        terms=[Term(*row[1:]) for row in children(_terms(), ExpertTerm)],
        employments=[Employment(*row[1:]) for row in children(_employments(), ExpertEmployment)],
        state_changes=[StateChange(*row[1:]) for row in children(_state_changes(), ExpertStateChange)],
        version=leaf.version,
        leaf=leaf.leaf,
    )


def register_leaves(session: Session) -> Iterator[bytes]:
    """All current leaves, raw, ascending: what the plan's `register` counts and digests (draw-protocol §5)."""
    leaves = select(ExpertLeaf.leaf).where(ExpertLeaf.is_current.is_(True)).order_by(ExpertLeaf.leaf)
    with session.execute(leaves, execution_options=STREAM) as rows:
        for (leaf,) in rows:
            yield bytes.fromhex(leaf)


@dataclass(frozen=True, slots=True)
class Candidate:
    """What freezing a pool needs to know about one expert.

    version, leaf: of the current record; the leaf as 64 hex digits.
    opening: what opens the leaf, in canonical JSON; fields and attributes count as committed to there.
    """

    id: int
    public_id: str
    active: bool
    version: int
    leaf: str
    opening: str
    terms: Sequence[Term]
    employments: Sequence[Employment]


def candidates(session: Session) -> Iterator[Candidate]:
    """Every expert of the register, in the order of entry.

    Three statements however many there are, streamed side by side: only a few rows are held at a time.
    """
    people = (
        select(
            Expert.id,
            Expert.public_id,
            Expert.state == ExpertState.ACTIVE,
            ExpertLeaf.version,
            ExpertLeaf.leaf,
            ExpertLeaf.opening,
        )
        .join(ExpertLeaf, ExpertLeaf.expert_id == Expert.id)
        .where(ExpertLeaf.is_current.is_(True))
        .order_by(Expert.id)
    )
    with (
        session.execute(people, execution_options=STREAM) as rows,
        session.execute(_terms(), execution_options=STREAM) as term_rows,
        session.execute(_employments(), execution_options=STREAM) as employment_rows,
    ):
        terms, employments = _Grouped(term_rows), _Grouped(employment_rows)
        for row in rows:
            yield Candidate(
                *row,
                [Term(*term[1:]) for term in terms.of(row.id)],
                [Employment(*work[1:]) for work in employments.of(row.id)],
            )


def _fields() -> Select[Any]:
    return _rows(ExpertField.expert_id, ExpertField.code).order_by(ExpertField.code)


def _attributes() -> Select[Any]:
    table = ExpertAttribute
    return _rows(table.expert_id, table.name, table.value).order_by(table.name)


def _terms() -> Select[Any]:
    table = ExpertTerm
    return _rows(table.expert_id, table.begins, table.ends).order_by(table.begins)


def _employments() -> Select[Any]:
    table = ExpertEmployment
    rows = _rows(table.expert_id, table.employer, table.uscc, table.begins, table.ends)
    return rows.order_by(table.begins, table.employer)


def _state_changes() -> Select[Any]:
    table = ExpertStateChange
    return _rows(table.expert_id, table.state, table.reason, table.by, table.at).order_by(table.version)


def _rows(expert_id: Any, *columns: Any) -> Select[Any]:
    """Rows of a child table, expert by expert: the internal id, then what a value object is made of."""
    return select(expert_id, *columns).order_by(expert_id)


class _Grouped:
    """The rows of a child table, handed out expert by expert in ascending order of the internal id."""

    def __init__(self, rows: Iterable[Any]) -> None:
        self._groups = groupby(rows, itemgetter(0))
        self._ahead = next(self._groups, None)

    def of(self, expert_id: int) -> list[Any]:
        if self._ahead is None or self._ahead[0] != expert_id:
            return []
        rows = list(self._ahead[1])
        self._ahead = next(self._groups, None)
        return rows
