"""The ballot of a unit as its representative sees it 单位表决: the question, the own ballot, the receipt."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, lazyload

from kernel.errors import NotFound, Refused
from kernel.roles import Actor, Role
from ledger.entry import Entry
from ledger.queries import newest_checkpoint
from meetings.invitations.own_ballot import last_ballot
from meetings.models import Ballot, Vote
from meetings.session.ballots import BallotCommitted
from meetings.session.item_card import find_line
from meetings.session.room import ItemLine, Place


@dataclass(frozen=True, slots=True)
class UnitBallot:
    """vote: the latest round; ballot: the unit's last one in it, if there is one."""

    line: ItemLine
    vote: Vote
    ballot: Ballot | None

    @property
    def is_open(self) -> bool:
        return self.line.state == "open"

    def round(self, vote: str) -> str:
        """The public id of the round that a form was about; raises Refused where another one is the latest."""
        if self.vote.public_id != vote:
            raise Refused("votes.closed")
        return vote

    @property
    def tracker(self) -> str:
        """The receipt number of the last ballot."""
        if self.ballot is None:
            raise ValueError("no ballot was cast")
        cast = self.ballot
        return BallotCommitted(self.vote.public_id, cast.slot, cast.rev, cast.c).tracker()


def unit_ballot(session: Session, actor: Actor, place: Place, item: str) -> UnitBallot:
    """The actor's unit in the vote on an item.

    Raises:
        NotFound: no such item, or the unit does not vote on it.
        Refused: no vote on it was opened yet.
    """
    line = find_line(session, place, item)
    if Role.UNIT_REPRESENTATIVE not in place.parts or (line.vote and line.own is None):
        raise NotFound("votes.no_seat", name=actor.name)
    if line.vote is None:
        raise Refused("votes.not_open", item=line.position)
    found = select(Vote).where(Vote.public_id == line.vote).options(lazyload("*"))
    vote = session.scalars(found).one()
    own = select(Ballot).where(Ballot.vote_id == vote.id, Ballot.slot == line.own)
    ballot = session.scalars(own.order_by(Ballot.rev.desc()).limit(1)).first()
    return UnitBallot(line, vote, ballot)


def receipt_entry(session: Session, actor: Actor, vote: Vote) -> tuple[Entry, bool]:
    """The ledger's entry of the actor's last ballot, and whether a signed checkpoint covers it.

    Raises:
        NotFound: the actor has cast none.
    """
    entry = last_ballot(session, actor, vote)
    newest = newest_checkpoint(session, entry.log)
    return entry, newest is not None and newest.size > entry.n
