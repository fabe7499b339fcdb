"""What the ledger holds of a vote before and around its ballots (ledger-and-votes §2, items 1, 2 and 5).

The ballots' own entries are in `meetings/session/ballots.py`, the tally's in `meetings/tally/count.py`.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from kernel.canonical import tagged_hash
from kernel.errors import InputError
from meetings.session.ballots import Choice
from meetings.tally.payload import (
    IS_DIGEST,
    IS_ID,
    IS_MOMENT,
    each,
    exactly,
    is_object,
    is_reason,
    members,
    one_of,
    whole,
)
from meetings.tally.rules import Rules

OPTIONS = [choice.value for choice in Choice]
NAMED = "named"


class VoterClass(StrEnum):
    """Classes of voters are counted apart, always."""

    UNIT = "unit"  # 参会单位
    EXPERT = "expert"  # 专家


@dataclass(frozen=True, slots=True)
class Seat:
    """A voter's place: `ref` is a unit's code or an expert's tag."""

    slot: str
    voters: VoterClass
    ref: str

    def to_payload(self) -> dict[str, object]:
        return {"slot": self.slot, "class": self.voters.value, "ref": self.ref}

    @classmethod
    def from_payload(cls, payload: object) -> Self:
        """Read the form of `to_payload`.

        Raises:
            InputError: it is anything else.
        """
        forms = {"slot": IS_ID, "class": one_of(VoterClass), "ref": IS_ID}
        known = members("roster.frozen", payload, forms)
        return cls(known["slot"], VoterClass(known["class"]), known["ref"])


@dataclass(frozen=True, slots=True)
class Recusal:
    """A voter who takes no part in this item 回避, and why, by code or in words."""

    slot: str
    reason: str

    def to_payload(self) -> dict[str, object]:
        return {"slot": self.slot, "reason": self.reason}

    @classmethod
    def from_payload(cls, payload: object) -> Self:
        """Read the form of `to_payload`.

        Raises:
            InputError: it is anything else.
        """
        return cls(**members("roster.frozen", payload, {"slot": IS_ID, "reason": is_reason}))


@dataclass(frozen=True, slots=True)
class RosterFrozen:
    """`roster.frozen {meeting, item, seats: [{slot, class, ref}], recused: [{slot, reason}]}`: who may vote.

    Raises:
        InputError: a slot or a voter stands on it twice, or a recusal is of no seat.
    """

    meeting: str
    item: str
    seats: tuple[Seat, ...]
    recused: tuple[Recusal, ...]

    def __post_init__(self) -> None:
        slots = [seat.slot for seat in self.seats]
        _refuse_doubles(slots)
        _refuse_doubles([f"{seat.voters}:{seat.ref}" for seat in self.seats])
        recused = [recusal.slot for recusal in self.recused]
        _refuse_doubles(recused)
        for slot in sorted(set(recused) - set(slots)):
            raise InputError("counting.no_such_slot", slot=slot)

    def eligible(self) -> tuple[Seat, ...]:
        """The seats less the recused ones."""
        recused = {recusal.slot for recusal in self.recused}
        return tuple(seat for seat in self.seats if seat.slot not in recused)

    def to_payload(self) -> dict[str, object]:
        return {
            "meeting": self.meeting,
            "item": self.item,
            "seats": [seat.to_payload() for seat in self.seats],
            "recused": [recusal.to_payload() for recusal in self.recused],
        }

    @classmethod
    def from_payload(cls, payload: object) -> Self:
        """Read the payload.

        Raises:
            InputError: it is anything else.
        """
        objects = each(is_object)
        forms = {"meeting": IS_ID, "item": IS_ID, "seats": objects, "recused": objects}
        known = members("roster.frozen", payload, forms)
        seats = tuple(map(Seat.from_payload, known["seats"]))
        return cls(known["meeting"], known["item"], seats, tuple(map(Recusal.from_payload, known["recused"])))


@dataclass(frozen=True, slots=True)
class VoteOpened:
    """`vote.opened {vote, round, question_hash, options, mode, binding, rules, closes_at}`.

    vote: public id of this round's vote. round: from 1 for each agenda item.
    question_hash: see `question_hash()`.
    binding: the classes that decide; the others advise.
    closes_at: RFC 3339, UTC: no ballot is taken after it.
    """

    vote: str
    round: int
    question_hash: str
    binding: tuple[VoterClass, ...]
    rules: Rules
    closes_at: str

    def __post_init__(self) -> None:
        if not self.binding:
            raise InputError("counting.nobody_decides")

    def to_payload(self) -> dict[str, object]:
        return {
            "vote": self.vote,
            "round": self.round,
            "question_hash": self.question_hash,
            "options": OPTIONS,
            "mode": NAMED,
            "binding": [voters.value for voters in self.binding],
            "rules": self.rules.to_payload(),
            "closes_at": self.closes_at,
        }

    @classmethod
    def from_payload(cls, payload: object) -> Self:
        """Read the payload.

        Raises:
            InputError: it is anything else.
        """
        forms = {
            "vote": IS_ID,
            "round": whole(1),
            "question_hash": IS_DIGEST,
            "options": exactly(OPTIONS),
            "mode": exactly(NAMED),
            "binding": each(one_of(VoterClass)),
            "rules": is_object,
            "closes_at": IS_MOMENT,
        }
        known = members("vote.opened", payload, forms)
        return cls(
            vote=known["vote"],
            round=known["round"],
            question_hash=known["question_hash"],
            binding=tuple(map(VoterClass, known["binding"])),
            rules=Rules.from_payload(known["rules"]),
            closes_at=known["closes_at"],
        )


@dataclass(frozen=True, slots=True)
class VoteClosed:
    """`vote.closed {vote, present}`: the slots that were present when the vote was closed."""

    vote: str
    present: tuple[str, ...]

    def to_payload(self) -> dict[str, object]:
        return {"vote": self.vote, "present": sorted(self.present)}

    @classmethod
    def from_payload(cls, payload: object) -> Self:
        """Read the payload.

        Raises:
            InputError: it is anything else.
        """
        known = members("vote.closed", payload, {"vote": IS_ID, "present": each(IS_ID)})
        return cls(known["vote"], tuple(known["present"]))


def question_hash(question: str) -> str:
    """`H("panel/question", utf8(question))`, 64 hex digits: what was asked cannot be reworded afterwards."""
    return tagged_hash("panel/question", question.encode()).hex()


def _refuse_doubles(names: list[str]) -> None:
    for place, name in enumerate(names):
        if name in names[:place]:
            raise InputError("counting.roster_doubled", name=name)
