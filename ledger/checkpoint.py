"""The checkpoint 检查点 (c2sp.org/tlog-checkpoint): which log, how many entries, which root."""

import re
from dataclasses import dataclass

from kernel.errors import InputError
from ledger.note import decode_hash, encode_base64

DECIMAL = re.compile(r"0|[1-9][0-9]{0,14}")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """origin: the log's name; size: its number of entries; root: its root hash, 32 bytes."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        """The three lines that are signed."""
        return f"{self.origin}\n{self.size}\n{encode_base64(self.root)}\n"


def parse_checkpoint(text: str) -> Checkpoint:
    """Read exactly three lines; extension lines, which this log never writes, are refused.

    Raises:
        InputError: it is anything else.
    """
    lines = text.split("\n")
    if len(lines) != 4 or not lines[0] or lines[3]:
        raise InputError("ledger.bad_checkpoint")
    return Checkpoint(lines[0], parse_size(lines[1]), decode_hash(lines[2], "ledger.bad_checkpoint"))


def parse_size(text: str) -> int:
    """A decimal number without leading zeros, below 10^15.

    Raises:
        InputError: it is anything else.
    """
    if not DECIMAL.fullmatch(text):
        raise InputError("ledger.bad_checkpoint")
    return int(text)
