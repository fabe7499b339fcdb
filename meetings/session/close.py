"""The meeting is over: its minutes, sheets and draw record are made in the act that closes it."""

from kernel import numbering
from kernel.act import Act
from kernel.lifecycle import move
from kernel.messages import word
from kernel.roles import By, Role, authorize
from ledger.record import record
from meetings.convening.officers import refuse_others
from meetings.convening.withdraw_item import take_off
from meetings.documents.model import DocumentContradiction, DocumentIncomplete
from meetings.models import AgendaItem, CaseState, Meeting, MeetingState, OfficialPaper
from meetings.models.case import CASE_TRANSITIONS
from meetings.models.meeting import MEETING_TRANSITIONS
from meetings.papers.common import as_refusal, closed_vote, make_papers
from meetings.papers.draw import draw_papers
from meetings.papers.meeting import OUTCOMES, meeting_papers
from meetings.tally.count import Outcome, Tally
from panel.close import close_draws
from panel.views import Looked, log_view


def close_meeting(act: Act, meeting: Meeting) -> list[OfficialPaper]:
    """Close a meeting whose every item was voted on; the draw's transcript becomes public.

    What did not pass is not determined 不予认定; what had no quorum can go on another agenda.

    Raises:
        NotAllowed: the actor does not keep this meeting's record.
        Refused: an item without a closed vote, wrong order, or a mandatory part of a paper is empty.
    """
    by = authorize(act.actor, "meetings.close")
    refuse_others(by, meeting, Role.RECORDER)
    now = act.clock.now()
    meeting.held_until = now
    meeting.minutes_number = numbering.next_number(
        act.session, meeting.lead_unit_uscc, numbering.MINUTES, now
    )
    move(act.session, meeting, MeetingState.HELD, MEETING_TRANSITIONS, meeting.number)
    for draw in close_draws(act, by, meeting.public_id):
        log_view(act, by, draw, Looked.NAMES, word("purpose", "papers"))
    try:
        drafts = [*meeting_papers(act, meeting), *draw_papers(act, meeting)]
    except (DocumentIncomplete, DocumentContradiction) as error:
        raise as_refusal(error) from error
    papers = make_papers(act, meeting, None, drafts)
    made = [{"kind": paper.kind, "sha256": paper.digest} for paper in papers]
    record(act, by, "meeting.held", meeting.public_id, {"meeting": meeting.public_id, "papers": made})
    for item in meeting.agenda:
        _settle(act, by, item)
    return papers


def _settle(act: Act, by: By, item: AgendaItem) -> None:
    """Only what passed goes on to a decision."""
    outcome = Tally.from_payload(closed_vote(act.session, item).tally).outcome
    if outcome is Outcome.NOT_PASSED:
        move(act.session, item.case, CaseState.NOT_DETERMINED, CASE_TRANSITIONS, item.case.number)
        facts = {"case": item.case.public_id, "item": item.public_id}
        record(act, by, "case.not_determined", item.case.public_id, facts, idem=item.public_id)
    elif outcome is Outcome.NO_QUORUM:
        take_off(act, by, item, OUTCOMES[outcome])
