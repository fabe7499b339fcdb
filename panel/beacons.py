"""The beacon 信标 of a draw: how it is asked for, and when it speaks. The spans of time are 本机关会议规则."""

from datetime import UTC, datetime, timedelta
from typing import cast

from kernel.clock import rfc3339
from kernel.errors import InputError
from kernel.text import clean, parse_moment
from panel.drand import QUICKNET, ROUND, first_round_after
from panel.draw.beacon import beacon_time
from panel.draw.documents import PlanBeacon
from panel.models import Draw

MARGIN = timedelta(minutes=10)
"""Between the deadline for reveals and a round that is chosen for it: time to sign a checkpoint."""

GRACE = timedelta(hours=24)
"""How long after the beacon's time its result may still be entered before the attempt can be given up."""


def parse_beacon(text: str, reveal_by: datetime) -> PlanBeacon:
    """A beacon as the convener asks for it.

    Args:
        text: `drand` for quicknet's first round some minutes after `reveal_by`, `drand:ROUND`, or
            `announced:SOURCE@DUE_AT` with a time in Beijing.

    Raises:
        InputError: it is none of them, or speaks before `reveal_by` has passed.
    """
    kind, _, rest = text.partition(":")
    source, _, due_at = rest.rpartition("@")
    beacon: PlanBeacon
    if text == "drand":
        beacon = {**QUICKNET, "round": first_round_after(int((reveal_by + MARGIN).timestamp()))}
    elif kind == "drand" and ROUND.fullmatch(rest):
        beacon = {**QUICKNET, "round": int(rest)}
    elif kind == "announced" and source:
        due = rfc3339(parse_moment("beacon", due_at))
        beacon = {"due_at": due, "kind": "announced", "source": clean("beacon", source)}
    else:
        raise InputError("draw.bad_beacon", text=text)
    if due_of(beacon) <= reveal_by:
        raise InputError("draw.beacon_too_early", due=rfc3339(due_of(beacon)), deadline=rfc3339(reveal_by))
    return beacon


def due_of(beacon: PlanBeacon) -> datetime:
    """When the beacon speaks."""
    return datetime.fromtimestamp(beacon_time(beacon), UTC)


def beacon_of(draw: Draw) -> PlanBeacon:
    """The beacon of a draw that has one."""
    return cast("PlanBeacon", draw.beacon)
