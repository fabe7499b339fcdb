"""The meeting is over: nobody succeeds any more, and the transcript may be shown."""

from kernel.act import Act
from kernel.lifecycle import move
from kernel.messages import word
from kernel.roles import By
from ledger.record import record
from panel.models import DRAW_TRANSITIONS, Draw, DrawState


def close_draw(act: Act, by: By, draw: Draw) -> None:
    """Close a drawn draw; its cases are free for a supplement or a later panel.

    Raises:
        Refused: it is not drawn, or closed already.
    """
    move(act.session, draw, DrawState.CLOSED, DRAW_TRANSITIONS, word("thing", "draw"))
    for case in draw.cases:
        case.is_open = False
    act.session.flush()
    record(act, by, "ceremony.closed", draw.public_id, {"draw": draw.public_id})
