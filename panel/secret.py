"""A contributor's secret 秘密值: made, kept, and read back on the contributor's own device (draw-protocol §6)."""

import hashlib
import json
import math
import re
from dataclasses import asdict, dataclass

from kernel.errors import InputError
from panel.draw.codes import HEX32, HEX64, PUBLIC_ID
from panel.draw.seed import commitment

LEAST_BITS = 128
"""Of thrown dice and coins: 50 throws of a die, 128 of a coin, as the offline page asks for too."""

_CHECK_DIGITS = 8
_TYPED = re.compile(rf"({HEX64.pattern})([0-9a-f]{{{_CHECK_DIGITS}}})?")


@dataclass(frozen=True, slots=True)
class Secret:
    """draw: the draw's id; party: the contributor's public id; value: 32 bytes as 64 hex digits."""

    draw: str
    party: str
    value: str

    @property
    def commitment(self) -> str:
        """What may be shown before the reveal 承诺值."""
        return commitment(self.draw, self.party, self.value)

    def written(self) -> bytes:
        """The secret's file, as the offline page writes it."""
        return json.dumps(asdict(self), indent=1).encode() + b"\n"


def new_secret(draw: str, party: str, value: str) -> Secret:
    """A secret for a draw and a party that may exist.

    Raises:
        InputError: no id of a draw, or no public id.
    """
    if not HEX32.fullmatch(draw) or not PUBLIC_ID.fullmatch(party):
        raise InputError("draw.bad_secret_for", draw=draw, party=party)
    return Secret(draw, party, value)


def read_secret(content: bytes, name: object) -> Secret:
    """Read a secret's file.

    Args:
        name: what the refusal calls the file.

    Raises:
        InputError: it is none.
    """
    try:
        kept = json.loads(content)
        secret = Secret(*(str(kept[key]) for key in ("draw", "party", "value")))
    except (ValueError, KeyError, TypeError, RecursionError):
        raise InputError("draw.bad_secret_file", path=name) from None
    if not HEX64.fullmatch(secret.value):
        raise InputError("draw.bad_secret_file", path=name)
    return secret


def read_value(text: str) -> str:
    """A value as it is typed from a recovery sheet: blanks and capitals do not matter.

    Args:
        text: 64 hex digits, with or without the sheet's 8 check digits after them.

    Raises:
        InputError: it is none, or the check digits show a mistake.
    """
    typed = _TYPED.fullmatch("".join(text.split()).lower())
    if typed is None:
        raise InputError("draw.bad_value")
    value, digits = typed.groups()
    if digits not in (None, check_digits(value)):
        raise InputError("draw.mistyped_value", digits=grouped(digits), expected=grouped(check_digits(value)))
    return str(value)


def thrown(text: str) -> str:
    """The value of thrown dice or coins, `SHA-256(text)`.

    Raises:
        InputError: too few throws, so that others could try them all.
    """
    if len(text) * math.log2(len(set(text)) or 1) < LEAST_BITS:
        raise InputError("draw.too_few_throws")
    return hashlib.sha256(text.encode()).hexdigest()


def check_digits(value: str) -> str:
    """The first 8 hex digits of the SHA-256 of a value's 32 bytes: they show a mistake in typing."""
    return hashlib.sha256(bytes.fromhex(value)).hexdigest()[:_CHECK_DIGITS]


def grouped(digits: str) -> str:
    """Hex digits in groups of four, as people read and type them."""
    return " ".join(digits[at : at + 4] for at in range(0, len(digits), 4))
