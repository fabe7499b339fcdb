"""The transcript of the thread's draw: right as exported, wrong after any change, and naming nobody."""

import hmac
import json
import re
import shutil
from collections.abc import Callable, Collection, Iterator
from hashlib import sha256
from itertools import product
from pathlib import Path

import pytest

from service.demo_data import DETERMINING_UNIT, EMPLOYERS, SUBJECT, UNITS
from thread import Plays, Thread

pytest_plugins = ["thread_fixtures"]

RIGHT, WRONG = 0, 1
HEX = re.compile(rb"[0-9a-f]{16,}")
LEDGER_ENTRIES = 10  # frozen, two commitments, plan, two reveals, drawn, two replacements, closed


@pytest.fixture(scope="module")
def thread(sqlite_plays: Plays) -> Iterator[Thread]:
    """Read only: one copy serves all tests."""
    with sqlite_plays.lent("accepted") as thread:
        yield thread


@pytest.fixture(scope="module")
def public(thread: Thread) -> Path:
    """What the public gets."""
    folder = thread.home / "transcript"
    thread.run("auditor", "draw", "export", thread["draw"], "--to", folder)
    return folder


@pytest.fixture
def transcript(public: Path, tmp_path: Path) -> Path:
    """A copy to be edited."""
    return Path(shutil.copytree(public, tmp_path / "transcript"))


def verdict(thread: Thread, transcript: Path) -> int:
    return int(thread.run("", "verify", transcript))


def test_the_exported_transcript_is_right_ledger_included(thread: Thread, public: Path) -> None:
    report = thread.read("", "verify", public)

    assert report["exit_code"] == RIGHT
    not_done = [step["en"] for step in report["steps"] if step["outcome"] != "pass"]
    needs_more = ("Audit:", "The beacon", "The register's leaves")  # what the public does not get
    assert all(step.startswith(needs_more) for step in not_done), not_done
    assert any("Every entry stands under a checkpoint" in step["en"] for step in report["steps"])


def test_the_transcript_with_the_audit_files_is_right(thread: Thread, tmp_path: Path) -> None:
    audit = ("--audit", "--purpose", "演示")
    thread.run("supervisor", "draw", "export", thread["draw"], "--to", tmp_path / "all", *audit)

    assert verdict(thread, tmp_path / "all") == RIGHT


def test_the_transcript_of_a_void_attempt_is_right(
    sqlite_thread_at: Callable[[str], Thread], tmp_path: Path
) -> None:
    thread = sqlite_thread_at("lapsed")
    thread.run("auditor", "draw", "export", thread["draw"], "--to", tmp_path / "void")

    assert verdict(thread, tmp_path / "void") == RIGHT


@pytest.mark.parametrize("name", ["plan.json", "pool.txt", "reveals.json", "result.json", "events.json"])
def test_any_digest_or_tag_changed_in_a_file_is_found(thread: Thread, transcript: Path, name: str) -> None:
    content = (transcript / name).read_bytes()
    places = [match.start() for match in HEX.finditer(content)]
    assert len(places) >= 2

    for place in (places[0], places[len(places) // 2], places[-1]):
        other = b"1" if content[place : place + 1] == b"0" else b"0"
        (transcript / name).write_bytes(content[:place] + other + content[place + 1 :])
        assert verdict(thread, transcript) == WRONG, place


def test_an_opening_of_nobody_is_found(thread: Thread, transcript: Path) -> None:
    opening = {"blind": "0" * 64, "leaf": {}, "tag": "0" * 32}
    (transcript / "openings.json").write_text(json.dumps([opening]))

    assert verdict(thread, transcript) == WRONG


def test_every_ledger_file_counts(thread: Thread, transcript: Path) -> None:
    paths = sorted((transcript / "ledger").iterdir())
    assert len(paths) == 2 * LEDGER_ENTRIES + 1

    for path in paths:
        content = path.read_bytes()
        for edited in edits(content):
            path.write_bytes(edited)
            assert verdict(thread, transcript) == WRONG, (path.name, edited)
        path.write_bytes(content)
    assert verdict(thread, transcript) == RIGHT


def edits(content: bytes) -> Iterator[bytes]:
    """One letter or figure of each line changed; in an entry's file, one in each member."""
    starts = [match.start(1) for match in re.finditer(rb'(?:^|[:\[]"?)([0-9A-Za-z])', content, re.MULTILINE)]
    for start in starts:
        other = b"7" if content[start : start + 1] != b"7" else b"8"
        yield content[:start] + other + content[start + 1 :]


def test_every_ledger_entry_of_the_ceremony_has_to_be_there(thread: Thread, transcript: Path) -> None:
    told = {"plan.published", "secret.revealed", "panel.drawn", "member.replaced"}
    for entry in sorted((transcript / "ledger").glob("*.json")):
        if json.loads(entry.read_bytes())["entry"]["t"] in told:
            kept = entry.read_bytes()
            entry.unlink()
            assert verdict(thread, transcript) == WRONG, entry.name
            entry.write_bytes(kept)


def words_of_the_pool(transcript: Path) -> set[str]:
    """All tags and units."""
    lines = (transcript / "pool.txt").read_text().splitlines()
    return {word for line in lines for word in (line.split()[0], line.split()[2])}


def guesses(keys: Collection[bytes]) -> Iterator[str]:
    """Whatever a list of all employers, by code and by name, can be hashed to with these keys or none."""
    bodies = (*EMPLOYERS, *UNITS, SUBJECT, DETERMINING_UNIT)
    texts = [text.encode() for body in bodies for text in (body.uscc, body.name, body.uscc.lower())]
    labelled = [text for plain in texts for text in (plain, b"employer\x00" + plain)]
    tried = {*keys, b"", bytes(32)}
    digests = {sha256(text).digest() for text in labelled}
    digests |= {hmac.digest(key, text, "sha256") for key, text in product(tried, labelled)}
    for digest in digests:
        yield digest.hex()
        yield sha256(b"panel-draw/1/unit\x00" + digest).hexdigest()
    for key, digest in product(tried, digests):
        blind = hmac.digest(key, digest, "sha256")
        yield hmac.digest(key, b"unit\x00" + digest, "sha256").hex()
        yield sha256(b"panel-draw/1/tag\x00" + blind + digest).hexdigest()


def named(transcript: Path, keys: Collection[bytes]) -> set[str]:
    """The words of the pool that a guess hits."""
    words = words_of_the_pool(transcript)
    return {word for guess in guesses(keys) for word in (guess[:16], guess[:32]) if word in words}


def test_no_line_of_the_pool_can_be_named_by_a_list_of_all_employers(public: Path) -> None:
    shown = b"".join(path.read_bytes() for path in public.rglob("*") if path.is_file()).decode()
    keys = {bytes.fromhex(digest) for digest in re.findall(r"\b[0-9a-f]{64}\b", shown)}
    assert len(keys) > 30

    assert named(public, keys) == set()


def test_with_the_secret_keys_the_same_search_names_the_employers(thread: Thread, tmp_path: Path) -> None:
    """That nothing is found above means something only because the search can find."""
    audit = ("--audit", "--purpose", "演示")
    thread.run("supervisor", "draw", "export", thread["draw"], "--to", tmp_path / "all", *audit)
    draw_key = bytes.fromhex((tmp_path / "all" / "audit" / "draw_key").read_text())
    register_key = (thread.home / "keys" / "register.key").read_bytes()

    assert len(named(tmp_path / "all", {draw_key, register_key})) > 20
