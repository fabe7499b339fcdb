"""The ledger's part of a transcript: that what it tells was entered when it happened, in that order."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import NamedTuple

from kernel.canonical import canonical_json, tagged_hash
from kernel.errors import PanelError
from ledger.entry_file import CheckedEntry, check_entry_file
from panel.draw.faults import BrokenRuleError, compare
from panel.draw.report import Step, run
from panel.draw.verify import Recorded

TOLD = {"plan.published", "secret.revealed", "attempt.voided", "panel.drawn", "member.replaced"}
"""The types of entries that tell a draw's story; each of them must have its place in the transcript."""


class Logged(NamedTuple):
    """An entry that its files prove, and the number of its log: 1, and one more with every epoch 日志更换."""

    log: int
    checked: CheckedEntry


def ledger_steps(recorded: Recorded) -> list[Step]:
    """Steps for a transcript that has `ledger/`: proofs first, then what the entries say.

    The keys are the transcript's own; whoever wants more than consistency compares them, and the
    checkpoints' roots, with what filed documents print.
    """
    entries: list[Logged] = []

    def prove() -> None:
        entries.extend(_proven(recorded.ledger))

    proven = run(
        "每一日志条目均在其日志密钥签名的检查点之内。",
        "Every entry stands under a checkpoint signed with the key of its log.",
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


def _proven(files: Mapping[str, bytes]) -> list[Logged]:
    """The entries in the order of the logs, and of their numbers in each."""
    logs: defaultdict[int, list[str]] = defaultdict(list)
    for name in files:
        if name.endswith(".json"):
            logs[_log_of(name)].append(name.removesuffix(".json"))
    if not logs:
        raise BrokenRuleError("ledger/没有条目", "ledger/ has no entry")
    proven = [Logged(log, checked) for log in sorted(logs) for checked in _checked(files, logs[log])]
    return sorted(proven, key=_place)


def _log_of(name: str) -> int:
    """`ledger/<n>.json` is an entry of log 1, `ledger/<k>/<n>.json` of log k."""
    folders = name.split("/")[1:-1]
    return int(folders[0]) if folders else 1


def _place(logged: Logged) -> tuple[int, int]:
    return logged.log, logged.checked.entry.n


def _checked(files: Mapping[str, bytes], names: list[str]) -> Iterator[CheckedEntry]:
    """The entries of one log, each under a checkpoint signed with the key that stands beside them."""
    key = _text(files, f"{names[0].rpartition('/')[0]}/log.vkey")
    for name in names:
        proof = _text(files, f"{name}.tlog-proof")
        try:
            yield check_entry_file(files[f"{name}.json"], proof, key)
        except PanelError as error:
            raise BrokenRuleError(f"{name}：{error}", f"{name}: {error.code}") from error


def _text(files: Mapping[str, bytes], name: str) -> str:
    if name not in files:
        raise BrokenRuleError(f"缺少{name}", f"{name} is missing")
    try:
        return files[name].decode("utf-8")
    except UnicodeDecodeError:
        raise BrokenRuleError(f"{name}不是文本", f"{name} is no text") from None


def _check_story(recorded: Recorded, entries: list[Logged]) -> None:
    """Compare what the entries tell with the transcript, in the order of the logs."""
    if len(set(map(_place, entries))) != len(entries):
        raise BrokenRuleError("日志条目重复", "an entry stands twice")
    expected = list(_expected(recorded))
    told = [
        (checked.entry.type, checked.payload or {})
        for _, checked in entries
        if checked.entry.type in TOLD and checked.entry.subject == recorded.plan["draw"]
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
