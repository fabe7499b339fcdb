"""An expert opens the personal link and answers the invitation 答复邀请, without an account."""

from io import BytesIO
from urllib.parse import urlsplit

from flask import Response, redirect, request, send_file, url_for
from werkzeug.wrappers import Response as AnyResponse

from kernel.errors import NotFound
from kernel.web.access import personal, public
from kernel.web.door import desk
from kernel.web.forms import typed
from meetings.invitations import leave
from meetings.invitations.invitation_facts import invitation_facts, sender_of
from meetings.invitations.invite import CAUSES, accept, own_invitation, personal_code
from meetings.invitations.itip import Method, calendar_object
from meetings.invitations.own_invitation import Stage, has_left, stage_of, visit
from meetings.invitations.own_items import own_items
from meetings.invitations.pages.guest import COOKIE, SCOPE, acting, code, guest_blueprint, shown, visiting
from meetings.models import InvitationState

pages = guest_blueprint("expert", __name__, "/i")
_LOOPBACK = {"127.0.0.1", "localhost", "::1"}
_MAY_LEAVE = {Stage.ASKED, Stage.UNDELIVERED, Stage.COMING, Stage.DOORS}


@pages.get("/<knocking>")
@public
def knock(knocking: str) -> str:
    """What a link in a mail shows, to people and to mail scanners: a button, and nothing about the code."""
    return shown("knock", knocking=knocking)


@pages.post("/")
@public
def enter() -> AnyResponse:
    """Exchange the code for a cookie, so that it stands in no address any more."""
    here, given = desk(), typed("code")
    with here.database.reading() as session:
        visit(session, here.vault, given, here.clock.now())
    response = redirect(url_for("expert.show"), 303)
    secure = urlsplit(request.host_url).hostname not in _LOOPBACK
    response.set_cookie(COOKIE, given, path=SCOPE, httponly=True, secure=secure, samesite="Strict")
    return response


@pages.get("/")
@personal
def show() -> str:
    now = desk().clock.now()
    with visiting() as (session, invitation):
        return shown(
            "page",
            invitation=invitation,
            meeting=invitation.meeting,
            stage=stage_of(invitation, now),
            items=own_items(session, invitation, now),
            check_in=personal_code(desk().vault, invitation),
        )


@pages.post("/answer/accept")
@personal
def accept_() -> AnyResponse:
    with acting() as act:
        if own_invitation(act)[1].state != InvitationState.ACCEPTED:  # else the button was pressed twice
            accept(act)
    return redirect(url_for("expert.show"), 303)


@pages.get("/answer/decline")
@personal
def before_declining() -> str:
    return _ask("decline")


@pages.get("/answer/conflict")
@personal
def before_recusing() -> str:
    return _ask("conflict")


def _ask(template: str, *, forgotten: bool = False) -> str:
    with visiting() as (_, invitation):
        now, meeting = desk().clock.now(), invitation.meeting
        may = stage_of(invitation, now) in _MAY_LEAVE and now < meeting.starts_at
        causes = [cause for cause in CAUSES if cause != "CONFLICT"]
        return shown(template, meeting=meeting, may=may, causes=causes, forgotten=forgotten)


@pages.post("/answer/decline")
@personal
def decline() -> AnyResponse | tuple[str, int]:
    cause = typed("cause")
    if cause not in CAUSES:
        return _ask("decline", forgotten=True), 422
    try:
        with acting() as act:
            leave.decline(act, cause)
    except NotFound:
        with desk().database.reading() as session:
            if not has_left(session, desk().vault, code()):  # else the button was pressed twice
                raise
    response = redirect(url_for("expert.left"), 303)
    response.delete_cookie(COOKIE, path=SCOPE)
    return response


@pages.get("/answer/left")
@public
def left() -> str:
    """What those see who have given up their seat; it holds nothing of anybody."""
    return shown("left")


@pages.get("/own/meeting.ics")
@personal
def calendar() -> Response:
    here = desk()
    with visiting() as (session, invitation):
        by = invitation.answer_by or here.clock.now()
        facts = invitation_facts(
            session, here.vault, invitation, sender_of(here.config), None, by, invitation.sequence
        )
    content = calendar_object(facts, Method.PUBLISH, here.clock.now())
    return send_file(BytesIO(content), "text/calendar", as_attachment=True, download_name="meeting.ics")
