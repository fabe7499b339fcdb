"""The independent verifiers 独立核验程序 that are handed out, and their digests on the ledger."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from jinja2 import Environment, StrictUndefined
from sqlalchemy.orm import Session

from kernel.act import Act
from kernel.errors import Refused
from kernel.roles import authorize
from ledger.cosigned import best_checkpoint
from ledger.entry import Entry, Visibility
from ledger.origin import origin_of
from ledger.queries import entries_of, payload_of, verifier_key
from ledger.receipts import export_entry
from ledger.record import record

NAMES = ("verify.html", "verify_draw.py", "witness.py")
SUBJECT = "verifiers"


@dataclass(frozen=True, slots=True)
class Verifier:
    """One program: its file name, and the bytes that everybody gets."""

    name: str
    content: bytes

    @property
    def sha256(self) -> str:
        """The digest of the file, in hex."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True, slots=True)
class Proof:
    """What shows that the programs' digests are on the ledger.

    entry: the entry that holds them.
    origin, size: the log, and the number of entries of the checkpoint under which the receipt stands.
    files: `<n>.json`, `<n>.tlog-proof` and `log.vkey`, by name.
    """

    entry: Entry
    origin: str
    size: int
    files: Mapping[str, bytes]


@cache
def verifiers() -> tuple[Verifier, ...]:
    """The programs that came with this installation."""
    folder = files("verifiers")
    return tuple(Verifier(name, (folder / name).read_bytes()) for name in NAMES)


def publish(act: Act) -> Entry:
    """Enter the digests of these programs, visible to everybody; of the same programs there is one entry.

    Raises:
        NotAllowed: the account is no security administrator's.
    """
    by = authorize(act.actor, "verifiers.publish")
    known = published(act.session)
    if known is not None:
        return known
    idem = hashlib.sha256(_sums()).hexdigest()
    payload = {"files": _digests()}
    return record(act, by, "verifiers.published", SUBJECT, payload, idem=idem, visibility=Visibility.PUBLIC)


def published(session: Session) -> Entry | None:
    """The entry that holds the digests of these very programs, once they were published."""
    wanted = {"files": _digests()}
    entries = entries_of(session, SUBJECT)
    return next((entry for entry in entries if payload_of(session, entry) == wanted), None)


def proof_of(session: Session, first_origin: str) -> Proof | None:
    """What shows that the digests are on the ledger; None while they are not, or under no signed checkpoint.

    Args:
        first_origin: the name of log 1, from which that of the entry's log follows.
    """
    entry = published(session)
    best = best_checkpoint(session, entry.log, entry.n) if entry else None
    if entry is None or best is None:
        return None
    content, proof = export_entry(session, entry)
    origin = origin_of(first_origin, entry.log)
    key = f"{verifier_key(session, origin)}\n".encode()
    return Proof(
        entry,
        origin,
        best.size,
        {f"{entry.n}.json": content, f"{entry.n}.tlog-proof": proof, "log.vkey": key},
    )


def package(proof: Proof | None) -> Mapping[str, bytes]:
    """Everything that is handed out, by file name: programs, digests, and with a proof how to compare them."""
    programs = {program.name: program.content for program in verifiers()} | {"SHA256SUMS": _sums()}
    return {**programs, **proof.files, "README.txt": _readme(proof)} if proof else programs


def export(session: Session, first_origin: str) -> Mapping[str, bytes]:
    """The same for a folder.

    Raises:
        Refused: the digests of these programs are not on the ledger yet, or under no signed checkpoint.
    """
    proof = proof_of(session, first_origin)
    if proof is None:
        raise Refused("service.not_published")
    return package(proof)


def _digests() -> dict[str, str]:
    return {program.name: program.sha256 for program in verifiers()}


def _sums() -> bytes:
    """The digests as `sha256sum -c` reads them."""
    return "".join(f"{sha256}  {name}\n" for name, sha256 in _digests().items()).encode()


def _readme(proof: Proof) -> bytes:
    text = (files("templates") / "public" / "README.txt").read_text(encoding="utf-8")
    page = Environment(undefined=StrictUndefined, keep_trailing_newline=True).from_string(text)  # noqa: S701  plain text
    return page.render(
        programs=verifiers(), proof=proof, key=proof.files["log.vkey"].decode().strip()
    ).encode()
