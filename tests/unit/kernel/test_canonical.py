import unicodedata

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from kernel.canonical import canonical_json, tagged_hash

TEXT = st.text(st.characters(exclude_categories=["Cs"])).map(lambda text: unicodedata.normalize("NFC", text))
NAME = st.text(st.characters(max_codepoint=127))
SCALAR = st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | TEXT
VALUE = st.recursive(SCALAR, lambda inner: st.lists(inner) | st.dictionaries(NAME, inner), max_leaves=20)


@given(VALUE)
def test_the_bytes_are_those_of_rfc_8785(value: object) -> None:
    assert canonical_json(value) == rfc8785.dumps(value)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "value",
    [2**53, -(2**53), 1.0, {"a": [0.5]}, "e\u0301", ["\ud800"], {"é": 1}, {1: 2}],
    ids=[
        "large",
        "small",
        "float",
        "nested float",
        "not NFC",
        "lone surrogate",
        "name not ASCII",
        "name no text",
    ],
)
def test_what_is_outside_the_agreed_part_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        canonical_json(value)


def test_what_is_no_json_is_refused() -> None:
    with pytest.raises(TypeError):
        canonical_json({"a": b"bytes"})


def test_the_same_data_under_two_tags_differs() -> None:
    assert tagged_hash("a", b"x") != tagged_hash("b", b"x")


def test_a_tagged_hash_is_sha_256_of_tag_zero_byte_and_data() -> None:
    import hashlib

    assert tagged_hash("panel/payload", b"x") == hashlib.sha256(b"panel/payload\x00x").digest()
