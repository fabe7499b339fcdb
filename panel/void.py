"""An attempt that came to nothing 流抽: named, counted, and followed by another only with approval."""

from kernel.act import Act
from kernel.errors import Refused
from kernel.lifecycle import hold, move
from kernel.messages import word
from kernel.roles import By, authorize
from kernel.text import clean
from ledger.entry import Visibility
from ledger.record import record
from panel.models import DRAW_TRANSITIONS, Draw, DrawState


def stop(act: Act, draw: Draw, cause: str) -> None:
    """The supervisor stops the ceremony, which is possible until the first reveal.

    Raises:
        Refused: a secret has been revealed, or the attempt is over.
    """
    cancel_attempt(act, authorize(act.actor, "draw.stop"), draw, cause)


def cancel_attempt(act: Act, by: By, draw: Draw, cause: str) -> None:
    """Close an attempt whose meeting is put off or cancelled, or that was stopped.

    Raises:
        Refused: a secret has been revealed, or the attempt is over.
    """
    hold(act.session, draw)
    if any(contributor.value for contributor in draw.contributors):
        raise Refused("draw.cannot_stop")
    close_as_void(act, by, draw, "cancelled", [], clean("cause", cause))


def close_as_void(act: Act, by: By, draw: Draw, reason: str, parties: list[str], cause: str) -> None:
    """Close an attempt as void; its cases are free for another one.

    Args:
        reason: `withheld`, `beacon`, `cancelled` or `cap` (draw-protocol §5).
        parties: who was missing, in plan order; empty unless `withheld`.
        cause: the written cause, where a person stopped it.
    """
    move(act.session, draw, DrawState.VOID, DRAW_TRANSITIONS, word("thing", "draw"))
    if draw.plan_digest is not None:
        void = {"parties": parties, "reason": reason}
        draw.result = {"plan_digest": draw.plan_digest, "void": void}
    for case in draw.cases:
        case.is_open = False
    act.session.flush()
    facts = {"cause": cause, "draw": draw.public_id, "parties": parties, "reason": reason}
    record(act, by, "attempt.voided", draw.public_id, facts, visibility=Visibility.PUBLIC)


def approve_another(act: Act, draw: Draw, cause: str) -> None:
    """A person who contributed nothing approves another attempt after a void one, with a written cause.

    Raises:
        Refused: the attempt is not void, was approved already, or the approver is a contributor.
    """
    by = authorize(act.actor, "draw.approve")
    if draw.state != DrawState.VOID or draw.approved_by is not None:
        raise Refused("draw.nothing_to_approve")
    if by.public_id in {contributor.party for contributor in draw.contributors}:
        raise Refused("draw.same_person")
    draw.approved_by, draw.approved_cause = by.public_id, clean("cause", cause)
    act.session.flush()
    facts = {"cause": draw.approved_cause, "draw": draw.public_id}
    record(act, by, "attempt.approved", draw.public_id, facts, visibility=Visibility.PUBLIC)
