"""For the doors: the signer of the present log, and the head signed now."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from threading import Lock

from kernel.cli import Desk, say
from kernel.errors import PanelError, Refused, Unavailable
from ledger.errors import SignerRefused
from ledger.jobs import sign_head
from ledger.models import LogCheckpoint
from ledger.origin import origin_of
from ledger.queries import newest_checkpoint, read_head
from ledger.signer_channel import ANSWER_SECONDS
from ledger.signer_process import SignerProcess


@contextmanager
def signer_of(desk: Desk, log: int | None = None) -> Iterator[SignerProcess]:
    """The signer of log number `log`; without one, of the present log."""
    if log is None:
        with desk.database.reading() as session:
            log = read_head(session).log
    config = desk.config
    with SignerProcess(config.signer, origin_of(config.log_origin, log), config.signer_socket) as signer:
        yield signer


def sign_now(desk: Desk) -> LogCheckpoint:
    """Have the signer sign the log's present head, after what the account at the desk did; raises as `sign_head`."""
    with signer_of(desk) as signer:
        return sign_head(desk.database, signer, desk.clock)


_TURN = Lock()
"""Of many who want a signature at once, the first has it made for all who came before it was asked for."""


def sign_after(desk: Desk) -> PanelError | None:
    """As `sign_now`, but what hinders it is returned and not raised: the deed stands, its receipt is pending.

    A head that is signed already is not signed again.
    """
    if not _TURN.acquire(timeout=ANSWER_SECONDS):
        return Unavailable("ledger.signer_silent")
    try:
        if not _is_signed(desk):
            sign_now(desk)
    except (Unavailable, Refused) as hindrance:
        return hindrance
    finally:
        _TURN.release()
    return None


def _is_signed(desk: Desk) -> bool:
    with desk.database.reading() as session:
        newest = newest_checkpoint(session)
        return newest is not None and newest.size == read_head(session).size


def sign_or_tell(desk: Desk) -> LogCheckpoint | None:
    """As `sign_after`, for what needs no receipt at once: the hindrance is told, and the checkpoint comes later."""
    try:
        return sign_now(desk)
    except (Unavailable, Refused) as hindrance:
        say("ledger.signing_pending", why=hindrance)
        return None


def sign_for(desk: Desk, action: str) -> LogCheckpoint:
    """Have the head signed before the account at the desk does something that needs a checkpoint.

    Raises:
        NotAllowed: the account may not do `action`: nothing was signed.
        SignerRefused, Refused, Unavailable: as `sign_head`.
    """
    with desk.reading(action):
        pass
    return sign_now(desk)


def unused_log(desk: Desk, after: int) -> int:
    """The next log's number: the first above `after` under which the signer has signed nothing. Its key is made."""
    for log in count(after + 1):
        with signer_of(desk, log) as signer, suppress(SignerRefused):
            signer.make_key()
            if signer.memory().size == 0:
                return log
    raise AssertionError("numbers do not end")
