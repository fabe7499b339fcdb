"""Every change of a record ends here: the old leaf gives way, a new one is made and entered in the ledger."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import insert, update
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Session

from experts.leaf import SALT_BYTES, employer_digest, leaf_digest, opening
from experts.models import ExpertLeaf
from experts.record import Employment, current_employment
from kernel.act import Act
from kernel.canonical import canonical_json
from kernel.clock import local
from kernel.errors import Refused
from kernel.roles import By
from ledger.append import Record, append_many
from ledger.entry import Visibility

BATCH = 1000
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


def commit_versions(act: Act, by: By, versions: Sequence[NewVersion]) -> None:
    """Make the leaves and enter them in the ledger: leaf, public id and version, and nothing else."""
    leaves = [_leaf(act, version) for version in versions]
    for batch in batches(leaves):
        act.session.execute(insert(ExpertLeaf), batch)
    records = [
        Record(
            type="expert.changed",
            subject=made.public_id,
            by=by,
            payload={"expert": made.public_id, "leaf": row["leaf"], "version": made.version},
            visibility=Visibility.PUBLIC,
            idem=f"expert/{made.public_id}/{made.version}",
        )
        for made, row in zip(versions, leaves, strict=True)
    ]
    append_many(act.session, records, clock=act.clock, entropy=act.entropy)


def batches(things: Sequence[T]) -> Iterator[list[T]]:
    """`things` in lists short enough for one statement."""
    remaining = iter(things)
    while batch := list(islice(remaining, BATCH)):
        yield batch


def _leaf(act: Act, made: NewVersion) -> dict[str, Any]:
    now = act.clock.now()
    work = current_employment(made.employments, local(now).date())
    opened = opening(
        public_id=made.public_id,
        identity=made.identity,
        employer=employer_digest(act.vault.register_key, work.uscc if work else None, made.public_id),
        fields=made.fields,
        attributes=made.attributes,
        salt=act.entropy.bytes(SALT_BYTES),
    )
    return {
        "expert_id": made.expert_id,
        "version": made.version,
        "leaf": leaf_digest(opened),
        "opening": canonical_json(opened).decode(),
        "is_current": True,
        "made_at": now,
    }
