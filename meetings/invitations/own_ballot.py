"""One's own last ballot: its ledger entry for the receipt, and changing it with open eyes."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from kernel.act import Act
from kernel.errors import NotFound, Refused
from kernel.lifecycle import hold
from kernel.roles import Actor, authorize
from ledger.entry import Entry
from ledger.queries import entries_of
from meetings.models import Ballot, Vote
from meetings.session.ballots import Choice
from meetings.session.hold_vote import cast


def last_ballot(session: Session, actor: Actor, vote: Vote) -> Entry:
    """The entry of the ballot that `actor` cast last.

    Raises:
        NotAllowed: the actor votes nowhere.
        NotFound: the actor has cast none in this vote.
    """
    by = authorize(actor, "votes.cast")
    cast = [
        entry
        for entry in entries_of(session, vote.public_id)
        if (entry.type, entry.by) == ("ballot.committed", str(by))
    ]
    if not cast:
        raise NotFound("votes.no_ballot", name=actor.name)
    return cast[-1]


def cast_after(act: Act, vote: Vote, slot: str | None, choice: Choice, seen: int) -> None:
    """Cast a ballot from a form that showed the voter's ballot number `seen`, or none for 0.

    The same form sent twice casts one ballot.

    Args:
        slot: the voter's on the roster.

    Raises:
        Refused: the voter has cast another one meanwhile; and as `cast`.
    """
    hold(act.session, vote)
    own = select(Ballot).where(Ballot.vote_id == vote.id, Ballot.slot == slot).order_by(Ballot.rev.desc())
    last = act.session.scalar(own.limit(1))
    rev = last.rev if last else 0
    if rev == seen:
        cast(act, vote, choice)
    elif last is None or (rev, last.choice) != (seen + 1, choice):
        raise Refused("votes.changed_elsewhere")
