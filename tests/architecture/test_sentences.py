"""Every error and every answer has its sentence, in both languages, with the same placeholders."""

import re
import tomllib
from pathlib import Path
from string import Formatter

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = ["kernel", "ledger", "experts", "credit", "panel", "meetings", "service"]
CATALOGUES = sorted((ROOT / "templates" / "messages").glob("*.toml"))
SENTENCES = [path for path in CATALOGUES if path.stem != "words"]  # see test_words.py
CODE = re.compile(r'(?<!ForeignKey\()"([a-z]+\.[a-z][a-z0-9_]*)"')


def entries() -> dict[str, dict[str, str]]:
    return {
        f"{path.stem}.{name}": texts
        for path in CATALOGUES
        for name, texts in tomllib.loads(path.read_text(encoding="utf-8")).items()
    }


def used_codes() -> set[str]:
    """What looks like a code in the rooms' files; the name of a spreadsheet does too."""
    rooms = {path.stem for path in CATALOGUES}
    found = set()
    for room in ROOMS:
        for path in (ROOT / room).rglob("*.py"):
            if "migrations" in path.parts:
                continue
            found |= {
                code
                for code in CODE.findall(path.read_text(encoding="utf-8"))
                if code.split(".")[0] in rooms and not code.endswith(".xlsx")
            }
    return found | {
        f"{code}_why" for code in found if code.startswith("todo.") and f"{code}_why" in entries()
    }


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_every_sentence_stands_in_chinese_and_english() -> None:
    for code, texts in entries().items():
        assert set(texts) == {"zh", "en"}, code
        assert all(texts.values()), code


def test_both_languages_use_the_same_placeholders() -> None:
    for code, texts in entries().items():
        assert placeholders(texts["zh"]) == placeholders(texts["en"]), code


def test_no_space_stands_between_chinese_and_figures() -> None:
    for code, texts in entries().items():
        assert not re.search(r"[一-鿿] \d|\d [一-鿿]", texts["zh"]), code


@pytest.mark.parametrize("path", SENTENCES, ids=lambda path: path.stem)
def test_every_sentence_is_used(path: Path) -> None:
    used = used_codes()
    unused = [code for code in entries() if code.startswith(f"{path.stem}.") and code not in used]
    assert unused == []


def test_every_code_has_its_sentence() -> None:
    from kernel.roles import POLICY

    known = set(entries())
    missing = {code for code in used_codes() if code not in known and code not in POLICY}
    assert missing == set()
