"""A drand round's signature: public rounds of every scheme, and whatever may be wrong with one."""

import subprocess
import sys
from hashlib import sha256

import pytest

from panel.beacon_signature import SCHEMES, check_signature
from panel.drand import QUICKNET
from panel.draw.documents import BeaconResult, PlanBeacon

ROUND_1000 = (
    "b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125e342b73a8dd2bacbe47e4b6b63ed5e39"
)
MAINNET_KEY = (
    "868f005eb8e6e4ca0a47c8a77ceaa5309a47978a7c71bc5cce96366b5d7a569937c529eeda66c7293784a9402801af31"
)
INFINITY_G1, INFINITY_G2 = "c0" + "00" * 47, "c0" + "00" * 95


def planned(scheme: str, key: str, round_: int) -> PlanBeacon:
    """A chain that is not quicknet."""
    chain: PlanBeacon = {**QUICKNET, "chain_hash": "c" * 64, "round": round_}
    return {**chain, "scheme": scheme, "public_key": key}


def result(signature: str, previous: str | None = None) -> BeaconResult:
    randomness = sha256(bytes.fromhex(signature)).hexdigest()
    return {
        "kind": "drand",
        "previous_signature": previous,
        "randomness": randomness,
        "signature": signature,
    }


KNOWN = {  # scheme: public rounds of chains that ran
    "pedersen-bls-chained": (
        planned("pedersen-bls-chained", MAINNET_KEY, 2634945),
        result(
            "814778ed1e480406beb43b74af71ce2f0373e0ea1bfdfea8f9ed62c876c20fcbc7f0163860e3da42ed2148756015f455"
            "1451898ffe06d384b4d002245025571b6b7a752f7158b40ad92b13b6d703ad31922a617f2c7f6d960b84d56cf1d79eef",
            "8bd96294383b4d1e04e736360bd7a487f9f409f1e7bd800b720656a310d577b3bdb1e1631af6c5782a1d8979c502f395"
            "036181eff4058960fc40bb7034cdae1991d3eda518ab204a077d2f7e724974cf87b407e549bd815cf0b8e5a3832f675d",
        ),
    ),
    "pedersen-bls-unchained": (
        planned(
            "pedersen-bls-unchained",
            "8200fc249deb0148eb918d6e213980c5d01acd7fc251900d9260136da3b54836ce125172399ddc69c4e3e11429b62c11",
            7601003,
        ),
        result(
            "af7eac5897b72401c0f248a26b612c5ef68e0ff830b4d78927988c89b5db3e997bfcdb7c24cb19f549830cd02cb854a1"
            "143fd53a1d4e0713ded471260869439060d170a77187eb6371742840e43eccfa225657c4cc2d9619f7c3d680470c9743"
        ),
    ),
    "bls-unchained-on-g1": (
        planned(
            "bls-unchained-on-g1",
            "876f6fa8073736e22f6ff4badaab35c637503718f7a452d178ce69c45d2d8129a54ad2f988ab10c9666f87ab603c59bf"
            "013409a5b500555da31720f8eec294d9809b8796f40d5372c71a44ca61226f1eb978310392f98074a608747f77e66c5a",
            3,
        ),
        result(
            "ac7c3ca14bc88bd014260f22dc016b4fe586f9313c3a549c83d195811a99a5d2d4999d4df6daec73ff51fafadd6d5bb5"
        ),
    ),
    "bls-unchained-g1-rfc9380": ({**QUICKNET, "round": 1000}, result(ROUND_1000)),
}


def test_a_public_round_of_every_scheme_is_signed_as_planned() -> None:
    assert KNOWN.keys() == SCHEMES.keys()
    for scheme, (plan, spoken) in KNOWN.items():
        assert check_signature(plan, spoken) is True, scheme


def test_another_round_or_another_signature_is_wrong() -> None:
    plan, spoken = KNOWN["bls-unchained-g1-rfc9380"]
    earlier, other = KNOWN["bls-unchained-on-g1"][1], KNOWN["pedersen-bls-unchained"][1]

    assert check_signature({**plan, "round": 1001}, spoken) is False
    assert check_signature(plan, earlier) is False
    assert check_signature(plan, other) is False


def test_a_chained_round_signs_the_signature_before_it() -> None:
    plan, spoken = KNOWN["pedersen-bls-chained"]
    assert check_signature(plan, {**spoken, "previous_signature": "ab" * 96}) is False


@pytest.mark.parametrize("signature", ["ab" * 48, "ab", INFINITY_G1, "00" * 48, "ff" * 48, ROUND_1000 + "00"])
def test_bytes_that_are_no_point_are_no_signature(signature: str) -> None:
    assert check_signature({**QUICKNET, "round": 1000}, result(signature)) is False


def test_the_same_holds_where_signatures_are_on_the_other_curve() -> None:
    plan, spoken = KNOWN["pedersen-bls-unchained"]
    for signature in ("ab" * 96, ROUND_1000, INFINITY_G2):
        assert check_signature(plan, result(signature)) is False
    assert check_signature({**plan, "public_key": INFINITY_G1}, spoken) is False


@pytest.mark.parametrize("key", ["ab" * 96, "ab", INFINITY_G2, MAINNET_KEY])
def test_a_key_that_is_no_point_signs_nothing(key: str) -> None:
    plan = planned("bls-unchained-g1-rfc9380", key, 1000)
    assert check_signature(plan, result(ROUND_1000)) is False


def test_a_key_and_a_signature_at_infinity_sign_nothing() -> None:
    """Both pairings would be one, whatever the message."""
    plan = planned("bls-unchained-g1-rfc9380", INFINITY_G2, 1000)
    assert check_signature(plan, result(INFINITY_G1)) is False


def test_a_scheme_nobody_knows_cannot_be_checked() -> None:
    plan = planned("of another world", QUICKNET["public_key"], 1000)
    assert check_signature(plan, result(ROUND_1000)) is None


def test_without_the_extra_nothing_can_be_checked() -> None:
    code = (
        "import sys; sys.modules['py_ecc'] = None; "
        "from panel.beacon_signature import check_signature; from panel.drand import QUICKNET; "
        "signed = {'previous_signature': None, 'signature': 'ab'}; "
        "print(check_signature({**QUICKNET, 'round': 1}, signed))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "None\n"
