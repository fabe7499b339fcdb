"""All secrets are in: the panel follows, and nobody can choose it."""

import json
from io import BytesIO

from kernel.act import Act
from kernel.canonical import canonical_json, tagged_hash
from kernel.lifecycle import move
from kernel.messages import word
from kernel.roles import By
from ledger.record import record
from panel.draw.documents import Plan, Reveals
from panel.draw.draw import outcome
from panel.draw.pool import read_pool
from panel.draw.reveals import check_reveals
from panel.models import DRAW_TRANSITIONS, Draw, DrawState
from panel.replace import give_way
from panel.void import close_as_void


def complete(act: Act, by: By, draw: Draw) -> None:
    """Compute and keep the result of a draw whose reveals are all in, and which is held by `hold_to_draw`.

    A cap that a thousand tries cannot meet makes the attempt void (§7.1); the freeze sees to it that
    this does not happen.
    """
    plan: Plan = json.loads(draw.plan or "null")
    reveals = revealed(draw)
    check_reveals(plan, reveals)
    result = outcome(plan, read_pool(BytesIO(draw.pool)), reveals).result
    if "void" in result:
        close_as_void(act, by, draw, result["void"]["reason"], [], "")
        return
    draw.result = dict(result)
    move(act.session, draw, DrawState.DRAWN, DRAW_TRANSITIONS, word("thing", "draw"))
    digest = tagged_hash("panel/result", canonical_json(result)).hex()
    facts = {"draw": draw.public_id, "plan_digest": draw.plan_digest, "result_digest": digest}
    record(act, by, "panel.drawn", draw.public_id, facts)
    if draw.kind == "supplement":
        _join(act, draw)


def _join(act: Act, draw: Draw) -> None:
    """A supplement's members sit down beside the panel's; another supplement may follow."""
    for case in draw.cases:
        case.is_open = False
    act.session.flush()
    give_way(act, draw.meeting)


def revealed(draw: Draw) -> Reveals:
    """`reveals.json`; empty for an attempt that was stopped before its first reveal."""
    contributions = [[who.party, who.value] for who in draw.contributors if who.value]
    return {"beacon": draw.beacon_result, "contributions": contributions}  # type: ignore[typeddict-item]  # ours
