"""The signer by itself: what it signs, what it refuses, and what a crash at each point leaves behind."""

import io
import json
import os
import stat
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest

from ledger import ed25519, signer
from ledger.checkpoint import Checkpoint
from ledger.note import open_note, parse_key
from ledger.signer import Signer
from ledger.tree import EMPTY_ROOT, Frontier, consistency_proof, leaf_hash, node_key, root_hash

ORIGIN = "sample.example/log/1"
LEAVES = [leaf_hash(b"entry %d" % number) for number in range(20)]
FORKED = [*LEAVES[:3], leaf_hash(b"forged"), *LEAVES[4:]]


def ask(home: Path, **request: Any) -> dict[str, Any]:
    """A new signer for each request: nothing is remembered but what is on disk."""
    return Signer(home).answer(json.dumps({"origin": ORIGIN, **request}))


def proof(old_size: int, size: int, leaves: list[bytes] = LEAVES) -> list[str]:
    nodes: dict[int, bytes] = {}
    frontier = Frontier()
    for number, leaf in enumerate(leaves):
        nodes[number] = leaf
        nodes.update(frontier.append(leaf))
    return [item.hex() for item in consistency_proof(old_size, size, lambda *at: nodes[node_key(*at)])]


def request_to_sign(old_size: int, size: int, leaves: list[bytes] = LEAVES) -> dict[str, Any]:
    return {
        "op": "sign",
        "origin": ORIGIN,
        "size": size,
        "root": root_hash(leaves[:size]).hex(),
        "old_size": old_size,
        "proof": proof(old_size, size, leaves) if old_size <= size else [],
    }


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A signer that has signed five entries."""
    home = tmp_path / "signer"
    ask(home, op="key", origin=ORIGIN)
    ask(home, **request_to_sign(0, 5))
    return home


def refusal(answer: dict[str, Any]) -> tuple[str, int | None]:
    return answer["error"].removeprefix("ledger.signer_"), answer["size"]


def test_the_first_request_makes_a_key_that_its_owner_alone_can_read(tmp_path: Path) -> None:
    home = tmp_path / "deep" / "signer"
    answer = ask(home, op="key", origin=ORIGIN)
    assert parse_key(answer["vkey"]).name == ORIGIN
    assert answer["size"] == 0
    assert stat.S_IMODE((home / "key").stat().st_mode) == 0o600
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    assert {path.name for path in home.iterdir()} == {"key", "checkpoint", "lock"}


def test_a_key_is_made_once(home: Path) -> None:
    before = (home / "key").read_bytes()
    first = ask(home, op="key", origin=ORIGIN)
    assert ask(home, op="state") == first
    assert first["size"] == 5
    assert (home / "key").read_bytes() == before


def test_two_signers_have_two_keys(tmp_path: Path) -> None:
    keys = {ask(tmp_path / name, op="key", origin=ORIGIN)["vkey"] for name in "ab"}
    assert len(keys) == 2


def test_a_head_that_grew_is_signed(home: Path) -> None:
    answer = ask(home, **request_to_sign(5, 12))
    key = parse_key(ask(home, op="state")["vkey"])
    head = Checkpoint(ORIGIN, 12, root_hash(LEAVES[:12]))
    assert open_note(answer["note"], key, ed25519.verify) == head.text()
    assert ask(home, op="state")["size"] == 12


def test_the_same_head_gets_the_same_answer(home: Path) -> None:
    once = ask(home, **request_to_sign(5, 12))
    assert ask(home, **request_to_sign(5, 12)) == once
    assert ask(home, **request_to_sign(12, 12)) == once
    assert ask(home, **request_to_sign(0, 12)) == once


def test_an_empty_log_is_signed(tmp_path: Path) -> None:
    ask(tmp_path, op="key", origin=ORIGIN)
    assert "note" in ask(tmp_path, **request_to_sign(0, 0))
    assert "note" in ask(tmp_path, **request_to_sign(0, 1))


def test_a_log_that_shrank_is_refused(home: Path) -> None:
    for size in range(5):
        assert refusal(ask(home, **request_to_sign(0, size))) == ("shrank", 5)
    assert ask(home, op="state")["size"] == 5


def test_a_log_whose_past_was_changed_is_refused(home: Path) -> None:
    assert refusal(ask(home, **request_to_sign(5, 12, FORKED))) == ("fork", None)
    assert refusal(ask(home, **request_to_sign(5, 5, FORKED))) == ("fork", None)
    assert "note" in ask(home, **request_to_sign(5, 12))


def test_a_proof_that_starts_elsewhere_is_told_where_to_start(home: Path) -> None:
    for old_size in (0, 4, 6, 12):
        assert refusal(ask(home, **request_to_sign(old_size, 12))) == ("stale", 5)


def test_a_proof_that_shows_nothing_is_refused(home: Path) -> None:
    right = request_to_sign(5, 12)
    for wrong in ([], right["proof"][:-1], [*right["proof"], "00" * 32], right["proof"][::-1]):
        assert refusal(ask(home, **right | {"proof": wrong})) == ("fork", None)


def test_another_log_is_refused(home: Path) -> None:
    other = {"origin": "other.example/log/1"}
    assert refusal(ask(home, op="key", **other)) == ("other_origin", None)
    assert refusal(ask(home, **request_to_sign(5, 12) | other)) == ("other_origin", None)


def test_a_signer_without_a_key_signs_nothing_and_makes_none_unasked(tmp_path: Path) -> None:
    assert refusal(ask(tmp_path, op="state")) == ("key_missing", None)
    assert refusal(ask(tmp_path, **request_to_sign(0, 5))) == ("key_missing", None)
    assert not (tmp_path / "key").exists()


def test_a_lost_key_is_not_replaced(home: Path) -> None:
    (home / "key").unlink()
    assert refusal(ask(home, op="key", origin=ORIGIN)) == ("key_missing", None)
    assert not (home / "key").exists()


def test_a_key_that_lost_its_memory_signs_nothing(home: Path) -> None:
    (home / "checkpoint").unlink()
    for request in ({"op": "state"}, {"op": "key", "origin": ORIGIN}, request_to_sign(0, 12)):
        assert refusal(ask(home, **request)) == ("state_missing", None)


@pytest.mark.parametrize("content", ["", "{}", f"{ORIGIN}\n2\n", "\udcff"])
def test_a_memory_that_is_none_is_refused(home: Path, content: str) -> None:
    (home / "checkpoint").write_bytes(content.encode(errors="surrogateescape"))
    assert refusal(ask(home, **request_to_sign(5, 12))) == ("state_damaged", None)


def test_a_memory_that_was_edited_is_refused(home: Path) -> None:
    note = (home / "checkpoint").read_text()
    edited = Checkpoint(ORIGIN, 2, root_hash(FORKED[:2])).text() + "\n" + note.rpartition("\n\n")[2]
    (home / "checkpoint").write_text(edited)
    assert refusal(ask(home, **request_to_sign(2, 12, FORKED))) == ("state_damaged", None)


def test_the_memory_of_another_key_is_refused(home: Path, tmp_path: Path) -> None:
    ask(tmp_path / "other", op="key", origin=ORIGIN)
    (home / "checkpoint").write_bytes((tmp_path / "other" / "checkpoint").read_bytes())
    assert refusal(ask(home, **request_to_sign(0, 12, FORKED))) == ("state_damaged", None)


@pytest.mark.parametrize(
    "content", ["", "{}", "[]", '{"origin": 1, "seed": "zz"}', '{"origin": "a"}', "\x00"]
)
def test_a_damaged_key_is_refused(home: Path, content: str) -> None:
    (home / "key").write_text(content)
    assert refusal(ask(home, op="state")) == ("key_damaged", None)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "nonsense",
        "[]",
        "7",
        "null",
        "{}",
        '{"op": "erase"}',
        '{"op": null}',
        '{"op": "key"}',
        '{"op": "sign"}',
        "[" * 100_000,
        *(
            json.dumps(request_to_sign(5, 12) | change)
            for change in (
                {"size": "12"},
                {"size": 12.0},
                {"size": True},
                {"size": -1},
                {"size": 10**15},
                {"old_size": "5"},
                {"old_size": None},
                {"root": "00" * 31},
                {"root": "zz" * 32},
                {"root": 0},
                {"origin": ""},
                {"origin": "two\nlines"},
                {"origin": None},
                {"proof": None},
                {"proof": ["zz"]},
                {"proof": [1]},
            )
        ),
    ],
)
def test_what_is_no_request_is_refused(home: Path, line: str) -> None:
    assert refusal(Signer(home).answer(line)) == ("bad_request", None)
    assert ask(home, op="state")["size"] == 5


@pytest.mark.parametrize("origin", ["", "two words", "a+b", "a\nb", None, 7])
def test_no_key_is_made_for_a_name_that_no_note_can_carry(tmp_path: Path, origin: object) -> None:
    assert refusal(ask(tmp_path, op="key", origin=origin)) == ("bad_request", None)
    assert not (tmp_path / "key").exists()
    assert "vkey" in ask(tmp_path, op="key", origin=ORIGIN)


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert refusal(ask(tmp_path / "file" / "signer", op="key", origin=ORIGIN)) == ("folder", None)


class Crash(BaseException):
    """The machine stops here."""


@pytest.mark.parametrize("step", ["mkstemp", "fsync", "replace"])
def test_a_crash_before_the_memory_is_written_leaves_the_old_one(
    home: Path, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_args: object, **_options: object) -> None:
        raise Crash

    module = {"mkstemp": tempfile, "fsync": os, "replace": Path}[step]
    with monkeypatch.context() as patched:
        patched.setattr(module, step, stop)
        with pytest.raises(Crash):
            ask(home, **request_to_sign(5, 12))
    assert ask(home, op="state")["size"] == 5
    assert "note" in ask(home, **request_to_sign(5, 12))


def test_a_crash_after_the_memory_is_written_costs_nothing(home: Path) -> None:
    lost = ask(home, **request_to_sign(5, 12))
    assert ask(home, **request_to_sign(5, 12)) == lost
    assert refusal(ask(home, **request_to_sign(5, 15))) == ("stale", 12)
    assert "note" in ask(home, **request_to_sign(12, 15))


def test_a_crash_between_memory_and_key_is_made_good_by_the_next_request(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_args: object) -> None:
        raise Crash

    with monkeypatch.context() as patched:
        patched.setattr(Path, "hardlink_to", stop)
        with pytest.raises(Crash):
            ask(tmp_path, op="key", origin=ORIGIN)
    assert {path.name for path in tmp_path.iterdir()} == {"checkpoint", "lock"}
    assert ask(tmp_path, op="key", origin=ORIGIN)["size"] == 0
    assert "note" in ask(tmp_path, **request_to_sign(0, 5))


def test_a_key_that_appeared_meanwhile_is_not_overwritten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(Path, "exists", lambda _path: False)
        assert "vkey" in ask(tmp_path, op="key", origin=ORIGIN)
        before = (tmp_path / "key").read_bytes()
        assert refusal(ask(tmp_path, op="key", origin=ORIGIN)) == ("folder", None)
    assert (tmp_path / "key").read_bytes() == before


def test_the_program_answers_each_line_with_a_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    requests = [
        json.dumps({"op": "state", "origin": ORIGIN}),
        json.dumps({"op": "key", "origin": ORIGIN}),
        "nonsense",
    ]
    monkeypatch.setattr(sys, "argv", ["signer", "--home", str(tmp_path)])
    monkeypatch.setattr(sys, "stdin", io.StringIO("\n".join(requests) + "\n"))
    monkeypatch.setattr(sys, "stdout", answers := io.StringIO())
    signer.main()
    first, second, third = map(json.loads, answers.getvalue().splitlines())
    assert refusal(first) == ("key_missing", None)
    assert second["size"] == 0
    assert refusal(third) == ("bad_request", None)


def test_the_first_memory_is_a_signed_checkpoint_of_the_empty_log(tmp_path: Path) -> None:
    key = parse_key(ask(tmp_path, op="key", origin=ORIGIN)["vkey"])
    note = (tmp_path / "checkpoint").read_text()
    assert open_note(note, key, ed25519.verify) == Checkpoint(ORIGIN, 0, EMPTY_ROOT).text()


def later(log: int) -> str:
    return f"sample.example/log/{log}"


def test_each_log_has_a_key_and_a_memory_of_its_own(home: Path) -> None:
    first = ask(home, op="state")
    second = ask(home, op="key", origin=later(2))
    assert second["size"] == 0
    assert parse_key(second["vkey"]).public_key != parse_key(first["vkey"]).public_key
    assert "note" in ask(home, **request_to_sign(0, 3) | {"origin": later(2)})
    assert ask(home, op="state") == first
    assert stat.S_IMODE((home / "2" / "key").stat().st_mode) == 0o600


def test_a_log_has_not_ended_before_the_next_one_is_signed(home: Path) -> None:
    ask(home, op="key", origin=later(2))
    assert "note" in ask(home, **request_to_sign(5, 12))
    ask(home, **request_to_sign(0, 3) | {"origin": later(2)})
    assert refusal(ask(home, **request_to_sign(12, 15))) == ("ended", None)
    assert "note" in ask(home, **request_to_sign(3, 12) | {"origin": later(2)})


@pytest.mark.parametrize("origin", ["sample.example/log/../2", "sample.example/log/2/..", "/log/", "/log/02"])
def test_no_name_leads_out_of_the_folder(tmp_path: Path, origin: str) -> None:
    ask(tmp_path / "signer", op="key", origin=origin)
    assert {path.name for path in tmp_path.rglob("*")} == {"signer", "key", "checkpoint", "lock"}
