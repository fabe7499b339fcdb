"""What a contributor's device makes sure of before it lets go of the secret (draw-protocol §6)."""

import json

from kernel.database import Database
from kernel.errors import Refused
from ledger.entry import Visibility
from ledger.entry_file import check_entry_file
from ledger.queries import entries_of, verifier_key
from ledger.receipts import export_entry
from panel.draw.plan import plan_digest
from panel.draw.plan_rules import check_plan
from panel.draw.seed import commitment
from panel.panels import find_draw


def check_plan_is_logged(database: Database, origin: str, draw_id: str, party: str, value: str) -> str:
    """See that the plan stands, holds one's own commitment, and is under a signed checkpoint.

    Returns:
        The plan's digest, to be compared with the record afterwards.

    Raises:
        Refused: no plan yet; another commitment than one's own; the log has no plan, or another one.
        NotProven: a proof or signature does not hold.
    """
    with database.reading() as session:
        draw = find_draw(session, draw_id)
        if draw.plan is None:
            raise Refused("draw.no_plan")
        plan = json.loads(draw.plan)
        check_plan(plan)
        own = [c["commitment"] for c in plan["contributors"] if c["party"] == party]
        if own != [commitment(draw_id, party, value)]:
            raise Refused("draw.not_my_commitment")
        logged = [found for found in entries_of(session, draw_id) if found.type == "plan.published"]
        key = verifier_key(session, origin)
        if len(logged) != 1 or key is None:
            raise Refused("draw.plan_not_logged")
        content, proof = export_entry(session, logged[0].n, tuple(Visibility))
    entered = check_entry_file(content, proof.decode(), str(key)).payload
    digest = plan_digest(plan)
    if entered is None or entered.get("plan_digest") != digest:
        raise Refused("draw.plan_not_logged")
    return digest
