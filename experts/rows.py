"""How an expert's record stands in the tables."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Table, delete, select
from sqlalchemy.orm import Session

from experts.leaf import identity_digest
from experts.models import Expert, ExpertAttribute, ExpertEmployment, ExpertField, ExpertState, ExpertTerm
from experts.personal import seal
from experts.record import ExpertRecord
from kernel.act import Act
from kernel.bulk import insert_rows
from kernel.database import Base
from kernel.entropy import public_id

PERSON, FIELD, ATTRIBUTE, TERM, EMPLOYMENT = (
    Base.metadata.tables[table.__tablename__]
    for table in (Expert, ExpertField, ExpertAttribute, ExpertTerm, ExpertEmployment)
)
CHILDREN: dict[Table, tuple[str, ...]] = {
    FIELD: ("expert_id", "code"),
    ATTRIBUTE: ("expert_id", "name", "value"),
    TERM: ("expert_id", "begins", "ends"),
    EMPLOYMENT: ("expert_id", "employer", "uscc", "begins", "ends"),
}
CHANGING = ("name", "mobile", "email", "title", "region", "fingerprint")
"""The columns of a person's row that a new version of the record changes."""


def insert_people(act: Act, records: Sequence[ExpertRecord]) -> list[tuple[int, str, str]]:
    """Enter people under new public ids, with fields, attributes, terms and employments.

    Returns:
        Internal id, public id and identity of each, in the order of `records`.
    """
    rows = [_new_row(act, record) for record in records]
    insert_rows(act.session, PERSON, ("public_id", "identity", "document", "state", *CHANGING), rows)
    given = [row[0] for row in rows]
    found = act.session.execute(select(Expert.public_id, Expert.id).where(Expert.public_id.in_(given)))
    ids = dict(found.all())
    insert_children(act.session, [(ids[row[0]], record) for row, record in zip(rows, records, strict=True)])
    return [(ids[row[0]], row[0], row[1]) for row in rows]


def changed_columns(act: Act, given: str, record: ExpertRecord) -> dict[str, Any]:
    """What a new version of the record of the expert `given` changes in the person's row."""
    return dict(zip(CHANGING, _changing(act, given, record), strict=True))


def insert_children(session: Session, people: Sequence[tuple[int, ExpertRecord]]) -> None:
    """Enter fields, attributes, terms and employments of experts, given with their internal ids."""
    rows: dict[Table, list[tuple[Any, ...]]] = {table: [] for table in CHILDREN}
    for one, record in people:
        rows[FIELD] += [(one, code) for code in record.fields]
        rows[ATTRIBUTE] += [(one, name, value) for name, value in record.attributes.items()]
        rows[TERM] += [(one, term.begins, term.ends) for term in record.terms]
        rows[EMPLOYMENT] += [
            (one, work.employer, work.uscc, work.begins, work.ends) for work in record.employments
        ]
    for table, columns in CHILDREN.items():
        insert_rows(session, table, columns, rows[table])


def delete_children(session: Session, expert_ids: Sequence[int]) -> None:
    """Make room for the children of a new version."""
    for table in CHILDREN:
        session.execute(delete(table).where(table.c.expert_id.in_(expert_ids)))


def _new_row(act: Act, record: ExpertRecord) -> tuple[Any, ...]:
    given = public_id(act.entropy)
    return (
        given,
        identity_digest(act.vault.register_key, record.document),
        seal(act.vault, act.entropy, given, "document", record.document),
        ExpertState.ACTIVE.value,
        *_changing(act, given, record),
    )


def _changing(act: Act, given: str, record: ExpertRecord) -> tuple[Any, ...]:
    return (
        record.name,
        seal(act.vault, act.entropy, given, "mobile", record.mobile),
        seal(act.vault, act.entropy, given, "email", record.email),
        record.title,
        record.region,
        record.fingerprint(act.vault.register_key),
    )
