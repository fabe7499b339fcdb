"""§1: the alphabets, the times, and the two functions that every digest here is made with."""

import hashlib
import hmac
import re
from datetime import UTC, datetime

from kernel.canonical import tagged_hash

PROTOCOL = "panel-draw/1"

HEX16 = re.compile(r"[0-9a-f]{16}")
HEX32 = re.compile(r"[0-9a-f]{32}")
HEX64 = re.compile(r"[0-9a-f]{64}")
HEX_BYTES = re.compile(r"(?:[0-9a-f]{2})+")
FIELD = re.compile(r"[A-Z][A-Z0-9]{0,7}")
ATTRIBUTE = re.compile(r"[a-z_]{1,16}")
VALUE = re.compile(r"[A-Z0-9]{1,12}")
REASON = re.compile(r"[A-Z][A-Z0-9]{1,7}")
PUBLIC_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
GROUP = re.compile(r"S[1-9][0-9]*")
TYPE = re.compile(r"S[1-9][0-9]*(?:\+S[1-9][0-9]*)*")

REASONS = (*(f"R0{n}" for n in range(1, 10)), "TERM", "SUSP", "LEAVE", "BUSY", "CAP", "SELF", "SEATED")
"""§4: why an expert is excluded 回避及不抽取的原因, in the order of precedence; the list is closed."""

MOST_TYPES = 4096
"""More types than any real meeting has; beyond, a transcript is refused before it costs memory or time."""

_TIME = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})Z")


def tagged(tag: str, data: bytes) -> bytes:
    """`H(tag, data)` of the page, raw."""
    return tagged_hash(f"{PROTOCOL}/{tag}", data)


def mac(key: bytes, data: bytes) -> bytes:
    """`M(key, data)` of the page: HMAC-SHA-256, raw."""
    return hmac.digest(key, data, hashlib.sha256)


def be32(number: int) -> bytes:
    """Four bytes, big-endian."""
    return number.to_bytes(4, "big")


def unix_seconds(time: str) -> int:
    """A time of the page (`2026-03-01T01:30:00Z`) as seconds since 1970.

    Raises:
        ValueError: another form, or no date of the calendar.
    """
    parts = _TIME.fullmatch(time)
    if not parts:
        raise ValueError("no UTC time in whole seconds")
    year, month, day, hour, minute, second = map(int, parts.groups())
    return int(datetime(year, month, day, hour, minute, second, tzinfo=UTC).timestamp())
