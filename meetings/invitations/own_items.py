"""The agenda 议题 of a meeting in session as one of its experts sees it: own opinion, own ballot, own recusal."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import Session, joinedload, lazyload, selectinload

from experts.life_models import ExpertDeclaration
from experts.models import Expert
from kernel.errors import NotFound
from kernel.messages import word
from meetings.invitations.own_invitation import Stage, stage_of
from meetings.models import AgendaItem, Ballot, Invitation, Opinion, Vote, VoteState
from meetings.tally.entries import RosterFrozen, Seat, VoterClass

_BARE = (joinedload(AgendaItem.case).lazyload("*"), selectinload(AgendaItem.recusals), lazyload("*"))


@dataclass(frozen=True, slots=True)
class OwnItem:
    """One agenda item and what one expert has to do with it.

    declared: a relation to the subject was declared; it counts when the vote is opened.
    vote: the latest round; ballot: the last one cast in it; seat: the own one on its roster.
    """

    item: AgendaItem
    recused: bool
    declared: bool
    opinion: Opinion | None
    vote: Vote | None
    seat: Seat | None
    ballot: Ballot | None

    @property
    def takes_opinion(self) -> bool:
        return not (self.recused or self.opinion or (self.declared and self.vote is None))

    @property
    def takes_ballot(self) -> bool:
        return not self.recused and self.vote is not None and self.vote.state == VoteState.OPEN


def own_items(session: Session, invitation: Invitation, now: datetime) -> Sequence[OwnItem]:
    """The items that stand on the agenda, in their order; none before the names are unsealed."""
    if stage_of(invitation, now) != Stage.SITTING:
        return ()
    standing = select(AgendaItem).where(
        AgendaItem.meeting_id == invitation.meeting_id, AgendaItem.withdrawn.is_(None)
    )
    items = session.scalars(standing.options(*_BARE).order_by(AgendaItem.position)).all()
    return _own(session, invitation, items)


def own_item(session: Session, invitation: Invitation, key: str, now: datetime) -> OwnItem:
    """One of them.

    Raises:
        NotFound: it is on another agenda, was taken off, or the names are sealed: the same answer for all.
    """
    found = next((own for own in own_items(session, invitation, now) if own.item.public_id == key), None)
    if found is None:
        raise NotFound("kernel.not_found", what=word("thing", "item"), key=key)
    return found


def _own(session: Session, invitation: Invitation, items: Sequence[AgendaItem]) -> list[OwnItem]:
    ids = [item.id for item in items]
    opinions = select(Opinion).where(Opinion.item_id.in_(ids), Opinion.tag == invitation.tag)
    given = {opinion.item_id: opinion for opinion in session.scalars(opinions)}
    rounds = select(Vote).where(Vote.item_id.in_(ids)).options(lazyload("*")).order_by(Vote.round)
    votes = {vote.item_id: vote for vote in session.scalars(rounds)}
    seats = {vote.id: _seat(vote, invitation.tag) for vote in votes.values()}
    ballots = _last_ballots(session, seats)
    parties = _declared(session, invitation)
    made = []
    for item in items:
        vote = votes.get(item.id)
        seat = seats[vote.id] if vote else None
        barred = any(recusal.ref == invitation.tag for recusal in item.recusals)
        declared = item.case.subject_name in parties
        ballot = ballots.get(vote.id) if vote else None
        made.append(OwnItem(item, barred, declared, given.get(item.id), vote, seat, ballot))
    return made


def _seat(vote: Vote, tag: str) -> Seat | None:
    seats = RosterFrozen.from_payload(vote.roster).seats
    return next((seat for seat in seats if (seat.voters, seat.ref) == (VoterClass.EXPERT, tag)), None)


def _last_ballots(session: Session, seats: Mapping[int, Seat | None]) -> dict[int, Ballot]:
    """The ballot that counts so far in each vote, by its internal id."""
    own = [(vote, seat.slot) for vote, seat in seats.items() if seat]
    cast = select(Ballot).where(tuple_(Ballot.vote_id, Ballot.slot).in_(own)).order_by(Ballot.rev)
    return {ballot.vote_id: ballot for ballot in session.scalars(cast)}


def _declared(session: Session, invitation: Invitation) -> set[str]:
    """The names of all to whom the expert has declared a relation."""
    kept = select(func.coalesce(Expert.merged_into, Expert.id)).where(Expert.id == invitation.expert_id)
    named = select(ExpertDeclaration.party_name).where(ExpertDeclaration.expert_id.in_(kept))
    return set(session.scalars(named))
