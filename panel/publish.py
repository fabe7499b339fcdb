"""The plan 抽取方案 is published: pool, seats, chances and commitments stand before any secret is revealed."""

import json
from io import BytesIO

from kernel.act import Act
from kernel.canonical import canonical_json
from kernel.clock import rfc3339
from kernel.errors import Refused
from kernel.lifecycle import move
from kernel.messages import word
from kernel.roles import authorize
from ledger.entry import Entry, Visibility
from ledger.record import record
from panel.contribute import ORDER
from panel.draw.chances import check_chances
from panel.draw.documents import Contributor
from panel.draw.leaf import draw_key_hash
from panel.draw.plan import PlanParts, build_plan, plan_digest
from panel.draw.plan_rules import check_plan
from panel.draw.pool import read_pool
from panel.draw.seats import Group
from panel.draw.terms import Terms
from panel.models import DRAW_TRANSITIONS, Draw, DrawState


def publish_plan(act: Act, draw: Draw) -> Entry:
    """Publish the plan of a frozen draw, checked by the verifier's own rules.

    Returns:
        The ledger entry of the plan.

    Raises:
        Refused: a commitment is missing, the deadline has passed, or published already.
    """
    by = authorize(act.actor, "draw.publish")
    missing = {str(role) for role in ORDER} - {contributor.role for contributor in draw.contributors}
    if missing:
        raise Refused(
            "draw.missing_commitments", roles="、".join(word("role", role) for role in sorted(missing))
        )
    if act.clock.now() >= draw.reveal_by:
        raise Refused("draw.reveal_late", deadline=rfc3339(draw.reveal_by))
    parts = PlanParts(
        draw=draw.public_id,
        meeting=draw.meeting,
        cases=[case.case_id for case in draw.cases],
        kind=draw.kind,  # type: ignore[arg-type]  # a constraint keeps it to the two
        attempt=draw.attempt,
        parent=draw.parent,
        cause=draw.cause,
        frozen_at=rfc3339(draw.frozen_at),
        reveal_by=rfc3339(draw.reveal_by),
        register_digest=draw.register_digest,
        register_size=draw.register_size,
        groups=[Group.read(group) for group in draw.seats],  # type: ignore[arg-type]  # our own JSON
        unit_cap=draw.unit_cap,
        carried=[member.unit for member in draw.carried],
        draw_key_hash=draw_key_hash(draw_key(act, draw)),
        contributors=[
            Contributor(commitment=c.commitment, party=c.party, role=c.role) for c in draw.contributors
        ],
        beacon=draw.beacon,  # type: ignore[arg-type]  # our own JSON
        publish=draw.publish,  # type: ignore[arg-type]  # a constraint keeps it to the two
        answer_hours=draw.answer_hours,
    )
    chances = {type_: (num, den) for type_, (num, den) in draw.chances.items()}
    plan = build_plan(parts, read_pool(BytesIO(draw.pool)), draw.excluded, chances)
    check_plan(plan)
    check_chances(Terms.of(plan))
    draw.plan, draw.plan_digest = canonical_json(plan).decode(), plan_digest(plan)
    move(act.session, draw, DrawState.PLANNED, DRAW_TRANSITIONS, word("thing", "draw"))
    facts = {"draw": draw.public_id, "plan": json.loads(draw.plan), "plan_digest": draw.plan_digest}
    return record(act, by, "plan.published", draw.public_id, facts, visibility=Visibility.PUBLIC)


def draw_key(act: Act, draw: Draw) -> bytes:
    """The 32 secret bytes behind the draw's tags and units; for the record and for auditors."""
    return bytes.fromhex(act.vault.open(draw.sealed_key, draw.public_id))
