"""§6: the reveals against the commitments, and whether there is anything to draw with."""

from panel.draw.beacon import beacon_value, check_beacon
from panel.draw.documents import Plan, Reveals, Void
from panel.draw.faults import compare, differs
from panel.draw.forms import WITHHELD
from panel.draw.plan import plan_digest
from panel.draw.seed import Seed, commitment


def check_reveals(plan: Plan, reveals: Reveals) -> None:
    """Check parties and their order, every value against its commitment, and the beacon.

    Raises:
        BrokenRuleError: naming the first difference.
    """
    contributions, result = reveals["contributions"], reveals["beacon"]
    parties = [contributor["party"] for contributor in plan["contributors"]]
    if contributions:  # none at all: cancelled before the first reveal
        compare("reveals.json.contributions", parties, [party for party, _ in contributions])
    for contributor, (party, value) in zip(plan["contributors"], contributions, strict=False):
        if value != WITHHELD:
            check_reveal(plan["draw"], party, value, contributor["commitment"])
    if result is not None:
        if plan["beacon"] is None or not contributions:
            raise differs("reveals.json.beacon", None, result)
        check_beacon("reveals.json.beacon", plan["beacon"], result, set(parties))


def check_reveal(draw: str, party: str, value: str, committed: str) -> None:
    """Check one revealed value (64 hex digits) against its commitment.

    Raises:
        BrokenRuleError: it is another value's commitment.
    """
    if commitment(draw, party, value) != committed:
        raise differs(f"reveals.json.contributions ({party})", committed, commitment(draw, party, value))


def void_before_draw(plan: Plan, reveals: Reveals) -> Void | None:
    """Why nothing can be drawn from these reveals, if so.

    Without a beacon a missing value voids the attempt; with one the draw goes on, unless the beacon
    itself is missing.
    """
    contributions = reveals["contributions"]
    missing = [party for party, value in contributions if value == WITHHELD]
    if not contributions:
        return {"parties": [], "reason": "cancelled"}
    if plan["beacon"] is not None:
        return {"parties": [], "reason": "beacon"} if reveals["beacon"] is None else None
    return {"parties": missing, "reason": "withheld"} if missing else None


def seed_of(plan: Plan, reveals: Reveals) -> Seed:
    """The seed that plan, beacon and values make together."""
    beacon = reveals["beacon"]
    value = None if beacon is None else beacon_value(beacon)
    return Seed.extract(plan_digest(plan), value, reveals["contributions"])
