"""A receipt 回执 against the ledger as it is: whether its entry stands where the receipt says."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from kernel.errors import InputError
from ledger import ed25519
from ledger.compare import check_contained
from ledger.entry import Entry
from ledger.errors import NotProven
from ledger.models import LogEntry, place
from ledger.origin import log_of
from ledger.proof import parse_proof, verify_proof
from ledger.queries import entry, verifier_key


@dataclass(frozen=True, slots=True)
class FoundReceipt:
    """What a receipt proves. size: the number of entries of the checkpoint under which the entry stands."""

    entry: Entry
    origin: str
    size: int


def check_receipt(session: Session, text: str) -> FoundReceipt:
    """See that the log still holds the entry that a `.tlog-proof` file is about.

    Raises:
        InputError: it is no receipt.
        NotFound: it is of a log that this installation never had.
        NotProven: the log's key did not sign it, or what was signed is not what the log holds now.
    """
    proof = parse_proof(text)
    signed = check_contained(session, proof.note)
    log = log_of(signed.origin)
    leaf = select(LogEntry.leaf_hash).where(LogEntry.seq == place(log, proof.index))
    stored, key = session.scalar(leaf), verifier_key(session, signed.origin)
    if stored is None or key is None:
        raise NotProven("ledger.not_included", n=proof.index, size=signed.size)
    verify_proof(proof, stored, key, ed25519.verify)
    return FoundReceipt(entry(session, proof.index, log), signed.origin, signed.size)


def read_text(content: bytes) -> str:
    """A receipt's file as text, its lines ended as everywhere here.

    Raises:
        InputError: it is no text.
    """
    try:
        return content.decode().replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise InputError("ledger.bad_proof") from None
