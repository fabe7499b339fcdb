"""An expert opens the personal link and answers the invitation 答复邀请, without an account."""

from io import BytesIO
from urllib.parse import urlsplit

from flask import Response, make_response, redirect, request, send_file, url_for
from werkzeug.wrappers import Response as AnyResponse

from kernel.errors import NotFound
from kernel.roles import Actor
from kernel.web.access import personal, public
from kernel.web.door import desk
from kernel.web.forms import typed
from kernel.web.qr import qr_code
from meetings.invitations import leave
from meetings.invitations.invitation_facts import invitation_facts, sender_of
from meetings.invitations.invite import CAUSES, accept, door_code, own_invitation
from meetings.invitations.itip import Method, calendar_object
from meetings.invitations.own_agenda import own_lines
from meetings.invitations.own_invitation import Stage, stage_of
from meetings.invitations.own_visit import begin_visit, end_visit, has_left, visit
from meetings.invitations.pages.guest import COOKIE, SCOPE, acting, guest_blueprint, shown, token, visiting
from meetings.models import Invitation, InvitationState

pages = guest_blueprint("expert", __name__, "/i")
_LOOPBACK = {"127.0.0.1", "localhost", "::1"}
_MAY_LEAVE = {Stage.ASKED, Stage.UNDELIVERED, Stage.COMING, Stage.DOORS}
_UNKNOWN = Actor("visitor", "visitor", frozenset())
OVER = 286
"""Tells a live fragment that nothing will change any more."""


@pages.get("/<knocking>")
@public
def knock(knocking: str) -> str:
    """What a link in a mail shows, to people and to mail scanners: a button, and nothing about the code."""
    return shown("knock", knocking=knocking)


@pages.post("/")
@public
def enter() -> AnyResponse:
    """Exchange the code for a visit of its own, so that it stands in no address and no cookie any more."""
    here = desk()
    with here.acting(lambda _: _UNKNOWN) as act:
        opened = begin_visit(act, typed("code"))
        is_invited = visit(act.session, opened, act.clock.now()).invitation is not None
    response = redirect(url_for("expert.show" if is_invited else "record.show"), 303)
    secure = urlsplit(request.host_url).hostname not in _LOOPBACK
    response.set_cookie(COOKIE, opened, path=SCOPE, httponly=True, secure=secure, samesite="Strict")
    return response


@pages.post("/leave")
@personal
def close() -> AnyResponse:
    """End the visit on this device; the link in the mail opens another."""
    with acting() as act:
        end_visit(act, token())
    response = redirect(url_for("expert.closed"), 303)
    response.delete_cookie(COOKIE, path=SCOPE)
    return response


@pages.get("/answer/closed")
@public
def closed() -> str:
    return shown("closed")


@pages.get("/")
@personal
def show() -> str:
    now = desk().clock.now()
    with visiting() as (session, invitation):
        stage = stage_of(invitation, now)
        code = door_code(desk().vault, invitation) if stage is Stage.DOORS else ""
        return shown(
            "page",
            invitation=invitation,
            meeting=invitation.meeting,
            stage=stage,
            lines=own_lines(session, invitation, now),
            code=f"{code[:4]} {code[4:]}",
            square=qr_code(_at_door(invitation, code)) if code else "",
        )


def _at_door(invitation: Invitation, code: str) -> str:
    """Where the phone of the door staff is led by the square."""
    site = desk().config.base_url or request.host_url.rstrip("/")
    return f"{site}{url_for('door.show', meeting=invitation.meeting.public_id)}?code={code}"


@pages.get("/live")
@personal
def live() -> Response:
    """How far things are; the whole page is asked for again once another stage has come."""
    now = desk().clock.now()
    try:
        with visiting() as (session, invitation):
            stage = stage_of(invitation, now)
            response = make_response(shown("_lines", stage=stage, lines=own_lines(session, invitation, now)))
    except NotFound:
        return make_response(shown("_lines", stage="over", lines=()), OVER)
    if request.args.get("stage") != stage:
        response.headers["HX-Refresh"] = "true"
    return response


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
            if not has_left(session, token()):  # else the button was pressed twice
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
