"""Every change of a record ends here: the old leaf gives way, a new one is made and entered in the ledger."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import TypeVar

from sqlalchemy import update
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Session

from experts.leaf import SALT_BYTES, digest_of, employer_digest, opening
from experts.models import ExpertLeaf
from experts.record import Employment, current_employment
from kernel.act import Act
from kernel.bulk import insert_rows
from kernel.canonical import canonical_json
from kernel.clock import local
from kernel.database import Base
from kernel.errors import Refused
from kernel.roles import By
from kernel.sheets.tables import Progress
from ledger.append import Record, append_many
from ledger.entry import Visibility

BATCH = 1000
LEAF = Base.metadata.tables[ExpertLeaf.__tablename__]
LEAF_COLUMNS = ("expert_id", "version", "leaf", "opening", "is_current", "made_at")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class NewVersion:
    """What the leaf of a new version is made from.

    version: its number, from 1.
    identity: digest, 64 hex digits.
    """

    expert_id: int
    public_id: str
    version: int
    identity: str
    fields: Sequence[str]
    attributes: Mapping[str, str]
    employments: Sequence[Employment]


def supersede(session: Session, leaves: Sequence[str]) -> None:
    """Take these leaves out of the register, before anything else about their experts is changed.

    Args:
        leaves: the current leaves as they were read, in hex.

    Raises:
        Refused: somebody else changed one of the experts meanwhile.
    """
    for batch in batches(leaves):
        statement = update(ExpertLeaf).where(ExpertLeaf.leaf.in_(batch), ExpertLeaf.is_current.is_(True))
        result = session.execute(
            statement.values(is_current=False), execution_options={"synchronize_session": False}
        )
        if isinstance(result, CursorResult) and result.rowcount != len(batch):
            raise Refused("kernel.changed_meanwhile")


def commit_versions(
    act: Act, by: By, versions: Sequence[NewVersion], progress: Progress | None = None
) -> None:
    """Make the leaves and enter them in the ledger: leaf, public id and version, and nothing else.

    Args:
        progress: called now and then with (versions committed, versions in all).
    """
    now = act.clock.now()
    committed = 0
    for batch in batches(versions):
        leaves = [_leaf(act, made, local(now).date()) for made in batch]
        rows = [
            (made.expert_id, made.version, leaf, opening, True, now)
            for made, (leaf, opening) in zip(batch, leaves, strict=True)
        ]
        insert_rows(act.session, LEAF, LEAF_COLUMNS, rows)
        records = (_record(by, made, leaf) for made, (leaf, _) in zip(batch, leaves, strict=True))
        append_many(act.session, records, clock=act.clock, entropy=act.entropy)
        committed += len(batch)
        if progress:
            progress(committed, len(versions))


def record_left(act: Act, by: By, gone: Sequence[tuple[str, int, str]]) -> None:
    """Enter in the ledger that leaves were taken out without a successor: who left, and nothing of why.

    Args:
        gone: public id, version and leaf of the last record of each.
    """
    records = [
        Record(
            type="expert.left",
            subject=public_id,
            by=by,
            payload={"expert": public_id, "leaf": leaf, "version": version},
            visibility=Visibility.PUBLIC,
            idem=f"expert/{public_id}/left/{version}",
        )
        for public_id, version, leaf in gone
    ]
    append_many(act.session, records, clock=act.clock, entropy=act.entropy)


def batches(things: Sequence[T]) -> Iterator[list[T]]:
    """`things` in lists short enough for one statement."""
    remaining = iter(things)
    while batch := list(islice(remaining, BATCH)):
        yield batch


def _leaf(act: Act, made: NewVersion, today: date) -> tuple[str, str]:
    """The leaf in hex, and what opens it."""
    work = current_employment(made.employments, today)
    opened = canonical_json(
        opening(
            public_id=made.public_id,
            identity=made.identity,
            employer=employer_digest(act.vault.register_key, work.uscc if work else None, made.public_id),
            fields=made.fields,
            attributes=made.attributes,
            salt=act.entropy.bytes(SALT_BYTES),
        )
    )
    return digest_of(opened), opened.decode()


def _record(by: By, made: NewVersion, leaf: str) -> Record:
    return Record(
        type="expert.changed",
        subject=made.public_id,
        by=by,
        payload={"expert": made.public_id, "leaf": leaf, "version": made.version},
        visibility=Visibility.PUBLIC,
        idem=f"expert/{made.public_id}/{made.version}",
    )
