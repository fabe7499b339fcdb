"""The ceremony of a meeting on one page: where it stands, what comes next, who acts."""

from flask import request

from kernel.roles import POLICY, scope
from kernel.web.access import may
from kernel.web.account import actor
from kernel.web.door import desk
from kernel.web.pages import page_blueprint, reading, shown
from meetings.drawing.ceremony import ceremony_of, state_mark
from meetings.drawing.within import meeting_within

pages = page_blueprint("ceremony", __name__, "/meetings/<meeting>/draw")

STOPPED_POLLING = 286
"""The status by which a live fragment says that it will not change any more."""


@pages.get("/")
@may("draw.read")
def show(meeting: str) -> str:
    with reading() as session:
        found = meeting_within(session, actor(), "draw.read", meeting)
        mark, _ = state_mark(session, found.public_id, None)
        return shown(
            "draw/overview",
            ceremony=ceremony_of(session, found),
            mark=mark,
            now=desk().clock.now(),
            may=allowed(),
            sends=bool(actor().roles & POLICY["invitations.send"]),
        )


@pages.get("/live")
@may("draw.read")
def live(meeting: str) -> tuple[str, int]:
    """Says when the ceremony has moved on since the page was opened; it swaps no form away."""
    with reading() as session:
        mark, over = state_mark(session, meeting, scope(actor(), "draw.read"))
    moved = mark != request.args.get("seen")
    return shown("draw/live", moved=moved, meeting=meeting), STOPPED_POLLING if moved or over else 200


def allowed() -> set[str]:
    """What the account's roles allow in a draw."""
    return {
        action for action, roles in POLICY.items() if action.startswith("draw.") and actor().roles & roles
    }
