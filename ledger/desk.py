"""For the doors: have the head signed now."""

from kernel.cli import Desk
from ledger.jobs import sign_head
from ledger.models import LogCheckpoint
from ledger.signer_process import SignerProcess


def sign_now(desk: Desk) -> LogCheckpoint:
    """Have the signer sign the log's present head; raises as `sign_head` does."""
    with SignerProcess(desk.config.signer, desk.config.log_origin) as signer:
        return sign_head(desk.database, signer, desk.clock)
