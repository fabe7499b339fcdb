import hashlib
import hmac
import json
from datetime import date

from experts import leaf
from experts.record import Employment, current_employment

KEY = bytes(range(32))


def test_the_leaf_is_the_one_of_the_published_test_vectors() -> None:
    opened = {
        "attributes": {"region": "OUT"},
        "employer": "9d386e65f4e38cfb9e0b38e1c8221d0d9cec5d44036793105fb8d8e39a081ab0",
        "expert": "E0017",
        "fields": ["I02"],
        "identity": "4ec97ee80ff2333a93c5681ba3175d36586c677b18d45183917eb1b2c1981d7d",
        "salt": "b56eac06a2d6b89a10003864b33ff6bf400ddad674c7b2ec8ec0bf2b04df3b61",
    }
    draw_key = bytes.fromhex("f4fdc4863ee9e01fe3cbd9fa338e696eff4de61d027ad6f4d5346c5ead28fc52")
    raw = bytes.fromhex(leaf.leaf_digest(opened))
    blind = hmac.digest(draw_key, raw, "sha256")
    tag = hashlib.sha256(b"panel-draw/1/tag\x00" + blind + raw).hexdigest()[:32]
    assert tag == "038b494c4c0e64d15777e98170e7655e"


def test_identities_and_employers_are_secret_macs() -> None:
    def mac(text: str) -> str:
        return hmac.digest(KEY, text.encode(), "sha256").hex()

    assert leaf.identity_digest(KEY, "11010519491231002X") == mac("identity\x0011010519491231002X")
    assert leaf.employer_digest(KEY, "91510700XNX000000T", "e1") == mac("employer\x0091510700XNX000000T")
    assert leaf.employer_digest(KEY, None, "e1") == mac("employer\x00none:e1")


def test_the_opening_has_exactly_the_six_members_and_its_fields_ascend() -> None:
    opened = leaf.opening(
        public_id="e1",
        identity="1" * 64,
        employer="2" * 64,
        fields=["L01", "C01"],
        attributes={"region": "CITY"},
        salt=bytes(32),
    )
    assert json.loads(json.dumps(opened)) == {
        "attributes": {"region": "CITY"},
        "employer": "2" * 64,
        "expert": "e1",
        "fields": ["C01", "L01"],
        "identity": "1" * 64,
        "salt": "0" * 64,
    }
    text = json.dumps(opened, sort_keys=True, separators=(",", ":")).encode()
    assert leaf.leaf_digest(opened) == hashlib.sha256(b"panel-draw/1/leaf\x00" + text).hexdigest()


def test_two_experts_without_employer_are_not_colleagues() -> None:
    assert leaf.employer_digest(KEY, None, "e1") != leaf.employer_digest(KEY, None, "e2")


def test_the_current_employer_is_where_the_person_began_last() -> None:
    old, second = Employment("甲", "A", date(2010, 1, 1)), Employment("乙", "B", date(2020, 1, 1))
    left = Employment("丙", "C", date(2024, 1, 1), date(2025, 12, 31))
    assert current_employment([second, left, old], date(2026, 3, 1)) is second
    assert current_employment([left], date(2026, 3, 1)) is None
