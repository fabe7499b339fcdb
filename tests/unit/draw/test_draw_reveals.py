"""§6: reveals, beacons, and the four ways in which an attempt ends void."""

import hashlib
import json
from typing import Any

import pytest
from rehearsal import (
    EVENTS_STEP,
    FORM_STEP,
    OPENINGS_STEP,
    RESULT_STEP,
    REVEALS_STEP,
    check,
    dump,
    edited,
    failing,
    rehearsal,
    vector,
)

from panel.draw.seed import Seed, commitment

ANNOUNCED = {"due_at": "2026-03-01T03:00:00Z", "kind": "announced", "source": "an invented lottery"}
SPOKEN = {"kind": "announced", "parties": ["lead-unit", "guest"], "text": "3.9.9.31./7./"}
DRAND = {
    "chain_hash": "c" * 64,
    "genesis_time": 1_772_330_000,
    "kind": "drand",
    "period": 30,
    "public_key": "ab" * 96,
    "round": 1000,
    "scheme": "bls-unchained-g1-rfc9380",
}
SIGNATURE = "5a" * 48
SIGNED = {
    "kind": "drand",
    "previous_signature": None,
    "randomness": hashlib.sha256(bytes.fromhex(SIGNATURE)).hexdigest(),
    "signature": SIGNATURE,
}


def result_of(files: dict[str, bytes]) -> Any:
    return json.loads(files["result.json"])


def verdict(**changes: Any) -> Any:
    report = check(rehearsal(**changes).make())
    return report.exit_code, failing(report)


# contributions


@pytest.mark.parametrize(
    "change",
    [
        lambda reveals: reveals["contributions"].reverse(),
        lambda reveals: reveals["contributions"].pop(),
        lambda reveals: reveals["contributions"].append(["passer-by", "0" * 64]),
        lambda reveals: reveals["contributions"][1].__setitem__(0, "passer-by"),
        lambda reveals: reveals["contributions"][1].__setitem__(1, "0" * 64),
    ],
)
def test_a_reveal_that_does_not_match_is_refused(change: Any) -> None:
    assert verdict(change_reveals=change) == (1, [REVEALS_STEP])


@pytest.mark.parametrize("value", ["0" * 63, "A" * 64, "Withheld", "", None, 7])
def test_a_value_out_of_form_is_refused(value: Any) -> None:
    files = edited(
        rehearsal().make(), "reveals.json", lambda reveals: reveals["contributions"][0].__setitem__(1, value)
    )
    assert FORM_STEP in failing(check(files))


def test_a_commitment_binds_draw_party_and_value() -> None:
    one = commitment("0" * 32, "lead-unit", "0" * 64)
    assert one != commitment("1" * 32, "lead-unit", "0" * 64)
    assert one != commitment("0" * 32, "discipline", "0" * 64)
    assert one != commitment("0" * 32, "lead-unit", "1" * 64)
    message = b'panel-draw/1/commit\x00{"draw":"%b","party":"lead-unit","value":"%b"}' % (
        b"0" * 32,
        b"0" * 64,
    )
    assert one == hashlib.sha256(message).hexdigest()


def test_every_value_moves_the_seed() -> None:
    seed = Seed.extract("0" * 64, None, [["a", "0" * 64], ["b", "withheld"]])
    assert seed.prk != Seed.extract("0" * 64, None, [["a", "0" * 64], ["b", "1" * 64]]).prk
    assert seed.prk != Seed.extract("0" * 64, "7./", [["a", "0" * 64], ["b", "withheld"]]).prk
    assert seed.prk != Seed.extract("1" * 64, None, [["a", "0" * 64], ["b", "withheld"]]).prk


# withheld


def test_without_a_beacon_a_withheld_reveal_voids_the_attempt_and_names_who_was_missing() -> None:
    files = rehearsal(withheld=("discipline", "lead-unit")).make()
    assert result_of(files)["void"] == {"parties": ["lead-unit", "discipline"], "reason": "withheld"}
    assert check(files).exit_code == 3


def test_the_missing_are_named_in_plan_order() -> None:
    files = rehearsal(withheld=("discipline", "lead-unit")).make()
    turned = edited(files, "result.json", lambda result: result["void"]["parties"].reverse())
    assert failing(check(turned)) == [RESULT_STEP]


def test_nobody_draws_in_spite_of_a_withheld_reveal() -> None:
    drawn = rehearsal().make()
    hidden = edited(
        drawn, "reveals.json", lambda reveals: reveals["contributions"][0].__setitem__(1, "withheld")
    )
    assert failing(check(hidden)) == [RESULT_STEP, EVENTS_STEP, OPENINGS_STEP]


def test_with_a_beacon_the_draw_outlives_a_withheld_reveal() -> None:
    for withheld in (("lead-unit",), ("lead-unit", "guest", "discipline")):
        files = rehearsal(beacon=ANNOUNCED, beacon_result=SPOKEN, withheld=withheld).make()
        assert "panel" in result_of(files)
        assert check(files).exit_code == 3


def test_with_a_beacon_a_withheld_reveal_is_no_reason_for_a_void() -> None:
    files = rehearsal(beacon=ANNOUNCED, beacon_result=SPOKEN, withheld=("guest",), departures=0).make()
    void = {
        "plan_digest": result_of(files)["plan_digest"],
        "void": {"parties": ["guest"], "reason": "withheld"},
    }
    assert RESULT_STEP in failing(check({**files, "result.json": dump(void), "openings.json": b"[]"}))


# cancelled, beacon


def test_an_attempt_cancelled_before_the_first_reveal_is_a_correct_void() -> None:
    files = rehearsal(cancelled=True).make()
    assert result_of(files)["void"] == {"parties": [], "reason": "cancelled"}
    assert check(files).exit_code == 3


def test_an_attempt_is_not_cancelled_after_a_reveal() -> None:
    files = rehearsal(withheld=("guest",)).make()
    for reason in ("cancelled", "beacon", "cap"):
        void = {"plan_digest": result_of(files)["plan_digest"], "void": {"parties": [], "reason": reason}}
        assert failing(check({**files, "result.json": dump(void)})) == [RESULT_STEP]


def test_a_cancelled_attempt_has_no_beacon() -> None:
    files = rehearsal(cancelled=True, beacon=ANNOUNCED, beacon_result=SPOKEN).make()
    assert REVEALS_STEP in failing(check(files))


def test_a_beacon_that_stays_silent_voids_the_attempt() -> None:
    files = rehearsal(beacon=ANNOUNCED, withheld=("guest",)).make()
    assert result_of(files)["void"] == {"parties": [], "reason": "beacon"}
    assert check(files).exit_code == 3


def test_a_void_attempt_has_neither_events_nor_openings() -> None:
    files, drawn = rehearsal(withheld=("guest",)).make(), rehearsal().make()
    assert failing(check({**files, "events.json": drawn["events.json"]})) == [EVENTS_STEP]
    assert failing(check({**files, "openings.json": drawn["openings.json"]})) == [OPENINGS_STEP]


@pytest.mark.parametrize(
    "void",
    [
        {"parties": ["lead-unit"], "reason": "cancelled"},
        {"parties": [], "reason": "withheld"},
        {"parties": [], "reason": "weather"},
        {"parties": []},
        {"reason": "withheld"},
        None,
    ],
)
def test_a_void_of_another_form_is_refused(void: Any) -> None:
    files = edited(vector("void"), "result.json", lambda result: result.update(void=void))
    assert check(files).exit_code == 1


def test_a_void_result_has_no_panel_besides() -> None:
    files = edited(vector("void"), "result.json", lambda result: result.update(panel=[]))
    assert failing(check(files)) == [FORM_STEP]


# beacons


def test_a_beacon_nobody_planned_is_refused() -> None:
    assert verdict(beacon_result=SPOKEN) == (1, [REVEALS_STEP])


def test_a_beacon_of_another_kind_is_refused() -> None:
    assert verdict(beacon=ANNOUNCED, beacon_result=SIGNED) == (1, [REVEALS_STEP])


@pytest.mark.parametrize("text", ["0./", "7.7./", "2.10./", "1./2.3./", "0.0.1./9./", f"{'9' * 5000}./"])
def test_an_announced_result_is_taken(text: str) -> None:
    assert verdict(beacon=ANNOUNCED, beacon_result={**SPOKEN, "text": text}) == (3, [])


@pytest.mark.parametrize(
    "text",
    ["", "7", "7.", "7/", "./", "7./8", "07./", "00./", "7. /", "-7./", "７./", "7..8./", "/7./", "7.//"],
)
def test_an_announced_result_out_of_its_grammar_is_refused(text: str) -> None:
    files = rehearsal(beacon=ANNOUNCED, beacon_result=SPOKEN).make()
    wrong = edited(files, "reveals.json", lambda reveals: reveals["beacon"].update(text=text))
    assert FORM_STEP in failing(check(wrong))


@pytest.mark.parametrize("text", ["9.3./", "1./10.9./", "10.9.9./"])
def test_announced_numbers_ascend_within_each_source(text: str) -> None:
    assert verdict(beacon=ANNOUNCED, beacon_result={**SPOKEN, "text": text}) == (1, [REVEALS_STEP])


@pytest.mark.parametrize("parties", [["guest", "guest"], ["guest", "passer-by"], ["passer-by", "guest"]])
def test_an_announced_result_is_typed_by_one_contributor_and_confirmed_by_another(parties: list[str]) -> None:
    assert verdict(beacon=ANNOUNCED, beacon_result={**SPOKEN, "parties": parties}) == (1, [REVEALS_STEP])


def test_a_drand_beacon_ends_in_3_even_with_a_ledger() -> None:
    files = rehearsal(beacon=DRAND, beacon_result=SIGNED).make()
    files["ledger/0.json"] = b"{}"
    report = check(files, ledger=lambda _: [])
    assert (report.exit_code, failing(report)) == (3, [])


def test_a_drand_round_that_never_came_leaves_no_signature_to_check() -> None:
    files = rehearsal(beacon=DRAND).make()
    files["ledger/0.json"] = b"{}"
    assert check(files, ledger=lambda _: []).exit_code == 0


def test_the_randomness_of_a_round_is_the_hash_of_its_signature() -> None:
    wrong = {**SIGNED, "randomness": "0" * 64}
    assert verdict(beacon=DRAND, beacon_result=wrong) == (1, [REVEALS_STEP])


def test_only_a_chained_scheme_has_a_previous_signature() -> None:
    chained = {**DRAND, "scheme": "pedersen-bls-chained"}
    signed = {**SIGNED, "previous_signature": "77" * 96}
    assert verdict(beacon=chained, beacon_result=signed) == (3, [])
    assert verdict(beacon=DRAND, beacon_result=signed) == (1, [REVEALS_STEP])
    assert verdict(beacon=chained, beacon_result=SIGNED) == (1, [REVEALS_STEP])


@pytest.mark.parametrize(
    "change", [{"signature": "5A"}, {"signature": "5"}, {"randomness": None}, {"round": 7}, {"kind": "dice"}]
)
def test_a_drand_result_out_of_form_is_refused(change: Any) -> None:
    files = rehearsal(beacon=DRAND, beacon_result=SIGNED).make()
    wrong = edited(files, "reveals.json", lambda reveals: reveals["beacon"].update(change))
    assert FORM_STEP in failing(check(wrong))
