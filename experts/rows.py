"""How an expert's record stands in the tables."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from experts.leaf import identity_digest
from experts.models import ExpertAttribute, ExpertEmployment, ExpertField, ExpertState, ExpertTerm
from experts.personal import seal
from experts.record import ExpertRecord
from kernel.act import Act
from kernel.entropy import public_id

CHILDREN = (ExpertField, ExpertAttribute, ExpertTerm, ExpertEmployment)


def new_row(act: Act, record: ExpertRecord) -> dict[str, Any]:
    """The row of a person who enters the register, under a new public id."""
    given = public_id(act.entropy)
    return {
        "public_id": given,
        "identity": identity_digest(act.vault.register_key, record.document),
        "document": seal(act.vault, act.entropy, given, "document", record.document),
        "state": ExpertState.ACTIVE.value,
        **changed_columns(act, given, record),
    }


def changed_columns(act: Act, given: str, record: ExpertRecord) -> dict[str, Any]:
    """What a new version of the record of the expert `given` changes in the person's row."""
    return {
        "name": record.name,
        "mobile": seal(act.vault, act.entropy, given, "mobile", record.mobile),
        "email": seal(act.vault, act.entropy, given, "email", record.email),
        "title": record.title,
        "region": record.region,
        "fingerprint": record.fingerprint(act.vault.register_key),
    }


def insert_children(session: Session, people: Sequence[tuple[int, ExpertRecord]]) -> None:
    """Enter fields, attributes, terms and employments of experts, given with their internal ids."""
    rows: dict[type, list[dict[str, Any]]] = {child: [] for child in CHILDREN}
    for expert_id, record in people:
        owner = {"expert_id": expert_id}
        rows[ExpertField] += [{**owner, "code": code} for code in record.fields]
        rows[ExpertAttribute] += [
            {**owner, "name": name, "value": value} for name, value in record.attributes.items()
        ]
        rows[ExpertTerm] += [{**owner, "begins": term.begins, "ends": term.ends} for term in record.terms]
        rows[ExpertEmployment] += [
            {**owner, "employer": work.employer, "uscc": work.uscc, "begins": work.begins, "ends": work.ends}
            for work in record.employments
        ]
    for child, values in rows.items():
        if values:
            # with nulls left out, rows with and without an end or a code would go in separate statements
            session.execute(insert(child), values, execution_options={"render_nulls": True})


def delete_children(session: Session, expert_ids: Sequence[int]) -> None:
    """Make room for the children of a new version."""
    for child in CHILDREN:
        session.execute(delete(child).where(child.expert_id.in_(expert_ids)))
