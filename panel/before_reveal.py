"""What a contributor's device makes sure of before it lets go of the secret (draw-protocol §6)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import BinaryIO

from kernel.errors import Refused
from kernel.messages import language
from ledger.cosignatures import signed_time
from ledger.entry_file import CheckedEntry, check_entry_file
from ledger.note import WITNESS, parse_key, signatures_by, take_apart
from ledger.proof import parse_proof
from panel.drand import is_quicknet
from panel.draw import audit
from panel.draw.documents import Plan
from panel.draw.faults import BrokenRuleError
from panel.draw.plan import plan_digest
from panel.draw.report import NotDoneError
from panel.draw.steps import Case
from panel.draw.transcript import Transcript
from panel.secret import Secret


@dataclass(frozen=True, slots=True)
class CheckedPlan:
    """A plan that keeps the rules, holds one's own commitment, and is in the log.

    role: in which one contributes.
    digest: to be compared with the record afterwards.
    entered: its entry, and under which checkpoint that stands.
    note: that checkpoint as it was signed, for whoever asks for cosignatures on it.
    """

    plan: Plan
    role: str
    digest: str
    entered: CheckedEntry
    note: str


class InMemory:
    """Files that are no files yet."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._files = files

    def open(self, name: str) -> BinaryIO | None:
        return BytesIO(self._files[name]) if name in self._files else None

    def ledger_names(self) -> list[str]:
        return [name for name in self._files if name.startswith("ledger/")]


def check_before_reveal(files: Transcript, secret: Secret) -> CheckedPlan:
    """Check plan, pool and ledger as they were handed out, and with `audit/` every line of the pool.

    Args:
        files: what `panel draw plan` exports; the log's key is the files' own.
        secret: one's own.

    Raises:
        Refused: a rule of the protocol is broken, naming the first difference; the plan is another draw's, or
            holds another commitment than one's own, or waits for an unknown chain of drand; the log has no
            plan, or another one.
        InputError, NotProven: a proof or signature does not hold.
    """
    plan = _right_plan(files)
    own = [who for who in plan["contributors"] if who["party"] == secret.party]
    if plan["draw"] != secret.draw or [who["commitment"] for who in own] != [secret.commitment]:
        raise Refused("draw.not_my_commitment")
    beacon = plan["beacon"]
    if beacon is not None and beacon["kind"] == "drand" and not is_quicknet(beacon):
        raise Refused("draw.unknown_chain")
    digest = plan_digest(plan)
    logged = [found for found in _plans_in_log(files.ledger()) if found[0].entry.subject == plan["draw"]]
    if [(found.payload or {}).get("plan_digest") for found, _ in logged] != [digest]:
        raise Refused("draw.plan_not_logged")
    return CheckedPlan(plan, own[0]["role"], digest, *logged[0])


def check_witnessed(note: str, vkey: str) -> None:
    """See that a witness whose key one knows cosigned the checkpoint; the log's own signature is not looked at.

    Args:
        vkey: the line that the witness printed, from the witness and not from the log.

    Raises:
        InputError: it is no witness's key, or no signed note.
        Refused: the cosignature is missing or wrong.
    """
    key = parse_key(vkey, WITNESS)
    text, signatures = take_apart(note)
    if not any(signed_time(data, text, key) is not None for data in signatures_by(key, signatures)):
        raise Refused("draw.not_witnessed", witness=key.name)


def _right_plan(files: Transcript) -> Plan:
    """The plan, if the verifier's own steps find plan, pool and chances right."""
    case = Case(files, None)
    try:
        if case.written is None:
            raise case.problems[0]  # the plan is the first file that is read
        case.check_plan()
        case.check_pool()
        case.check_chances()
        if files.has(audit.KEY):
            case.check_draw_key()
            case.check_audit_lines()
    except (BrokenRuleError, NotDoneError) as fault:
        raise Refused("draw.bad_plan", fault=fault.en if language() == "en" else fault.zh) from fault
    return case.written


def _plans_in_log(files: Mapping[str, bytes]) -> Iterator[tuple[CheckedEntry, str]]:
    """Every published plan that the ledger's files prove, and the note of its checkpoint."""
    for name in files:
        stem, _, ending = name.rpartition(".")
        key = f"{stem.rpartition('/')[0]}/log.vkey"
        if ending == "json" and {f"{stem}.tlog-proof", key} <= files.keys():
            proof = files[f"{stem}.tlog-proof"].decode("utf-8", "replace")
            found = check_entry_file(files[name], proof, files[key].decode("utf-8", "replace"))
            if found.entry.type == "plan.published":
                yield found, parse_proof(proof).note
