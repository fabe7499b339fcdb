"""The beacon's signature in the verifier: right, wrong, not checked, and when there is none to check."""

from collections.abc import Callable

import pytest
from rehearsal import Memory, rehearsal
from test_draw_reveals import ANNOUNCED, DRAND, SIGNED, SPOKEN

from panel.draw.documents import BeaconResult, PlanBeacon
from panel.draw.report import Outcome, Step
from panel.draw.transcript import Transcript
from panel.draw.verify import verify

STEP = 6


def signature_step(check: Callable[[PlanBeacon, BeaconResult], bool | None] | None) -> Step:
    files = rehearsal(beacon=DRAND, beacon_result=SIGNED).make()
    return verify(Transcript(Memory(files)), beacon_check=check).steps[STEP]


@pytest.mark.parametrize(
    ("says", "outcome"), [(True, Outcome.PASS), (False, Outcome.FAIL), (None, Outcome.UNCHECKED)]
)
def test_the_step_ends_as_the_check_says(*, says: bool | None, outcome: Outcome) -> None:
    assert signature_step(lambda _planned, _result: says).outcome is outcome


def test_the_check_is_given_the_plan_s_beacon_and_the_result() -> None:
    given: list[object] = []
    signature_step(lambda planned, result: bool(given.extend([planned, result])))
    assert given == [DRAND, SIGNED]


def test_without_a_check_it_is_not_checked_in_the_same_words() -> None:
    none, unable = signature_step(None), signature_step(lambda _planned, _result: None)
    assert none == unable
    assert none.finding_en == "drand signatures are not checked here"


def test_a_wrong_signature_is_named() -> None:
    step = signature_step(lambda _planned, _result: False)
    assert step.finding_zh == "reveals.json.beacon.signature：不是方案所列drand链在该轮的签名"


def test_an_announced_result_has_no_signature_to_check() -> None:
    files = rehearsal(beacon=ANNOUNCED, beacon_result=SPOKEN).make()
    report = verify(Transcript(Memory(files)), beacon_check=lambda _planned, _result: False)
    assert report.steps[STEP].outcome is Outcome.NOT_DONE
