"""The door 签到: experts by their code, typed or scanned, or by hand; representatives of units; who has come."""

from collections.abc import Mapping, Sequence

from flask import Response, make_response, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from kernel.act import Act
from kernel.errors import NotFound, PanelError
from kernel.messages import word
from kernel.roles import Role
from kernel.web.access import may
from kernel.web.account import actor
from kernel.web.door import desk
from kernel.web.filled import Filled
from kernel.web.pages import acting, done, page_blueprint, reading, shown
from kernel.web.translations import gettext as _
from meetings.invitations.invite import invited_with
from meetings.models import Invitation, Meeting
from meetings.session.attend import at_door, check_in_by_hand, check_in_expert, check_in_unit
from meetings.session.ballot_code import hand_out
from meetings.session.pages.hall import OVER, room
from meetings.session.room import Place, enter_room
from meetings.session.seats import ExpectedExpert, expected_experts, expected_units, read_names

pages = page_blueprint("door", __name__, "/meetings/<meeting>/door")


def _form() -> Filled:
    return Filled({"code": _("签到码"), "unit": _("单位"), "person": _("代表姓名")})


def _place(session: Session, meeting: str) -> Place:
    """The meeting whose door the account keeps.

    Raises:
        NotFound: there is none, or another keeps it.
    """
    place = enter_room(session, actor(), meeting)
    if Role.RECORDER not in place.parts:
        raise NotFound("kernel.not_found", what=word("thing", "meeting"), key=meeting)
    return place


@pages.get("/")
@may("meetings.check_in")
def show(meeting: str) -> str:
    return _shown(meeting, _form())


def _shown(meeting: str, form: Filled, names: Mapping[str, str] | None = None) -> str:
    with reading() as session:
        place = _place(session, meeting)
        experts = expected_experts(session, place.id, place.public_id)
        return shown(
            "door/show",
            form=form,
            place=place,
            units=expected_units(session, place.id),
            experts=experts,
            names=names or {},
            scanned=_scanned(session, place, experts),
        )


def _scanned(
    session: Session, place: Place, experts: Sequence[ExpectedExpert]
) -> ExpectedExpert | PanelError | None:
    """Whose code a phone has just scanned at the door; nothing is changed by it."""
    code = request.args.get("code")
    if not code or request.method != "GET":
        return None
    try:
        tag = at_door(session, desk().vault, session.get_one(Meeting, place.id), code).tag
    except NotFound as error:
        return error
    return next((expert for expert in experts if expert.tag == tag), None)


@pages.get("/live")
@may("meetings.check_in")
def live(meeting: str) -> Response:
    with reading() as session:
        place = _place(session, meeting)
    return make_response(shown("door/_counts", place=place), OVER if place.is_over else 200)


@pages.post("/code")
@may("meetings.check_in")
def by_code(meeting: str) -> AnyResponse | tuple[str, int]:
    form = _form()
    with form.reading(), acting() as act:
        found = room(act, meeting)
        said = _let_in(act, found, check_in_expert(act, found, form["code"]))
    return _told(meeting, form, "meetings.expert_here", said if form.is_right else {})


@pages.post("/hand")
@may("meetings.check_in")
def by_hand(meeting: str) -> AnyResponse | tuple[str, int]:
    form = _form()
    with form.reading(), acting() as act:
        found = room(act, meeting)
        said = _let_in(act, found, check_in_by_hand(act, found, form["tag"]))
    return _told(meeting, form, "meetings.expert_here", said if form.is_right else {})


@pages.post("/ballot-code")
@may("meetings.check_in")
def another_code(meeting: str) -> AnyResponse | tuple[str, int]:
    form = _form()
    with form.reading(), acting() as act:
        found = room(act, meeting)
        said = _let_in(act, found, invited_with(act.session, found, form["tag"]))
    return _told(meeting, form, "meetings.code_handed", said if form.is_right else {})


def _let_in(act: Act, meeting: Meeting, invitation: Invitation) -> dict[str, object]:
    """The seat and the second code of an expert who has checked in."""
    code = hand_out(act, meeting, invitation)
    experts = expected_experts(act.session, meeting.id, meeting.public_id)
    seat = next(expert.number for expert in experts if expert.tag == invitation.tag)
    return {"seat": seat, "code": f"{code[:3]} {code[3:]}"}


def _told(meeting: str, form: Filled, code: str, said: Mapping[str, object]) -> AnyResponse | tuple[str, int]:
    if form.is_right:
        return done(url_for("door.show", meeting=meeting), code, **said)
    return _shown(meeting, form), 422


@pages.post("/unit")
@may("meetings.check_in")
def unit_came(meeting: str) -> AnyResponse | tuple[str, int]:
    form = _form()
    with form.reading(), acting() as act:
        came = check_in_unit(act, room(act, meeting), form["unit"], form["person"])
        who = came.name
    return _told(meeting, form, "meetings.checked_in", {"who": who} if form.is_right else {})


@pages.post("/names")
@may("meetings.names")
def names(meeting: str) -> str | tuple[str, int]:
    """The door with the names of its experts, shown once; who looked is kept."""
    form, known = _form(), {}
    with form.reading(), acting() as act:
        known = dict(read_names(act, room(act, meeting)))
    page = _shown(meeting, form, known)
    return page if form.is_right else (page, 422)
