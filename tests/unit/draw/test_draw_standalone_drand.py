"""Signatures of drand before the one-file verifier: a real round, invented chains, and the same answers as the other."""

import hashlib
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from rehearsal import rehearsal, vector
from standalone import PROGRAM, assert_same, finding, ours, run_theirs, verify_draw, with_ledger
from test_draw_hostile import write

from drand_chain import invented_chain, sign_round
from panel.drand import QUICKNET

SIGNATURE_STEP = "The beacon's signature is valid."
WRONG = "reveals.json.beacon.signature: is not the planned drand chain's signature of this round"
ROUND = 50_000_000
ROUND_1000 = (
    "b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125e342b73a8dd2bacbe47e4b6b63ed5e39"
)
"""Quicknet's real signature of its round 1000, as its relays serve it."""


@pytest.fixture(autouse=True)
def _pairings_are_let_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verify_draw, "find_spec", lambda _: "found")


@pytest.fixture(scope="module")
def planned() -> dict[str, Any]:
    return {**invented_chain(), "round": ROUND}


@pytest.fixture(scope="module")
def signature() -> str:
    return str(json.loads(sign_round(ROUND))["signature"])


def drawn(planned: dict[str, Any], signature: str, previous: str | None = None) -> dict[str, bytes]:
    result = {
        "kind": "drand",
        "previous_signature": previous,
        "randomness": hashlib.sha256(bytes.fromhex(signature)).hexdigest(),
        "signature": signature,
    }
    return with_ledger(rehearsal(beacon=planned, beacon_result=result).make())


def signed(planned: dict[str, Any], signature: str) -> bool:
    message = hashlib.sha256(planned["round"].to_bytes(8, "big")).digest()
    scheme, key = verify_draw.SCHEMES[planned["scheme"]], bytes.fromhex(planned["public_key"])
    return bool(verify_draw.is_paired(*scheme, key, message, bytes.fromhex(signature)))


def test_a_real_round_of_quicknet_is_right_and_no_other() -> None:
    assert signed({**QUICKNET, "round": 1000}, ROUND_1000)
    assert not signed({**QUICKNET, "round": 1001}, ROUND_1000)


def test_a_signed_beacon_is_right(planned: dict[str, Any], signature: str) -> None:
    assert assert_same(drawn(planned, signature)) == 0


def test_the_signature_of_another_round_is_found(planned: dict[str, Any]) -> None:
    files = drawn(planned, json.loads(sign_round(ROUND + 1))["signature"])
    assert assert_same(files) == 1
    assert finding(ours(files), SIGNATURE_STEP) == WRONG


INFINITY = {48: "c0" + 47 * "00", 96: "c0" + 95 * "00"}


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("d" * 192, "5a" * 48),
        ("d" * 190, "5a" * 48),
        ("d" * 192, "5a" * 47),
        (INFINITY[96], INFINITY[48]),
        ("c0" + "00" * 94 + "01", INFINITY[48]),
        ("8" + "0" * 191, "8" + "0" * 95),
    ],
)
def test_what_is_no_key_or_no_signature_is_found(planned: dict[str, Any], key: str, value: str) -> None:
    assert assert_same(drawn({**planned, "public_key": key}, value)) == 1


def test_a_scheme_that_nobody_knows_is_not_checked(planned: dict[str, Any], signature: str) -> None:
    assert assert_same(drawn({**planned, "scheme": "bls-unchained-g1-rfc9999"}, signature)) == 3


@pytest.mark.parametrize("scheme", ["pedersen-bls-chained", "pedersen-bls-unchained", "bls-unchained-on-g1"])
def test_the_other_schemes_are_checked_alike(planned: dict[str, Any], scheme: str) -> None:
    from py_ecc.bls import g2_primitives as points
    from py_ecc.bls.hash_to_curve import hash_to_G1, hash_to_G2
    from py_ecc.optimized_bls12_381 import G1, G2, multiply

    on_g1, tag = verify_draw.SCHEMES[scheme]
    previous = "ab" * 96 if scheme.endswith("-chained") else None
    message = hashlib.sha256(bytes.fromhex(previous or "") + ROUND.to_bytes(8, "big")).digest()
    hashed = multiply((hash_to_G1 if on_g1 else hash_to_G2)(message, tag, hashlib.sha256), 7)
    if on_g1:
        key, value = points.G2_to_signature(multiply(G2, 7)), points.G1_to_pubkey(hashed)
    else:
        key, value = points.G1_to_pubkey(multiply(G1, 7)), points.G2_to_signature(hashed)
    plan = {**planned, "scheme": scheme, "public_key": key.hex()}
    assert assert_same(drawn(plan, value.hex(), previous)) == 0


def test_the_program_checks_it_where_the_package_is_and_says_so_where_it_is_not(
    tmp_path: Path, planned: dict[str, Any], signature: str
) -> None:
    folder = write(tmp_path, drawn(planned, signature))
    with_package = [sys.executable, str(PROGRAM), str(folder), "--json"]
    done = subprocess.run(with_package, capture_output=True, check=False, encoding="utf-8")
    assert (done.returncode, done.stdout) == run_theirs(folder, "--json")
    assert done.returncode == 0
    without = [sys.executable, "-I", "-S", str(PROGRAM), str(folder), "--json"]
    report = json.loads(subprocess.run(without, capture_output=True, check=False, encoding="utf-8").stdout)
    assert report["exit_code"] == 3
    assert finding(report, SIGNATURE_STEP) == "drand signatures are not checked here"


def test_deep_nesting_is_still_no_crash_once_the_package_is_loaded(
    planned: dict[str, Any], signature: str
) -> None:
    files = drawn(planned, signature)
    entry = next(name for name in files if name.startswith("ledger/") and name.endswith(".json"))
    deep = {**files, entry: b"[" * 200_000, "audit/openings.jsonl": b"[" * 60_000}
    assert assert_same(deep) == 1
    assert assert_same({**vector("void"), "events.json": b"[" * 200_000}) == 1
