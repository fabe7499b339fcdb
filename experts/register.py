"""Keeping the register 专家库: enter, amend, suspend, reinstate."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlalchemy import select, update

from experts.known import Known, find_known
from experts.leaf import identity_digest
from experts.models import TRANSITIONS, Expert, ExpertState
from experts.record import ExpertRecord
from experts.rows import changed_columns, delete_children, insert_children, insert_people
from experts.steps import Step, take_step
from experts.versions import batches, commit_versions, supersede
from experts.whole import record_of
from kernel.act import Act
from kernel.errors import Refused
from kernel.lifecycle import move
from kernel.messages import sentence
from kernel.roles import By, authorize
from kernel.sheets.tables import Progress
from kernel.text import clean


def enter(act: Act, records: Sequence[ExpertRecord], progress: Progress | None = None) -> list[str]:
    """Enter people who are not in the register yet; returns their public ids in the same order.

    Args:
        progress: called now and then with (people entered, people in all).

    Raises:
        Refused: one of them is in it; the database decides, whoever else enters at the same time.
    """
    return enter_as(act, authorize(act.actor, "experts.keep"), records, progress)


def enter_as(
    act: Act, by: By, records: Sequence[ExpertRecord], progress: Progress | None = None
) -> list[str]:
    """The same for a caller who has asked whether `by` may, such as an admission."""
    made = [
        Known(*person).next(record)
        for batch in batches(records)
        for person, record in zip(insert_people(act, batch), batch, strict=True)
    ]
    commit_versions(act, by, made, progress)
    return [version.public_id for version in made]


def amend(act: Act, changes: Mapping[str, ExpertRecord]) -> None:
    """Replace the records of known experts, each by a new version with a new leaf.

    Args:
        changes: the whole new record, by the expert's public id.

    Raises:
        NotFound: there is no such expert.
        Refused: an expert has left, the record is another person's, or somebody else changed it meanwhile.
    """
    amend_as(act, authorize(act.actor, "experts.keep"), changes)


def amend_as(act: Act, by: By, changes: Mapping[str, ExpertRecord]) -> None:
    """The same for a caller who has asked whether `by` may, such as an expert's own confirmation."""
    known = find_known(act.session, list(changes))
    for found in known:
        document = changes[found.public_id].document
        if identity_digest(act.vault.register_key, document) != found.identity:
            raise Refused("experts.another_person", id=found.public_id)
    supersede(act.session, [found.leaf for found in known])
    _write(act, by, known, changes)


def readmit_as(act: Act, by: By, gone: Known, record: ExpertRecord) -> None:
    """Make somebody who left an expert again, with a new record; what was known of employers stays.

    Raises:
        Refused: the state does not allow it, or changed meanwhile.
    """
    person = act.session.get_one(Expert, gone.id)
    move(act.session, person, ExpertState.ACTIVE, TRANSITIONS, sentence("experts.expert", id=gone.public_id))
    before = record_of(act.session, act.vault, gone.public_id)
    employments = {(work.begins, work.employer): work for work in (*before.employments, *record.employments)}
    whole = replace(record, employments=tuple(employments[key] for key in sorted(employments)))
    _write(act, by, [gone], {gone.public_id: whole})


def _write(act: Act, by: By, known: Sequence[Known], changes: Mapping[str, ExpertRecord]) -> None:
    for batch in batches(known):
        rows = [
            {"id": found.id, **changed_columns(act, found.public_id, changes[found.public_id])}
            for found in batch
        ]
        act.session.execute(update(Expert), rows)
        delete_children(act.session, [found.id for found in batch])
        insert_children(act.session, [(found.id, changes[found.public_id]) for found in batch])
    commit_versions(act, by, [found.next(changes[found.public_id]) for found in known])


def suspend(act: Act, expert: str, reason: str, evidence: str | None = None) -> None:
    """Keep an expert out of every draw until reinstated 暂停.

    Args:
        expert: public id.
        reason: such as misconduct under review, or repeated absence without a word.
        evidence: digest of the paper behind it, among the attachments.

    Raises:
        NotFound: there is no such expert.
        InputError: no reason.
        Refused: suspended already, has left, or changed meanwhile.
    """
    _move(act, expert, ExpertState.SUSPENDED, reason, evidence)


def reinstate(act: Act, expert: str, reason: str, evidence: str | None = None) -> None:
    """Let a suspended expert be drawn again 恢复.

    Raises:
        NotFound, InputError: as `suspend`.
        Refused: not suspended; one whose term is over needs a new one instead.
    """
    authorize(act.actor, "experts.keep")
    if act.session.scalar(select(Expert.state).where(Expert.public_id == expert)) == ExpertState.EXPIRED:
        raise Refused("experts.needs_term", id=expert)
    _move(act, expert, ExpertState.ACTIVE, reason, evidence)


def _move(act: Act, expert: str, to: ExpertState, reason: str, evidence: str | None) -> None:
    by = authorize(act.actor, "experts.keep")
    take_step(act, by, [expert], Step(to, clean("reason", reason), evidence=evidence))
