"""The receipt 回执 as one `.tlog-proof` file (c2sp.org/tlog-proof): an entry's place under a signed checkpoint."""

from dataclasses import dataclass

from kernel.errors import InputError
from ledger.checkpoint import DECIMAL, Checkpoint, parse_checkpoint
from ledger.errors import NotProven
from ledger.note import VerifierKey, Verify, decode_hash, encode_base64, open_note
from ledger.tree import verify_inclusion

FIRST_LINE = "c2sp.org/tlog-proof@v1"


@dataclass(frozen=True, slots=True)
class LogProof:
    """index: the entry's number, from 0; path: the hashes from its sibling up to the root's child; note: the
    signed checkpoint, word for word.
    """

    index: int
    path: tuple[bytes, ...]
    note: str

    def text(self) -> str:
        """The file's content."""
        lines = [FIRST_LINE, f"index {self.index}", *map(encode_base64, self.path)]
        return "\n".join(lines) + f"\n\n{self.note}"


def parse_proof(text: str) -> LogProof:
    """Read a `.tlog-proof` file; the `extra` line, which nothing vouches for, is refused.

    Raises:
        InputError: it is anything else. Whether the note inside is one shows when it is verified.
    """
    head, _, note = text.partition("\n\n")
    first, *rest = head.split("\n")
    word, _, number = rest[0].partition(" ") if rest else ("", "", "")
    if first != FIRST_LINE or word != "index" or not DECIMAL.fullmatch(number):
        raise InputError("ledger.bad_proof")
    path = tuple(decode_hash(line, "ledger.bad_proof") for line in rest[1:])
    return LogProof(int(number), path, note)


def verify_proof(proof: LogProof, leaf: bytes, key: VerifierKey, verify: Verify) -> Checkpoint:
    """The checkpoint under which the leaf hash `leaf` stands at the proof's index.

    Raises:
        InputError: the note inside is no signed checkpoint.
        NotProven: it is not signed by `key`, is another log's, or the leaf is not in it at that place.
    """
    checkpoint = parse_checkpoint(open_note(proof.note, key, verify))
    if checkpoint.origin != key.name:
        raise NotProven("ledger.other_log", origin=checkpoint.origin, key=key.name)
    if not verify_inclusion(leaf, proof.index, checkpoint.size, proof.path, checkpoint.root):
        raise NotProven("ledger.not_included", n=proof.index, size=checkpoint.size)
    return checkpoint
