"""Which meetings an account sees, as a condition for what hangs on them."""

from sqlalchemy import ColumnElement

from kernel.roles import scope
from kernel.web.account import actor
from meetings.models import Meeting


def seen(action: str) -> list[ColumnElement[bool]]:
    """All meetings, or those that the own unit leads, as the policy has it for the action."""
    unit = scope(actor(), action)
    return [] if unit is None else [Meeting.lead_unit_uscc == unit]
