from hashlib import sha256
from typing import Any

import pytest

from kernel.errors import InputError
from ledger.entry import Entry, Visibility, parse_leaf, payload_hash
from ledger.tree import leaf_hash

PH = "0123456789abcdef" * 4
ENTRY = Entry(
    n=7,
    at="2026-03-02T01:30:00Z",
    by="recorder:sample",
    type="ballot.committed",
    subject="abcdefghij",
    visibility=Visibility.CLOSED,
    payload_hash=PH,
)
BODY = (
    b'{"at":"2026-03-02T01:30:00Z","by":"recorder:sample","n":7,"ph":"' + PH.encode() + b'",'
    b'"s":"abcdefghij","t":"ballot.committed","v":1,"vis":"closed"}'
)


def test_a_leaf_is_written_byte_for_byte_as_the_page_says() -> None:
    assert ENTRY.body() == BODY
    assert ENTRY.hash() == leaf_hash(BODY)


def test_a_leaf_reads_back() -> None:
    assert parse_leaf(ENTRY.leaf()) == ENTRY


def test_the_payload_hash_binds_salt_and_payload_under_its_own_tag() -> None:
    salt, payload = bytes(range(32)), b'{"word":"\xe7\xa4\xba"}'
    assert payload_hash(salt, payload) == sha256(b"panel/payload\x00" + salt + payload).hexdigest()


@pytest.mark.parametrize("visibility", ["public", "closed", "sealed"])
def test_there_are_three_visibilities(visibility: str) -> None:
    assert parse_leaf(ENTRY.leaf() | {"vis": visibility}).visibility == visibility


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("at", "2026-03-02T01:30:00"),
        ("at", "2026-03-02T01:30:00+00:00"),
        ("at", "2026-03-02T01:30:00.5Z"),
        ("at", "2026-03-02 01:30:00Z"),
        ("at", "2026-02-30T01:30:00Z"),
        ("at", "20260302T013000Z"),
        ("at", "2026-03-02T01:30:00Z\n"),
        ("at", 1772415000),
        ("by", "recorder"),
        ("by", "recorder:"),
        ("by", ":sample"),
        ("by", "recorder:sam ple"),
        ("by", "记录人:sample"),
        ("n", -1),
        ("n", 7.0),
        ("n", "7"),
        ("n", True),
        ("n", None),
        ("ph", PH[:-1]),
        ("ph", PH.upper()),
        ("ph", PH + "\n"),
        ("s", ""),
        ("s", "张三"),
        ("s", "two words"),
        ("s", "x" * 65),
        ("s", "13800000000"),
        ("s", "110101199001010010"),
        ("s", "11010119900101001X"),
        ("t", "Ballot"),
        ("t", "ballot."),
        ("t", ""),
        ("v", 2),
        ("v", True),
        ("v", "1"),
        ("vis", "secret"),
        ("vis", None),
    ],
)
def test_a_member_out_of_form_is_refused_by_name(member: str, value: object) -> None:
    with pytest.raises(InputError, match=f"“{member}”"):
        parse_leaf(ENTRY.leaf() | {member: value})


@pytest.mark.parametrize("subject", ["1380000000", "138000000000", "1101011990010100100", "a13800000000"])
def test_only_what_looks_like_a_phone_or_identity_number_is_kept_out(subject: str) -> None:
    assert parse_leaf(ENTRY.leaf() | {"s": subject}).subject == subject


@pytest.mark.parametrize("name", ENTRY.leaf())
def test_a_leaf_has_all_its_members(name: str) -> None:
    leaf = ENTRY.leaf()
    del leaf[name]
    with pytest.raises(InputError):
        parse_leaf(leaf)


@pytest.mark.parametrize("leaf", [ENTRY.leaf() | {"name": "x"}, [], None, "leaf", 7])
def test_a_leaf_has_no_other_members_and_is_an_object(leaf: Any) -> None:
    with pytest.raises(InputError):
        parse_leaf(leaf)
