"""Evaluation after a meeting 履职评价, and the expert's comment. No consequence follows by itself."""

from collections.abc import Sequence
from dataclasses import asdict, replace

from sqlalchemy import select

from experts.life_models import ExpertEvaluation
from experts.models import Expert
from experts.scoring import Deduction, score
from kernel.act import Act
from kernel.errors import InputError, NotFound, Refused
from kernel.lifecycle import hold
from kernel.roles import authorize
from kernel.text import clean
from ledger.record import record


def evaluate(
    act: Act, expert_id: int, meeting: str, unit: str, deductions: Sequence[Deduction], *, veto: bool
) -> ExpertEvaluation:
    """Record how an expert did in one meeting; once, and not changed afterwards.

    Args:
        expert_id: internal id of an expert who sat there; the caller has looked.
        meeting: public id of the meeting.
        unit: credit code of its lead unit, whose convener evaluates.
        veto: 一票否决: so grave that the score does not count; needs a deduction that says why.

    Raises:
        InputError: impossible deductions, or a veto without one.
        Refused: evaluated already.
    """
    by = authorize(act.actor, "experts.evaluate", unit=unit)
    told = [replace(taken, reason=clean("reason", taken.reason)) for taken in deductions]
    try:
        left = score(told)
    except ValueError:
        raise InputError("experts.bad_deductions") from None
    if veto and not told:
        raise InputError("experts.veto_unexplained")
    expert = act.session.get_one(Expert, expert_id)
    evaluation = ExpertEvaluation(
        expert_id=expert_id,
        meeting=meeting,
        score=left,
        veto=veto,
        deductions=[asdict(taken) for taken in told],
        by=str(by),
        at=act.clock.now(),
    )
    act.session.add(evaluation)
    act.session.flush()
    facts = {"expert": expert.public_id, "meeting": meeting, "score": left, "veto": veto}
    record(act, by, "expert.evaluated", expert.public_id, facts, idem=meeting)
    return evaluation


def comment(act: Act, expert_id: int, meeting: str, text: str) -> ExpertEvaluation:
    """What the expert says to the own evaluation, once.

    Args:
        expert_id: internal id of the expert who speaks; the caller has looked.

    Raises:
        NotFound: not evaluated in that meeting yet.
        InputError: no text.
        Refused: commented already.
    """
    by = authorize(act.actor, "experts.speak")
    own = ExpertEvaluation.expert_id == expert_id, ExpertEvaluation.meeting == meeting
    evaluation = act.session.scalar(select(ExpertEvaluation).where(*own))
    if evaluation is None:
        raise NotFound("experts.not_evaluated")
    hold(act.session, evaluation)
    if evaluation.comment is not None:
        raise Refused("experts.commented_already")
    evaluation.comment, evaluation.commented_at = clean("comment", text), act.clock.now()
    act.session.flush()
    record(
        act,
        by,
        "evaluation.commented",
        act.session.get_one(Expert, expert_id).public_id,
        {"meeting": meeting},
        idem=meeting,
    )
    return evaluation
