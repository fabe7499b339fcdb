"""An old checkpoint or receipt against the log as it is now: whether the log still begins with what was signed."""

from sqlalchemy.orm import Session

from kernel.errors import NotFound, Refused
from ledger import ed25519
from ledger.checkpoint import Checkpoint, parse_checkpoint
from ledger.errors import NotProven, SignerRefused
from ledger.note import VerifierKey, open_note
from ledger.origin import log_of
from ledger.proof import FIRST_LINE, parse_proof
from ledger.queries import heads, root_at, verifier_key
from ledger.signer_process import SignerProcess


def signed_note(text: str) -> str:
    """The signed checkpoint in a file that is one, or a receipt.

    Raises:
        InputError: it begins as a receipt and is none.
    """
    return parse_proof(text).note if text.startswith(FIRST_LINE) else text


def check_contained(session: Session, note: str) -> Checkpoint:
    """See that the log named by a signed checkpoint begins with exactly what was signed.

    Raises:
        InputError: it is no signed checkpoint.
        NotFound: this database never had a signed log of that name.
        NotProven: the log's key did not sign it; or entries that stood in the log are gone, or are others.
    """
    origin = note.partition("\n")[0]
    key = verifier_key(session, origin)
    if key is None:
        raise NotFound("ledger.no_log", origin=origin)
    return _contained(session, note, key)


def check_memory(session: Session, signer: SignerProcess) -> Checkpoint | None:
    """See that the signer's log begins with what the signer signed last.

    Returns:
        What that was; None where nothing was ever signed.

    Raises:
        NotProven: it does not: the database was restored from an older copy, or edited.
        Refused: the signer has another key than the one this log's checkpoints carry.
        SignerRefused: key or memory are gone.
        Unavailable: the signer does not answer.
    """
    known = verifier_key(session, signer.origin)
    try:
        key, memory = signer.key(), signer.memory()
    except SignerRefused as refusal:
        if known is None and refusal.code == "ledger.signer_key_missing":
            return None
        raise
    if known not in {None, key}:
        raise Refused("ledger.key_changed")
    return _contained(session, memory.note, key)


def _contained(session: Session, note: str, key: VerifierKey) -> Checkpoint:
    signed = parse_checkpoint(open_note(note, key, ed25519.verify))
    sizes = {head.log: head.size for head in heads(session)}
    log = log_of(signed.origin)
    if signed.size > sizes.get(log, 0):
        raise NotProven(
            "ledger.entries_gone", origin=signed.origin, signed=signed.size, size=sizes.get(log, 0)
        )
    if root_at(session, signed.size, log) != signed.root:
        raise NotProven("ledger.entries_changed", origin=signed.origin, signed=signed.size)
    return signed
