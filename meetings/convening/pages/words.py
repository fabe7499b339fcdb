"""How pages write what is said about a meeting's progress."""

from datetime import date, datetime

from kernel.messages import sentence, word
from kernel.roles import Actor, Role
from kernel.web.reader import day, moment
from meetings.convening.steps import Gate, Said


def told(said: Said) -> str:
    """A sentence about a meeting, its days and moments as people write them."""
    return sentence(said.code, **{name: at(value) for name, value in said.params.items()})


def at(value: object) -> object:
    """A day or a moment as people write it; anything else as it is."""
    if isinstance(value, datetime):
        return moment(value)
    return day(value) if isinstance(value, date) else value


def is_for(gate: Gate, actor: Actor) -> bool:
    """Whether it is this account's turn, or one of its roles."""
    return bool(gate.who & actor.roles)


def whose(roles: frozenset[Role]) -> str:
    """The roles that act, in words."""
    return "、".join(word("role", role) for role in Role if role in roles)
