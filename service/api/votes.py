"""Votes 表决: their state, and the tally once they are closed; never who chose what before the opening."""

from datetime import datetime
from typing import Any

from apiflask import APIBlueprint
from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from kernel.errors import NotFound
from kernel.messages import word
from kernel.paging import sliced
from kernel.web.access import may
from kernel.web.account import actor
from kernel.web.door import desk
from meetings.drawing.within import meeting_within
from meetings.models import AgendaItem, Ballot, Meeting, Vote
from meetings.queries import BARE
from service.api.seen import seen
from service.api.shapes import Listing, Page, Shown

api = APIBlueprint("votes", __name__)


class VoteShown(Shown):
    """A round of voting on an item of an agenda.

    seats: who may vote, recusals taken off; voted: how many of them have. tally: once it is closed.
    """

    id: str
    item: str
    round: int
    state: str
    question: str
    closes_at: datetime
    seats: int
    voted: int
    tally: dict[str, Any] | None


@api.get("/meetings/<id:meeting>/votes")
@may("votes.read")
@api.input(Listing, location="query")
@api.output(Page[VoteShown])
def listed(meeting: str, query_data: Listing) -> Page[VoteShown]:
    """The votes of a meeting, the oldest first."""
    with desk().database.reading() as session:
        of = meeting_within(session, actor(), "votes.read", meeting)
        wanted = select(Vote).join(AgendaItem).where(AgendaItem.meeting_id == of.id)
        found = sliced(session, wanted.options(joinedload(Vote.item), BARE), [Vote.id], query_data.cursor)
        voted = _voted(session, [vote.id for vote in found.rows])
    return Page[VoteShown].of(found, lambda vote: _shown(vote, voted.get(vote.id, 0)))


@api.get("/votes/<id:vote>")
@may("votes.read")
@api.output(VoteShown)
def one(vote: str) -> VoteShown:
    """One vote."""
    joined = select(Vote).join(AgendaItem).join(Meeting, Meeting.id == AgendaItem.meeting_id)
    wanted = joined.where(Vote.public_id == vote, *seen("votes.read"))
    with desk().database.reading() as session:
        found = session.scalar(wanted.options(joinedload(Vote.item), BARE))
        if found is None:
            raise NotFound("kernel.not_found", what=word("thing", "vote"), key=vote)
        return _shown(found, _voted(session, [found.id]).get(found.id, 0))


def _voted(session: Session, votes: list[int]) -> dict[int, int]:
    """How many have voted in each; who changed a ballot counts once."""
    counted = select(Ballot.vote_id, func.count(Ballot.slot.distinct())).where(Ballot.vote_id.in_(votes))
    return dict(session.execute(counted.group_by(Ballot.vote_id)).all())


def _shown(vote: Vote, voted: int) -> VoteShown:
    return VoteShown(
        id=vote.public_id,
        item=vote.item.public_id,
        round=vote.round,
        state=vote.state,
        question=vote.question,
        closes_at=vote.opened["closes_at"],
        seats=len(vote.roster["seats"]) - len(vote.roster["recused"]),
        voted=voted,
        tally=vote.tally,
    )
