"""The invitations board 邀请进展: seats, answers, deadlines, successors; codes, never names."""

from flask import Response, make_response, url_for
from werkzeug.wrappers import Response as AnyResponse

from kernel.roles import POLICY
from kernel.web.access import may
from kernel.web.account import actor
from kernel.web.door import desk
from kernel.web.pages import acting, done, page_blueprint, reading, shown
from meetings.drawing.within import meeting_within
from meetings.invitations.invite import invite_panel
from meetings.invitations.leave import time_out
from meetings.invitations.seat_board import reserves, seat_board
from meetings.invitations.seats import SeatState

pages = page_blueprint("board", __name__, "/meetings/<key>/invitations")
_OVER = 286
"""What ends the polling of a live fragment."""


@pages.get("/")
@may("invitations.read")
def show(key: str) -> str:
    now = desk().clock.now()
    with reading() as session:
        board = seat_board(session, actor(), key, now)
        low = [one for one in reserves(session, board.key) if one.is_low] if board.ahead else []
    sends = bool(actor().roles & POLICY["invitations.send"]) and board.ahead
    return shown(
        "invitations/board",
        board=board,
        now=now,
        low=low,
        may_read_meeting=bool(actor().roles & POLICY["meetings.read"]),
        to_invite=board.count(SeatState.DRAWN) if sends else 0,
        late=board.count(SeatState.LATE) if sends else 0,
    )


@pages.get("/live")
@may("invitations.read")
def live(key: str) -> Response:
    """The seats alone; the last answer says that nothing will change any more."""
    now = desk().clock.now()
    with reading() as session:
        board = seat_board(session, actor(), key, now)
    return make_response(shown("invitations/seats", board=board, now=now), 200 if board.is_waiting else _OVER)


@pages.post("/send")
@may("invitations.send")
def send(key: str) -> AnyResponse:
    """Invite everybody who sits and has no invitation yet."""
    with acting() as act:
        made = invite_panel(act, meeting_within(act.session, act.actor, "invitations.send", key))
    return done(url_for("board.show", key=key), "invitations.sent", count=len(made))


@pages.post("/time-out")
@may("invitations.send")
def enter_silence(key: str) -> AnyResponse:
    """Whoever did not answer in time leaves by the clock; successors are invited."""
    with acting() as act:
        gone = time_out(act, meeting_within(act.session, act.actor, "invitations.send", key))
    return done(url_for("board.show", key=key), "invitations.timed_out", count=len(gone))
