"""What can be wrong with a transcript, said in Chinese and English."""

import json


class BrokenRuleError(Exception):
    """A rule of the protocol page is broken; `zh` and `en` name the first difference."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(f"{zh} {en}")
        self.zh = zh
        self.en = en


class UnreadableError(BrokenRuleError):
    """A file is missing, no JSON, or not to be touched (too large, a link, an unsafe archive)."""


class MissingError(UnreadableError):
    """A file is not there."""


def shown(value: object) -> str:
    """`value` in at most 80 ASCII characters, harmless to a terminal."""
    text = json.dumps(value)
    return text if len(text) <= 80 else f"{text[:76]} ..."


def broken(where: str, zh: str, en: str) -> BrokenRuleError:
    """The fault that something at `where` (file and path inside it) breaks a rule."""
    return BrokenRuleError(f"{where}：{zh}", f"{where}: {en}")


def differs(where: str, expected: object, found: object) -> BrokenRuleError:
    """The fault that `where` holds something else than what was recomputed."""
    return broken(
        where,
        f"应为{shown(expected)}，实为{shown(found)}",
        f"expected {shown(expected)}, found {shown(found)}",
    )


def compare(where: str, expected: object, found: object) -> None:
    """Compare two JSON values, types included (`true` is not `1`).

    Raises:
        BrokenRuleError: naming the first place where they differ.
    """
    if isinstance(expected, dict) and isinstance(found, dict):
        for name in sorted(expected.keys() | found.keys()):
            if name not in found:
                raise broken(f"{where}.{name}", "缺少", "is missing")
            if name not in expected:
                raise broken(f"{where}.{name}", "多出", "should not be there")
            compare(f"{where}.{name}", expected[name], found[name])
    elif isinstance(expected, list) and isinstance(found, list):
        for index, (ours, theirs) in enumerate(zip(expected, found, strict=False)):
            compare(f"{where}[{index}]", ours, theirs)
        if len(expected) != len(found):
            raise differs(f"{where} (length)", len(expected), len(found))
    elif type(expected) is not type(found) or expected != found:
        raise differs(where, expected, found)
