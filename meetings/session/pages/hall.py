"""The session 会议: quorum, who has come, unsealing, the items and how far they are, the end."""

from flask import Response, make_response, url_for
from werkzeug.wrappers import Response as AnyResponse

from kernel.act import Act
from kernel.roles import POLICY, Role
from kernel.web.access import may
from kernel.web.account import actor
from kernel.web.door import desk
from kernel.web.filled import Filled
from kernel.web.pages import acting, done, page_blueprint, reading, shown
from meetings.models import Meeting
from meetings.session.attend import unseal
from meetings.session.close import close_meeting
from meetings.session.room import enter_room, item_lines, rooms_of
from meetings.session.seats import expected_experts, expected_units, read_names

pages = page_blueprint("hall", __name__)
OVER = 286
"""Tells a live fragment that nothing will change any more."""


def room(act: Act, key: str) -> Meeting:
    """The meeting in whose room the actor is; raises as `enter_room`."""
    return act.session.get_one(Meeting, enter_room(act.session, act.actor, key).id)


@pages.get("/session/")
@may("meetings.attend")
def rooms() -> str:
    with reading() as session:
        found = rooms_of(session, actor(), desk().clock.now())
    return shown("session/rooms", places=found)


@pages.get("/meetings/<meeting>/session/")
@may("meetings.attend")
def show(meeting: str) -> str:
    return _shown(meeting, Filled({}))


def _shown(meeting: str, form: Filled) -> str:
    with reading() as session:
        place = enter_room(session, actor(), meeting)
        experts = expected_experts(session, place.id, place.public_id)
        items = item_lines(session, place)
        return shown(
            "session/hall",
            form=form,
            place=place,
            items=items,
            units=expected_units(session, place.id),
            experts=experts,
            missing=[expert for expert in experts if expert.accepted and expert.came_at is None],
            undecided=[line for line in items if line.outcome is None],
            may_see_names=bool(place.parts - {Role.UNIT_REPRESENTATIVE}) and place.unsealed_at is not None,
            may_check=bool(place.parts & POLICY["recusals.read"]),
            Role=Role,
        )


@pages.get("/meetings/<meeting>/session/live")
@may("meetings.attend")
def live(meeting: str) -> Response:
    with reading() as session:
        place = enter_room(session, actor(), meeting)
        items = item_lines(session, place)
    return make_response(shown("session/_hall", place=place, items=items), OVER if place.is_over else 200)


@pages.post("/meetings/<meeting>/session/unseal")
@may("meetings.unseal")
def open_session(meeting: str) -> AnyResponse | tuple[str, int]:
    form = Filled({})
    with form.reading(), acting() as act:
        found = room(act, meeting)
        unseal(act, found)
    if form.is_right:
        address = url_for("hall.show", meeting=meeting)
        return done(address, "meetings.session_open", number=found.number)
    return _shown(meeting, form), 422


@pages.post("/meetings/<meeting>/session/names")
@may("meetings.names")
def names(meeting: str) -> str | tuple[str, int]:
    """Show the experts' names once; who looked is kept."""
    form = Filled({})
    with form.reading(), acting() as act:
        found = room(act, meeting)
        known = read_names(act, found)
        experts = expected_experts(act.session, found.id, found.public_id)
        title, number = found.title, found.number
    if form.is_right:
        return shown(
            "session/names", meeting=meeting, title=title, number=number, names=known, experts=experts
        )
    return _shown(meeting, form), 422


@pages.post("/meetings/<meeting>/session/close")
@may("meetings.close")
def end(meeting: str) -> AnyResponse | tuple[str, int]:
    form = Filled({})
    with form.reading(), acting() as act:
        found = room(act, meeting)
        papers = close_meeting(act, found)
        facts = {"number": found.number, "minutes": found.minutes_number, "count": len(papers)}
    if form.is_right:
        return done(url_for("hall.show", meeting=meeting), "meetings.closed", **facts)
    return _shown(meeting, form), 422
