"""`ledger/` before the one-file verifier: as `panel verify` says, and stricter where the page is."""

import json
from typing import Any

import pytest
from rehearsal import rehearsal, vector
from standalone import (
    KEY,
    SEED,
    assert_same,
    finding,
    ours,
    signed_note,
    story,
    theirs,
    verify_draw,
    with_ledger,
)

from ledger import ed25519
from ledger.note import VerifierKey, encode_base64
from ledger.tree import Frontier, inclusion_proof, leaf_hash, node_key

PROOFS_STEP = "Every entry stands under a checkpoint signed with the key of its log."
STORY_STEP = "Plan, reveals, result and replacements were entered in this order."
FILES = with_ledger(vector("tight"))
ENTRY = sorted(name for name in FILES if name.endswith(".json") and name.startswith("ledger/"))[1]
PROOF = ENTRY.replace(".json", ".tlog-proof")


def proof_with(**changes: str) -> bytes:
    """The proof of the sample entry with some of its parts changed."""
    text = FILES[PROOF].decode()
    for old, new in changes.items():
        before = {"first": "c2sp.org/tlog-proof@v1", "index": "index ", "note": text.partition("\n\n")[2]}[
            old
        ]
        text = text.replace(before, new)
    return text.encode()


def entry_with(**changes: Any) -> bytes:
    return json.dumps({**json.loads(FILES[ENTRY]), **changes}).encode()


def leaf_with(**changes: Any) -> bytes:
    return entry_with(entry={**json.loads(FILES[ENTRY])["entry"], **changes})


NOTE = proof_with().decode().partition("\n\n")[2]
CHECKPOINT = NOTE.partition("\n\n")[0] + "\n"
ORIGIN, SIZE, ROOT = CHECKPOINT.splitlines()
STRANGER = VerifierKey(KEY.name, ed25519.public_key(bytes(32)))

BAD_PROOFS = [
    b"",
    b"\xff",
    proof_with(first="c2sp.org/tlog-proof@v2"),
    proof_with(first="c2sp.org/tlog-proof@v1\nextra AAAA"),
    proof_with(index="index 0"),
    proof_with(index="index -"),
    proof_with(index="Index "),
    proof_with(index="index 7"),
    proof_with(note=""),
    proof_with(note=NOTE.replace("— ", "- ")),
    proof_with(note=NOTE + "\n"),
    proof_with(note=NOTE.rstrip("\n")),
    proof_with(note=NOTE + "— somebody.example AAAA\n"),
    proof_with(note=NOTE + "— somebody.example AAAAAAB=\n"),
    proof_with(note=NOTE + "— some body AAAAAAAA\n"),
    proof_with(note=NOTE + f"— {KEY.name} {encode_base64(KEY.key_id + bytes(64))}\n"),
    proof_with(note=NOTE + "— somebody.example AAAAAAAA\n" * 64),
    proof_with(note=NOTE.replace("\n", "\r\n")),
    proof_with(note=signed_note(CHECKPOINT, STRANGER, bytes(32))),
    proof_with(note=signed_note("sample.example/log/2\n" + CHECKPOINT.partition("\n")[2])),
    proof_with(note=signed_note("one line\n")),
    proof_with(note=signed_note(CHECKPOINT + "extension\n")),
    proof_with(note=signed_note(f"{ORIGIN}\n0{SIZE}\n{ROOT}\n")),
    proof_with(note=signed_note(f"{ORIGIN}\n{SIZE}0\n{ROOT}\n")),
    proof_with(note=signed_note(f"{ORIGIN}\n1\n{ROOT}\n")),
    proof_with(note=signed_note(f"{ORIGIN}\n{SIZE}\n{ROOT[:-2]}A=\n")),
    proof_with(note=signed_note(f"{ORIGIN}\n{SIZE}\nAAAA\n")),
]
BAD_ENTRIES = [
    b"",
    b"[]",
    b"[" * 5000,
    entry_with(extra=1),
    entry_with(payload=None),
    entry_with(salt=None),
    entry_with(salt="0" * 64),
    entry_with(salt="A" * 64),
    entry_with(salt="0" * 63),
    entry_with(payload={}),
    entry_with(payload={"a": 1.0}),
    entry_with(payload={"a": -1}),
    entry_with(payload={"a": 2**53}),
    entry_with(payload={"案": 1}),
    entry_with(payload={"a": "e\u0301"}),
    entry_with(payload={"a": "\ud800"}),
    entry_with(payload=[]),
    entry_with(entry=None),
    FILES[ENTRY].replace(b'"salt"', b'"salt":null,"salt"'),
    leaf_with(n=True),
    leaf_with(n=-1),
    leaf_with(v=2),
    leaf_with(at="2026-02-30T00:00:00Z"),
    leaf_with(at="2026-02-28T00:00:00+00:00"),
    leaf_with(at=7),
    leaf_with(s="1" * 11),
    leaf_with(s="1" * 17 + "X"),
    leaf_with(s="x\n"),
    leaf_with(vis="secret"),
    leaf_with(by="nobody"),
    leaf_with(t="Drawn"),
    leaf_with(ph="0" * 64),
    leaf_with(more=1),
]
BAD_KEYS = [
    b"",
    b"\xff",
    f"{KEY}\n\n".encode(),
    f"{STRANGER}".encode(),
    str(KEY).replace("+", " ").encode(),
    str(KEY).replace("/log/1", "/log/2").encode(),
    str(VerifierKey("other.example/log/1", KEY.public_key)).encode(),
    f"{KEY.name}+{KEY.key_id.hex()}+{encode_base64(bytes([2]) + KEY.public_key)}".encode(),
    f"{KEY.name}+{KEY.key_id.hex()}+{encode_base64(KEY.public_key)}".encode(),
]


@pytest.mark.parametrize("name", ["announced", "cap2", "void", "supplement", "withheld"])
def test_a_log_that_tells_what_happened_is_right(name: str) -> None:
    assert assert_same(with_ledger(vector(name))) == 0


@pytest.mark.parametrize("data", BAD_PROOFS)
def test_a_proof_that_does_not_hold_is_found(data: bytes) -> None:
    assert data != FILES[PROOF]
    assert assert_same({**FILES, PROOF: data}) == 1


def test_signatures_by_others_are_passed_over() -> None:
    for line in (NOTE.splitlines()[-1], "— somebody.example AAAAAAAA", "— somebody.example AAAAAAA="):
        assert assert_same({**FILES, PROOF: proof_with(note=f"{NOTE}{line}\n")}) == 0


@pytest.mark.parametrize("data", BAD_ENTRIES)
def test_an_entry_that_is_not_what_was_logged_is_found(data: bytes) -> None:
    assert assert_same({**FILES, ENTRY: data}) == 1


@pytest.mark.parametrize("data", BAD_KEYS)
def test_another_key_is_found(data: bytes) -> None:
    assert assert_same({**FILES, "ledger/log.vkey": data}) == 1


def test_an_entry_whose_payload_is_withheld_proves_no_fact() -> None:
    for name in [name for name in FILES if name.endswith(".json") and name.startswith("ledger/")]:
        withheld = json.dumps({**json.loads(FILES[name]), "payload": None, "salt": None}).encode()
        assert assert_same({**FILES, name: withheld}) == (0 if name == "ledger/0.json" else 1)


def test_missing_and_surplus_files_are_found() -> None:
    for name in [name for name in FILES if name.startswith("ledger/")]:
        assert_same({other: data for other, data in FILES.items() if other != name})
    assert assert_same({**vector("tight"), "ledger/log.vkey": FILES["ledger/log.vkey"]}) == 1
    copy = {"ledger/x.json": FILES[ENTRY], "ledger/x.tlog-proof": FILES[PROOF]}
    assert assert_same({**FILES, **copy}) == 1
    assert assert_same({**FILES, "ledger/README": b"ignored"}) == 0


def test_another_order_of_what_happened_is_found() -> None:
    files = rehearsal(departures=3).make()
    told = story(files)
    for index in range(len(told) - 1):
        swapped = [*told[:index], told[index + 1], told[index], *told[index + 2 :]]
        assert assert_same(with_ledger(files, swapped)) == 1
        assert assert_same(with_ledger(files, [*told[:index], *told[index + 1 :]])) == 1
        assert assert_same(with_ledger(files, [*told, told[index]])) == 1


def test_other_facts_in_the_log_are_found() -> None:
    files = rehearsal(departures=2).make()
    told = story(files)
    for index, (type_, facts) in enumerate(told):
        for name in facts:
            other = (type_, {**facts, name: "something else"})
            assert assert_same(with_ledger(files, [*told[:index], other, *told[index + 1 :]])) == 1


def test_an_attempt_is_not_cancelled_once_a_reveal_is_entered() -> None:
    files = rehearsal(cancelled=True, departures=0).make()
    plan, voided = story(files)
    draw = plan[1]["draw"]
    revealed = ("secret.revealed", {"draw": draw, "party": "lead-unit", "value_digest": "0" * 64})
    logged = with_ledger(files, [plan, revealed, voided])
    assert assert_same(logged) == 1
    assert finding(ours(logged), STORY_STEP).startswith("ledger (order)[1]: expected")


def test_a_received_reveal_is_not_recorded_as_withheld() -> None:
    files = rehearsal(withheld=("lead-unit", "guest", "discipline"), departures=0).make()
    plan, voided = story(files)
    revealed = ("secret.revealed", {"draw": plan[1]["draw"], "party": "guest", "value_digest": "0" * 64})
    assert assert_same(with_ledger(files, [plan, voided])) == 0
    assert assert_same(with_ledger(files, [plan, revealed, voided])) == 1


def test_a_voided_attempt_yields_no_panel() -> None:
    files = rehearsal(departures=0).make()
    told = story(files)
    voided = ("attempt.voided", {"draw": told[0][1]["draw"], "parties": [], "reason": "cancelled"})
    assert assert_same(with_ledger(files, [*told, voided])) == 1


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_an_entry_in_another_encoding_is_no_json(encoding: str) -> None:
    files = {**FILES, ENTRY: FILES[ENTRY].decode().encode(encoding)}
    assert assert_same(files) == 1
    assert finding(ours(files), PROOFS_STEP).endswith("ledger.bad_entry_file")


# several logs: after a lost key or a restore the next one begins


TOLD = story(vector("tight"))
CUTS = [1, 3]
LOGS = with_ledger(vector("tight"), cuts=CUTS)


def test_a_story_told_in_several_logs_is_right() -> None:
    assert {"ledger/log.vkey", "ledger/2/log.vkey", "ledger/3/log.vkey"} <= LOGS.keys()
    assert LOGS["ledger/log.vkey"] != LOGS["ledger/2/log.vkey"]
    for cuts in ([], [1], [len(TOLD) - 1], CUTS, list(range(1, len(TOLD)))):
        assert assert_same(with_ledger(vector("tight"), cuts=cuts)) == 0


def test_the_tenth_log_comes_after_the_second() -> None:
    files = rehearsal(departures=12).make()
    logged = with_ledger(files, cuts=range(1, 12))
    assert "ledger/12/log.vkey" in logged
    assert assert_same(logged) == 0


def test_an_old_log_may_be_left_out_if_it_told_nothing_of_the_draw() -> None:
    assert assert_same(with_ledger(vector("tight"), cuts=[0, 0])) == 0
    later = {
        name: data
        for name, data in with_ledger(vector("tight"), cuts=[0, 0]).items()
        if name != "ledger/log.vkey"
    }
    assert assert_same(later) == 0


def test_every_log_stands_under_its_own_key() -> None:
    for one, other in (("", "2/"), ("2/", "3/"), ("3/", "")):
        files = {**LOGS, f"ledger/{one}log.vkey": LOGS[f"ledger/{other}log.vkey"]}
        assert assert_same(files) == 1
        assert "ledger.other_key" in finding(ours(files), PROOFS_STEP)
        without = {name: data for name, data in LOGS.items() if name != f"ledger/{one}log.vkey"}
        assert assert_same(without) == 1
        assert finding(ours(without), PROOFS_STEP) == f"ledger/{one}log.vkey is missing"


def test_an_entry_moved_to_another_log_is_found() -> None:
    moved = {**LOGS}
    for end in ("json", "tlog-proof"):
        moved[f"ledger/3/1.{end}"] = moved.pop(f"ledger/1.{end}")
    assert assert_same(moved) == 1


def test_logs_in_another_order_are_found() -> None:
    def elsewhere(name: str) -> str:
        for old, new in (("ledger/2/", "ledger/3/"), ("ledger/3/", "ledger/2/")):
            if name.startswith(old):
                return new + name.removeprefix(old)
        return name

    swapped = {elsewhere(name): data for name, data in LOGS.items()}
    assert assert_same(swapped) == 1
    assert finding(ours(swapped), STORY_STEP).startswith("ledger (order)")


def test_a_log_left_out_is_found() -> None:
    for folder in ("ledger/2/", "ledger/3/"):
        assert assert_same({name: data for name, data in LOGS.items() if not name.startswith(folder)}) == 1


def test_the_same_number_in_two_logs_is_no_repetition_but_a_log_twice_is() -> None:
    assert {"ledger/0.json", "ledger/2/0.json"} <= LOGS.keys()
    again = {name.replace("ledger/2/", "ledger/4/"): data for name, data in LOGS.items() if "/2/" in name}
    assert assert_same({**LOGS, **again}) == 1
    twice = {f"ledger/2/x.{end}": LOGS[f"ledger/2/0.{end}"] for end in ("json", "tlog-proof")}
    assert assert_same({**LOGS, **twice}) == 1
    assert finding(ours({**LOGS, **twice}), STORY_STEP) == "an entry stands twice"


def test_cosignatures_of_witnesses_are_passed_over_in_every_log() -> None:
    lines = [f"— witness.example/{n} {encode_base64(bytes([n]) * 76)}" for n in range(60)]
    assert assert_same(with_ledger(vector("tight"), cuts=CUTS, witnesses=lines)) == 0
    assert assert_same(with_ledger(vector("tight"), cuts=CUTS, witnesses=lines * 2)) == 1


# the tree


def test_every_leaf_of_every_small_tree_is_found_in_its_place_only() -> None:
    leaves = [leaf_hash(bytes([index])) for index in range(20)]
    for size in range(1, 20):
        frontier, nodes = Frontier(), {}
        for index, leaf in enumerate(leaves[:size]):
            nodes[index] = leaf
            nodes.update(frontier.append(leaf))
        root = frontier.root()
        for index in range(size):
            path = inclusion_proof(index, size, lambda level, at: nodes[node_key(level, at)])  # noqa: B023
            for other in range(size + 2):
                assert verify_draw.is_included(leaves[index], other, size, path, root) == (other == index)
            assert not verify_draw.is_included(leaves[index], index, size, [*path, root], root)
            assert not path or not verify_draw.is_included(leaves[index], index, size, path[:-1], root)


def test_both_are_asked_about_the_same_steps() -> None:
    assert [step["en"] for step in ours(FILES)["steps"]] == [step["en"] for step in theirs(FILES)["steps"]]
    assert ed25519.public_key(SEED) == KEY.public_key
