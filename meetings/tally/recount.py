"""The recount 复核计票: everything about a vote computed again, from nothing but what the ledger holds of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from kernel.canonical import canonical_json
from kernel.errors import PanelError, Refused
from kernel.messages import sentence
from meetings.session.ballots import BallotCommitted, BallotsOpened, check_opened, counting
from meetings.tally.count import Condition, Need, Outcome, Tally, conditions, tally
from meetings.tally.entries import RosterFrozen, VoteClosed, VoteOpened, VoterClass

_COMMITTED = "ballot.committed"
_WORDS = {
    VoterClass.UNIT: "counting.unit",
    VoterClass.EXPERT: "counting.expert",
    Need.QUORUM: "counting.quorum",
    Need.MUST_ATTEND: "counting.must_attend",
    Need.EXPERTS: "counting.experts",
    Need.PASS: "counting.pass",
    Need.MAJORITY: "counting.majority",
    Outcome.PASSED: "counting.passed",
    Outcome.NOT_PASSED: "counting.not_passed",
    Outcome.NO_QUORUM: "counting.no_quorum",
}


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the message catalogue; its parameters may be sentences."""

    code: str
    params: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return sentence(self.code, **self.params)


@dataclass(frozen=True, slots=True)
class Finding:
    """One step of the recount, and whether the ledger agrees with it."""

    agrees: bool
    text: Sentence


def recount(entries: Sequence[tuple[str, object]]) -> tuple[Finding, ...]:
    """Recount one vote; nothing in its entries is believed that can be computed.

    Args:
        entries: type and payload of `roster.frozen`, `vote.opened`, every `ballot.committed`,
            `vote.closed`, `ballots.opened` and `tally` of one vote, in ledger order.

    Returns:
        The steps that agree, in order; after the first difference, which is the last finding,
        nothing is computed. The vote stands if all agree.
    """
    return tuple(_findings(entries))


def _findings(entries: Sequence[tuple[str, object]]) -> Iterator[Finding]:
    try:
        for step in _steps(entries):
            yield Finding(agrees=True, text=step)
    except PanelError as error:
        yield Finding(agrees=False, text=Sentence(error.code, error.params))


def _steps(entries: Sequence[tuple[str, object]]) -> Iterator[Sentence]:
    payloads = _in_order(entries)
    yield Sentence("counting.entries", {"number": len(payloads)})
    roster = RosterFrozen.from_payload(payloads[0])
    opened = VoteOpened.from_payload(payloads[1])
    committed = [BallotCommitted.from_payload(payload) for payload in payloads[2:-3]]
    closed = VoteClosed.from_payload(payloads[-3])
    batch = BallotsOpened.from_payload(payloads[-2])
    recorded = Tally.from_payload(payloads[-1])
    eligible = [seat.slot for seat in roster.eligible()]
    yield Sentence("counting.roster", {"seats": len(roster.seats), "eligible": len(eligible)})

    voters = counting(opened.vote, committed)
    for slot in sorted(voters.keys() - set(eligible)):
        raise Refused("counting.not_eligible", slot=slot)
    yield Sentence("counting.committed", {"ballots": len(committed), "voters": len(voters)})

    choices = check_opened(opened.vote, opened.round, committed, batch)
    yield Sentence("counting.opened", {"ballots": len(choices)})

    for need in conditions(roster, opened, closed, choices):
        yield stated(need)
    recounted = tally(roster, opened, closed, choices)
    _compare(recorded, recounted)
    yield Sentence("counting.tally", {"outcome": Sentence(_WORDS[recounted.outcome])})


def _in_order(entries: Sequence[tuple[str, object]]) -> list[object]:
    """The payloads, once their entries are all there, each once, in the order in which a vote goes."""
    types = [event for event, _ in entries]
    before, after = ["roster.frozen", "vote.opened"], ["vote.closed", "ballots.opened", "tally"]
    expected = [*before, *[_COMMITTED] * types.count(_COMMITTED), *after]
    for place, (wanted, found) in enumerate(zip_longest(expected, types), start=1):
        if wanted != found:
            raise Refused("counting.order", place=place, wanted=wanted or "–", found=found or "–")
    return [payload for _, payload in entries]


def stated(need: Condition) -> Sentence:
    """A need of a vote in words, with its arithmetic and whether it is met."""
    of = need.of if need.need is Need.MUST_ATTEND else Sentence(_WORDS[VoterClass(need.of)])
    verdict = Sentence("counting.met" if need.met else "counting.unmet")
    params = {"of": of, "arithmetic": need.arithmetic, "verdict": verdict}
    return Sentence(_WORDS[need.need], params)


def _compare(recorded: Tally, recounted: Tally) -> None:
    entered = recorded.to_payload()
    for member, value in recounted.to_payload().items():
        if entered[member] != value:
            raise Refused(
                "counting.differs",
                member=member,
                recorded=canonical_json(entered[member]).decode(),
                recounted=canonical_json(value).decode(),
            )
