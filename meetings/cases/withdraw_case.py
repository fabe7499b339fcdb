"""The unit takes its application back 撤回申请."""

from kernel.act import Act
from kernel.errors import Refused
from kernel.lifecycle import hold, move
from kernel.roles import authorize
from kernel.text import clean
from ledger.record import record
from meetings.models import Case, CaseState
from meetings.models.case import CASE_TRANSITIONS


def withdraw_case(act: Act, case: Case, reason: str) -> None:
    """Withdraw a case that is on no agenda; what is on one leaves it first.

    Raises:
        Refused: it is on an agenda, or over.
        InputError: no reason.
    """
    by = authorize(act.actor, "cases.prepare", unit=case.unit_uscc)
    hold(act.session, case)
    if case.state == CaseState.SCHEDULED:
        raise Refused("cases.on_agenda", number=case.number)
    case.withdrawal = clean("reason", reason)
    act.session.flush()
    move(act.session, case, CaseState.WITHDRAWN, CASE_TRANSITIONS, case.number)
    facts = {"case": case.public_id, "reason": case.withdrawal}
    record(act, by, "case.withdrawn", case.public_id, facts)
