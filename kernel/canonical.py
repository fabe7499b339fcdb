"""Canonical JSON (RFC 8785) and tagged SHA-256, the two byte formats under every digest here."""

import hashlib
import json
import unicodedata
from collections.abc import Iterable

LARGEST_INTEGER = 2**53 - 1
_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def canonical_json(value: object) -> bytes:
    """The RFC 8785 form of `value` as UTF-8 bytes.

    The house keeps to the part of JSON in which RFC 8785 needs no number formatting and no UTF-16
    sorting: no floats, integers within ±(2^53 - 1), NFC strings, ASCII names.

    Raises:
        ValueError: a value outside that part.
        TypeError: a value that is no JSON at all.
    """
    _check(value)
    return _ENCODER.encode(value).encode()


def _check(value: object) -> None:
    if isinstance(value, str):
        _check_text(value)
    elif isinstance(value, dict):
        for name in value:
            if not (isinstance(name, str) and name.isascii()):
                raise ValueError(f"name is no ASCII string: {name!r}")
        _check_all(value.values())
    elif isinstance(value, list | tuple):
        _check_all(value)
    elif not (value is None or isinstance(value, bool)):
        _check_number(value)


def _check_all(values: Iterable[object]) -> None:
    for value in values:
        if not (type(value) is str and value.isascii()):  # by far the most, and nothing is to check
            _check(value)


def _check_text(text: str) -> None:
    if text.isascii():
        return
    if not unicodedata.is_normalized("NFC", text):
        raise ValueError("string is not in NFC")
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise ValueError("string holds a lone surrogate")


def _check_number(value: object) -> None:
    if isinstance(value, float):
        raise ValueError("floats have no place in canonical JSON here")  # noqa: TRY004  a float is JSON, only not here
    if not isinstance(value, int):
        raise TypeError(f"no JSON value: {type(value).__name__}")
    if abs(value) > LARGEST_INTEGER:
        raise ValueError(f"integer beyond 2^53 - 1: {value}")


def tagged_hash(tag: str, data: bytes) -> bytes:
    """`SHA-256( ascii(tag) ‖ 0x00 ‖ data )`, 32 bytes: the same data under two tags never collides."""
    return hashlib.sha256(tag.encode("ascii") + b"\x00" + data).digest()
