"""Personal numbers and addresses in full 查看完整个人信息: for a purpose, and on the ledger."""

from dataclasses import dataclass

from experts.whole import record_of
from kernel.act import Act
from kernel.clock import rfc3339
from kernel.roles import authorize
from kernel.text import clean
from ledger.entry import Visibility
from ledger.record import record


@dataclass(frozen=True, slots=True)
class Personal:
    """What is masked everywhere else."""

    document: str
    mobile: str
    email: str


def see_personal(act: Act, expert: str, purpose: str) -> Personal:
    """The personal numbers and addresses of an expert; who saw them, and what for, is on the ledger, sealed.

    Args:
        expert: public id.
        purpose: in the viewer's own words.

    Raises:
        NotFound: there is no such expert.
        InputError: no purpose.
    """
    by = authorize(act.actor, "experts.keep")
    why = clean("purpose", purpose)
    held = record_of(act.session, act.vault, expert)
    facts = {"expert": expert, "purpose": why}
    at, sealed = rfc3339(act.clock.now()), Visibility.SEALED
    record(act, by, "expert.personal_seen", expert, facts, idem=f"{by.public_id}/{at}", visibility=sealed)
    return Personal(held.document, held.mobile, held.email)
