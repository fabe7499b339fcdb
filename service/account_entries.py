"""What changes who may do what stands on the ledger too: roles given, lent and taken back."""

from collections.abc import Sequence

from kernel.access import lending
from kernel.access.administer import give_roles
from kernel.access.events import Caller
from kernel.access.lending import Period
from kernel.accounts import Account, RoleLoan
from kernel.act import Act
from kernel.clock import rfc3339
from kernel.roles import By
from ledger.record import record


def change_roles(act: Act, account: Account, roles: Sequence[str], caller: Caller) -> None:
    """Give an account other roles; raises as `kernel.access.administer.give_roles`."""
    before = sorted(held.role for held in account.roles)
    by = give_roles(act, account, roles, caller)
    after = sorted(held.role for held in account.roles)
    facts = {"account": account.public_id, "after": after, "before": before}
    record(act, by, "roles.given", account.public_id, facts, idem=act.entropy.bytes(8).hex())


def lend_role(
    act: Act, lender: Account, role: str, deputy_id: str, period: Period, caller: Caller
) -> RoleLoan:
    """Lend an own role to a deputy; raises as `kernel.access.lending.lend`."""
    loan = lending.lend(act, lender, role, deputy_id, period, caller)
    facts = {
        "deputy": loan.deputy.public_id,
        "from": rfc3339(loan.begins_at),
        "lender": lender.public_id,
        "role": role,
        "until": rfc3339(loan.ends_at),
    }
    record(act, By(role, lender.public_id), "role.lent", loan.public_id, facts)
    return loan


def take_role_back(act: Act, lender: Account, loan_id: str, caller: Caller) -> RoleLoan:
    """End a loan before its time; raises as `kernel.access.lending.take_back`."""
    loan = lending.take_back(act, lender, loan_id, caller)
    facts = {"deputy": loan.deputy.public_id, "lender": lender.public_id, "role": loan.role}
    record(act, By(loan.role, lender.public_id), "role.returned", loan.public_id, facts)
    return loan
