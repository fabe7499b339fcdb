"""Which unit holds a role: where the one leading group office is meant."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from kernel.accounts import Account, AccountRole
from kernel.errors import NotFound
from kernel.messages import word
from kernel.roles import Role
from kernel.units import Unit


def unit_of_role(session: Session, role: Role) -> Unit:
    """The unit of the oldest working account with that role.

    Raises:
        NotFound: nobody with a unit holds it.
    """
    holder = (
        select(Unit)
        .join(Account, Account.unit_uscc == Unit.uscc)
        .join(AccountRole, AccountRole.account_id == Account.id)
        .where(AccountRole.role == role, Account.disabled.is_(False))
        .order_by(Account.id)
    )
    unit = session.scalars(holder.limit(1)).first()
    if unit is None:
        raise NotFound("kernel.not_found", what=word("thing", "unit"), key=role.value)
    return unit
