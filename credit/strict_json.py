"""JSON files from outside: exactly the members that are expected, every fault named by its path."""

import json
from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum
from typing import Any

from kernel.errors import InputError
from kernel.messages import sentence
from kernel.text import clean, parse_date, parse_uscc

MOST_FAULTS_SHOWN = 50
LARGEST_WHOLE = 2**31 - 1
Part = Callable[[object], Any]
"""Reads one value, or raises InputError."""


class Faults(InputError):
    """What is wrong inside an object or list: pairs of a path such as `.items[2].code` and a sentence."""

    def __init__(self, faults: list[tuple[str, str]]) -> None:
        self.faults = faults
        lines = [
            sentence("credit.at", path=path.lstrip("."), problem=what)
            for path, what in faults[:MOST_FAULTS_SHOWN]
        ]
        super().__init__("credit.bad_file", count=len(faults), problems="\n".join(lines))


def parse(content: bytes) -> object:
    """The value in a JSON file.

    Raises:
        InputError: no JSON, not in UTF-8, or a name repeated in an object.
    """
    try:
        return json.loads(content.decode("utf-8-sig"), object_pairs_hook=_distinct)
    except (ValueError, RecursionError) as error:
        raise InputError("credit.no_json", problem=error) from None


def record(members: Mapping[str, Part], rule: Callable[[dict[str, Any]], str | None] | None = None) -> Part:
    """An object of exactly these members; `rule` names the sentence where they do not fit together."""

    def read(value: object) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise InputError("credit.no_object")
        expected = "、".join(members)
        unknown = [_printable(name) for name in value if name not in members]
        faults = [(f".{name}", sentence("credit.unknown_name", names=expected)) for name in unknown]
        faults += [(f".{name}", sentence("credit.missing_name")) for name in members if name not in value]
        found = {}
        for name, part in members.items():
            try:
                found[name] = part(value[name]) if name in value else None
            except InputError as error:
                faults += _under(f".{name}", error)
        broken = rule(found) if rule and not faults else None
        if broken:
            raise InputError(broken)
        if faults:
            raise Faults(faults)
        return found

    return read


def rows(part: Part, key: str) -> Part:
    """A list of objects, of which no two have the same `key`."""

    def read(value: object) -> list[dict[str, Any]]:
        if not isinstance(value, list):
            raise InputError("credit.no_list")
        faults: list[tuple[str, str]] = []
        found: dict[object, dict[str, Any]] = {}
        for index, item in enumerate(value):
            try:
                row = part(item)
            except InputError as error:
                faults += _under(f"[{index}]", error)
                continue
            if row[key] in found:
                faults.append((f"[{index}].{key}", sentence("credit.twice", value=row[key])))
            found[row[key]] = row
        if faults:
            raise Faults(faults)
        return list(found.values())

    return read


def optional(part: Part) -> Part:
    """What `part` reads, or null."""
    return lambda value: None if value is None else part(value)


def one_of(kind: type[StrEnum]) -> Part:
    """A member of `kind`, as its text."""

    def read(value: object) -> str:
        if value not in list(kind):
            raise InputError("credit.not_one_of", values="、".join(kind))
        return str(value)

    return read


def some_of(kind: type[StrEnum]) -> Part:
    """A list of distinct members of `kind`, at least one; ascending, as texts."""
    member = one_of(kind)

    def read(value: object) -> list[str]:
        if not isinstance(value, list) or not value:
            raise InputError("credit.no_list")
        return sorted({member(item) for item in value})

    return read


def text(value: object) -> str:
    """Clean text, not empty."""
    return clean("text", _text(value))


def day(value: object) -> date:
    """`2026-03-11`."""
    return parse_date("date", _text(value))


def uscc(value: object) -> str:
    """A unified social credit code."""
    return parse_uscc(_text(value))


def whole(value: object) -> int:
    """A whole number that a database column holds."""
    if type(value) is not int or abs(value) > LARGEST_WHOLE:
        raise InputError("credit.no_whole_number")
    return value


def flag(value: object) -> bool:
    """`true` or `false`."""
    if not isinstance(value, bool):
        raise InputError("credit.no_flag")
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise InputError("credit.no_text")
    return value


def _under(where: str, error: InputError) -> list[tuple[str, str]]:
    if isinstance(error, Faults):
        return [(where + path, what) for path, what in error.faults]
    return [(where, str(error))]


def _distinct(pairs: list[tuple[str, object]]) -> dict[str, object]:
    names = [name for name, _ in pairs]
    if len(set(names)) < len(names):
        raise ValueError(_printable(max(names, key=names.count)))
    return dict(pairs)


def _printable(name: str) -> str:
    """JSON can name things by half a character, which no terminal prints."""
    return name.encode(errors="replace").decode()
