"""Which draws an account may see and work on: those of its own unit's meetings, or all of them."""

from sqlalchemy.orm import Session

from kernel.errors import NotFound
from kernel.messages import word
from kernel.roles import Actor, scope
from meetings.models import Meeting
from meetings.queries import find_bare_meeting
from panel.models import Draw
from panel.panels import find_draw


def meeting_within(session: Session, actor: Actor, action: str, key: str) -> Meeting:
    """The meeting with that public id or number, if it is one of those that `actor` may see under `action`.

    Raises:
        NotAllowed: no role of the actor allows the action.
        NotFound: there is none, or it is another unit's, which looks the same.
    """
    unit = scope(actor, action)
    meeting = find_bare_meeting(session, key)
    if unit not in {None, meeting.lead_unit_uscc}:
        raise NotFound("kernel.not_found", what=word("thing", "meeting"), key=key)
    return meeting


def draw_within(session: Session, actor: Actor, action: str, key: str) -> Draw:
    """The draw with that id, if its meeting is one of those that `actor` may see under `action`.

    Raises:
        NotAllowed: no role of the actor allows the action.
        NotFound: there is none, or it is another unit's, which looks the same.
    """
    unit = scope(actor, action)
    draw = find_draw(session, key)
    if unit not in {None, find_bare_meeting(session, draw.meeting).lead_unit_uscc}:
        raise NotFound("kernel.not_found", what=word("thing", "draw"), key=key)
    return draw
