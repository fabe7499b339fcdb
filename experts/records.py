"""Whole records out of the tables, many at a time."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Executable, Select, select
from sqlalchemy.orm import Session

from experts import children
from experts.children import Grouped
from experts.models import Expert
from experts.personal import unseal
from experts.record import Employment, ExpertRecord, Term
from kernel.vault import Vault

STREAM = {"yield_per": 2000}


@dataclass(frozen=True, slots=True)
class Held:
    """A record and whose it is."""

    id: int
    public_id: str
    record: ExpertRecord


def read_records(session: Session, vault: Vault, which: ColumnElement[bool]) -> Iterator[Held]:
    """The present records of experts, in the order of entry, personal numbers and addresses in clear.

    Five statements however many there are, streamed side by side: only a few rows are held at a time.

    Args:
        which: a condition on `Expert`.
    """
    ids = select(Expert.id).where(which)
    people = select(
        Expert.id,
        Expert.public_id,
        Expert.name,
        Expert.document,
        Expert.mobile,
        Expert.email,
        Expert.title,
        Expert.region,
    )
    with ExitStack() as opened:

        def rows(statement: Executable) -> Any:
            return opened.enter_context(session.execute(statement, execution_options=STREAM))

        def owned(statement: Select[Any]) -> Grouped:
            return Grouped(rows(statement.where(statement.selected_columns[0].in_(ids))))

        parts = [
            *map(owned, (children.fields(), children.attributes(), children.terms(), children.employments()))
        ]
        for row in rows(people.where(which).order_by(Expert.id)):
            yield Held(row.id, row.public_id, _record(vault, row, *(part.of(row.id) for part in parts)))


Rows = Sequence[Any]


def _record(
    vault: Vault, row: Any, fields: Rows, attributes: Rows, terms: Rows, employments: Rows
) -> ExpertRecord:
    return ExpertRecord(
        name=row.name,
        document=unseal(vault, row.public_id, "document", row.document),
        mobile=unseal(vault, row.public_id, "mobile", row.mobile),
        email=unseal(vault, row.public_id, "email", row.email),
        title=row.title,
        region=row.region,
        fields=tuple(code for _, code in fields),
        attributes={name: value for _, name, value in attributes},
        terms=tuple(Term(*term[1:]) for term in terms),
        employments=tuple(Employment(*work[1:]) for work in employments),
    )
