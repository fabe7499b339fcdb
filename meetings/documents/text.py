"""What may stand on paper: no control characters, no full identity numbers; and how wide a text runs."""

import re
import unicodedata
from itertools import pairwise

_BLANKS = re.compile(r"[^\S\u00a0\u3000]+")
_IDENTITY_NUMBER = re.compile(
    r"(?<![0-9A-Za-z])[1-8]\d{5}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?![0-9A-Za-z])"
)
_HALF_WIDTH = str.maketrans("０１２３４５６７８９Ｘｘ", "0123456789Xx")


def clean(text: str) -> str:
    """The text as it may be printed.

    Runs of blanks and line ends become one space. Control characters and those that steer the
    direction or joining of writing are dropped, for the page would show something else than what was
    reviewed. A resident identity number (GB 11643: 18 places with a plausible date of birth) keeps its
    first six and last four places only. Private and unassigned characters stay: they may be hanzi of
    a name that is newer than this program.
    """
    spaced = _BLANKS.sub(" ", text)
    printable = spaced if spaced.isprintable() else "".join(filter(_is_printed, spaced))
    return _masked(printable)


def _masked(text: str) -> str:
    for found in _IDENTITY_NUMBER.finditer(text.translate(_HALF_WIDTH)):
        birth = found.start() + 6
        text = f"{text[:birth]}********{text[birth + 8 :]}"
    return text


def _is_printed(character: str) -> bool:
    return unicodedata.category(character) not in {"Cc", "Cf", "Cs"} and character not in "\ufffe\uffff"


def lines_of(text: str) -> tuple[str, ...]:
    """The lines of a text that a person typed, without the empty ones."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def width(text: str) -> float:
    """How many characters 字 wide a text runs.

    A Chinese character or mark counts 1 and any other 0.5; between a hanzi and a letter or figure the
    reading programs leave about a fifth of a character free.
    """
    gaps = sum(_is_wide(a) != _is_wide(b) and a.isalnum() and b.isalnum() for a, b in pairwise(text))
    return sum(1.0 if _is_wide(character) else 0.5 for character in text) + 0.2 * gaps


def _is_wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in "WFA"
