"""§9: the verifier. It recomputes everything that can be recomputed and believes nothing."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from panel.draw.documents import Event, Plan, Result, Reveals
from panel.draw.plan import plan_digest
from panel.draw.report import Report, Step, UncheckedError, run
from panel.draw.steps import BeaconCheck, Case, needed
from panel.draw.transcript import Transcript


@dataclass(frozen=True, slots=True)
class Recorded:
    """What the ledger's own check is given: four files in good form, and the raw files of `ledger/`.

    Attributes:
        plan_digest: of `plan`, 64 hex digits.
        ledger: the files by name (`ledger/…`).
    """

    plan: Plan
    plan_digest: str
    reveals: Reveals
    result: Result
    events: list[Event]
    ledger: Mapping[str, bytes]


LedgerSteps = Callable[[Recorded], Iterable[Step]]


def verify(
    transcript: Transcript,
    *,
    leaves: Iterable[str] | None = None,
    ledger_steps: LedgerSteps | None = None,
    beacon_check: BeaconCheck | None = None,
) -> Report:
    """Verify a transcript, whatever may be wrong with it.

    Args:
        transcript: see `transcript.open_transcript`.
        leaves: the register's current leaves, one hex leaf each, if the reader has them.
        ledger_steps: checks `ledger/`, which is no business of this pure room; called if there is one.
        beacon_check: checks a drand round's signature; without it that step is "not checked".
    """
    case = Case(transcript, leaves, beacon_check)
    steps = [run(zh, en, check) for zh, en, check in case.checks()]
    return Report((*steps, *_ledger(case, ledger_steps)))


def _ledger(case: Case, ledger_steps: LedgerSteps | None) -> Iterable[Step]:
    recorded: list[Recorded] = []

    def check() -> None:
        files = case.transcript.ledger()
        if not files:
            raise UncheckedError("没有ledger/", "there is no ledger/")
        if ledger_steps is None:
            raise UncheckedError("此处不检查账本", "the ledger is not checked here")
        recorded.append(_recorded(case, files))

    step = run("存证日志齐备。", "The ledger's entries and proofs are there.", check)
    return [step, *(ledger_steps(recorded[0]) if ledger_steps and recorded else ())]


def _recorded(case: Case, ledger: Mapping[str, bytes]) -> Recorded:
    plan = needed(case.plan, "方案", "the plan")
    return Recorded(
        plan,
        plan_digest(plan),
        needed(case.reveals, "reveals.json", "reveals.json"),
        needed(case.result, "result.json", "result.json"),
        needed(case.events, "events.json", "events.json"),
        ledger,
    )
