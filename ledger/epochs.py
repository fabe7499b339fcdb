"""A new epoch 另起一期: the log that follows one which can go on no longer (ledger-and-votes §1).

What stands in the ended log stays as it is, to be read and proven under the checkpoints it has. Nothing more is
entered there, and nothing of it is ever signed again.
"""

from dataclasses import dataclass

from sqlalchemy import insert, select, update

from kernel.act import Act
from kernel.clock import Clock
from kernel.database import Database
from kernel.errors import Refused
from kernel.roles import authorize
from ledger import ed25519
from ledger.checkpoint import parse_checkpoint
from ledger.entry import Entry, Visibility
from ledger.errors import NotProven, SignerRefused
from ledger.jobs import sign_head
from ledger.models import HEAD, LogEpoch
from ledger.note import VerifierKey, open_note
from ledger.origin import log_of
from ledger.queries import newest_checkpoint, verifier_key
from ledger.record import record
from ledger.signer_process import SignerProcess
from ledger.tree import EMPTY_ROOT

STARTED = "epoch.started"
_FATAL = {
    f"ledger.signer_{reason}"
    for reason in (
        *("key_missing", "key_damaged", "state_missing", "state_damaged"),
        *("shrank", "fork", "ended"),
    )
}


@dataclass(frozen=True, slots=True)
class EndedLog:
    """A log that the signer will sign no more.

    origin: its name.
    last_checkpoint: the largest signed checkpoint of it that is at hand, word for word.
    why: the signer's reason.
    """

    origin: str
    last_checkpoint: str | None
    why: SignerRefused

    @property
    def log(self) -> int:
        return log_of(self.origin)


def find_ended(
    database: Database, signer: SignerProcess, clock: Clock, offered: str | None = None
) -> EndedLog:
    """See that the present log can go on no longer: its key is gone, or signer and database disagree.

    Args:
        signer: of the present log. It is asked to sign, and will if it can.
        offered: a signed checkpoint of this log that was kept elsewhere.

    Raises:
        Refused: it can go on; another reason than those above.
        InputError, NotProven: what is offered is no checkpoint of this log.
        Unavailable: the signer does not answer.
    """
    try:
        sign_head(database, signer, clock)
    except SignerRefused as refusal:
        if refusal.code not in _FATAL:
            raise
        return EndedLog(signer.origin, _last_checkpoint(database, signer, offered), refusal)
    raise Refused("ledger.log_goes_on")


def _last_checkpoint(database: Database, signer: SignerProcess, offered: str | None) -> str | None:
    with database.reading() as session:
        key = verifier_key(session, signer.origin)
        kept = newest_checkpoint(session, log_of(signer.origin))
    known = {kept.size: kept.note} if kept else {}
    try:
        memory = signer.memory()
        known[memory.size] = memory.note
    except SignerRefused:
        pass  # it has lost its memory, or the key that vouches for it
    if offered is not None:
        known[_size_of(offered, key)] = offered
    return known[max(known)] if known else None


def _size_of(offered: str, key: VerifierKey | None) -> int:
    if key is None:
        raise NotProven("ledger.no_key_to_check")
    checkpoint = parse_checkpoint(open_note(offered, key, ed25519.verify))
    if checkpoint.origin != key.name:
        raise NotProven("ledger.other_log", origin=checkpoint.origin, key=key.name)
    return checkpoint.size


def begin_epoch(act: Act, ended: EndedLog, log: int, reason: str) -> Entry:
    """End the present log and begin log number `log`, whose first entry tells so.

    Args:
        ended: the present log, as `find_ended` found it.
        log: a number that was never used.
        reason: in the words of who decides it; anybody may read them.

    Raises:
        NotAllowed: only the security administrator.
        Refused: somebody else began it meanwhile.
    """
    by = authorize(act.actor, "ledger.epoch")
    head = act.session.execute(select(HEAD).with_for_update()).one()
    if head.log != ended.log:
        raise Refused("ledger.other_epoch", log=head.log, origin=ended.origin)
    end = {"log": head.log, "size": head.size, "root": head.root, "ended_at": act.clock.now()}
    act.session.execute(insert(LogEpoch).values(end))
    act.session.execute(update(HEAD).values(log=log, size=0, root=EMPTY_ROOT))
    payload = {"old_origin": ended.origin, "last_checkpoint": ended.last_checkpoint, "reason": reason}
    return record(act, by, STARTED, f"log/{log}", payload, visibility=Visibility.PUBLIC)
