"""Reading the register: the list, and all of it for freezing a pool."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from sqlalchemy import select
from sqlalchemy.orm import Session

from experts import children
from experts.children import Grouped
from experts.models import Expert, ExpertField, ExpertLeaf
from experts.record import Employment, Term
from kernel.errors import NotFound

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


def list_experts(
    session: Session, *, field: str | None = None, after: str | None = None, limit: int = PAGE
) -> list[ExpertLine]:
    """A page of the register in the order of entry.

    Args:
        field: only those who hold it, by its code.
        after: public id of the last expert of the page before.
        limit: how many at most.
    """
    columns = (Expert.id, Expert.public_id, Expert.name, Expert.title, Expert.region, Expert.state)
    page = select(*columns).order_by(Expert.id).limit(limit)
    if after is not None:
        last = select(Expert.id).where(Expert.public_id == after).scalar_subquery()
        page = page.where(Expert.id > last)
    if field is not None:
        page = page.where(Expert.id.in_(select(ExpertField.expert_id).where(ExpertField.code == field)))
    people = session.execute(page).all()
    held = session.execute(
        children.fields().where(ExpertField.expert_id.in_([person.id for person in people]))
    )
    fields = {expert_id: [code for _, code in rows] for expert_id, rows in groupby(held, itemgetter(0))}
    return [ExpertLine(*person[1:], fields.get(person.id, [])) for person in people]


def find_expert(session: Session, public_id: str) -> Expert:
    """The expert with that public id, one who has left too.

    Raises:
        NotFound: there is none.
    """
    found = session.scalar(select(Expert).where(Expert.public_id == public_id))
    if found is None:
        raise NotFound("experts.unknown", id=public_id)
    return found


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
    state: str
    version: int
    leaf: str
    opening: str
    terms: Sequence[Term]
    employments: Sequence[Employment]


def candidates(session: Session) -> Iterator[Candidate]:
    """Every expert of the register who has not left it, in the order of entry.

    Three statements however many there are, streamed side by side: only a few rows are held at a time. They go
    past the session, whose own way with rows takes as long again as reading them.
    """
    session.flush()
    connection = session.connection()
    people = (
        select(
            Expert.id,
            Expert.public_id,
            Expert.state,
            ExpertLeaf.version,
            ExpertLeaf.leaf,
            ExpertLeaf.opening,
        )
        .join(ExpertLeaf, ExpertLeaf.expert_id == Expert.id)
        .where(ExpertLeaf.is_current.is_(True))
        .order_by(Expert.id)
    )
    with (
        connection.execute(people, execution_options=STREAM) as rows,
        connection.execute(children.terms(), execution_options=STREAM) as term_rows,
        connection.execute(children.employments(), execution_options=STREAM) as employment_rows,
    ):
        terms, employments = Grouped(term_rows), Grouped(employment_rows)
        for row in rows:
            yield Candidate(
                *row,
                [Term(*term[1:]) for term in terms.of(row.id)],
                [Employment(*work[1:]) for work in employments.of(row.id)],
            )
