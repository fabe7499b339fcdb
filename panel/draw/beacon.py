"""§6: public randomness that nobody knew at the freeze: a drand round or an announced result."""

from hashlib import sha256

from panel.draw.codes import unix_seconds
from panel.draw.documents import BeaconResult, PlanBeacon
from panel.draw.faults import broken, differs
from panel.draw.forms import BEACON_RESULT


def beacon_time(beacon: PlanBeacon) -> int:
    """When the beacon speaks, in seconds since 1970; a drand round by its chain's arithmetic."""
    if beacon["kind"] == "drand":
        return beacon["genesis_time"] + (beacon["round"] - 1) * beacon["period"]
    return unix_seconds(beacon["due_at"])


def beacon_value(result: BeaconResult) -> str:
    """What goes into the seed: the randomness as hex, or the announced text."""
    return result["randomness"] if result["kind"] == "drand" else result["text"]


def check_beacon(where: str, planned: PlanBeacon, result: BeaconResult, parties: set[str]) -> None:
    """Check what the beacon gave, all but a drand signature itself.

    Args:
        where: the place of `result`, for messages.
        planned: the plan's beacon.
        result: what was recorded.
        parties: the plan's contributors.

    Raises:
        BrokenRuleError: another kind than planned, or a rule of its kind broken.
    """
    BEACON_RESULT(where, result)
    if result["kind"] != planned["kind"]:
        raise differs(f"{where}.kind", planned["kind"], result["kind"])
    if result["kind"] == "drand":
        _check_drand(where, planned["scheme"], result)
    else:
        _check_announced(where, result, parties)


def _check_drand(where: str, scheme: str, result: BeaconResult) -> None:
    """A chained scheme signs the previous signature too; an unchained one knows none."""
    signed_too = result["previous_signature"]
    if "unchained" in scheme and signed_too is not None:
        raise differs(f"{where}.previous_signature", None, signed_too)
    if scheme.endswith("-chained") and signed_too is None:
        raise broken(f"{where}.previous_signature", "缺少", "is missing")
    randomness = sha256(bytes.fromhex(result["signature"])).hexdigest()
    if result["randomness"] != randomness:
        raise differs(f"{where}.randomness", randomness, result["randomness"])


def _check_announced(where: str, result: BeaconResult, parties: set[str]) -> None:
    """Typed by one contributor, confirmed by another; the numbers of each source ascending (RFC 3797 §4)."""
    typist, confirmer = result["parties"]
    if typist == confirmer or not {typist, confirmer} <= parties:
        raise broken(f"{where}.parties", "应为两个不同的承诺方", "should be two different contributors")
    for source in result["text"].split("/")[:-1]:
        numbers = [(len(number), number) for number in source.split(".")[:-1]]
        if numbers != sorted(numbers):
            raise broken(f"{where}.text", "每一来源的数字应升序", "the numbers of each source should ascend")
