"""The one-file verifier beside `panel verify`: both reports of the same files, and a ledger for a transcript."""

import importlib.util
import io
import json
import sys
from collections.abc import Iterable, Mapping
from contextlib import redirect_stdout
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
from panel.verify import _show_json
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


def theirs(files: Mapping[str, bytes], leaves: Iterable[str] | None = None) -> Any:
    """What `panel verify --json` says of files in memory."""
    report = panel_verify(Transcript(Memory(files)), leaves=leaves, ledger_steps=ledger_steps)
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
    last = our_report["steps"][-1]["finding_en"]
    if last.startswith("ledger (order)") and last.endswith(('"secret.revealed"', '"attempt.voided"')):
        # Entries that a transcript must not have: the page forbids them, and the other does not look for them yet.
        assert our_report.pop("exit_code") == 1
        del their_report["exit_code"], our_report["steps"][-1], their_report["steps"][-1]
        assert our_report == their_report
        return 1
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
    files: Mapping[str, bytes], told: list[tuple[str, dict[str, Any]]] | None = None
) -> dict[str, bytes]:
    """The files and a `ledger/` of an invented log, in which other entries stand before and between."""
    draw = json.loads(files["plan.json"])["draw"]
    salt = bytes(range(32))
    logged = []
    for type_, facts in story(files) if told is None else told:
        logged += [("sample.noted", {"word": "示例"}), (type_, facts)]
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
    frontier, nodes = Frontier(), {}
    for entry in entries:
        nodes[entry.n] = entry.hash()
        nodes.update(frontier.append(entry.hash()))
    note = signed_note(Checkpoint(KEY.name, len(entries), frontier.root()).text())
    made = {**files, "ledger/log.vkey": f"{KEY}\n".encode()}
    for entry, (type_, facts) in zip(entries, logged, strict=True):
        if type_ != "sample.noted" or entry.n == 0:
            path = inclusion_proof(entry.n, len(entries), lambda level, index: nodes[level << 48 | index])
            made[f"ledger/{entry.n}.json"] = write_entry_file(entry, facts, salt)
            made[f"ledger/{entry.n}.tlog-proof"] = LogProof(entry.n, tuple(path), note).text().encode()
    return made


def signed_note(text: str, key: VerifierKey = KEY, seed: bytes = SEED) -> str:
    return sign_note(text, key, lambda message: ed25519.sign(seed, message))
