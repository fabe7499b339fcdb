"""Canonical JSON (RFC 8785) and tagged SHA-256, the two byte formats under every digest here."""

import hashlib
import json
import unicodedata
from collections.abc import Iterable

LARGEST_INTEGER = 2**53 - 1


def canonical_json(value: object) -> bytes:
    """The RFC 8785 form of `value` as UTF-8 bytes.

    The house keeps to the part of JSON in which RFC 8785 needs no number formatting and no UTF-16
    sorting: no floats, integers within ±(2^53 - 1), NFC strings, ASCII names.

    Raises:
        ValueError: a value outside that part.
        TypeError: a value that is no JSON at all.
    """
    _check(value)
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _check(value: object) -> None:
    if value is None or isinstance(value, bool):
        return
    if isinstance(value, str):
        _check_text(value)
    elif isinstance(value, int):
        if abs(value) > LARGEST_INTEGER:
            raise ValueError(f"integer beyond 2^53 - 1: {value}")
    elif isinstance(value, dict):
        for name in value:
            if not (isinstance(name, str) and name.isascii()):
                raise ValueError(f"name is no ASCII string: {name!r}")
        _check_all(value.values())
    elif isinstance(value, list | tuple):
        _check_all(value)
    elif isinstance(value, float):
        raise ValueError("floats have no place in canonical JSON here")  # noqa: TRY004  a float is JSON, only not here
    else:
        raise TypeError(f"no JSON value: {type(value).__name__}")


def _check_all(values: Iterable[object]) -> None:
    for value in values:
        _check(value)


def _check_text(text: str) -> None:
    if text.isascii():
        return
    if not unicodedata.is_normalized("NFC", text):
        raise ValueError("string is not in NFC")
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise ValueError("string holds a lone surrogate")


def tagged_hash(tag: str, data: bytes) -> bytes:
    """`SHA-256( ascii(tag) ‖ 0x00 ‖ data )`, 32 bytes: the same data under two tags never collides."""
    return hashlib.sha256(tag.encode("ascii") + b"\x00" + data).digest()
