"""The tally 计票: who was there, what was chosen, whether that suffices. Every figure can be recomputed."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from kernel.errors import Refused
from meetings.session.ballots import Choice
from meetings.tally.entries import RosterFrozen, VoteClosed, VoteOpened, VoterClass
from meetings.tally.payload import IS_ID, is_flag, is_object, members, one_of, whole
from meetings.tally.rules import Base, Threshold


class Outcome(StrEnum):
    """What a vote comes to."""

    PASSED = "passed"  # 通过
    NOT_PASSED = "not_passed"  # 未通过
    NO_QUORUM = "no_quorum"  # 未达法定人数, nothing is decided


class Need(StrEnum):
    """What a vote needs: the first three to be valid, the last two to pass."""

    QUORUM = "quorum"  # enough of a binding class present
    MUST_ATTEND = "must_attend"  # a certain slot present
    EXPERTS = "experts"  # enough experts present
    PASS = "pass"  # enough of a binding class agree  # noqa: S105  no password
    MAJORITY = "majority"  # more of a binding class agree than disagree: a tie fails


_TO_PASS = {Need.PASS, Need.MAJORITY}


@dataclass(frozen=True, slots=True)
class Condition:
    """One need with its arithmetic: `count` against `num`/`den` of `base`.

    of: the class of voters, or the slot that has to attend.
    """

    need: Need
    of: str
    count: int
    base: int
    num: int = 1
    den: int = 1
    strict: bool = False

    @property
    def met(self) -> bool:
        """Integer cross-multiplication; nobody is never enough, not even of nobody."""
        left, right = self.count * self.den, self.base * self.num
        return self.count > 0 and (left > right or (left == right and not self.strict))

    @property
    def arithmetic(self) -> str:
        """`7×3=21 > 9×2=18`, or plainly `5 > 2` where a number is compared and no share."""
        left, right = self.count * self.den, self.base * self.num
        sign = "=" if left == right else ">" if left > right else "<"
        if self.num == self.den == 1:
            return f"{left} {sign} {right}"
        return f"{self.count}×{self.den}={left} {sign} {self.base}×{self.num}={right}"


@dataclass(frozen=True, slots=True)
class Counts:
    """The ballots of one class of voters."""

    agree: int
    disagree: int
    abstain: int

    @property
    def valid(self) -> int:
        """All ballots cast; an abstention is one."""
        return self.agree + self.disagree + self.abstain

    def to_payload(self) -> dict[str, object]:
        return {"agree": self.agree, "disagree": self.disagree, "abstain": self.abstain}

    @classmethod
    def from_payload(cls, payload: object) -> Self:
        """Read the form of `to_payload`.

        Raises:
            InputError: it is anything else.
        """
        return cls(**members("tally", payload, dict.fromkeys(Choice, whole(0))))


@dataclass(frozen=True, slots=True)
class Tally:
    """`tally {vote, counts, present, base, quorum_met, outcome}`.

    counts: of each class, deciding or advising.
    present: eligible voters who were present, of each class.
    base: the number that the rule to pass is applied to, of each class.
    """

    vote: str
    counts: Mapping[VoterClass, Counts]
    present: Mapping[VoterClass, int]
    base: Mapping[VoterClass, int]
    quorum_met: bool
    outcome: Outcome

    def to_payload(self) -> dict[str, object]:
        return {
            "vote": self.vote,
            "counts": {voters.value: counts.to_payload() for voters, counts in self.counts.items()},
            "present": {voters.value: number for voters, number in self.present.items()},
            "base": {voters.value: number for voters, number in self.base.items()},
            "quorum_met": self.quorum_met,
            "outcome": self.outcome.value,
        }

    @classmethod
    def from_payload(cls, payload: object) -> Self:
        """Read the payload.

        Raises:
            InputError: it is anything else.
        """
        forms = {
            "vote": IS_ID,
            "counts": is_object,
            "present": is_object,
            "base": is_object,
            "quorum_met": is_flag,
            "outcome": one_of(Outcome),
        }
        known = members("tally", payload, forms)
        counts = members("tally", known["counts"], dict.fromkeys(VoterClass, is_object))
        present = members("tally", known["present"], dict.fromkeys(VoterClass, whole(0)))
        base = members("tally", known["base"], dict.fromkeys(VoterClass, whole(0)))
        return cls(
            vote=known["vote"],
            counts={voters: Counts.from_payload(counts[voters]) for voters in VoterClass},
            present={voters: present[voters] for voters in VoterClass},
            base={voters: base[voters] for voters in VoterClass},
            quorum_met=known["quorum_met"],
            outcome=Outcome(known["outcome"]),
        )


@dataclass(frozen=True, slots=True)
class _Bench:
    """One class of voters in numbers."""

    seats: int
    eligible: int
    present: int
    counts: Counts

    def size(self, base: Base) -> int:
        sizes = {
            Base.SEATS: self.seats,
            Base.ELIGIBLE: self.eligible,
            Base.PRESENT: self.present,
            Base.VALID: self.counts.valid,
            Base.YN: self.counts.agree + self.counts.disagree,
        }
        return sizes[base]


def conditions(
    roster: RosterFrozen, opened: VoteOpened, closed: VoteClosed, choices: Mapping[str, Choice]
) -> tuple[Condition, ...]:
    """What the vote needs, with the arithmetic of each need.

    Each binding class decides by itself: where experts bind too, units and experts both have to be
    quorate and both have to agree. A tie fails whatever the share (ledger-and-votes §2.2).

    Args:
        roster, opened, closed: the vote's entries.
        choices: what each slot chose, of the ballots that count.

    Raises:
        Refused: an entry is of another vote, a slot that is not eligible counts as present, or a
            slot that was not present voted.
    """
    return _conditions(opened, closed, _benches(roster, opened, closed, choices))


def tally(
    roster: RosterFrozen, opened: VoteOpened, closed: VoteClosed, choices: Mapping[str, Choice]
) -> Tally:
    """Count a closed vote; arguments and errors as for `conditions`."""
    benches = _benches(roster, opened, closed, choices)
    needs = _conditions(opened, closed, benches)
    quorum_met = all(need.met for need in needs if need.need not in _TO_PASS)
    passed = all(need.met for need in needs)
    undecided = Outcome.NOT_PASSED if quorum_met else Outcome.NO_QUORUM
    return Tally(
        vote=opened.vote,
        counts={voters: bench.counts for voters, bench in benches.items()},
        present={voters: bench.present for voters, bench in benches.items()},
        base={voters: bench.size(opened.rules.passing.base) for voters, bench in benches.items()},
        quorum_met=quorum_met,
        outcome=Outcome.PASSED if passed else undecided,
    )


def departs_from_experts(result: Tally) -> bool:
    """Whether the decision goes against the experts' majority, and so needs a written reason 未采纳专家意见的理由.

    The majority is more than half of the experts' valid votes, abstentions among them; without one,
    as in a tie, there is nothing to depart from. Without a quorum there is no decision.
    """
    experts = result.counts[VoterClass.EXPERT]
    against = {Outcome.PASSED: experts.disagree, Outcome.NOT_PASSED: experts.agree, Outcome.NO_QUORUM: 0}
    return 2 * against[result.outcome] > experts.valid


def _conditions(
    opened: VoteOpened, closed: VoteClosed, benches: Mapping[VoterClass, _Bench]
) -> tuple[Condition, ...]:
    rules = opened.rules
    needs = [
        _share(Need.QUORUM, voters, benches[voters].present, rules.quorum, benches[voters])
        for voters in opened.binding
    ]
    needs += [Condition(Need.MUST_ATTEND, slot, int(slot in closed.present), 1) for slot in rules.must_attend]
    if rules.least_experts:
        experts = benches[VoterClass.EXPERT].present
        needs.append(Condition(Need.EXPERTS, VoterClass.EXPERT, experts, rules.least_experts))
    for voters in opened.binding:
        counts = benches[voters].counts
        needs.append(_share(Need.PASS, voters, counts.agree, rules.passing, benches[voters]))
        needs.append(Condition(Need.MAJORITY, voters, counts.agree, counts.disagree, strict=True))
    return tuple(needs)


def _share(need: Need, voters: VoterClass, count: int, share: Threshold, bench: _Bench) -> Condition:
    return Condition(need, voters, count, bench.size(share.base), share.num, share.den, share.strict)


def _benches(
    roster: RosterFrozen, opened: VoteOpened, closed: VoteClosed, choices: Mapping[str, Choice]
) -> dict[VoterClass, _Bench]:
    if closed.vote != opened.vote:
        raise Refused("counting.other_vote", vote=closed.vote)
    eligible = {seat.slot: seat.voters for seat in roster.eligible()}
    present = set(closed.present)
    for slot in sorted(present - eligible.keys()):
        raise Refused("counting.not_eligible", slot=slot)
    for slot in sorted(choices.keys() - present):
        raise Refused("counting.not_present", slot=slot)
    benches = {}
    for voters in VoterClass:
        chosen = [choice for slot, choice in choices.items() if eligible[slot] is voters]
        benches[voters] = _Bench(
            seats=sum(seat.voters is voters for seat in roster.seats),
            eligible=sum(of is voters for of in eligible.values()),
            present=sum(eligible[slot] is voters for slot in present),
            counts=Counts(*(chosen.count(choice) for choice in Choice)),
        )
    return benches
