"""The meeting is over: its minutes, sheets and draw record are made in the act that closes it."""

from kernel.act import Act
from kernel.lifecycle import move
from kernel.roles import authorize
from ledger.record import record
from meetings import numbering
from meetings.documents.model import DocumentContradiction, DocumentIncomplete
from meetings.models import Meeting, MeetingState, OfficialPaper
from meetings.models.meeting import MEETING_TRANSITIONS
from meetings.papers.common import as_refusal, make_papers
from meetings.papers.draw import draw_paper
from meetings.papers.meeting import meeting_papers
from panel.close import close_draw
from panel.panels import panel_of


def close_meeting(act: Act, meeting: Meeting) -> list[OfficialPaper]:
    """Close a meeting whose every item was voted on; the draw's transcript becomes public.

    Raises:
        Refused: an item without a closed vote, wrong order, or a mandatory part of a paper is empty.
    """
    by = authorize(act.actor, "meetings.close")
    now = act.clock.now()
    meeting.held_until = now
    meeting.minutes_number = numbering.next_number(
        act.session, meeting.lead_unit_uscc, numbering.MINUTES, now
    )
    move(act.session, meeting, MeetingState.HELD, MEETING_TRANSITIONS, meeting.number)
    close_draw(act, by, panel_of(act.session, meeting.public_id))
    try:
        drafts = [*meeting_papers(act, meeting), draw_paper(act, meeting)]
    except (DocumentIncomplete, DocumentContradiction) as error:
        raise as_refusal(error) from error
    papers = make_papers(act, meeting, None, drafts)
    digests = {paper.kind: paper.digest for paper in papers}
    record(act, by, "meeting.held", meeting.public_id, {"meeting": meeting.public_id, "papers": digests})
    return papers
