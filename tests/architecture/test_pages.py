"""The pages: every text is translated, nothing is inline, what others wrote is as they wrote it."""

import ast
import hashlib
import re
from collections import Counter
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
PAGES = sorted((ROOT / "templates" / "pages").rglob("*.html"))
CATALOGUES = sorted((ROOT / "templates" / "locale" / "en").glob("*.po"))
ROOMS = ["kernel", "ledger", "experts", "credit", "panel", "meetings", "service"]
CHINESE = re.compile(r"[一-鿿]")
OWN_WORDS = {"中文", "信"}
"""A language is called by its own name, and the seal mark is a picture."""


def texts_of(path: Path) -> set[str]:
    """What `_("…")` says in a template or a module."""
    method = "jinja2.ext:babel_extract" if path.suffix == ".html" else "python"
    options = {"newstyle_gettext": "true"} if path.suffix == ".html" else {}
    found = extract_from_file(method, str(path), keywords={"_": None, "gettext": None}, options=options)
    return {text if isinstance(text, str) else text[0] for _, text, _, _ in found}


def in_modules() -> set[str]:
    said: set[str] = set()
    for room in ROOMS:
        for path in (ROOT / room).rglob("*.py"):
            source = path.read_text(encoding="utf-8")
            if "gettext" in source:
                said |= texts_of(path)
    return said


def labels_of_ways() -> set[str]:
    tree = ast.parse((ROOT / "service" / "navigation.py").read_text(encoding="utf-8"))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return {ast.literal_eval(call.args[0]) for call in calls if getattr(call.func, "id", "") == "Way"}


def translated() -> Counter[str]:
    entries: Counter[str] = Counter()
    for path in CATALOGUES:
        with path.open("rb") as file:
            entries.update(str(entry.id) for entry in read_po(file, locale="en") if entry.id and entry.string)
    return entries


def test_every_text_of_the_pages_is_translated() -> None:
    said = set.union(in_modules(), labels_of_ways(), *map(texts_of, PAGES))
    assert said - set(translated()) == set()


def test_no_translation_is_left_over_or_given_twice() -> None:
    said = set.union(in_modules(), labels_of_ways(), *map(texts_of, PAGES))
    entries = translated()
    assert set(entries) - said == set()
    assert [text for text, count in entries.items() if count > 1] == []


def test_a_translation_keeps_the_places_for_what_is_filled_in() -> None:
    for path in CATALOGUES:
        with path.open("rb") as file:
            for entry in read_po(file, locale="en"):
                places = [sorted(re.findall(r"%\(\w+\)s", str(text))) for text in (entry.id, entry.string)]
                assert places[0] == places[1], (path.name, entry.id)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT / "templates" / "pages")))
def test_no_page_speaks_only_one_language(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    bare = re.sub(r"\{#.*?#\}|\{\{.*?\}\}|\{%.*?%\}", "", source, flags=re.DOTALL)
    for word in OWN_WORDS:
        bare = bare.replace(f">{word}<", "><")
    assert CHINESE.findall(bare) == []


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT / "templates" / "pages")))
def test_nothing_on_a_page_is_inline_or_from_elsewhere(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert re.search(r"\sstyle=|<style|\son\w+=|javascript:|\ssrc=\"(?!/static/|\{\{)", source) is None
    assert re.search(r"<script(?![^>]*\ssrc=\")", source) is None
    assert re.search(r"https?://(?!www\.w3\.org/)", source) is None


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT / "templates" / "pages")))
def test_every_form_that_is_sent_carries_its_marks(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    for form in re.findall(r"<form[^>]*method=\"post\".*?</form>", source, flags=re.DOTALL):
        assert re.search(r"marks\(\)|token_field\(\)|form_mark\(\)|knocking", form), form[:80]


def test_what_others_wrote_is_as_they_wrote_it() -> None:
    vendor = ROOT / "templates" / "static" / "vendor"
    listed = dict(reversed(line.split("  ")) for line in (vendor / "SHA256SUMS").read_text().splitlines())
    assert {path.name for path in vendor.iterdir()} - {"SHA256SUMS", "README.txt"} == set(listed)
    for name, digest in listed.items():
        assert hashlib.sha256((vendor / name).read_bytes()).hexdigest() == digest
