"""The rules of a vote as data: integers only, compared by cross-multiplication (ledger-and-votes §2.2).

The constants are 本机关会议规则, this organ's own meeting rules, and not law.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from kernel.errors import InputError
from meetings.tally.payload import IS_ID, each, is_flag, is_object, members, one_of, whole


class Base(StrEnum):
    """Of whom a share is taken, within one class of voters."""

    SEATS = "seats"  # all seats of the roster
    ELIGIBLE = "eligible"  # seats less recused: 应到
    PRESENT = "present"  # eligible and present: 实到
    VALID = "valid"  # ballots cast, abstentions among them
    YN = "yn"  # ballots that agree or disagree


@dataclass(frozen=True, slots=True)
class Threshold:
    """A share of `base` that has to be reached, or exceeded if `strict`.

    三分之二以上 is 2/3, not strict; 过半数 is 1/2, strict.

    Raises:
        InputError: not a share above 0 and up to 1.
    """

    base: Base
    num: int
    den: int
    strict: bool

    def __post_init__(self) -> None:
        if not 0 < self.num <= self.den:
            raise InputError("counting.bad_share", num=self.num, den=self.den)

    def to_payload(self) -> dict[str, object]:
        return {"base": self.base.value, "num": self.num, "den": self.den, "strict": self.strict}

    @classmethod
    def from_payload(cls, payload: object) -> Self:
        """Read the form of `to_payload`.

        Raises:
            InputError: it is anything else.
        """
        forms = {"base": one_of(Base), "num": whole(1), "den": whole(1), "strict": is_flag}
        known = members("vote.opened", payload, forms)
        return cls(Base(known["base"]), known["num"], known["den"], known["strict"])


@dataclass(frozen=True, slots=True)
class Rules:
    """What a vote needs to be valid and to pass; in the ledger within `vote.opened`.

    quorum: the share of each binding class that has to be present 法定人数.
    passing: the share of each binding class that has to agree 通过比例.
    least_experts: how many experts have to be present; 0 for none.
    must_attend: slots that have to be present, as that of the determining unit 认定单位.
    """

    quorum: Threshold
    passing: Threshold
    least_experts: int
    must_attend: tuple[str, ...] = ()

    def to_payload(self) -> dict[str, object]:
        return {
            "quorum": self.quorum.to_payload(),
            "pass": self.passing.to_payload(),
            "least_experts": self.least_experts,
            "must_attend": list(self.must_attend),
        }

    @classmethod
    def from_payload(cls, payload: object) -> Self:
        """Read the form of `to_payload`.

        Raises:
            InputError: it is anything else.
        """
        forms = {
            "quorum": is_object,
            "pass": is_object,
            "least_experts": whole(0),
            "must_attend": each(IS_ID),
        }
        known = members("vote.opened", payload, forms)
        quorum = Threshold.from_payload(known["quorum"])
        passing = Threshold.from_payload(known["pass"])
        return cls(quorum, passing, known["least_experts"], tuple(known["must_attend"]))


QUORUM = Threshold(Base.ELIGIBLE, 2, 3, strict=False)
LEAST_EXPERTS = {"ordinary": 3, "special": 5}
"""How many experts have to be present, by the kind of meeting (本机关会议规则)."""
PUNISHMENT = Rules(QUORUM, Threshold(Base.PRESENT, 2, 3, strict=False), least_experts=3)
REWARD = Rules(QUORUM, Threshold(Base.PRESENT, 1, 2, strict=True), least_experts=3)
