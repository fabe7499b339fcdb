"""The page's own digests, signatures and JSON: standard vectors, and the libraries as judges of the rest."""

import hashlib
import hmac
from random import Random
from typing import Any

import pytest
from test_draw_standalone_ed25519 import ORDER, RFC_8032, SECOND_SPELLINGS, SMALL, number
from verify_page import VerifyPage

from kernel.canonical import canonical_json
from ledger import ed25519

SIGNED = "(cases) => cases.map(([key, signature, message]) => verifyEd25519(unhex(key), unhex(signature), unhex(message)))"
LENGTHS = [0, 1, 55, 56, 63, 64, 65, 111, 112, 119, 120, 127, 128, 1000, 4095, 5000]

Signature = tuple[bytes, bytes, bytes]


def verdicts(page: VerifyPage, signatures: list[Signature]) -> list[bool]:
    """Whether the page takes these (key, signature, message) for right."""
    return list(page.tab.evaluate(SIGNED, [[part.hex() for part in signature] for signature in signatures]))


def rightly_signed(random: Random) -> Signature:
    seed, message = random.randbytes(32), random.randbytes(random.randrange(200))
    return ed25519.public_key(seed), ed25519.sign(seed, message), message


def test_the_vectors_of_rfc_8032_are_right_and_no_other_byte_is(page: VerifyPage) -> None:
    for public, message, signature in RFC_8032:
        key, signed = bytes.fromhex(public), bytes.fromhex(signature)
        changed = [signed[:at] + bytes([signed[at] ^ 1 << at % 8]) + signed[at + 1 :] for at in range(64)]
        found = verdicts(page, [(key, one, message) for one in [signed, *changed]])
        assert found == [True] + [False] * 64


def test_random_signatures_and_spoilt_ones_are_judged_as_by_cryptography(page: VerifyPage) -> None:
    random = Random(2)
    right = [rightly_signed(random) for _ in range(40)]
    assert all(verdicts(page, right))
    spoilt = []
    for signature in right:
        parts = [bytearray(part) for part in signature if part]
        part = random.choice(parts)
        part[random.randrange(len(part))] ^= 1 << random.randrange(8)
        if len(parts) == 3:
            spoilt.append((bytes(parts[0]), bytes(parts[1]), bytes(parts[2])))
    assert verdicts(page, spoilt) == [ed25519.verify(*one) for one in spoilt] == [False] * len(spoilt)


def test_a_signature_with_the_order_added_is_refused(page: VerifyPage) -> None:
    random = Random(3)
    second = []
    for _ in range(10):
        key, signature, message = rightly_signed(random)
        larger = number(signature[32:]) + ORDER
        second.append((key, signature[:32] + larger.to_bytes(32, "little"), message))
    assert verdicts(page, second) == [False] * len(second)


def test_a_second_spelling_of_a_point_is_no_key(page: VerifyPage) -> None:
    cases = [(spelling, first + bytes(32), b"") for spelling in SECOND_SPELLINGS for first in SMALL]
    assert not any(verdicts(page, cases))


def test_points_of_small_order_are_judged_as_by_cryptography(page: VerifyPage) -> None:
    cases = [
        (key, first + s.to_bytes(32, "little"), message)
        for key in SMALL
        for first in (*SMALL, *SECOND_SPELLINGS[:4])
        for s in (0, 1, ORDER)
        for message in (b"", b"a")
    ]
    found = verdicts(page, cases)
    assert found == [ed25519.verify(*case) for case in cases]
    assert set(found) == {True, False}


@pytest.mark.parametrize("length", [0, 31, 33, 63, 65])
def test_keys_and_signatures_of_other_lengths_are_refused(page: VerifyPage, length: int) -> None:
    key, signature = ed25519.public_key(bytes(32)), ed25519.sign(bytes(32), b"")
    cases = [((key * 3)[:length], signature, b""), (key, (signature * 2)[:length], b"")]
    assert verdicts(page, cases) == [False, False]


def test_what_is_no_point_is_no_key(page: VerifyPage) -> None:
    signature = ed25519.sign(bytes(32), b"")
    keys = [y.to_bytes(32, "little") for y in range(64)]
    assert not any(verdicts(page, [(key, signature, b"") for key in keys]))


def test_digests_are_those_of_the_library(page: VerifyPage) -> None:
    texts = [Random(length).randbytes(length) for length in LENGTHS]
    made = page.tab.evaluate(
        """(texts) => texts.map(unhex).map((bytes) => [
            hexOf(sha256(bytes)),
            hexOf(new Sha256().update(bytes.subarray(0, 7)).update(bytes.subarray(7)).digest()),
            hexOf(new Hmac(unhex("0b".repeat(20))).of(bytes)),
            hexOf(sha512(bytes)),
        ])""",
        [text.hex() for text in texts],
    )
    key = b"\x0b" * 20
    for text, (whole, parted, mac, long) in zip(texts, made, strict=True):
        assert whole == parted == hashlib.sha256(text).hexdigest()
        assert mac == hmac.digest(key, text, "sha256").hex()
        assert long == hashlib.sha512(text).hexdigest()


@pytest.mark.parametrize(
    "value",
    [
        {},
        [],
        {"b": [1, True, None, "x"], "a": {"10": 1, "2": 2}},
        {"text": '\u00e9\U0001f600\u2028\x7f\b\t\n\f\r\x01"\\/'},
        9007199254740991,
    ],
)
def test_canonical_json_is_the_house_s(page: VerifyPage, value: Any) -> None:
    written = page.tab.evaluate(
        "(text) => canonical(parseJson('file', utf8(text)))", canonical_json(value).decode()
    )
    assert written == canonical_json(value).decode()
