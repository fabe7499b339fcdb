"""Terms of appointment 聘期 come to an end: renewal 续聘 and expiry 届满."""

from dataclasses import replace

from sqlalchemy import func, select

from experts.appoint import appoint, check_term, next_certificate
from experts.known import find_one
from experts.life_models import ExpertCertificate
from experts.models import TRANSITIONS, Expert, ExpertState, ExpertTerm
from experts.record import Term
from experts.register import amend_as
from experts.steps import Step, take_step, write_history
from experts.whole import record_of
from kernel.act import Act
from kernel.clock import local
from kernel.errors import Refused
from kernel.lifecycle import move
from kernel.messages import chinese_word, sentence
from kernel.roles import CLOCK, authorize
from kernel.text import clean

APPOINTED = (ExpertState.ACTIVE, ExpertState.SUSPENDED)
"""States in which a term is running, or should be."""


def renew(act: Act, expert: str, term: Term, reason: str, evidence: str | None = None) -> ExpertCertificate:
    """Appoint an expert for another term 续聘; one whose term had ended is active again.

    Nothing renews itself: a person says so, and why, such as the results of the evaluations.

    Args:
        expert: public id.
        reason: what the renewal rests on.
        evidence: digest of the paper behind it, among the attachments.

    Raises:
        NotFound: there is no such expert.
        InputError: no reason, or a term that is over.
        Refused: the expert has left, the term overlaps another, or somebody else changed it meanwhile.
    """
    by = authorize(act.actor, "experts.keep")
    check_term(act, term)
    why, number = clean("reason", reason), next_certificate(act)
    known = find_one(act.session, expert)
    record = record_of(act.session, act.vault, expert)
    for held in record.terms:
        if held.begins <= term.ends and term.begins <= held.ends:
            raise Refused("experts.term_overlaps", begins=held.begins, ends=held.ends)
    terms = tuple(sorted((*record.terms, term), key=lambda one: one.begins))
    amend_as(act, by, {expert: replace(record, terms=terms)})
    person = act.session.get_one(Expert, known.id)
    if person.state == ExpertState.EXPIRED:
        move(act.session, person, ExpertState.ACTIVE, TRANSITIONS, sentence("experts.expert", id=expert))
    step = Step(ExpertState(person.state), why, evidence=evidence)
    write_history(act, by, [(known.id, known.version + 1)], step)
    return appoint(act, by, expert, term, number)


def expire_ended(act: Act) -> list[str]:
    """Whoever's last term is over is expired, by the clock alone, whoever runs it.

    Returns:
        The public ids of those who expired now.
    """
    over = (
        select(Expert.public_id)
        .join(ExpertTerm, ExpertTerm.expert_id == Expert.id)
        .where(Expert.state.in_(APPOINTED))
        .group_by(Expert.id, Expert.public_id)
        .having(func.max(ExpertTerm.ends) < local(act.clock.now()).date())
        .order_by(Expert.id)
    )
    ended = list(act.session.scalars(over))
    reason = chinese_word("expert", ExpertState.EXPIRED)
    take_step(act, CLOCK, ended, Step(ExpertState.EXPIRED, reason))
    return ended
