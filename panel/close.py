"""The meeting is over: nobody succeeds any more, and the transcripts may be shown."""

from kernel.act import Act
from kernel.lifecycle import move
from kernel.messages import word
from kernel.roles import By
from ledger.record import record
from panel.models import DRAW_TRANSITIONS, Draw, DrawState
from panel.panels import hold_drawn


def close_draws(act: Act, by: By, meeting: str) -> list[Draw]:
    """Close every draw whose members sit in a meeting: the panel's and its supplements'. Returns them.

    The cases are free for a later panel.
    """
    draws = hold_drawn(act.session, meeting)
    for draw in draws:
        move(act.session, draw, DrawState.CLOSED, DRAW_TRANSITIONS, word("thing", "draw"))
        for case in draw.cases:
            case.is_open = False
        act.session.flush()
        record(act, by, "ceremony.closed", draw.public_id, {"draw": draw.public_id})
    return draws
