"""The one-file verifier beside `panel verify`: both reports of the same files, and a ledger for a transcript."""

import importlib.util
import json
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

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
from panel.draw.verify import Recorded
from panel.draw.verify import verify as panel_verify
from panel.ledger_check import _expected, ledger_steps

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


def theirs(files: Mapping[str, bytes], leaves: Iterable[str] | None = None) -> dict[str, Any]:
    """What `panel verify --json` says, without trials."""
    report = panel_verify(Transcript(Memory(files)), leaves=leaves, ledger_steps=ledger_steps)
    steps = [
        {
            "number": number,
            "zh": step.zh,
            "en": step.en,
            "outcome": step.outcome.value[1],
            "finding_zh": step.finding_zh,
            "finding_en": step.finding_en,
        }
        for number, step in enumerate(report.steps, 1)
    ]
    return {"exit_code": report.exit_code, "steps": steps, "trials": {}}


def ours(files: Mapping[str, bytes], leaves: Iterable[str] | None = None) -> dict[str, Any]:
    """What the one-file verifier says with `--json`, without trials."""
    steps, _ = verify_draw.verify(verify_draw.Transcript(Memory(files)), leaves)
    document: dict[str, Any] = json.loads(verify_draw.report_json(steps, {}))
    return document


def outcome(report: dict[str, Any], sentence: str) -> str:
    """How one step ended."""
    (found,) = [step["outcome"] for step in report["steps"] if step["en"] == sentence]
    return str(found)


def story(files: Mapping[str, bytes]) -> list[tuple[str, dict[str, Any]]]:
    """What the log of a transcript's draw has to tell."""
    plan, reveals, result, events = (
        json.loads(files[f"{name}.json"]) for name in ("plan", "reveals", "result", "events")
    )
    recorded = Recorded(plan, _plan_digest(plan), reveals, result, events, {})
    return [(type_, dict(facts)) for type_, facts in _expected(recorded)]


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


def _plan_digest(plan: Any) -> str:
    from panel.draw.plan import plan_digest

    return plan_digest(plan)
