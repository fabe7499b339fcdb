"""The personal code 个人码 of an expert, which opens the own record even to those who were never invited."""

import hmac

from sqlalchemy import select
from sqlalchemy.orm import Session

from experts.models import Expert
from kernel.act import Act
from kernel.clock import rfc3339
from kernel.errors import NotFound
from kernel.roles import authorize
from kernel.vault import Vault
from ledger.record import record


def hand_code(act: Act, expert: str) -> str:
    """The code of an expert, for the registrar to hand over; that it was asked for is on the ledger.

    Args:
        expert: public id.

    Raises:
        NotFound: there is none.
    """
    by = authorize(act.actor, "experts.keep")
    if _with_id(act.session, expert) is None:
        raise NotFound("experts.unknown", id=expert)
    record(act, by, "expert.code_handed", expert, {"expert": expert}, idem=rfc3339(act.clock.now()))
    return f"{expert}-{act.vault.link_token(expert)}"


def holder(session: Session, vault: Vault, code: str) -> Expert | None:
    """The expert whose own code this is; None for what is no such code."""
    key, _, secret = code.strip().partition("-")
    genuine = hmac.compare_digest(secret.encode(), vault.link_token(key).encode())
    return _with_id(session, key) if genuine else None


def _with_id(session: Session, expert: str) -> Expert | None:
    return session.scalar(select(Expert).where(Expert.public_id == expert))
