"""The ledger's part of a transcript: that what it tells was entered when it happened, in that order."""

from collections.abc import Iterator, Mapping
from hashlib import sha256

from kernel.canonical import canonical_json, tagged_hash
from kernel.errors import PanelError
from ledger.entry_file import CheckedEntry, check_entry_file
from panel.draw.faults import BrokenRuleError, compare
from panel.draw.report import Step, run
from panel.draw.verify import Recorded

KEY = "ledger/log.vkey"


def ledger_steps(recorded: Recorded) -> list[Step]:
    """Steps for a transcript that has `ledger/`: proofs first, then what the entries say.

    The key is the transcript's own; whoever wants more than consistency compares it, and the
    checkpoint's root, with what filed documents print.
    """
    entries: list[CheckedEntry] = []

    def prove() -> None:
        entries.extend(_proven(recorded.ledger))

    proven = run(
        "日志条目均在同一密钥签名的检查点之内。",
        "Every entry stands under a checkpoint signed with one key.",
        prove,
    )
    if not entries:
        return [proven]
    return [
        proven,
        run(
            "方案、揭示、结果、递补均已按次序记入日志。",
            "Plan, reveals, result and replacements were entered in this order.",
            lambda: _check_story(recorded, entries),
        ),
    ]


def _proven(files: Mapping[str, bytes]) -> Iterator[CheckedEntry]:
    """The entries in the order of the log."""
    key = _text(files, KEY)
    numbers = [name.removesuffix(".json") for name in files if name.endswith(".json")]
    if not numbers:
        raise BrokenRuleError("ledger/没有条目", "ledger/ has no entry")
    checked = []
    for name in numbers:
        proof = _text(files, f"{name}.tlog-proof")
        try:
            checked.append(check_entry_file(files[f"{name}.json"], proof, key))
        except PanelError as error:
            raise BrokenRuleError(f"{name}：{error}", f"{name}: {error.code}") from error
    yield from sorted(checked, key=lambda entry: entry.entry.n)


def _text(files: Mapping[str, bytes], name: str) -> str:
    if name not in files:
        raise BrokenRuleError(f"缺少{name}", f"{name} is missing")
    try:
        return files[name].decode("utf-8")
    except UnicodeDecodeError:
        raise BrokenRuleError(f"{name}不是文本", f"{name} is no text") from None


def _check_story(recorded: Recorded, entries: list[CheckedEntry]) -> None:
    """Compare what the entries tell with the transcript, in the order of the log."""
    numbers = [entry.entry.n for entry in entries]
    if len(set(numbers)) != len(numbers):
        raise BrokenRuleError("日志条目重复", "an entry stands twice")
    expected = list(_expected(recorded))
    types = {type_ for type_, _ in expected} | {"plan.published", "panel.drawn", "member.replaced"}
    told = [
        (entry.entry.type, entry.payload or {})
        for entry in entries
        if entry.entry.type in types and entry.entry.subject == recorded.plan["draw"]
    ]
    compare("ledger (order)", [type_ for type_, _ in expected], [type_ for type_, _ in told])
    for number, ((type_, facts), (_, payload)) in enumerate(zip(expected, told, strict=True)):
        for name, value in facts.items():
            compare(f"ledger[{number}] {type_}.{name}", value, payload.get(name))


def _expected(recorded: Recorded) -> Iterator[tuple[str, Mapping[str, object]]]:
    """What must have been entered, and the facts that must stand there."""
    draw = recorded.plan["draw"]
    yield "plan.published", {"draw": draw, "plan_digest": recorded.plan_digest}
    for party, value in recorded.reveals["contributions"]:
        if value != "withheld":
            digest = sha256(bytes.fromhex(value)).hexdigest()
            yield "secret.revealed", {"draw": draw, "party": party, "value_digest": digest}
    if "void" in recorded.result:
        void = recorded.result["void"]
        yield "attempt.voided", {"draw": draw, "parties": void["parties"], "reason": void["reason"]}
        return
    digest = tagged_hash("panel/result", canonical_json(recorded.result)).hex()
    yield "panel.drawn", {"draw": draw, "plan_digest": recorded.plan_digest, "result_digest": digest}
    for event in recorded.events:
        yield "member.replaced", {"draw": draw, "event": event}
