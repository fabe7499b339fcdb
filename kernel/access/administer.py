"""What administrators change on other people's accounts 账号管理: the system's their particulars, security's their roles."""

from collections.abc import Sequence

from sqlalchemy import func, select

from kernel.access.events import Caller, Kind, note
from kernel.access.links import end_sessions
from kernel.access.models import AccessLink
from kernel.accounts import Account, AccountRole, add_account, checked_roles
from kernel.act import Act
from kernel.errors import InputError, NotFound, Refused
from kernel.messages import word
from kernel.roles import By, Role, authorize, clash
from kernel.text import clean
from kernel.units import Unit


def open_account(
    act: Act, name: str, display_name: str, roles: Sequence[str], unit: str | None, caller: Caller
) -> Account:
    """Open an account, as `add_account`, and note it in the security log; raises as that does."""
    account = add_account(act, name, display_name, roles, unit)
    note(act, Kind.OPENED, account.public_id, caller, " ".join(sorted(roles)))
    return account


def change_account(act: Act, account: Account, display_name: str, unit: str | None, caller: Caller) -> None:
    """Give an account another name for documents, or another unit.

    Raises:
        InputError: no name.
        NotFound: unknown unit.
    """
    authorize(act.actor, "accounts.keep")
    if unit is not None and act.session.get(Unit, unit) is None:
        raise NotFound("kernel.not_found", field="unit", what=word("thing", "unit"), key=unit)
    account.display_name, account.unit_uscc = clean("display", display_name), unit
    note(act, Kind.CHANGED, account.public_id, caller)
    act.session.flush()


def disable(act: Act, account: Account, reason: str, caller: Caller) -> None:
    """Close an account: its sessions and its links end at once; what it did stays.

    Raises:
        InputError: no reason.
        Refused: it is the own one, or the last of its kind of administrator.
    """
    authorize(act.actor, "accounts.keep")
    why = clean("reason", reason)
    if account.public_id == act.actor.public_id:
        raise Refused("kernel.own_account")
    _keep_one(act, account, set())
    account.disabled = True
    end_sessions(act, account.id)
    link = act.session.scalars(select(AccessLink).where(AccessLink.account_id == account.id)).one_or_none()
    if link is not None:
        act.session.delete(link)
    note(act, Kind.DISABLED, account.public_id, caller, why)
    act.session.flush()


def enable(act: Act, account: Account, caller: Caller) -> None:
    """Open a closed account again; its holder signs in as before."""
    authorize(act.actor, "accounts.keep")
    account.disabled = False
    note(act, Kind.ENABLED, account.public_id, caller)
    act.session.flush()


def give_roles(act: Act, account: Account, roles: Sequence[str], caller: Caller) -> By:
    """Give an account other roles; they count from its next request on.

    Returns:
        In which role the actor gave them.

    Raises:
        InputError: none, an unknown one, or roles that one person must not hold together.
        Refused: it is the own account, or the last of its kind of administrator.
    """
    by = authorize(act.actor, "accounts.roles")
    wanted = checked_roles(roles)
    if with_it := clash(wanted):
        held = "、".join(word("role", role) for role in sorted(with_it))
        raise InputError("kernel.roles_clash", field="role", roles=held)
    if account.public_id == act.actor.public_id:
        raise Refused("kernel.own_account")
    _keep_one(act, account, wanted)
    known = {held.role: held for held in account.roles}
    account.roles = [known.get(role) or AccountRole(role=role) for role in sorted(wanted)]
    note(act, Kind.ROLES_GIVEN, account.public_id, caller, " ".join(sorted(wanted)))
    act.session.flush()
    return by


def _keep_one(act: Act, account: Account, remain: set[Role]) -> None:
    """See that somebody is left who administers accounts, and somebody who gives roles."""
    for role in {Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN} - remain:
        if role in {held.role for held in account.roles} and not _others(act, account, role):
            raise Refused("kernel.last_administrator", role=word("role", role))


def _others(act: Act, account: Account, role: Role) -> int:
    others = Account.id != account.id, Account.disabled.is_(False), AccountRole.role == role.value
    return act.session.scalar(select(func.count()).select_from(Account).join(AccountRole).where(*others)) or 0
