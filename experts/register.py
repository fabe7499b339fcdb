"""Keeping the register 专家库: enter, amend, suspend, reinstate."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from experts.leaf import identity_digest
from experts.models import (
    TRANSITIONS,
    Expert,
    ExpertEmployment,
    ExpertLeaf,
    ExpertState,
    ExpertStateChange,
)
from experts.record import Employment, ExpertRecord
from experts.rows import changed_columns, delete_children, insert_children, new_row
from experts.versions import NewVersion, batches, commit_versions, supersede
from kernel.act import Act
from kernel.errors import NotFound, Refused
from kernel.lifecycle import move
from kernel.messages import sentence
from kernel.roles import authorize
from kernel.text import clean


def enter(act: Act, records: Sequence[ExpertRecord]) -> list[str]:
    """Enter people who are not in the register yet; returns their public ids in the same order.

    Raises:
        Refused: one of them is in it; the database decides, whoever else enters at the same time.
    """
    by = authorize(act.actor, "experts.keep")
    made = []
    for batch in batches(records):
        rows = [new_row(act, record) for record in batch]
        inserted = act.session.execute(insert(Expert).returning(Expert.public_id, Expert.id), rows)
        ids = {row.public_id: row.id for row in inserted}
        insert_children(
            act.session, [(ids[row["public_id"]], record) for row, record in zip(rows, batch, strict=True)]
        )
        made += [
            _version(_Found(ids[row["public_id"]], row["public_id"], row["identity"]), record)
            for row, record in zip(rows, batch, strict=True)
        ]
    commit_versions(act, by, made)
    return [version.public_id for version in made]


def amend(act: Act, changes: Mapping[str, ExpertRecord]) -> None:
    """Replace the records of known experts, each by a new version with a new leaf.

    Args:
        changes: the whole new record, by the expert's public id.

    Raises:
        NotFound: there is no such expert.
        Refused: the record is another person's, or somebody else changed it meanwhile.
    """
    by = authorize(act.actor, "experts.keep")
    known = _find(act.session, list(changes))
    for found in known:
        document = changes[found.public_id].document
        if identity_digest(act.vault.register_key, document) != found.identity:
            raise Refused("experts.another_person", id=found.public_id)
    supersede(act.session, [found.leaf for found in known])
    for batch in batches(known):
        rows = [
            {"id": found.id, **changed_columns(act, found.public_id, changes[found.public_id])}
            for found in batch
        ]
        act.session.execute(update(Expert), rows)
        delete_children(act.session, [found.id for found in batch])
        insert_children(act.session, [(found.id, changes[found.public_id]) for found in batch])
    commit_versions(act, by, [_version(found, changes[found.public_id]) for found in known])


def suspend(act: Act, expert: str, reason: str) -> None:
    """Keep an expert out of every draw until reinstated 暂停.

    Raises:
        NotFound: there is no expert with the public id `expert`.
        InputError: no reason.
        Refused: suspended already, or changed meanwhile.
    """
    _change_state(act, expert, ExpertState.SUSPENDED, reason)


def reinstate(act: Act, expert: str, reason: str) -> None:
    """Let a suspended expert be drawn again 恢复; raises as `suspend` does."""
    _change_state(act, expert, ExpertState.ACTIVE, reason)


def _change_state(act: Act, expert: str, to: ExpertState, reason: str) -> None:
    by = authorize(act.actor, "experts.keep")
    why = clean("reason", reason)
    (found,) = _find(act.session, [expert])
    person = act.session.get_one(Expert, found.id)
    move(act.session, person, to, TRANSITIONS, sentence("experts.expert", id=expert))
    supersede(act.session, [found.leaf])
    opened = json.loads(found.opening)
    employments = _employments(act.session, found.id)
    version = NewVersion(
        found.id,
        expert,
        found.version + 1,
        found.identity,
        opened["fields"],
        opened["attributes"],
        employments,
    )
    act.session.add(
        ExpertStateChange(
            expert_id=found.id,
            version=version.version,
            state=to.value,
            reason=why,
            by=str(by),
            at=act.clock.now(),
        )
    )
    commit_versions(act, by, [version])


@dataclass(frozen=True, slots=True)
class _Found:
    """A person in the register and the version of the record that holds now; none yet for a new one."""

    id: int
    public_id: str
    identity: str
    version: int = 0
    leaf: str = ""
    opening: str = ""


def _find(session: Session, public_ids: Sequence[str]) -> list[_Found]:
    person = (Expert.id, Expert.public_id, Expert.identity)
    found = []
    for batch in batches(public_ids):
        rows = session.execute(
            select(*person, ExpertLeaf.version, ExpertLeaf.leaf, ExpertLeaf.opening)
            .join(ExpertLeaf, ExpertLeaf.expert_id == Expert.id)
            .where(Expert.public_id.in_(batch), ExpertLeaf.is_current.is_(True))
            .order_by(Expert.id)
        )
        found += [_Found(*row) for row in rows]
    missing = set(public_ids) - {known.public_id for known in found}
    if missing:
        raise NotFound("experts.unknown", id=min(missing))
    return found


def _employments(session: Session, expert_id: int) -> list[Employment]:
    table = ExpertEmployment
    rows = session.execute(
        select(table.employer, table.uscc, table.begins, table.ends).where(table.expert_id == expert_id)
    )
    return [Employment(*row) for row in rows]


def _version(found: _Found, record: ExpertRecord) -> NewVersion:
    return NewVersion(
        found.id,
        found.public_id,
        found.version + 1,
        found.identity,
        record.fields,
        record.attributes,
        record.employments,
    )
