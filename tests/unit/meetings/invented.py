"""An invented invitation and an invented vote. Places, organs, people and numbers do not exist."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from meetings.invitations.itip import InvitationFacts, Mailbox
from meetings.session.ballots import BallotCommitted, BallotsOpened, Choice, NamedBallot
from meetings.tally.count import tally
from meetings.tally.entries import (
    Recusal,
    RosterFrozen,
    Seat,
    VoteClosed,
    VoteOpened,
    VoterClass,
    question_hash,
)
from meetings.tally.rules import PUNISHMENT, Rules

WRITTEN = datetime(2026, 10, 14, 1, 0, tzinfo=UTC)
VOTE = "vote7"


def facts(**changes: Any) -> InvitationFacts:
    given = {
        "invitation": "inv26",
        "host": "panel.qingyu.example",
        "sequence": 0,
        "number": "青食药认会〔2026〕7号",
        "starts_at": datetime(2026, 10, 16, 6, 30, tzinfo=UTC),
        "ends_at": datetime(2026, 10, 16, 8, 30, tzinfo=UTC),
        "answer_by": datetime(2026, 10, 14, 5, 0, tzinfo=UTC),
        "place": "青屿市民中心3号楼406会议室",
        "contact": "会务值班，总机转3120",
        "code": "inv26-k7q2m",
        "link": "https://panel.qingyu.example/i/inv26",
        "organizer": Mailbox("青屿市信用办", "office@panel.qingyu.example"),
        "attendee": Mailbox("甲一", "jia@mail.example"),
    }
    return InvitationFacts(**{**given, **changes})


def roster(units: int, experts: int, recused: Iterable[str] = ()) -> RosterFrozen:
    seats = [Seat(f"U{n}", VoterClass.UNIT, f"unit{n}") for n in range(1, units + 1)]
    seats += [Seat(f"E{n}", VoterClass.EXPERT, f"tag{n}") for n in range(1, experts + 1)]
    return RosterFrozen("meeting7", "item1", tuple(seats), tuple(Recusal(slot, "R05") for slot in recused))


def opened(rules: Rules = PUNISHMENT, *binding: VoterClass) -> VoteOpened:
    deciding = binding or (VoterClass.UNIT,)
    return VoteOpened(VOTE, 1, question_hash("是否认定？"), deciding, rules, "2026-10-16T08:00:00Z")


def ballot(slot: str, choice: Choice, rev: int = 1, **changes: Any) -> NamedBallot:
    nonce = sha256(f"{slot}/{rev}".encode()).hexdigest()
    given = {"vote": VOTE, "round": 1, "slot": slot, "rev": rev, "choice": choice, "nonce": nonce}
    return NamedBallot(**{**given, **changes})


def ledger_of(
    frozen: RosterFrozen, vote: VoteOpened, present: Iterable[str], ballots: Iterable[NamedBallot]
) -> list[tuple[str, dict[str, object]]]:
    """The entries of a vote as they would stand in the ledger."""
    cast = list(ballots)
    closed = VoteClosed(vote.vote, tuple(present))
    batch = BallotsOpened.of(vote.vote, cast)
    choices: Mapping[str, Choice] = {last.slot: last.choice for last in batch.ballots}
    return [
        ("roster.frozen", frozen.to_payload()),
        ("vote.opened", vote.to_payload()),
        *[("ballot.committed", BallotCommitted.of(one).to_payload()) for one in cast],
        ("vote.closed", closed.to_payload()),
        ("ballots.opened", batch.to_payload()),
        ("tally", tally(frozen, vote, closed, choices).to_payload()),
    ]
