"""The witness's Ed25519 in plain Python: the vectors of RFC 8032, and `cryptography` as judge of all else."""

import hashlib
import os
from random import Random

import pytest

from ledger import ed25519
from witness_tool import witness

SAMPLE = 1000 if os.environ.get("SOAK") else 40

RFC_8032 = [  # §7.1: seed, public key, message, signature
    (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        b"",
        (
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
            "d25bf5f0595bbe24655141438e7a100b"
        ),
    ),
    (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        b"\x72",
        (
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c"
            "387b2eaeb4302aeeb00d291612bb0c00"
        ),
    ),
    (
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        b"\xaf\x82",
        (
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc659"
            "4a7c15e9716ed28dc027beceea1ec40a"
        ),
    ),
    (
        "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
        "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
        hashlib.sha512(b"abc").digest(),
        (
            "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e030"
            "3dca179c138ac17ad9bef1177331a704"
        ),
    ),
]


@pytest.mark.parametrize(("seed", "public", "message", "signature"), RFC_8032, ids=range(4))
def test_the_vectors_of_the_standard_come_out(seed: str, public: str, message: bytes, signature: str) -> None:
    assert witness.public_key(bytes.fromhex(seed)).hex() == public
    assert witness.ed25519_sign(bytes.fromhex(seed), message).hex() == signature
    assert witness.ed25519_verify(bytes.fromhex(public), bytes.fromhex(signature), message)


def test_random_keys_sign_as_the_library_does() -> None:
    random = Random(8032)
    for _ in range(SAMPLE):
        seed, message = random.randbytes(32), random.randbytes(random.randrange(200))
        assert witness.public_key(seed) == ed25519.public_key(seed)
        signature = witness.ed25519_sign(seed, message)
        assert signature == ed25519.sign(seed, message)
        assert witness.ed25519_verify(ed25519.public_key(seed), signature, message)


def test_a_changed_bit_anywhere_is_found() -> None:
    random = Random(32)
    for _ in range(SAMPLE):
        seed, message = random.randbytes(32), random.randbytes(40)
        signed = [ed25519.public_key(seed), ed25519.sign(seed, message), message]
        which = random.randrange(3)
        flipped = bytearray(signed[which])
        flipped[random.randrange(len(flipped))] ^= 1 << random.randrange(8)
        signed[which] = bytes(flipped)
        assert not witness.ed25519_verify(*signed)
        assert not ed25519.verify(*signed)


def test_a_signature_has_one_spelling_only() -> None:
    seed, message = bytes(32), b"text"
    public, signature = ed25519.public_key(seed), ed25519.sign(seed, message)
    for more in range(1, 9):
        s = int.from_bytes(signature[32:], "little") + more * witness.L
        second = signature[:32] + s.to_bytes(32, "little")
        assert not witness.ed25519_verify(public, second, message)
        assert not ed25519.verify(public, second, message)


@pytest.mark.parametrize("length", [0, 31, 32, 63, 65, 96])
def test_a_signature_of_another_length_is_none(length: int) -> None:
    public, signature = ed25519.public_key(bytes(32)), ed25519.sign(bytes(32), b"text") * 2
    assert not witness.ed25519_verify(public, signature[:length], b"text")


def small_order() -> list[bytes]:
    """The eight points whose eightfold is neutral, in their one spelling."""
    number = 2
    while True:  # of any point, the order of the group's large part times it is one of the eight
        point = witness.point_from(number.to_bytes(32, "little"))
        if point:
            small = witness.times(witness.L, point)
            if witness.times(2, small)[0] != 0:  # of order eight, which makes them all
                return sorted({witness.bytes_of(witness.times(n, small)) for n in range(8)})
        number += 1


def test_points_of_small_order_are_judged_as_the_library_judges_them() -> None:
    """The same with a part of small order in key or nonce: no cofactor anywhere."""
    random = Random(8)
    small = small_order()
    assert len(small) == 8
    assert len({witness.point_from(one)[:2] for one in small}) == 8
    right = 0
    for _ in range(SAMPLE * 4):
        a, r, message = random.randrange(witness.L), random.randrange(witness.L), random.randbytes(8)
        key = witness.add(
            witness.times(a, witness.BASE) if random.random() < 0.5 else witness.NEUTRAL,
            witness.point_from(random.choice(small)),
        )
        a = a if witness.times(8, key)[0] else 0
        nonce = witness.add(witness.times(r, witness.BASE), witness.point_from(random.choice(small)))
        public, shown = witness.bytes_of(key), witness.bytes_of(nonce)
        s = (r + witness.sha512_number(shown + public + message) * a) % witness.L
        signature = shown + s.to_bytes(32, "little")
        verdict = witness.ed25519_verify(public, signature, message)
        assert verdict == ed25519.verify(public, signature, message)
        right += verdict
    assert right


@pytest.mark.parametrize("public", [*small_order(), (2**255 - 19).to_bytes(32, "little"), b"\xff" * 32])
def test_a_key_under_which_anybody_can_sign_is_no_key(public: bytes) -> None:
    line = str(witness.Key("sample.example/log/1", witness.LOG_KEY, public))
    with pytest.raises(witness.Malformed):
        witness.read_key(line, witness.LOG_KEY)


def test_a_point_has_one_spelling_only() -> None:
    for y in range(19):  # the only numbers that a second spelling could stand for
        second = (y + witness.P).to_bytes(32, "little")
        assert witness.point_from(second) is None
        assert witness.point_from((y + witness.P | 1 << 255).to_bytes(32, "little")) is None
    assert witness.point_from((1 | 1 << 255).to_bytes(32, "little")) is None
    assert witness.point_from((2).to_bytes(32, "little")) is None
    assert witness.point_from((1).to_bytes(32, "little")) == witness.NEUTRAL
