"""The decision 认定决定 from draft to seal: 起草、法制审核、签发、用印."""

import hashlib

from kernel import numbering
from kernel.act import Act
from kernel.clock import local
from kernel.entropy import public_id
from kernel.errors import Refused
from kernel.lifecycle import move
from kernel.messages import word
from kernel.roles import By, authorize
from kernel.text import clean
from ledger.record import record
from meetings.cases.check_gates import Stage, refuse_unmet
from meetings.cases.term import months_later
from meetings.decisions.scan import scan_suffix
from meetings.documents.model import DocumentContradiction, DocumentIncomplete
from meetings.models import AgendaItem, Decision, DecisionState, MeetingState, OfficialPaper
from meetings.models.decision import DECISION_TRANSITIONS
from meetings.papers.common import as_refusal, closed_vote, make_papers, papers_of
from meetings.papers.decision import decision_paper
from meetings.tally.count import Outcome, Tally, departs_from_experts


def draft(act: Act, item: AgendaItem, adoption: str, departure_reason: str | None = None) -> Decision:
    """Draft the decision that the vote on an item has reached; nothing else can be decided.

    Args:
        item: voted on in a meeting that is over.
        adoption: how the experts' opinions were taken up 专家意见采纳情况.
        departure_reason: why, where the decision departs from the experts' majority.

    Raises:
        Refused: the meeting is not over, the vote did not pass, a gate is not met any more, drafted
            already, or a missing reason.
        InputError: an empty text.
    """
    by = authorize(act.actor, "decisions.draft", unit=item.meeting.lead_unit_uscc)
    counted = Tally.from_payload(closed_vote(act.session, item).tally)
    if item.meeting.state != MeetingState.HELD or item.starts_on is None:
        raise Refused("decisions.not_held", meeting=item.meeting.number)
    if counted.outcome is not Outcome.PASSED:
        raise Refused("decisions.not_passed", item=item.position)
    _refuse_unexplained(item, counted, departure_reason)
    decision = Decision(
        public_id=public_id(act.entropy),
        item_id=item.id,
        state=DecisionState.DRAFT,
        starts_on=item.starts_on,
        ends_on=months_later(item.starts_on, item.case.term_months),
        adoption=clean("adoption", adoption),
        departure_reason=clean("departure-reason", departure_reason) if departure_reason else None,
        drafted_by=by.public_id,
    )
    act.session.add(decision)
    act.session.flush()
    refuse_unmet(act, item.case, Stage.DECISION)  # only now: what is decided already says so first
    record(act, by, "decision.drafted", decision.public_id, {"item": item.public_id})
    return decision


def _refuse_unexplained(item: AgendaItem, counted: Tally, reason: str | None) -> None:
    if departs_from_experts(counted) and not (reason or "").strip():
        raise Refused("decisions.reason_needed", item=item.position, field="departure-reason")


def review(act: Act, decision: Decision, opinion: str) -> None:
    """Legal review 法制审核, by somebody who did not draft it; without it there is no decision.

    Raises:
        Refused: wrong order, or reviewed by the drafter.
    """
    by = _reviewed(act, decision, DecisionState.REVIEWED, opinion)
    record(act, by, "decision.reviewed", decision.public_id, {"decision": decision.public_id})


def send_back(act: Act, decision: Decision, opinion: str) -> None:
    """Legal review sends the draft back for revision 退回修改, with its opinion.

    Raises:
        Refused: wrong order, or reviewed by the drafter.
    """
    by = _reviewed(act, decision, DecisionState.RETURNED, opinion)
    _record_again(act, by, "decision.returned", decision)


def _reviewed(act: Act, decision: Decision, outcome: DecisionState, opinion: str) -> By:
    by = authorize(act.actor, "decisions.review")
    if by.public_id == decision.drafted_by:
        raise Refused("decisions.own_draft")
    move(act.session, decision, outcome, DECISION_TRANSITIONS, word("thing", "decision"))
    decision.review, decision.reviewed_by = clean("opinion", opinion), by.public_id
    act.session.flush()
    return by


def _record_again(act: Act, by: By, event: str, decision: Decision) -> None:
    """What may happen to a draft more than once."""
    facts = {"decision": decision.public_id}
    record(act, by, event, decision.public_id, facts, idem=public_id(act.entropy))


def redraft(act: Act, decision: Decision, adoption: str, departure_reason: str | None = None) -> None:
    """Revise a draft that legal review sent back; it goes to the review again.

    Args:
        adoption, departure_reason: as for `draft`.

    Raises:
        Refused: wrong order, or a missing reason.
        InputError: an empty text.
    """
    item = decision.item
    by = authorize(act.actor, "decisions.draft", unit=item.meeting.lead_unit_uscc)
    _refuse_unexplained(item, Tally.from_payload(closed_vote(act.session, item).tally), departure_reason)
    move(act.session, decision, DecisionState.DRAFT, DECISION_TRANSITIONS, word("thing", "decision"))
    decision.adoption = clean("adoption", adoption)
    decision.departure_reason = clean("departure-reason", departure_reason) if departure_reason else None
    decision.drafted_by = by.public_id
    act.session.flush()
    _record_again(act, by, "decision.redrafted", decision)


def sign(act: Act, decision: Decision) -> OfficialPaper:
    """The leader signs: number and paper come into being in the same transaction 签发、编号.

    Raises:
        Refused: wrong order, or a mandatory part of the paper is empty (each is named).
    """
    by = authorize(act.actor, "decisions.sign")
    now, meeting = act.clock.now(), decision.item.meeting
    decision.number = numbering.next_number(act.session, meeting.lead_unit_uscc, numbering.DECISION, now)
    decision.signed_by, decision.signed_on = by.public_id, local(now).date()
    move(act.session, decision, DecisionState.SIGNED, DECISION_TRANSITIONS, word("thing", "decision"))
    try:
        paper = make_papers(act, meeting, decision, [decision_paper(act, decision)])[0]
    except (DocumentIncomplete, DocumentContradiction) as error:
        raise as_refusal(error) from error
    facts = {"decision": decision.public_id, "number": decision.number, "text": paper.digest}
    record(act, by, "decision.signed", decision.public_id, facts)
    return paper


def seal(act: Act, decision: Decision, scan: bytes) -> str:
    """Register the use of the seal 用印 and attach the scan of the sealed original to its text.

    Returns:
        The scan's digest.

    Raises:
        Refused: wrong order.
        InputError: no scan.
    """
    by = authorize(act.actor, "decisions.seal")
    scan_suffix(scan)
    digest = decision.scan_digest = hashlib.sha256(scan).hexdigest()
    move(act.session, decision, DecisionState.SEALED, DECISION_TRANSITIONS, word("thing", "decision"))
    act.attachments.keep(scan)  # only now: what is refused leaves no file behind
    text = papers_of(act.session, decision.item.meeting, decision)[0].digest
    facts = {"decision": decision.public_id, "scan": digest, "text": text}
    record(act, by, "decision.sealed", decision.public_id, facts)
    return digest
