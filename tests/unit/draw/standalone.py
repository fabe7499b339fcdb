"""The one-file verifier beside `panel verify`: both reports of the same files, and a ledger for a transcript."""

import importlib.util
import io
import json
import sys
from collections.abc import Iterable, Mapping
from contextlib import redirect_stdout
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import Any

from click.testing import CliRunner
from rehearsal import Memory

from kernel.canonical import canonical_json
from ledger import ed25519
from ledger.checkpoint import Checkpoint
from ledger.entry import Entry, Visibility, payload_hash
from ledger.entry_file import write_entry_file
from ledger.note import VerifierKey, sign_note
from ledger.proof import LogProof
from ledger.tree import Frontier, inclusion_proof
from panel.draw.transcript import Transcript
from panel.draw.verify import verify as panel_verify
from panel.ledger_check import ledger_steps
from panel.verify import _show_json, beacon_check
from panel.verify import verify as command

PROGRAM = Path(__file__).parents[3] / "verifiers" / "verify_draw.py"
SEED = b"an invented key of an invented l"
KEY = VerifierKey("sample.example/log/1", ed25519.public_key(SEED))


def _load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("verify_draw", PROGRAM)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["verify_draw"] = module
    spec.loader.exec_module(module)
    return module


verify_draw = _load()
verify_draw.find_spec = lambda _: None  # a pairing takes a second: only the tests of signatures let them in


def theirs(files: Mapping[str, bytes], leaves: Iterable[str] | None = None) -> Any:
    """What `panel verify --json` says of files in memory."""
    check = beacon_check if verify_draw.find_spec("py_ecc") else None
    report = panel_verify(
        Transcript(Memory(files)), leaves=leaves, ledger_steps=ledger_steps, beacon_check=check
    )
    with redirect_stdout(io.StringIO()) as out:
        _show_json(report, {})
    return json.loads(out.getvalue())


def ours(files: Mapping[str, bytes], leaves: Iterable[str] | None = None) -> Any:
    """What the one-file verifier says of them with `--json`."""
    steps, _ = verify_draw.verify(verify_draw.Transcript(Memory(files)), leaves)
    return json.loads(verify_draw.report_json(steps, {}))


def assert_same(files: Mapping[str, bytes], leaves: Iterable[str] | None = None) -> int:
    """Both reports are the same, word by word; returns the exit code."""
    our_report, their_report = ours(files, leaves), theirs(files, leaves)
    assert our_report == their_report
    return int(our_report["exit_code"])


def run_ours(*arguments: object) -> tuple[int, str]:
    """Exit code and output of the program."""
    with redirect_stdout(io.TextIOWrapper(io.BytesIO(), "utf-8")) as out:
        code = verify_draw.main([str(argument) for argument in arguments])
        out.flush()
    return code, out.buffer.getvalue().decode()


def run_theirs(*arguments: object) -> tuple[int, str]:
    """Exit code and output of `panel verify`."""
    result = CliRunner().invoke(command, [str(argument) for argument in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.exit_code, result.stdout


def finding(report: Any, sentence: str) -> str:
    """What one step found, in English; empty if it passed."""
    (found,) = [step["finding_en"] for step in report["steps"] if step["en"] == sentence]
    return str(found)


def story(files: Mapping[str, bytes]) -> list[tuple[str, dict[str, Any]]]:
    """What the log of a transcript's draw has to tell."""
    names = ("plan", "reveals", "result", "events")
    return list(verify_draw.story(*(json.loads(files[f"{name}.json"]) for name in names)))


def with_ledger(
    files: Mapping[str, bytes],
    told: list[tuple[str, dict[str, Any]]] | None = None,
    *,
    cuts: Iterable[int] = (),
    witnesses: Iterable[str] = (),
) -> dict[str, bytes]:
    """The files and a `ledger/` of invented logs, in which other entries stand before and between.

    Args:
        told: what the logs tell instead of what the transcript does.
        cuts: before which of the things told a new log begins.
        witnesses: lines of other signers under every checkpoint.
    """
    told = story(files) if told is None else told
    ends = [*sorted(cuts), len(told)]
    made = dict(files)
    for number, (begin, end) in enumerate(pairwise([0, *ends]), 1):
        folder = "ledger" if number == 1 else f"ledger/{number}"
        logged: list[tuple[str, dict[str, Any]]] = []
        if number > 1:
            logged.append(("epoch.started", {"old_origin": key_of(number - 1).name}))
        for type_, facts in told[begin:end]:
            logged += [("sample.noted", {"word": "示例"}), (type_, facts)]
        draw = json.loads(files["plan.json"])["draw"]
        made |= {f"{folder}/{name}": data for name, data in _log(number, draw, logged, witnesses).items()}
    return made


def _log(
    number: int, draw: str, logged: list[tuple[str, dict[str, Any]]], witnesses: Iterable[str]
) -> dict[str, bytes]:
    """The files of one log; of the entries of no importance only the first is shown."""
    salt = bytes(range(32))
    entries = [
        Entry(
            n=n,
            at="2026-03-01T01:30:00Z",
            by="convener:sample",
            type=type_,
            subject=draw,
            visibility=Visibility.CLOSED,
            payload_hash=payload_hash(salt, canonical_json(facts)),
        )
        for n, (type_, facts) in enumerate(logged)
    ]
    key, frontier, nodes = key_of(number), Frontier(), {}
    for entry in entries:
        nodes[entry.n] = entry.hash()
        nodes.update(frontier.append(entry.hash()))
    text = Checkpoint(key.name, len(entries), frontier.root()).text()
    note = signed_note(text, key, seed_of(number)) + "".join(f"{line}\n" for line in witnesses)
    made = {"log.vkey": f"{key}\n".encode()}
    for entry, (type_, facts) in zip(entries, logged, strict=True):
        if type_ != "sample.noted" or entry.n == 0:
            path = inclusion_proof(entry.n, len(entries), lambda level, index: nodes[level << 48 | index])
            made[f"{entry.n}.json"] = write_entry_file(entry, facts, salt)
            made[f"{entry.n}.tlog-proof"] = LogProof(entry.n, tuple(path), note).text().encode()
    return made


def seed_of(log: int) -> bytes:
    return SEED if log == 1 else sha256(SEED + bytes([log])).digest()


def key_of(log: int) -> VerifierKey:
    return VerifierKey(f"sample.example/log/{log}", ed25519.public_key(seed_of(log)))


def signed_note(text: str, key: VerifierKey = KEY, seed: bytes = SEED) -> str:
    return sign_note(text, key, lambda message: ed25519.sign(seed, message))
