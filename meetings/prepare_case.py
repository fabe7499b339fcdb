"""Prior notice and defence 告知、陈述申辩: no case reaches an agenda without them."""

from datetime import date

from kernel.act import Act
from kernel.clock import local
from kernel.errors import InputError
from kernel.lifecycle import move
from kernel.roles import authorize
from kernel.text import clean
from ledger.record import record
from meetings.models import Case, CaseState, PriorNotice
from meetings.models.case import CASE_TRANSITIONS


def serve_notice(act: Act, case: Case, served_on: date, manner: str) -> PriorNotice:
    """Record that the prior notice was served on the subject (行政处罚法 44, 待核).

    Raises:
        Refused: the case was noticed already.
        InputError: the day lies in the future or before the application.
    """
    by = authorize(act.actor, "cases.prepare", unit=case.unit_uscc)
    if not local(case.filed_at).date() <= served_on <= local(act.clock.now()).date():
        raise InputError("cases.served_when", value=served_on)
    move(act.session, case, CaseState.NOTICED, CASE_TRANSITIONS, case.number)
    notice = PriorNotice(case_id=case.id, served_on=served_on, manner=clean("manner", manner))
    act.session.add(notice)
    act.session.flush()
    record(act, by, "case.noticed", case.public_id, {"case": case.public_id, "served_on": str(served_on)})
    act.session.refresh(case)
    return notice


def answer_defence(act: Act, case: Case, answered_on: date, defence: str | None, review: str) -> PriorNotice:
    """Record what the subject answered and what the unit found on review 复核意见.

    Args:
        answered_on: the day of the answer, or of the written waiver.
        defence: the subject's words; None when it expressly waived.
        review: how each point was weighed; mandatory either way.

    Raises:
        Refused: no notice was served, or the answer is recorded already.
        InputError: answered before the service or in the future; an empty text.
    """
    by = authorize(act.actor, "cases.prepare", unit=case.unit_uscc)
    move(act.session, case, CaseState.READY, CASE_TRANSITIONS, case.number)
    notice = case.notice
    if notice is None or not notice.served_on <= answered_on <= local(act.clock.now()).date():
        raise InputError("cases.answered_when", value=answered_on)
    notice.answered_on = answered_on
    notice.defence = None if defence is None else clean("defence", defence)
    notice.review = clean("review", review)
    act.session.flush()
    facts = {"case": case.public_id, "answered_on": str(answered_on), "waived": defence is None}
    record(act, by, "case.answered", case.public_id, facts)
    return notice
