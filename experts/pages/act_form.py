"""What a form for an act on an expert is made of, and how what was typed into it is read."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from experts.models import ExpertState
from experts.record import Term
from kernel.act import Act
from kernel.errors import InputError
from kernel.text import parse_date, parse_uscc
from kernel.web.filled import Filled

T = TypeVar("T")
Text = Callable[[], str]
Said = Mapping[str, object]
"""What the sentence after an act is filled with, besides whom it is about."""


@dataclass(frozen=True, slots=True)
class Part:
    """Something a form asks for. kind: line, text, day, file, choice or hidden."""

    name: str
    label: Text
    kind: str = "line"
    optional: bool = False
    hint: Text | None = None
    choices: Callable[[], list[tuple[str, str]]] | None = None


@dataclass(frozen=True, slots=True)
class ExpertAct:
    """An act on one expert.

    tells: what will happen.
    do: carries it out for the expert with that public id.
    says: code of the sentence afterwards.
    states: in which it can be done.
    """

    title: Text
    tells: Text
    parts: Sequence[Part]
    do: Callable[[Act, str, Filled], Said]
    says: str
    states: frozenset[ExpertState]
    danger: bool = False


def at(field: str, parse: Callable[[str], T], value: str) -> T:
    """`parse(value)`, and where it is refused, the error names the field.

    Raises:
        InputError: what `parse` raised.
    """
    try:
        return parse(value)
    except InputError as error:
        raise InputError(error.code, **{**error.params, "field": field}) from None


def uscc_of(form: Filled) -> str | None:
    """The credit code that was typed, if any."""
    return at("uscc", parse_uscc, form["uscc"]) if form["uscc"] else None


def day_of(form: Filled, name: str) -> date | None:
    """The day that was chosen, if any."""
    return parse_date(name, form[name]) if form[name] else None


def days_of(form: Filled) -> Term:
    """First and last day."""
    return Term(parse_date("begins", form["begins"]), parse_date("ends", form["ends"]))
