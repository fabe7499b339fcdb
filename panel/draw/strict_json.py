"""JSON as the top of the page wants it, told apart from what is no JSON at all."""

import json
import unicodedata
from collections.abc import Iterator
from typing import Any

from kernel.canonical import LARGEST_INTEGER
from panel.draw.faults import BrokenRuleError, UnreadableError, broken, shown


def parse(where: str, data: bytes) -> Any:
    """The JSON value in `data`; `where` names the file in messages.

    Raises:
        UnreadableError: no JSON text by RFC 8259 (UTF-8, no byte order mark).
        BrokenRuleError: JSON, but with a repeated name, a number with sign, fraction or exponent,
            an integer of 2^53 or more, a string that is not NFC, or nested beyond all reason.
    """
    rules = _Rules(where)
    try:
        text = data.decode("utf-8")
        value = json.loads(
            text,
            object_pairs_hook=rules.object,
            parse_int=rules.integer,
            parse_float=rules.float,
            parse_constant=_no_constant,
        )
    except ValueError as error:
        reason = shown(str(error))
        raise UnreadableError(f"{where}：不是JSON（{reason}）", f"{where}: no JSON ({reason})") from None
    except RecursionError:
        raise broken(where, "嵌套过深", "nested too deep") from None
    if rules.fault:
        raise rules.fault
    if not text.isascii() or "\\u" in text:
        for string in _strings(value):
            _check_string(where, string)
    return value


class _Rules:
    """The hooks of the parser; they note the first fault, as the text may still turn out to be no JSON."""

    def __init__(self, where: str) -> None:
        self.where = where
        self.fault: BrokenRuleError | None = None

    def object(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        members = dict(pairs)
        if len(members) < len(pairs):
            self._note("对象中名称重复", "an object repeats a name")
        return members

    def integer(self, token: str) -> int:
        if token.startswith("-"):
            self._note("数字带负号", "a number has a sign")
        elif len(token) > 16 or int(token) > LARGEST_INTEGER:
            self._note("整数不小于2^53", "an integer is 2^53 or more")
        else:
            return int(token)
        return 0

    def float(self, token: str) -> int:
        del token
        self._note("数字带小数或指数", "a number has a fraction or an exponent")
        return 0

    def _note(self, zh: str, en: str) -> None:
        self.fault = self.fault or broken(self.where, zh, en)


def _no_constant(token: str) -> None:
    raise ValueError(f"{token} is no JSON")


def _strings(value: object) -> Iterator[str]:
    todo = [value]
    while todo:
        match todo.pop():
            case str() as string:
                yield string
            case list() as members:
                todo += members
            case dict() as members:
                todo += members.keys()
                todo += members.values()


def _check_string(where: str, string: str) -> None:
    if not unicodedata.is_normalized("NFC", string):
        raise broken(where, f"字符串{shown(string)}不是NFC", f"string {shown(string)} is not NFC")
    if any("\ud800" <= character <= "\udfff" for character in string):
        raise broken(
            where, f"字符串{shown(string)}含孤立代理项", f"string {shown(string)} has a lone surrogate"
        )
