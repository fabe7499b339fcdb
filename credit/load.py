"""Filling the embedded store from a file 导入信用主体、行为记录和目录清单: all of it or nothing."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from credit.file_format import FILE
from credit.models import ConductRow, EditionRow, ItemRow, MeasureRow, SubjectRow
from credit.strict_json import Faults, parse
from kernel.errors import Refused
from kernel.messages import sentence

BATCH = 1000


@dataclass(frozen=True, slots=True)
class CreditFile:
    """A file that was read and found in order: the rows of the tables, by column."""

    subjects: Sequence[dict[str, Any]]
    conduct: Sequence[dict[str, Any]]
    catalogue: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many subjects, conduct records and editions a file brought, changed, and left as they were."""

    entered: int
    amended: int
    unchanged: int


def read_file(content: bytes) -> CreditFile:
    """The content of a file in the form of `file_format.FILE`.

    Raises:
        InputError: it is in another form; names every fault by its path.
    """
    return CreditFile(**FILE(parse(content)))


def load(session: Session, file: CreditFile) -> Loaded:
    """Enter what is new, amend what changed; the same file again changes nothing.

    Raises:
        InputError: a conduct record of an unknown subject.
        Refused: another content for an edition that is in force or published, or a second edition from the
            same day; a code or document that another record has.
    """
    tally = _Tally()
    _merge(session, SubjectRow, file.subjects, tally)
    session.flush()
    _merge(session, ConductRow, _with_subject_ids(session, file.conduct), tally)
    _publish(session, file.catalogue, tally)
    session.flush()
    return Loaded(tally.entered, tally.amended, tally.unchanged)


@dataclass(slots=True)
class _Tally:
    entered: int = 0
    amended: int = 0
    unchanged: int = 0


def _merge(
    session: Session,
    table: type[SubjectRow | ConductRow],
    rows: Sequence[Mapping[str, Any]],
    tally: _Tally,
) -> None:
    known = _by_number(session, table, [row["number"] for row in rows])
    for row in rows:
        stored = known.get(row["number"])
        if stored is None:
            session.add(table(**row))
            tally.entered += 1
        elif all(getattr(stored, column) == value for column, value in row.items()):
            tally.unchanged += 1
        else:
            for column, value in row.items():
                setattr(stored, column, value)
            tally.amended += 1


def _with_subject_ids(session: Session, rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    known = _by_number(session, SubjectRow, [row["subject"] for row in rows])
    faults = [
        (f".conduct[{index}].subject", sentence("credit.no_such_subject", number=row["subject"]))
        for index, row in enumerate(rows)
        if row["subject"] not in known
    ]
    if faults:
        raise Faults(faults)
    linked = []
    for row in rows:
        columns = {name: value for name, value in row.items() if name != "subject"}
        linked.append({**columns, "subject_id": known[row["subject"]].id})
    return linked


def _by_number(session: Session, table: type[Any], numbers: Sequence[str]) -> dict[str, Any]:
    found = {}
    remaining = iter(sorted(set(numbers)))
    while batch := list(islice(remaining, BATCH)):
        for row in session.scalars(select(table).where(table.number.in_(batch))):
            found[row.number] = row
    return found


def _publish(session: Session, catalogue: Mapping[str, Any], tally: _Tally) -> None:
    """Enter an edition; one that is there already may come again, but only as it is."""
    text = json.dumps(catalogue, default=str, ensure_ascii=False, sort_keys=True)
    digest = hashlib.sha256(text.encode()).hexdigest()
    published = session.get(EditionRow, catalogue["edition"])
    if published is None:
        items = [_item(item) for item in catalogue["items"]]
        session.add(EditionRow(**{**catalogue, "items": items, "digest": digest}))
        tally.entered += 1
    elif published.digest == digest:
        tally.unchanged += 1
    else:
        raise Refused("credit.edition_published", edition=published.edition)


def _item(item: Mapping[str, Any]) -> ItemRow:
    return ItemRow(**{**item, "measures": [MeasureRow(**measure) for measure in item["measures"]]})
