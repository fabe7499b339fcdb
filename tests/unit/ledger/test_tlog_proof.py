import pytest

from kernel.errors import InputError
from ledger import ed25519
from ledger.checkpoint import Checkpoint
from ledger.errors import NotProven
from ledger.note import VerifierKey, encode_base64, sign_note
from ledger.proof import LogProof, parse_proof, verify_proof
from ledger.tree import leaf_hash, node_hash

SEED = bytes(range(32))
KEY = VerifierKey("sample.example/log/1", ed25519.public_key(SEED))
LEFT, RIGHT = leaf_hash(b"left"), leaf_hash(b"right")


def note(origin: str = KEY.name, size: int = 2, root: bytes = node_hash(LEFT, RIGHT)) -> str:
    return sign_note(Checkpoint(origin, size, root).text(), KEY, lambda text: ed25519.sign(SEED, text))


PROOF = LogProof(1, (LEFT,), note())


def test_a_receipt_is_written_as_the_format_says() -> None:
    assert PROOF.text() == f"c2sp.org/tlog-proof@v1\nindex 1\n{encode_base64(LEFT)}\n\n{note()}"


def test_a_receipt_reads_back() -> None:
    assert parse_proof(PROOF.text()) == PROOF


def test_a_receipt_of_the_only_entry_has_no_path() -> None:
    alone = LogProof(0, (), note(size=1, root=LEFT))
    assert parse_proof(alone.text()) == alone
    assert verify_proof(alone, LEFT, KEY, ed25519.verify).size == 1


def test_a_receipt_shows_its_entry_under_the_signed_checkpoint() -> None:
    assert verify_proof(PROOF, RIGHT, KEY, ed25519.verify) == Checkpoint(KEY.name, 2, node_hash(LEFT, RIGHT))


def test_a_receipt_shows_no_other_entry() -> None:
    with pytest.raises(NotProven, match="第1条不在"):
        verify_proof(PROOF, LEFT, KEY, ed25519.verify)


def test_a_receipt_under_another_log_of_the_same_key_is_refused() -> None:
    stray = LogProof(1, (LEFT,), note(origin="sample.example/log/2"))
    with pytest.raises(NotProven, match="log/2"):
        verify_proof(stray, RIGHT, KEY, ed25519.verify)


def test_a_receipt_under_another_key_is_refused() -> None:
    stranger = VerifierKey(KEY.name, ed25519.public_key(bytes(32)))
    with pytest.raises(NotProven, match="没有"):
        verify_proof(PROOF, RIGHT, stranger, ed25519.verify)


def test_a_receipt_whose_note_is_no_checkpoint_is_refused() -> None:
    text = sign_note("one line\n", KEY, lambda text: ed25519.sign(SEED, text))
    with pytest.raises(InputError):
        verify_proof(LogProof(1, (LEFT,), text), RIGHT, KEY, ed25519.verify)


HASH = encode_base64(LEFT)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "c2sp.org/tlog-proof@v1",
        f"c2sp.org/tlog-proof@v2\nindex 1\n{HASH}\n\n{note()}",
        f"\nc2sp.org/tlog-proof@v1\nindex 1\n{HASH}\n\n{note()}",
        f"c2sp.org/tlog-proof@v1\nextra AAAA\nindex 1\n{HASH}\n\n{note()}",
        f"c2sp.org/tlog-proof@v1\n{HASH}\n\n{note()}",
        f"c2sp.org/tlog-proof@v1\nindex\n{HASH}\n\n{note()}",
        f"c2sp.org/tlog-proof@v1\nindex 01\n{HASH}\n\n{note()}",
        f"c2sp.org/tlog-proof@v1\nindex -1\n{HASH}\n\n{note()}",
        f"c2sp.org/tlog-proof@v1\nindex 1 \n{HASH}\n\n{note()}",
        f"c2sp.org/tlog-proof@v1\nINDEX 1\n{HASH}\n\n{note()}",
        f"c2sp.org/tlog-proof@v1\nindex 1\n{HASH[:-1]}\n\n{note()}",
        f"c2sp.org/tlog-proof@v1\nindex 1\n{encode_base64(LEFT[:31])}\n\n{note()}",
        f"c2sp.org/tlog-proof@v1\r\nindex 1\r\n{HASH}\r\n\r\n{note()}",
    ],
)
def test_what_is_no_receipt_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        parse_proof(text)
