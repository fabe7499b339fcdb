"""The meeting's own page 会议: how far it has come, what closes the next step, who must act."""

from kernel.roles import POLICY
from kernel.web.access import may
from kernel.web.account import actor
from kernel.web.door import desk
from kernel.web.pages import page_blueprint, reading, shown
from meetings.convening.meeting_view import MeetingView, meeting_view
from meetings.convening.pages.words import at, is_for, told, whose
from meetings.convening.rooms import AHEAD
from meetings.convening.steps import Place, Step
from meetings.models import MeetingState

pages = page_blueprint("meeting", __name__, "/meetings")

_STEP_PLACES = {
    Step.DRAW: Place.DRAW,
    Step.INVITE: Place.INVITATIONS,
    Step.MEET: Place.SESSION,
    Step.DECIDE: Place.DECISIONS,
    Step.FILE: Place.FILINGS,
}
_READ = {
    Place.DRAW: "draw.read",
    Place.INVITATIONS: "invitations.read",
    Place.DOOR: "meetings.check_in",
    Place.SESSION: "meetings.attend",
    Place.DECISIONS: "decisions.read",
    Place.FILINGS: "filings.read",
}


@pages.get("/<key>/")
@may("meetings.read")
def show(key: str) -> str:
    with reading() as session:
        view = meeting_view(session, actor(), key, desk().clock.now())
    meeting, gate = view.meeting, view.progress.gate
    return shown(
        "meetings/meeting",
        view=view,
        meeting=meeting,
        told=told,
        at=at,
        whose=whose,
        step_place=lambda step: _leads_to(view, _STEP_PLACES.get(step)),
        leads_to=lambda place: _leads_to(view, place),
        seats_place=Place.INVITATIONS,
        is_mine=gate is not None and is_for(gate, actor()),
        is_convener=_is_convener(view),
        may_change=_is_convener(view) and meeting.state in {MeetingState.PREPARING, MeetingState.LOCKED},
        is_ahead=meeting.state in AHEAD,
    )


def _is_convener(view: MeetingView) -> bool:
    me = actor()
    return bool(me.roles & POLICY["meetings.convene"]) and me.unit == view.meeting.lead_unit_uscc


def _leads_to(view: MeetingView, place: Place | None) -> str | None:
    """The address of a place that this account may open, else None."""
    if place is None or (place in _READ and not actor().roles & POLICY[_READ[place]]):
        return None
    return place.of(view.meeting.public_id, view.meeting.number)
