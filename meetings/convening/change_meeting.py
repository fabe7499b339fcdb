"""What postponing and cancelling a meeting have in common 延期、取消."""

from sqlalchemy import select

from kernel.act import Act
from kernel.clock import rfc3339
from kernel.errors import Refused
from kernel.lifecycle import hold, move
from kernel.messages import word
from kernel.roles import By, authorize
from ledger.record import record
from meetings.models import Invitation, InvitationState, Meeting, MeetingChange, MeetingState
from meetings.models.meeting import MEETING_TRANSITIONS
from panel.models import UNDER_WAY, Draw
from panel.panels import draws_of
from panel.void import cancel_attempt


def hold_to_change(act: Act, meeting: Meeting) -> By:
    """Hold a meeting that has not begun, and say in which role the actor may change it.

    Raises:
        Refused: it is in session, over or cancelled.
    """
    by = authorize(act.actor, "meetings.convene", unit=meeting.lead_unit_uscc)
    hold(act.session, meeting)
    if meeting.state not in {MeetingState.PREPARING, MeetingState.LOCKED}:
        raise Refused("meetings.begun", meeting=meeting.number, state=word("meeting", meeting.state))
    return by


def keep_as_was(act: Act, by: By, meeting: Meeting, kind: str, cause: str) -> None:
    """Keep when and where the meeting was to be, with the cause, and raise the calendar's sequence.

    Args:
        kind: `postponed` or `cancelled`.
    """
    meeting.sequence += 1
    change = MeetingChange(
        meeting_id=meeting.id,
        sequence=meeting.sequence,
        kind=kind,
        was_starts_at=meeting.starts_at,
        was_ends_at=meeting.ends_at,
        was_place=meeting.place,
        cause=cause,
        by=by.public_id,
        at=act.clock.now(),
    )
    act.session.add(change)
    act.session.flush()


def record_change(act: Act, by: By, meeting: Meeting, event: str, cause: str) -> None:
    """Enter the change in the ledger, with the time that holds now."""
    facts = {
        "cause": cause,
        "meeting": meeting.public_id,
        "sequence": meeting.sequence,
        "starts_at": rfc3339(meeting.starts_at),
    }
    record(act, by, event, meeting.public_id, facts, idem=str(meeting.sequence))


def stop_undrawn(act: Act, by: By, meeting: Meeting, cause: str) -> Draw | None:
    """Close a draw that has not come to its result, as void; after a panel's the agenda is open again.

    Returns:
        The draw, or None if none was under way.

    Raises:
        Refused: a secret has been revealed: the draw comes to its end first.
    """
    for draw in draws_of(act.session, meeting.public_id):
        if draw.state in UNDER_WAY:
            cancel_attempt(act, by, draw, cause)
            reopen_agenda(act, meeting, draw)
            return draw
    return None


def reopen_agenda(act: Act, meeting: Meeting, draw: Draw) -> None:
    """A draw came to nothing: without a panel the agenda is open again; a supplement leaves the panel sitting."""
    if draw.kind == "panel":
        move(act.session, meeting, MeetingState.PREPARING, MEETING_TRANSITIONS, meeting.number)


def open_invitations(act: Act, meeting: Meeting) -> list[Invitation]:
    """The invitations of everybody who has not left, held: no answer passes by; the draws are held already."""
    waiting = select(Invitation).where(
        Invitation.meeting_id == meeting.id, Invitation.state != InvitationState.GONE
    )
    held = waiting.order_by(Invitation.id).with_for_update(of=Invitation)
    return list(act.session.scalars(held.execution_options(populate_existing=True)))
