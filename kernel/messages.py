"""The sentences of the service, in Chinese and English, from `templates/messages/<room>.toml`."""

import os
import tomllib
from functools import cache
from importlib.resources import files
from typing import Literal

Language = Literal["zh", "en"]


def language() -> Language:
    """Chinese unless `PANEL_LANG=en`."""
    return "en" if os.environ.get("PANEL_LANG", "").lower().startswith("en") else "zh"


def sentence(code: str, **params: object) -> str:
    """The sentence of `code` (`<room>.<name>`) in the reader's language, its placeholders filled.

    Raises:
        KeyError: no such code, or a placeholder without a parameter: a defect, found by the tests.
    """
    room, name = code.split(".", 1)
    return catalogue(room)[name][language()].format(**params)


@cache
def catalogue(room: str) -> dict[str, dict[Language, str]]:
    """All sentences of a room: `{name: {"zh": …, "en": …}}`."""
    text = (files("templates") / "messages" / f"{room}.toml").read_text(encoding="utf-8")
    entries: dict[str, dict[Language, str]] = tomllib.loads(text)
    return entries
