"""The security log 安全日志: what happened at the door, for the audit administrator."""

from dataclasses import dataclass
from enum import StrEnum

from kernel.access.models import SecurityEvent
from kernel.act import Act

MOST_CHARACTERS = 200


class Kind(StrEnum):
    SIGNED_IN = "signed_in"
    WRONG_NAME = "wrong_name"
    WRONG_PASSWORD = "wrong_password"  # noqa: S105  the name of an event
    WRONG_CODE = "wrong_code"
    LOCKED = "locked"
    SIGNED_OUT = "signed_out"
    SESSION_ENDED = "session_ended"
    REFUSED = "refused"
    OPENED = "opened"
    INVITED = "invited"
    ACTIVATED = "activated"
    PASSWORD_SET = "password_set"  # noqa: S105  the name of an event
    FACTOR_SET = "factor_set"
    CODES_GIVEN = "codes_given"
    CHANGED = "changed"
    DISABLED = "disabled"
    ENABLED = "enabled"
    ROLES_GIVEN = "roles_given"
    LENT = "lent"
    RETURNED = "returned"


FAILURES = (Kind.WRONG_NAME, Kind.WRONG_PASSWORD, Kind.WRONG_CODE, Kind.LOCKED, Kind.REFUSED)


@dataclass(frozen=True, slots=True)
class Caller:
    """From where somebody acts: the browser as it calls itself, and the network address."""

    browser: str = ""
    address: str = ""


NOWHERE = Caller()
"""A command, whose caller sits at the machine."""


def note(act: Act, kind: Kind, account: str | None, caller: Caller = NOWHERE, detail: str = "") -> None:
    """Write a line of the security log, in the act's own transaction.

    Args:
        account: public id of the account it happened to.
        detail: in one line; what is longer than the log's width is cut.
    """
    by = act.actor.public_id if act.actor.public_id != account else None
    line = SecurityEvent(
        at=act.clock.now(),
        kind=kind.value,
        account=account,
        by=by,
        browser=_line(caller.browser),
        address=_line(caller.address),
        detail=_line(detail),
    )
    act.session.add(line)


def _line(text: str) -> str:
    """Text in one line: what breaks lines or moves a cursor is a question mark."""
    return "".join(character if character.isprintable() else "?" for character in text[:MOST_CHARACTERS])
