"""Named ballots 记名表决票: committed when cast, opened in one batch when the vote is closed.

Normative: ledger-and-votes §2, items 3 to 5.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from kernel.canonical import canonical_json, tagged_hash
from kernel.errors import Refused
from meetings.tally.payload import IS_DIGEST, IS_ID, is_object, members, one_of, whole

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_TRACKER_LENGTH = 10


class Choice(StrEnum):
    """What a ballot may say; every vote has these options in this order."""

    AGREE = "agree"  # 同意
    DISAGREE = "disagree"  # 反对
    ABSTAIN = "abstain"  # 弃权


class BallotsDiffer(Refused):
    """The opened batch is not what was committed; the code says how, the parameters whose ballot it is."""


@dataclass(frozen=True, slots=True)
class NamedBallot:
    """A ballot B as it is committed to, and later opened.

    vote: public id of the vote. round: the vote's round, from 1.
    slot: the voter's slot on the roster.
    rev: 1 for the voter's first ballot, one more for every change; the highest counts.
    nonce: 64 hex digits nobody can foresee, new for every ballot: they keep the choice secret until the opening.
    """

    vote: str
    round: int
    slot: str
    rev: int
    choice: Choice
    nonce: str

    def to_payload(self) -> dict[str, object]:
        """B, as it stands in `ballots.opened`."""
        return {
            "choice": self.choice.value,
            "nonce": self.nonce,
            "rev": self.rev,
            "round": self.round,
            "slot": self.slot,
            "vote": self.vote,
        }

    @classmethod
    def from_payload(cls, payload: object) -> Self:
        """Read B.

        Raises:
            InputError: it is anything else.
        """
        forms = {
            "choice": one_of(Choice),
            "nonce": IS_DIGEST,
            "rev": whole(1),
            "round": whole(1),
            "slot": IS_ID,
            "vote": IS_ID,
        }
        known = members("ballots.opened", payload, forms)
        return cls(
            vote=known["vote"],
            round=known["round"],
            slot=known["slot"],
            rev=known["rev"],
            choice=Choice(known["choice"]),
            nonce=known["nonce"],
        )

    def commitment(self) -> str:
        """`c = H("panel/ballot", J(B))`, 64 hex digits."""
        return tagged_hash("panel/ballot", canonical_json(self.to_payload())).hex()


@dataclass(frozen=True, slots=True)
class BallotCommitted:
    """`ballot.committed {vote, slot, rev, c}`: somebody voted, nobody can tell how."""

    vote: str
    slot: str
    rev: int
    c: str

    @classmethod
    def of(cls, ballot: NamedBallot) -> Self:
        """What is entered when `ballot` is cast."""
        return cls(ballot.vote, ballot.slot, ballot.rev, ballot.commitment())

    def to_payload(self) -> dict[str, object]:
        return {"vote": self.vote, "slot": self.slot, "rev": self.rev, "c": self.c}

    @classmethod
    def from_payload(cls, payload: object) -> Self:
        """Read the payload.

        Raises:
            InputError: it is anything else.
        """
        forms = {"vote": IS_ID, "slot": IS_ID, "rev": whole(1), "c": IS_DIGEST}
        return cls(**members("ballot.committed", payload, forms))

    def tracker(self) -> str:
        """The receipt number 回执号: ten characters by which voters find their ballot among the counted ones."""
        digest = tagged_hash("panel/tracker", self.vote.encode() + b"\x00" + bytes.fromhex(self.c))
        bits = int.from_bytes(digest, "big") >> 8 * len(digest) - 5 * _TRACKER_LENGTH
        places = reversed(range(_TRACKER_LENGTH))
        return "".join(_CROCKFORD[bits >> 5 * place & 31] for place in places)


@dataclass(frozen=True, slots=True)
class BallotsOpened:
    """`ballots.opened {vote, ballots: [B, …]}`: the counting ballots in one batch, ascending by commitment."""

    vote: str
    ballots: tuple[NamedBallot, ...]

    @classmethod
    def of(cls, vote: str, cast: Iterable[NamedBallot]) -> Self:
        """The batch of all ballots cast in the vote: each slot's last one; the superseded stay closed."""
        last: dict[str, NamedBallot] = {}
        for ballot in cast:
            if ballot.slot not in last or last[ballot.slot].rev < ballot.rev:
                last[ballot.slot] = ballot
        return cls(vote, tuple(sorted(last.values(), key=NamedBallot.commitment)))

    def to_payload(self) -> dict[str, object]:
        return {"vote": self.vote, "ballots": [ballot.to_payload() for ballot in self.ballots]}

    @classmethod
    def from_payload(cls, payload: object) -> Self:
        """Read the payload.

        Raises:
            InputError: it is anything else.
        """
        known = members("ballots.opened", payload, {"vote": IS_ID, "ballots": _is_batch})
        return cls(known["vote"], tuple(map(NamedBallot.from_payload, known["ballots"])))


def _is_batch(value: object) -> bool:
    return isinstance(value, list) and all(map(is_object, value))


def counting(vote: str, committed: Iterable[BallotCommitted]) -> dict[str, BallotCommitted]:
    """The commitment that counts for each slot: the one with the highest `rev`.

    Args:
        vote: the vote's public id.
        committed: all its commitments in ledger order.

    Raises:
        BallotsDiffer: one belongs to another vote, or a slot's numbers do not run 1, 2, 3 …: an
            entry was left out, doubled or moved.
    """
    last: dict[str, BallotCommitted] = {}
    for entry in committed:
        if entry.vote != vote:
            raise BallotsDiffer("counting.foreign", slot=entry.slot, rev=entry.rev)
        before = last.get(entry.slot)
        if entry.rev != (before.rev + 1 if before else 1):
            raise BallotsDiffer("counting.revision", slot=entry.slot, rev=entry.rev)
        last[entry.slot] = entry
    return last


def check_opened(
    vote: str, number: int, committed: Sequence[BallotCommitted], opened: BallotsOpened
) -> dict[str, Choice]:
    """Check the opened batch against the commitments, and say what each slot chose.

    Args:
        vote, number: the vote's public id and its round.
        committed: all commitments of the vote in ledger order.
        opened: the batch.

    Raises:
        BallotsDiffer: a ballot of another vote, doubled, unknown, superseded, altered, out of order
            or missing.
    """
    if opened.vote != vote:
        raise BallotsDiffer("counting.other_batch", vote=opened.vote)
    expected = counting(vote, committed)
    choices: dict[str, Choice] = {}
    last = ""
    for ballot in opened.ballots:
        c = ballot.commitment()
        if (ballot.vote, ballot.round) != (vote, number):
            wrong = "counting.foreign"
        elif ballot.slot in choices:
            wrong = "counting.doubled"
        else:
            wrong = _against(expected.get(ballot.slot), ballot.rev, c)
        if not wrong and c < last:
            wrong = "counting.unsorted"
        if wrong:
            raise BallotsDiffer(wrong, slot=ballot.slot, rev=ballot.rev)
        choices[ballot.slot], last = ballot.choice, c
    for slot in sorted(expected.keys() - choices.keys()):
        raise BallotsDiffer("counting.missing", slot=slot, rev=expected[slot].rev)
    return choices


def _against(expected: BallotCommitted | None, rev: int, c: str) -> str:
    """What is wrong with an opened ballot against the commitment that counts for its slot, or nothing."""
    if expected is None or rev > expected.rev:
        return "counting.unknown"
    if rev < expected.rev:
        return "counting.superseded"
    return "" if c == expected.c else "counting.altered"
