"""One act: in which transaction, at what time, with which randomness, by whom."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from kernel.attachments import Attachments
from kernel.clock import Clock
from kernel.entropy import Entropy
from kernel.roles import Actor
from kernel.vault import Vault


@dataclass(frozen=True, slots=True)
class Act:
    """What a door hands to every use case. Use cases flush; only the door commits.

    session: the open transaction.
    clock, entropy: the only sources of time and randomness.
    actor: who acts.
    vault: the secrets kept outside the database.
    attachments: the files kept outside the database.
    """

    session: Session
    clock: Clock
    entropy: Entropy
    actor: Actor
    vault: Vault
    attachments: Attachments
