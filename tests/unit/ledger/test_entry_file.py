"""An entry's files, checked without a database."""

import json
import subprocess
import sys
from typing import Any

import pytest

from kernel.canonical import canonical_json
from kernel.errors import InputError
from ledger import ed25519
from ledger.checkpoint import Checkpoint
from ledger.entry import Entry, Visibility, payload_hash
from ledger.entry_file import check_entry_file, write_entry_file
from ledger.errors import NotProven
from ledger.note import VerifierKey, sign_note
from ledger.proof import LogProof
from ledger.tree import leaf_hash, node_hash

SEED = bytes(range(32))
KEY = VerifierKey("sample.example/log/1", ed25519.public_key(SEED))
SALT = bytes(range(100, 132))
PAYLOAD: dict[str, object] = {"number": 3, "word": "示例"}
FIRST = leaf_hash(b"another entry")


def an_entry(n: int = 1) -> Entry:
    return Entry(
        n=n,
        at="2026-03-02T01:30:00Z",
        by="recorder:sample",
        type="sample.noted",
        subject="subject",
        visibility=Visibility.PUBLIC,
        payload_hash=payload_hash(SALT, canonical_json(PAYLOAD)),
    )


ROOT = node_hash(FIRST, an_entry().hash())
NOTE = sign_note(Checkpoint(KEY.name, 2, ROOT).text(), KEY, lambda text: ed25519.sign(SEED, text))
PROOF = LogProof(1, (FIRST,), NOTE).text()
FILE = write_entry_file(an_entry(), PAYLOAD, SALT)


def with_members(**changes: Any) -> bytes:
    return json.dumps(json.loads(FILE) | changes).encode()


def test_an_entry_that_was_logged_is_shown_with_its_payload() -> None:
    checked = check_entry_file(FILE, PROOF, str(KEY))
    assert checked.entry == an_entry()
    assert checked.payload == PAYLOAD
    assert checked.checkpoint == Checkpoint(KEY.name, 2, ROOT)


def test_an_entry_whose_payload_is_withheld_is_still_proven() -> None:
    checked = check_entry_file(write_entry_file(an_entry(), None, None), PROOF, f"{KEY}\n")
    assert checked.payload is None
    assert checked.entry == an_entry()


def test_the_order_and_spacing_of_the_file_do_not_matter() -> None:
    turned = json.dumps(dict(reversed(json.loads(FILE).items())), indent=4).encode()
    assert check_entry_file(turned, PROOF, str(KEY)).payload == PAYLOAD


@pytest.mark.parametrize("payload", [{"number": 4, "word": "示例"}, {"number": 3}, {}])
def test_another_payload_is_refused(payload: dict[str, object]) -> None:
    with pytest.raises(NotProven, match="第1条的内容"):
        check_entry_file(with_members(payload=payload), PROOF, str(KEY))


def test_another_salt_is_refused() -> None:
    with pytest.raises(NotProven, match="第1条的内容"):
        check_entry_file(with_members(salt="00" * 32), PROOF, str(KEY))


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("at", "2026-03-02T01:30:01Z"),
        ("by", "recorder:other"),
        ("s", "other"),
        ("t", "sample.denied"),
        ("vis", "closed"),
    ],
)
def test_another_leaf_is_refused(member: str, value: str) -> None:
    content = with_members(entry=an_entry().leaf() | {member: value})
    with pytest.raises(NotProven, match="第1条不在"):
        check_entry_file(content, PROOF, str(KEY))


def test_the_receipt_of_another_entry_is_refused() -> None:
    with pytest.raises(NotProven, match="第0条的"):
        check_entry_file(FILE, LogProof(0, (FIRST,), NOTE).text(), str(KEY))


def test_another_key_is_refused() -> None:
    stranger = VerifierKey(KEY.name, ed25519.public_key(bytes(32)))
    with pytest.raises(NotProven, match="没有"):
        check_entry_file(FILE, PROOF, str(stranger))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"null",
        b"[]",
        b"{}",
        b"\xff\xfe",
        b"[" * 100_000,
        FILE[:-3],
        FILE.replace(b'"payload":', b'"payload":{},"payload":'),
        FILE.replace(b'"n":1', b'"n":0,"n":1'),
        FILE.replace(b'"number":3', b'"number":3.0'),
        FILE.replace(b'"number":3', b'"number":NaN'),
        FILE.replace(b'"number":3', b'"number":9007199254740992'),
        FILE.replace("示".encode(), b"\\ud800"),
        FILE.replace("示".encode(), b"e\\u0301"),
        with_members(more=1),
        with_members(payload=None),
        with_members(salt=None),
        with_members(payload=[]),
        with_members(payload="x"),
        with_members(salt=1),
        with_members(salt="zz" * 32),
        with_members(salt="00" * 31),
        with_members(salt=SALT.hex().upper()),
        with_members(salt=" " + SALT.hex()),
        with_members(entry=None),
        with_members(entry=an_entry().leaf() | {"v": 2}),
    ],
)
def test_what_is_no_entry_file_is_refused(content: bytes) -> None:
    with pytest.raises(InputError):
        check_entry_file(content, PROOF, str(KEY))


def test_checking_files_loads_no_database() -> None:
    program = "import sys, ledger.entry_file; sys.exit('sqlalchemy' in sys.modules or 'click' in sys.modules)"
    subprocess.run([sys.executable, "-c", program], check=True)
