"""Ed25519 in plain Python: the vectors of RFC 8032, and `cryptography` as judge of everything else."""

import hashlib
import os
from random import Random

import pytest
from standalone import verify_draw as program

from ledger import ed25519

SAMPLE = 2000 if os.environ.get("SOAK") else 60
PRIME, ORDER = program.PRIME, program.ORDER

RFC_8032 = [
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        b"",
        (
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
            "d25bf5f0595bbe24655141438e7a100b"
        ),
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        b"\x72",
        (
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c"
            "387b2eaeb4302aeeb00d291612bb0c00"
        ),
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        b"\xaf\x82",
        (
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc659"
            "4a7c15e9716ed28dc027beceea1ec40a"
        ),
    ),
    (
        "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
        hashlib.sha512(b"abc").digest(),
        (
            "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e030"
            "3dca179c138ac17ad9bef1177331a704"
        ),
    ),
]


def number(data: bytes) -> int:
    return int.from_bytes(data, "little")


def times(factor: int, point: object) -> object:
    sum_ = program.NEUTRAL
    for bit in f"{factor:b}":
        sum_ = program.add(sum_, sum_)
        sum_ = program.add(sum_, point) if bit == "1" else sum_
    return sum_


def small_points() -> list[bytes]:
    """The eight points whose order divides the cofactor, in their one form."""
    random = Random(1)
    found: set[bytes] = set()
    while len(found) < 8:
        point = program.point_from(random.randbytes(32))
        if point:
            found.add(program.bytes_of(times(ORDER, point)))
    return sorted(found)


SMALL = small_points()
SECOND_SPELLINGS = [
    data
    for y in range(19)
    for sign in (0, 1 << 255)
    if program.point_from((y).to_bytes(32, "little"))
    for data in [(y + PRIME | sign).to_bytes(32, "little")]
] + [(1 | 1 << 255).to_bytes(32, "little"), (PRIME - 1 | 1 << 255).to_bytes(32, "little")]


@pytest.mark.parametrize(("public", "message", "signature"), RFC_8032)
def test_the_vectors_of_the_rfc_are_right_and_no_other_byte_is(
    public: str, message: bytes, signature: str
) -> None:
    key, signed = bytes.fromhex(public), bytes.fromhex(signature)
    assert program.is_signed(key, signed, message)
    assert not program.is_signed(key, signed, message + b"\0")
    for index in range(64):
        changed = signed[:index] + bytes([signed[index] ^ 1 << index % 8]) + signed[index + 1 :]
        assert not program.is_signed(key, changed, message)


def test_random_signatures_and_spoilt_ones_are_judged_as_by_cryptography() -> None:
    random = Random(2)
    for _ in range(SAMPLE):
        seed, message = random.randbytes(32), random.randbytes(random.randrange(100))
        key, signature = ed25519.public_key(seed), ed25519.sign(seed, message)
        assert program.is_signed(key, signature, message)
        for _ in range(3):
            parts = [bytearray(key), bytearray(signature), bytearray(message or b"?")]
            part = random.choice(parts)
            part[random.randrange(len(part))] ^= 1 << random.randrange(8)
            spoilt = tuple(map(bytes, parts))
            assert program.is_signed(*spoilt) == ed25519.verify(*spoilt) is False


def test_a_signature_with_the_order_added_is_refused() -> None:
    random = Random(3)
    for _ in range(20):
        seed = random.randbytes(32)
        key, signature = ed25519.public_key(seed), ed25519.sign(seed, b"malleable")
        larger = number(signature[32:]) + ORDER
        while larger < 2**256:
            second = signature[:32] + larger.to_bytes(32, "little")
            assert (
                program.is_signed(key, second, b"malleable")
                == ed25519.verify(key, second, b"malleable")
                is False
            )
            larger += ORDER


@pytest.mark.parametrize("length", [0, 1, 31, 33, 63, 64, 65])
def test_keys_and_signatures_of_other_lengths_are_refused(length: int) -> None:
    key, signature = ed25519.public_key(bytes(32)), ed25519.sign(bytes(32), b"")
    assert not program.is_signed((key * 3)[:length], signature, b"")
    if length != 64:
        assert not program.is_signed(key, (signature * 2)[:length], b"")


def test_points_of_small_order_are_judged_as_by_cryptography() -> None:
    verdicts = set()
    for key in SMALL:
        for first in (*SMALL, *SECOND_SPELLINGS):
            for s in (0, 1, ORDER):
                for message in (b"a", b"b"):
                    signature = first + s.to_bytes(32, "little")
                    verdict = program.is_signed(key, signature, message)
                    assert verdict == ed25519.verify(key, signature, message)
                    verdicts.add(verdict)
    assert verdicts == {True, False}


def test_no_cofactor_forgives_a_key_or_point_with_a_part_of_small_order() -> None:
    random = Random(4)
    verdicts = set()
    for torsion in SMALL:
        for _ in range(4):
            secret, nonce = random.randrange(ORDER), random.randrange(ORDER)
            mixed = program.add(times(secret, program.BASE), program.point_from(torsion))
            key, message = program.bytes_of(mixed), random.randbytes(8)
            first = program.bytes_of(times(nonce, program.BASE))
            k = number(hashlib.sha512(first + key + message).digest()) % ORDER
            signature = first + ((nonce + k * secret) % ORDER).to_bytes(32, "little")
            verdict = program.is_signed(key, signature, message)
            assert verdict == ed25519.verify(key, signature, message)
            verdicts.add(verdict)
    assert verdicts == {True, False}


def test_a_second_spelling_of_a_point_is_refused() -> None:
    assert len(SECOND_SPELLINGS) > 10
    for spelling in SECOND_SPELLINGS:
        assert program.point_from(spelling) is None
        for s in (0, 1):
            for first in SMALL:
                assert not program.is_signed(spelling, first + s.to_bytes(32, "little"), b"")


def test_what_is_no_point_is_no_key() -> None:
    signature = ed25519.sign(bytes(32), b"")
    no_points = [data for y in range(64) if program.point_from(data := y.to_bytes(32, "little")) is None]
    assert 20 < len(no_points) < 44
    for data in no_points:
        assert program.is_signed(data, signature, b"") == ed25519.verify(data, signature, b"") is False
