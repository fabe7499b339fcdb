"""Seat groups as a convener writes them."""

import re
from collections.abc import Sequence

from experts.fields import FIELDS
from kernel.errors import InputError
from kernel.messages import sentence, word
from panel.draw.codes import ATTRIBUTE, VALUE
from panel.draw.seats import Group

WRITTEN = re.compile(r"(?P<fields>[A-Z0-9+]+):(?P<count>[1-9][0-9]?)(?::(?P<where>.+))?")


def parse_seats(texts: Sequence[str]) -> tuple[Group, ...]:
    """Seat groups from texts such as `L01+L02:2` or `I05:1:region=CITY,PROVINCE`.

    That is: fields joined by `+`, how many seats, and what else is asked of the experts.

    Raises:
        InputError: not of that form, or an unknown field.
    """
    return tuple(_parse(f"S{number}", text) for number, text in enumerate(texts, 1))


def _parse(group: str, text: str) -> Group:
    parts = WRITTEN.fullmatch(text.strip())
    if parts is None:
        raise InputError("draw.bad_seats", text=text)
    fields = frozenset(parts["fields"].split("+"))
    unknown = sorted(fields - set(FIELDS))
    if unknown:
        raise InputError("draw.unknown_field", fields="、".join(unknown))
    where = tuple(_condition(text, part) for part in (parts["where"] or "").split(";") if part)
    return Group(group, int(parts["count"]), fields, where)


def _condition(text: str, part: str) -> tuple[str, frozenset[str]]:
    name, _, values = part.partition("=")
    listed = frozenset(values.split(","))
    if not ATTRIBUTE.fullmatch(name) or not all(VALUE.fullmatch(value) for value in listed):
        raise InputError("draw.bad_seats", text=text)
    return name, listed


def in_words(group: Group) -> str:
    """A group for its reader: `法律（行政法）2席`, `2 × Law (administrative)`."""
    return sentence("draw.group_words", asked=asked_for(group), count=group.count)


def asked_for(group: Group) -> str:
    """What one of its seats asks for: `法律（行政法）`."""
    either = sentence("draw.group_or")
    where = "".join(
        sentence("draw.group_where", name=name, values=either.join(sorted(values)))
        for name, values in group.where
    )
    return either.join(word("field", code) for code in sorted(group.fields)) + where


def on_paper(group: Group) -> str:
    """The same in Chinese, whoever reads."""
    fields = "或".join(FIELDS[code] for code in sorted(group.fields))
    where = "".join(f"，{name}为{'或'.join(sorted(values))}" for name, values in group.where)
    return f"{fields}{where}{group.count}席"
