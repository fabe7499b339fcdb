"""The beacon has spoken 信标结果: an announced text typed by two contributors, or a signed round of drand."""

from itertools import islice, zip_longest

from kernel.act import Act
from kernel.clock import rfc3339
from kernel.errors import InputError, Refused
from kernel.roles import By, authorize
from ledger.queries import entries_of
from ledger.record import record
from panel.beacon_signature import check_signature
from panel.beacons import beacon_of, due_of
from panel.complete import complete
from panel.drand import read_round
from panel.draw.beacon import check_beacon
from panel.draw.documents import BeaconResult, PlanBeacon
from panel.draw.faults import BrokenRuleError
from panel.in_time import stood_in_time
from panel.models import Draw, DrawState
from panel.panels import hold_to_draw

TYPED = "beacon.typed"
_MOST_POSITIONS = 10


def announce(act: Act, draw: Draw, text: str) -> None:
    """Keep an announced result as one contributor typed it; typing again replaces it until it is confirmed.

    Args:
        text: as draw-protocol §6 writes results, such as `3.9.9.31./7./`.

    Raises:
        InputError: not of that form.
        Refused: no result is awaited now, or the actor is no contributor.
    """
    by = authorize(act.actor, "draw.contribute")
    planned = _awaited(act, draw, "announced")
    _party(draw, by)
    other = next(who.party for who in draw.contributors if who.party != by.public_id)
    _announced(draw, planned, [by.public_id, other], text)
    draw.beacon_typed = {"party": by.public_id, "text": text}
    act.session.flush()
    before = sum(entry.type == TYPED for entry in entries_of(act.session, draw.public_id))
    facts = {"draw": draw.public_id, "party": by.public_id, "text": text}
    record(act, by, TYPED, draw.public_id, facts, idem=str(before))


def confirm(act: Act, draw: Draw, text: str) -> None:
    """Another contributor types the announced result again; if both are the same, the panel is drawn.

    Raises:
        Refused: no result is awaited or none typed; the actor typed it, or is no contributor; the texts
            differ, with both of them and where.
    """
    by = authorize(act.actor, "draw.contribute")
    planned = _awaited(act, draw, "announced")
    _party(draw, by)
    typed = draw.beacon_typed
    if typed is None:
        raise Refused("draw.beacon_not_typed")
    if typed["party"] == by.public_id:
        raise Refused("draw.beacon_own")
    if typed["text"] != text:
        positions = "、".join(map(str, differences(typed["text"], text)))
        raise Refused("draw.beacon_differs", typed=typed["text"], text=text, positions=positions)
    result = _announced(draw, planned, [typed["party"], by.public_id], text)
    facts = {"draw": draw.public_id, "parties": result["parties"], "text": text}
    record(act, by, "beacon.confirmed", draw.public_id, facts)
    _draw_with(act, by, draw, result)


def take_round(act: Act, draw: Draw, content: bytes) -> None:
    """Take a drand round from whoever brings it, verify it, and draw.

    Args:
        content: the round's JSON; where it comes from does not matter, for it is signed.

    Raises:
        InputError: it is no round, or another one.
        Refused: no round is awaited now; the signature is wrong, or cannot be verified here: unverified,
            anybody could invent one.
    """
    by = authorize(act.actor, "draw.beacon")
    planned = _awaited(act, draw, "drand")
    spoken = read_round(content)
    if spoken.number != planned["round"]:
        raise InputError("draw.other_round", round=planned["round"], found=spoken.number)
    is_signed = check_signature(planned, spoken.result)
    if is_signed is None:
        raise Refused("draw.no_drand_extra")
    if not is_signed:
        raise Refused("draw.bad_round_signature", round=spoken.number)
    facts = {"draw": draw.public_id, "round": spoken.number, "signature": spoken.result["signature"]}
    record(act, by, "beacon.taken", draw.public_id, facts)
    _draw_with(act, by, draw, spoken.result)


def differences(typed: str, text: str) -> list[int]:
    """The first positions, from 1, at which two texts differ."""
    pairs = enumerate(zip_longest(typed, text), 1)
    return [*islice((position for position, (one, other) in pairs if one != other), _MOST_POSITIONS)]


def _awaited(act: Act, draw: Draw, kind: str) -> PlanBeacon:
    """The plan's beacon, if it is of that kind and its result may be entered now."""
    hold_to_draw(act.session, draw)
    if draw.state != DrawState.REVEALED:
        raise Refused("draw.beacon_not_awaited")
    planned = beacon_of(draw)
    if planned["kind"] != kind:
        raise Refused("draw.other_beacon")
    if act.clock.now() < due_of(planned):
        raise Refused("draw.beacon_not_due", due=rfc3339(due_of(planned)))
    if not stood_in_time(act.session, draw):
        raise Refused("draw.reveals_not_in_time")
    return planned


def _party(draw: Draw, by: By) -> None:
    if by.public_id not in {who.party for who in draw.contributors}:
        raise Refused("draw.no_contributor")


def _announced(draw: Draw, planned: PlanBeacon, parties: list[str], text: str) -> BeaconResult:
    """The result with that text, checked by the verifier's own rules."""
    result: BeaconResult = {"kind": "announced", "parties": parties, "text": text}
    try:
        check_beacon("beacon", planned, result, {who.party for who in draw.contributors})
    except BrokenRuleError:
        raise InputError("draw.bad_announced", text=text) from None
    return result


def _draw_with(act: Act, by: By, draw: Draw, result: BeaconResult) -> None:
    draw.beacon_result = dict(result)
    act.session.flush()
    complete(act, by, draw)
