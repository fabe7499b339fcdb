"""Prior notice and defence 告知、陈述申辩: no punishment reaches an agenda without them."""

from datetime import date

from credit.port import Polarity
from kernel.act import Act
from kernel.clock import local
from kernel.errors import InputError, Refused
from kernel.lifecycle import move
from kernel.roles import authorize
from kernel.text import clean
from kernel.work_calendar import work_calendar
from ledger.record import record
from meetings.cases.gates import DEFENCE_DAYS
from meetings.models import Case, CaseState, PriorNotice
from meetings.models.case import CASE_TRANSITIONS


def serve_notice(act: Act, case: Case, served_on: date, manner: str) -> PriorNotice:
    """Record that the prior notice was served on the subject (行政处罚法 44, 待核).

    Raises:
        Refused: the case was noticed already, or is for a reward.
        InputError: the day lies in the future or before the application.
    """
    by = authorize(act.actor, "cases.prepare", unit=case.unit_uscc)
    if case.polarity != Polarity.PUNISH:
        raise Refused("cases.reward_is_publicised", number=case.number)
    if not local(case.filed_at).date() <= served_on <= local(act.clock.now()).date():
        raise InputError("cases.served_when", field="on", value=served_on)
    move(act.session, case, CaseState.NOTICED, CASE_TRANSITIONS, case.number)
    notice = PriorNotice(case_id=case.id, served_on=served_on, manner=clean("manner", manner))
    act.session.add(notice)
    act.session.flush()
    record(act, by, "case.noticed", case.public_id, {"case": case.public_id, "served_on": str(served_on)})
    act.session.refresh(case)
    return notice


def answer_defence(
    act: Act, case: Case, answered_on: date, defence: str | None, review: str, *, waived: bool = False
) -> PriorNotice:
    """Record what the subject answered and what the unit found on review 复核意见.

    Args:
        answered_on: the day of the answer, of the written waiver, or on which the silence was noted.
        defence: the subject's words; None when it waived or kept silent.
        review: how each point was weighed; mandatory in every case.
        waived: in writing; else silence counts once the time for the defence is over.

    Raises:
        Refused: no notice was served, the answer is recorded already, or the silent still have time.
        InputError: answered before the service or in the future; words and a waiver; an empty text.
    """
    by = authorize(act.actor, "cases.prepare", unit=case.unit_uscc)
    move(act.session, case, CaseState.READY, CASE_TRANSITIONS, case.number)
    notice = case.notice
    if notice is None or not notice.served_on <= answered_on <= local(act.clock.now()).date():
        raise InputError("cases.answered_when", field="on", value=answered_on)
    if defence is not None and waived:
        raise InputError("cases.words_and_waiver")
    until = work_calendar(act.session).after(notice.served_on, DEFENCE_DAYS)
    if defence is None and not waived and answered_on <= until.on:
        raise Refused("cases.silent_too_early", field="kind", until=until)
    notice.answered_on, notice.waived = answered_on, waived
    notice.defence = None if defence is None else clean("defence", defence)
    notice.review = clean("review", review)
    act.session.flush()
    facts = {"case": case.public_id, "answered_on": str(answered_on), "waived": waived}
    record(act, by, "case.answered", case.public_id, facts)
    return notice
