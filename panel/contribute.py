"""Convener and supervisor put in their secrets: commitments 承诺 first, reveals 揭示 later, in order."""

import hashlib
import json

from kernel.act import Act
from kernel.clock import rfc3339
from kernel.errors import InputError, Refused
from kernel.lifecycle import hold, move
from kernel.messages import word
from kernel.roles import By, Role, authorize
from ledger.entry import Entry
from ledger.record import record
from panel.complete import complete
from panel.draw.codes import HEX64
from panel.draw.plan import plan_digest
from panel.draw.seed import commitment as commitment_to
from panel.in_time import REVEALED
from panel.models import DRAW_TRANSITIONS, Contributor, Draw, DrawState
from panel.panels import hold_to_draw

ORDER = (Role.CONVENER, Role.SUPERVISOR)
"""The convener reveals first, the supervisor last (draw-protocol §6)."""


def commit(act: Act, draw: Draw, commitment: str) -> Contributor:
    """Enter the commitment of the acting convener or supervisor.

    Args:
        commitment: 64 hex digits; the value behind it stays on the contributor's own device.

    Raises:
        InputError: no commitment.
        Refused: commitments are closed; the role or the person is in already; a commitment seen before.
    """
    by = authorize(act.actor, "draw.contribute")
    if not HEX64.fullmatch(commitment):
        raise InputError("draw.bad_commitment")
    hold(act.session, draw)
    if draw.state != DrawState.FROZEN:
        raise Refused("draw.commitments_closed")
    contributor = Contributor(
        draw_id=draw.id,
        position=ORDER.index(Role(by.role)),
        party=by.public_id,
        role=by.role,
        commitment=commitment,
    )
    _refuse_second(draw, contributor)
    act.session.add(contributor)
    act.session.flush()
    facts = {"commitment": commitment, "draw": draw.public_id, "party": by.public_id}
    record(act, by, "commitment.entered", draw.public_id, facts, idem=by.role)
    act.session.refresh(draw)
    if len(draw.contributors) == len(ORDER):
        move(act.session, draw, DrawState.COMMITTED, DRAW_TRANSITIONS, word("thing", "draw"))
    return contributor


def _refuse_second(draw: Draw, new: Contributor) -> None:
    """Said here for its sentence; the constraints say it too."""
    if any(known.role == new.role for known in draw.contributors):
        raise Refused("draw.role_taken")
    if any(known.party == new.party for known in draw.contributors):
        raise Refused("draw.same_person")


def reveal(act: Act, draw: Draw, value: str) -> tuple[Contributor, Entry]:
    """Take the acting contributor's value; with the last one the panel is drawn, or its beacon awaited.

    Args:
        value: 64 hex digits, as committed to.

    Returns:
        Who revealed, and the ledger's entry for the receipt.

    Raises:
        InputError: no such value.
        Refused: no plan is published, or it was changed since; not a contributor; out of order; too late;
            twice; no match.
    """
    by = authorize(act.actor, "draw.contribute")
    if not HEX64.fullmatch(value):
        raise InputError("draw.bad_value")
    hold_to_draw(act.session, draw)
    contributor = _whose_turn(act, by, draw)
    if commitment_to(draw.public_id, contributor.party, value) != contributor.commitment:
        raise Refused("draw.no_match")
    contributor.value = value
    act.session.flush()
    digest = hashlib.sha256(bytes.fromhex(value)).hexdigest()
    facts = {"draw": draw.public_id, "party": by.public_id, "value_digest": digest}
    entry = record(act, by, REVEALED, draw.public_id, facts, idem=by.role)
    if all(other.value for other in draw.contributors):
        if draw.beacon is None:
            complete(act, by, draw)
        else:
            move(act.session, draw, DrawState.REVEALED, DRAW_TRANSITIONS, word("thing", "draw"))
    return contributor, entry


def _whose_turn(act: Act, by: By, draw: Draw) -> Contributor:
    if draw.state != DrawState.PLANNED:
        raise Refused("draw.no_plan")
    if plan_digest(json.loads(draw.plan or "null")) != draw.plan_digest:
        raise Refused("draw.plan_not_logged")
    if act.clock.now() > draw.reveal_by:
        raise Refused("draw.reveal_late", deadline=rfc3339(draw.reveal_by))
    mine = next((c for c in draw.contributors if c.party == by.public_id), None)
    if mine is None:
        raise Refused("draw.no_contributor")
    if mine.value:
        raise Refused("draw.revealed_already")
    first = next(c for c in draw.contributors if not c.value)
    if first is not mine:
        raise Refused("draw.reveal_order", role=word("role", first.role))
    return mine
