"""Small checks that are put together into the exact form of a JSON file."""

import re
from collections.abc import Callable
from itertools import pairwise

from panel.draw.codes import MOST_TYPES, unix_seconds
from panel.draw.faults import broken, shown

Form = Callable[[str, object], None]
"""A check of one value at a place; it raises BrokenRuleError naming the place."""


def record(members: dict[str, Form]) -> Form:
    """An object with exactly these names."""

    def check(where: str, value: object) -> None:
        if not isinstance(value, dict):
            raise broken(where, "应为对象", "should be an object")
        if value.keys() != members.keys():
            name = shown(min(value.keys() ^ members.keys()))
            raise broken(where, f"名称{name}缺少或多余", f"name {name} is missing or should not be there")
        for name, form in members.items():
            form(f"{where}.{name}", value[name])

    return check


def table(name_pattern: re.Pattern[str], form: Form, most: int = MOST_TYPES) -> Form:
    """An object with at most `most` names of one alphabet and values of one form."""
    check_name = matching(name_pattern)

    def check(where: str, value: object) -> None:
        if not isinstance(value, dict) or len(value) > most:
            raise broken(where, f"应为至多{most}项的对象", f"should be an object of at most {most} members")
        for name, member in value.items():
            check_name(where, name)
            form(f"{where}.{name}", member)

    return check


def sequence(form: Form, least: int = 0) -> Form:
    """A list of at least `least` values of one form."""

    def check(where: str, value: object) -> None:
        if not isinstance(value, list) or len(value) < least:
            raise broken(where, f"应为至少{least}项的列表", f"should be a list of at least {least}")
        for index, member in enumerate(value):
            form(f"{where}[{index}]", member)

    return check


def ascending(pattern: re.Pattern[str], least: int = 1) -> Form:
    """A list of codes in ascending order, each once."""
    codes = sequence(matching(pattern), least)

    def check(where: str, value: object) -> None:
        codes(where, value)
        if isinstance(value, list) and any(a >= b for a, b in pairwise(value)):
            raise broken(where, "应升序且不重复", "should ascend without repetition")

    return check


def pair(first: Form, second: Form) -> Form:
    """A list of two values."""

    def check(where: str, value: object) -> None:
        if not isinstance(value, list) or len(value) != 2:
            raise broken(where, "应为两项的列表", "should be a list of two")
        first(f"{where}[0]", value[0])
        second(f"{where}[1]", value[1])

    return check


def matching(pattern: re.Pattern[str]) -> Form:
    """A string of one alphabet."""

    def check(where: str, value: object) -> None:
        if not isinstance(value, str) or not pattern.fullmatch(value):
            raise broken(
                where,
                f"{shown(value)}不合格式{pattern.pattern}",
                f"{shown(value)} is not of the form {pattern.pattern}",
            )

    return check


def one_of(*values: str) -> Form:
    """One of a few strings."""
    return matching(re.compile("|".join(map(re.escape, values))))


def whole(least: int, most: int | None = None) -> Form:
    """An integer token within bounds."""

    def check(where: str, value: object) -> None:
        if type(value) is not int or value < least or (most is not None and value > most):
            raise broken(
                where,
                f"{shown(value)}应为不小于{least}的整数",
                f"{shown(value)} should be an integer of {least} or more",
            )

    return check


def optional(form: Form) -> Form:
    """`null`, or a value of the form."""

    def check(where: str, value: object) -> None:
        if value is not None:
            form(where, value)

    return check


def by_kind(forms: dict[str, Form]) -> Form:
    """An object whose `kind` says which form it has."""

    def check(where: str, value: object) -> None:
        kind = value.get("kind") if isinstance(value, dict) else None
        form = forms.get(kind) if isinstance(kind, str) else None
        if form is None:
            raise broken(f"{where}.kind", f"不应为{shown(kind)}", f"should not be {shown(kind)}")
        form(where, value)

    return check


def instant(where: str, value: object) -> None:
    """A UTC time in whole seconds that is in the calendar."""
    try:
        unix_seconds(value if isinstance(value, str) else "")
    except ValueError:
        raise broken(
            where, f"{shown(value)}不是UTC整秒时间", f"{shown(value)} is no UTC time in whole seconds"
        ) from None
