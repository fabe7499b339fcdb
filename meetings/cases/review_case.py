"""Legal review 法制审核 of a case before it reaches an agenda."""

from kernel.act import Act
from kernel.clock import rfc3339
from kernel.errors import Refused
from kernel.lifecycle import hold
from kernel.messages import word
from kernel.roles import authorize
from kernel.text import clean
from ledger.record import record
from meetings.models import Case, CaseReview, CaseState


def review_case(act: Act, case: Case, opinion: str, *, passed: bool) -> CaseReview:
    """Record the opinion of somebody who did not file the case; one that was not passed may be reviewed anew.

    Raises:
        Refused: the case is not ready, was filed by the reviewer, or is passed already.
        InputError: no opinion.
    """
    by = authorize(act.actor, "cases.review")
    hold(act.session, case)
    if case.state != CaseState.READY:
        raise Refused("cases.review_when", number=case.number, state=word("case", case.state))
    if by.public_id == case.filed_by:
        raise Refused("cases.own_case")
    if case.review is not None and case.review.passed:
        raise Refused("cases.reviewed_already", number=case.number)
    review = case.review or CaseReview(case_id=case.id)
    review.passed, review.opinion = passed, clean("opinion", opinion)
    review.by, review.at = by.public_id, act.clock.now()
    act.session.add(review)
    act.session.flush()
    facts = {"case": case.public_id, "passed": passed}
    record(act, by, "case.reviewed", case.public_id, facts, idem=rfc3339(review.at))
    act.session.refresh(case)
    return review
