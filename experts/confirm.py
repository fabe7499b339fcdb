"""The yearly confirmation 年度确认: where the expert works now, and with whom relations exist."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from experts.declare import add_declarations, speaker
from experts.known import find_one
from experts.life_models import DeclarationSource, ExpertConfirmation
from experts.record import Employment, Relation, current_employment
from experts.register import amend_as
from experts.whole import record_of
from kernel.act import Act
from kernel.clock import local
from kernel.errors import InputError
from ledger.record import record


@dataclass(frozen=True, slots=True)
class Workplace:
    """Where somebody works since a day; no employer for one who works for nobody since."""

    since: date
    employer: str | None = None
    uscc: str | None = None


def confirm(
    act: Act,
    expert: str,
    *,
    changed: Workplace | None,
    relations: Sequence[Relation] = (),
    evidence: str | None = None,
) -> ExpertConfirmation:
    """Confirm this year's employer and conflicts, by the expert, or by the registrar from paper.

    Args:
        expert: public id of the expert who speaks, or for whom the registrar enters a paper.
        changed: the new workplace, where it is not the one in the register any more.
        relations: those that the register does not know yet.
        evidence: digest of the paper; the expert's own confirmation needs none.

    Raises:
        NotFound: there is no such expert.
        InputError: the change or a relation cannot be so.
        Refused: confirmed this year already, the expert has left, or a paper is missing.
    """
    by = speaker(act, evidence)
    today = local(act.clock.now()).date()
    known = find_one(act.session, expert)
    confirmation = ExpertConfirmation(
        expert_id=known.id, year=today.year, evidence=evidence, by=str(by), at=act.clock.now()
    )
    act.session.add(confirmation)
    act.session.flush()
    if changed:
        held = record_of(act.session, act.vault, expert)
        moved = employments_after(held.employments, changed, today)
        amend_as(act, by, {expert: replace(held, employments=moved)})
    add_declarations(act, by, known, relations, DeclarationSource.CONFIRMATION, evidence)
    facts = {"expert": expert, "year": today.year, "moved": changed is not None, "declared": len(relations)}
    record(act, by, "expert.confirmed", expert, facts, idem=str(today.year))
    return confirmation


def employments_after(held: Sequence[Employment], changed: Workplace, today: date) -> tuple[Employment, ...]:
    """The employments after a change: what the new workplace takes the place of ended the day before.

    A new employer takes the place of the latest one; whoever works for nobody has left them all. What has
    ended stays, for it can still bar the expert.

    Raises:
        InputError: the change is to come, would end something before it began, or changes nothing.
    """
    now = current_employment(held, today)
    if changed.employer is None:
        ended = {work for work in held if work.ends is None}
    else:
        ended = {now} if now else set()
    if changed.since > today or any(changed.since <= work.begins for work in ended):
        raise InputError("experts.bad_change", since=changed.since)
    if changed.employer is None:
        new: tuple[Employment, ...] = ()
        if not ended:
            raise InputError("experts.no_change")
    else:
        new = (Employment(changed.employer, changed.uscc, changed.since),)
        if now and now.key == new[0].key:
            raise InputError("experts.no_change")
    last = changed.since - timedelta(days=1)
    return (*(replace(work, ends=last) if work in ended else work for work in held), *new)
