"""One person who is in the register under two identity numbers becomes one expert again 合并."""

from dataclasses import replace
from datetime import date

from sqlalchemy import select, update

from experts.known import Known, find_one
from experts.life_models import ExpertDeclaration, ExpertEvaluation, ExpertLeave
from experts.models import Expert, ExpertState
from experts.record import Employment, ExpertRecord
from experts.register import amend_as
from experts.steps import Step, take_step
from experts.whole import record_of
from kernel.act import Act
from kernel.errors import InputError, Refused
from kernel.lifecycle import hold
from kernel.roles import authorize
from kernel.text import clean
from ledger.record import record


def merge(act: Act, keep: str, drop: str, reason: str) -> None:
    """Keep one of two records of the same person, and take the other out of the register.

    Employments, declarations, evaluations and leave of the dropped record go to the kept one, so that no
    recusal is lost; where both have one of the same meeting or day, the kept one's stays. What happened under
    the dropped record (draws, invitations, certificates) stays there, and is found through it.

    Args:
        keep: public id of the record with the right identity number.
        drop: public id of the other.

    Raises:
        NotFound: one of them is not in the register.
        InputError: they are the same record, or there is no reason.
        Refused: one of them has left, only the dropped one is suspended, or somebody else changed one meanwhile.
    """
    by = authorize(act.actor, "experts.keep")
    why = clean("reason", reason)
    if keep == drop:
        raise InputError("experts.merge_with_itself")
    kept, dropped = find_one(act.session, keep), find_one(act.session, drop)
    _hold_both(act, kept, dropped)
    mine, other = (record_of(act.session, act.vault, expert) for expert in (keep, drop))
    take_step(act, by, [drop], Step(ExpertState.MERGED, why))
    united = replace(mine, employments=_united(mine, other))
    if united != mine:
        amend_as(act, by, {keep: united})
    _hand_over(act, kept.id, dropped.id)
    record(act, by, "expert.merged", keep, {"dropped": drop, "kept": keep, "reason": why}, idem=drop)


def _hold_both(act: Act, kept: Known, dropped: Known) -> None:
    """In the order of entry, so that two merges at once wait for each other instead of both."""
    people = {known.id: act.session.get_one(Expert, known.id) for known in (kept, dropped)}
    for expert_id in sorted(people):
        hold(act.session, people[expert_id])
    suspended = ExpertState.SUSPENDED
    if people[dropped.id].state == suspended and people[kept.id].state != suspended:
        raise Refused("experts.merge_suspended", id=dropped.public_id)


def _united(kept: ExpertRecord, dropped: ExpertRecord) -> tuple[Employment, ...]:
    """The employments of both; of the same one the record that lasts longer."""
    united: dict[tuple[date, str], Employment] = {}
    for work in (*kept.employments, *dropped.employments):
        known = united.setdefault((work.begins, work.employer), work)
        if known.ends and (work.ends is None or work.ends > known.ends):
            united[work.begins, work.employer] = replace(known, ends=work.ends)
    return tuple(united[key] for key in sorted(united))


def _hand_over(act: Act, kept: int, dropped: int) -> None:
    session, together = act.session, {"synchronize_session": False}
    for table, unique in ((ExpertEvaluation, ExpertEvaluation.meeting), (ExpertLeave, ExpertLeave.begins)):
        own = select(unique).where(table.expert_id == kept)
        moved = update(table).where(table.expert_id == dropped, unique.not_in(own))
        session.execute(moved.values(expert_id=kept), execution_options=together)
    declared = update(ExpertDeclaration).where(ExpertDeclaration.expert_id == dropped)
    session.execute(declared.values(expert_id=kept), execution_options=together)
    merged = update(Expert).where((Expert.id == dropped) | (Expert.merged_into == dropped))
    session.execute(merged.values(merged_into=kept), execution_options=together)
    session.expire_all()
