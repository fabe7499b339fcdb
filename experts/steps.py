"""Every step of an expert's life in the register: one move, one line of history, one change of the leaf."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from sqlalchemy import insert
from sqlalchemy.orm import Session

from experts import children
from experts.known import Known, find_known
from experts.models import LEFT, TRANSITIONS, Expert, ExpertEmployment, ExpertState, ExpertStateChange
from experts.record import Employment
from experts.versions import NewVersion, batches, commit_versions, record_left, supersede
from kernel.act import Act
from kernel.lifecycle import move
from kernel.messages import sentence
from kernel.roles import By


@dataclass(frozen=True, slots=True)
class Step:
    """Where to, and why.

    reason: not empty.
    ground: a `DismissalGround`, only of a dismissal.
    evidence: digest of the paper behind it, among the attachments.
    """

    to: ExpertState
    reason: str
    ground: str | None = None
    evidence: str | None = None


def take_step(act: Act, by: By, experts: Sequence[str], step: Step) -> None:
    """Move experts to another state. Whoever leaves has no current leaf any more, the others a new one.

    Args:
        experts: public ids.

    Raises:
        NotFound: one of them is not in the register.
        Refused: the state of one does not allow it, or somebody else changed it meanwhile.
    """
    known = find_known(act.session, experts)
    supersede(act.session, [found.leaf for found in known])
    for found in known:
        person = act.session.get_one(Expert, found.id)
        move(act.session, person, step.to, TRANSITIONS, sentence("experts.expert", id=found.public_id))
    write_history(act, by, [(found.id, found.version + 1) for found in known], step)
    if step.to in LEFT:
        record_left(act, by, [(found.public_id, found.version, found.leaf) for found in known])
    else:
        commit_versions(act, by, _unchanged(act.session, known))


def write_history(act: Act, by: By, versions: Sequence[tuple[int, int]], step: Step) -> None:
    """Note a step for each expert, given with the internal id and the version that the step makes."""
    line = {
        "state": step.to.value,
        "reason": step.reason,
        "ground": step.ground,
        "evidence": step.evidence,
        "by": str(by),
        "at": act.clock.now(),
    }
    for batch in batches(versions):
        rows = [{"expert_id": expert_id, "version": version, **line} for expert_id, version in batch]
        act.session.execute(insert(ExpertStateChange), rows, execution_options={"render_nulls": True})


def _unchanged(session: Session, known: Sequence[Known]) -> list[NewVersion]:
    """The next versions of records in which nothing changes."""
    worked = _employments(session, [found.id for found in known])
    versions = []
    for found in known:
        opened = json.loads(found.opening)
        same = (found.identity, opened["fields"], opened["attributes"], worked.get(found.id, []))
        versions.append(NewVersion(found.id, found.public_id, found.version + 1, *same))
    return versions


def _employments(session: Session, expert_ids: Sequence[int]) -> dict[int, list[Employment]]:
    held = {}
    for batch in batches(expert_ids):
        rows = session.execute(children.employments().where(ExpertEmployment.expert_id.in_(batch)))
        for expert_id, own in groupby(rows, itemgetter(0)):
            held[expert_id] = [Employment(*row[1:]) for row in own]
    return held
