"""Signed notes, with the worked example of Go's `sumdb/note`, which the C2SP format comes from."""

import pytest

from kernel.errors import InputError
from ledger import ed25519
from ledger.errors import NotProven
from ledger.note import MAX_SIGNATURES, VerifierKey, encode_base64, open_note, parse_key, sign_note

GO_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_TEXT = (
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
)
GO_SIGNATURE = (
    "— PeterNeumann "
    "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
SEED, OTHER_SEED = bytes(range(32)), bytes(range(1, 33))
NAME = "sample.example/log/1"
KEY = VerifierKey(NAME, ed25519.public_key(SEED))
TEXT = "first line\n\nthird line 第三行\n"


def signed(text: str = TEXT, key: VerifierKey = KEY, seed: bytes = SEED) -> str:
    return sign_note(text, key, lambda message: ed25519.sign(seed, message))


def opened(note: str, key: VerifierKey = KEY) -> str:
    return open_note(note, key, ed25519.verify)


def test_the_published_example_opens_under_the_published_key() -> None:
    assert opened(f"{GO_TEXT}\n{GO_SIGNATURE}", parse_key(GO_KEY)) == GO_TEXT


def test_a_verifier_key_reads_back_as_it_was_written() -> None:
    assert str(parse_key(GO_KEY)) == GO_KEY
    assert parse_key(f"{KEY}\n") == KEY


def test_what_is_signed_opens_to_the_same_text() -> None:
    assert opened(signed()) == TEXT


def test_signing_twice_gives_the_same_note() -> None:
    assert signed() == signed()


def test_a_changed_text_is_refused() -> None:
    with pytest.raises(NotProven, match="签名不对"):
        opened(signed().replace("first", "worst"))


def test_a_signature_by_another_key_of_the_same_name_does_not_count() -> None:
    other = VerifierKey(NAME, ed25519.public_key(OTHER_SEED))
    with pytest.raises(NotProven, match="没有"):
        opened(signed(key=other, seed=OTHER_SEED))


def test_a_signature_under_our_name_and_id_by_another_key_is_refused() -> None:
    with pytest.raises(NotProven, match="签名不对"):
        opened(signed(seed=OTHER_SEED))


def test_signatures_of_strangers_are_passed_over() -> None:
    witness = VerifierKey("witness.example/w", ed25519.public_key(OTHER_SEED))
    stranger = signed(key=witness, seed=OTHER_SEED).rpartition("\n\n")[2]
    ours = signed().rpartition("\n\n")[2]
    assert opened(f"{TEXT}\n{stranger}{ours}") == TEXT
    assert opened(f"{TEXT}\n{ours}{stranger}") == TEXT
    assert opened(f"{TEXT}\n{ours}{stranger}", witness) == TEXT


def test_a_right_signature_does_not_excuse_a_wrong_one_by_the_same_key() -> None:
    right, wrong = signed().rpartition("\n\n")[2], signed(seed=OTHER_SEED).rpartition("\n\n")[2]
    for both in (right + wrong, wrong + right):
        with pytest.raises(NotProven, match="签名不对"):
            opened(f"{TEXT}\n{both}")


def test_many_signatures_are_read_and_too_many_refused() -> None:
    line = signed().rpartition("\n\n")[2]
    assert opened(f"{TEXT}\n{line * MAX_SIGNATURES}") == TEXT
    with pytest.raises(InputError):
        opened(f"{TEXT}\n{line * (MAX_SIGNATURES + 1)}")


TYPED_KEY = encode_base64(b"\x01" + KEY.public_key)
SIGNATURE = encode_base64(KEY.key_id + ed25519.sign(SEED, TEXT.encode()))


@pytest.mark.parametrize(
    "note",
    [
        "",
        "\n",
        "\n\n",
        TEXT,
        f"{TEXT}\n",
        f"{TEXT}\n\n",
        f"\n— {NAME} {SIGNATURE}\n",
        f"{TEXT}\n— {NAME} {SIGNATURE}",
        f"{TEXT}\n— {NAME} {SIGNATURE}\n\n",
        f"{TEXT}\n- {NAME} {SIGNATURE}\n",
        f"{TEXT}\n—{NAME} {SIGNATURE}\n",
        f"{TEXT}\n—  {NAME} {SIGNATURE}\n",
        f"{TEXT}\n— {NAME}  {SIGNATURE}\n",
        f"{TEXT}\n— {NAME} {SIGNATURE} \n",
        f"{TEXT}\n— {NAME}+x {SIGNATURE}\n",
        f"{TEXT}\n—  {SIGNATURE}\n",
        f"{TEXT}\n— {NAME}\n",
        f"{TEXT}\n— {NAME} \n",
        f"{TEXT}\n— {NAME} {encode_base64(KEY.key_id)}\n",
        f"{TEXT}\n— {NAME} {SIGNATURE[:-1]}\n",
        f"{TEXT}\n— {NAME} é{SIGNATURE[1:]}\n",
        f"{TEXT}\n— {NAME} {SIGNATURE[:20]}-{SIGNATURE[21:]}\n",
        f"{TEXT}\t\n\n— {NAME} {SIGNATURE}\n",
        f"{TEXT}\r\n\n— {NAME} {SIGNATURE}\n",
        f"{TEXT}\n— {NAME} {SIGNATURE}\n\x00\n",
        f"{TEXT}\n— {NAME} {SIGNATURE}\nand more\n",
    ],
)
def test_what_is_no_note_is_refused(note: str) -> None:
    with pytest.raises(InputError):
        opened(note)


def test_a_signature_has_one_spelling() -> None:
    encoded = encode_base64(KEY.key_id + bytes(63))
    assert encoded.endswith("A==")
    with pytest.raises(InputError):
        opened(f"{TEXT}\n— {NAME} {encoded[:-3]}B==\n")


@pytest.mark.parametrize(
    "name", ["", "two words", "a+b", "tab\there", "wide　space", "line\nbreak", "nul\x00"]
)
def test_a_key_needs_a_name_that_a_note_can_carry(name: str) -> None:
    with pytest.raises(InputError):
        VerifierKey(name, KEY.public_key)


@pytest.mark.parametrize("size", [0, 31, 33])
def test_a_public_key_has_32_bytes(size: int) -> None:
    with pytest.raises(InputError):
        VerifierKey(NAME, bytes(size))


@pytest.mark.parametrize(
    "line",
    [
        "",
        NAME,
        f"{NAME}+{KEY.key_id.hex()}",
        f"{NAME}+00000000+{TYPED_KEY}",
        f"{NAME}+{KEY.key_id.hex().upper()}+{TYPED_KEY}",
        f"{NAME}+{KEY.key_id.hex()}+Ag{TYPED_KEY[2:]}",
        f"{NAME}+{KEY.key_id.hex()}+{encode_base64(KEY.public_key)}",
        f"{NAME}+{KEY.key_id.hex()}+{TYPED_KEY[:-1]}",
        f"other.example/log+{KEY.key_id.hex()}+{TYPED_KEY}",
        f" {KEY}",
        f"{KEY}\n\n",
    ],
)
def test_what_is_no_verifier_key_is_refused(line: str) -> None:
    with pytest.raises(InputError):
        parse_key(line)


def test_a_public_key_that_is_no_point_verifies_nothing() -> None:
    not_on_the_curve = b"\x02" + bytes(31)
    assert not ed25519.verify(not_on_the_curve, bytes(64), b"message")
    assert not ed25519.verify(KEY.public_key, b"short", b"message")


def test_a_signature_with_a_second_form_is_refused() -> None:
    order = 2**252 + 27742317777372353535851937790883648493  # of the group: s + order would verify, unchecked
    signature = ed25519.sign(SEED, b"message")
    s = int.from_bytes(signature[32:], "little") + order
    assert not ed25519.verify(KEY.public_key, signature[:32] + s.to_bytes(32, "little"), b"message")
    assert ed25519.verify(KEY.public_key, signature, b"message")
