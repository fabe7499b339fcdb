"""The sentences of the service, in Chinese and English, from `templates/messages/<room>.toml`."""

import os
import tomllib
from contextvars import ContextVar
from functools import cache
from importlib.resources import files
from typing import Literal

Language = Literal["zh", "en"]

_reader: ContextVar[Language | None] = ContextVar("reader", default=None)


def speak(reader: Language | None) -> None:
    """Speak this language from now on, for one who asked for it; None goes back to the installation's."""
    _reader.set(reader)


def language() -> Language:
    """What the reader of a page asked for, else Chinese unless `PANEL_LANG=en`."""
    if reader := _reader.get():
        return reader
    return "en" if os.environ.get("PANEL_LANG", "").lower().startswith("en") else "zh"


def sentence(code: str, /, **params: object) -> str:
    """The sentence of `code` (`<room>.<name>`) in the reader's language, its placeholders filled.

    Raises:
        KeyError: no such code, or a placeholder without a parameter: a defect, found by the tests.
    """
    room, name = code.split(".", 1)
    return catalogue(room)[name][language()].format(**params)


def word(kind: str, code: str) -> str:
    """What a state, role, reason or cause is called, in the reader's language: no code is ever a label.

    Args:
        kind: `role`, `reason`, `cause`, or the thing whose state it is.
        code: as stored.
    """
    return sentence(f"words.{kind}_{code}")


def chinese_word(kind: str, code: str) -> str:
    """The same in Chinese, for official papers, or the code itself where it has no word."""
    known = catalogue("words").get(f"{kind}_{code}")
    return known["zh"] if known else code


@cache
def catalogue(room: str) -> dict[str, dict[Language, str]]:
    """All sentences of a room: `{name: {"zh": …, "en": …}}`."""
    text = (files("templates") / "messages" / f"{room}.toml").read_text(encoding="utf-8")
    entries: dict[str, dict[Language, str]] = tomllib.loads(text)
    return entries
