"""Reading what the ledger holds of a vote: exactly the members of its form, or it is refused."""

import re
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any

from kernel.canonical import LARGEST_INTEGER
from kernel.errors import InputError

Form = Callable[[object], bool]


def members(event: str, payload: object, forms: Mapping[str, Form]) -> Mapping[str, Any]:
    """`payload`, once it has exactly the members of `forms`, each of its form.

    Args:
        event: the type of the entry it belongs to, for the error.
        payload: JSON as it was parsed.
        forms: what each member has to be.

    Raises:
        InputError: names the entry and the first wrong member.
    """
    if not isinstance(payload, Mapping) or payload.keys() != forms.keys():
        raise InputError("counting.bad_payload", event=event, member="/".join(sorted(forms)))
    for name, fits in forms.items():
        if not fits(payload[name]):
            raise InputError("counting.bad_payload", event=event, member=name)
    return payload


def matching(pattern: str) -> Form:
    """A string that the whole ASCII pattern matches."""
    form = re.compile(pattern, re.ASCII)
    return lambda value: isinstance(value, str) and form.fullmatch(value) is not None


def whole(least: int) -> Form:
    """An integer from `least` on, within the ledger's JSON."""
    return lambda value: type(value) is int and least <= value <= LARGEST_INTEGER


def one_of(words: type[StrEnum]) -> Form:
    """One of the enumerated words."""
    known = {word.value for word in words}
    return lambda value: isinstance(value, str) and value in known


def exactly(expected: object) -> Form:
    """This and nothing else."""
    return lambda value: value == expected


def each(form: Form) -> Form:
    """A list of values of one form, none of them twice."""
    return lambda value: (
        isinstance(value, list)
        and all(map(form, value))
        and all(member not in value[:place] for place, member in enumerate(value))
    )


def is_flag(value: object) -> bool:
    """True or false."""
    return isinstance(value, bool)


def is_object(value: object) -> bool:
    """An object, to be read by its own form."""
    return isinstance(value, Mapping)


def is_reason(value: object) -> bool:
    """A reason that says something."""
    return isinstance(value, str) and bool(value.strip())


IS_ID = matching(r"[A-Za-z0-9_.:-]{1,64}")
IS_DIGEST = matching(r"[0-9a-f]{64}")
IS_MOMENT = matching(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
