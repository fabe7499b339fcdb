"""Storing a confirmed file of subjects and conduct."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from credit.models import ConductRow, SubjectRow
from credit.preview_records import Draft, Table
from kernel.act import Act
from kernel.roles import authorize
from kernel.sheets.preview import Preview, PreviewRow, RowState
from kernel.sheets.tables import Progress

BATCH = 1000


def store_records(act: Act, preview: Preview[Draft], progress: Progress) -> None:
    """Enter what is new and amend what changed, subjects before their conduct.

    Raises:
        Refused: a code, person or document has come to belong to another number meanwhile.
    """
    authorize(act.actor, "credit.load")
    good, done = [*preview.good()], 0
    for table in (SubjectRow, ConductRow):
        rows = (row for row in good if row.value.table is table)
        while batch := list(islice(rows, BATCH)):
            _store(act.session, table, batch)
            done += len(batch)
            progress(done, len(good))


def _store(session: Session, table: Table, batch: Sequence[PreviewRow[Draft]]) -> None:
    ids = _subject_ids(session, {row.value.values.get("subject") for row in batch})
    new = [row.value.values for row in batch if row.state is RowState.NEW]
    if new:
        session.execute(insert(table), [_columns(values, ids) for values in new])
    drafts = {row.value.number: row.value for row in batch if row.state is RowState.CHANGED}
    known: Iterable[SubjectRow | ConductRow] = session.scalars(select(table).where(table.number.in_(drafts)))
    for stored in known:
        draft = drafts[stored.number]
        for column, value in _columns(draft.values, ids).items():
            if not (column == "identity" and draft.known_by_mask):
                setattr(stored, column, value)
    session.flush()


def _columns(values: Mapping[str, Any], ids: Mapping[str, int]) -> dict[str, Any]:
    """A draft's values as the table has them: a conduct's subject by its id."""
    columns = {**values}
    if "subject" in columns:
        columns["subject_id"] = ids[columns.pop("subject")]
    return columns


def _subject_ids(session: Session, numbers: set[Any]) -> dict[str, int]:
    known = select(SubjectRow.number, SubjectRow.id).where(SubjectRow.number.in_(numbers - {None}))
    return dict(session.execute(known).all())
