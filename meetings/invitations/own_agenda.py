"""The agenda in short 议题进度, as one of the meeting's experts sees it: in two statements, asked for every few seconds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, exists, func, select, tuple_
from sqlalchemy.orm import Session, aliased

from meetings.invitations.own_invitation import Stage, stage_of
from meetings.models import AgendaItem, Ballot, Case, Invitation, ItemRecusal, Opinion, Vote
from meetings.tally.entries import RosterFrozen


@dataclass(frozen=True, slots=True)
class OwnItemLine:
    """An item of the agenda; subject: nothing for who is recused. state: of the latest vote, if there is one."""

    public_id: str
    position: int
    subject: str | None
    recused: bool
    opined: bool
    state: str | None
    has_voted: bool


def own_lines(session: Session, invitation: Invitation, now: datetime) -> Sequence[OwnItemLine]:
    """The items that stand on the agenda, in their order; none before the names are unsealed."""
    if stage_of(invitation, now) != Stage.SITTING:
        return ()
    later = aliased(Vote)
    newest = select(func.max(later.round)).where(later.item_id == AgendaItem.id).scalar_subquery()
    mine = ItemRecusal.item_id == AgendaItem.id, ItemRecusal.ref == invitation.tag
    said = Opinion.item_id == AgendaItem.id, Opinion.tag == invitation.tag
    rows = session.execute(
        select(
            AgendaItem.public_id,
            AgendaItem.position,
            Case.subject_name,
            exists().where(*mine).label("recused"),
            exists().where(*said).label("opined"),
            Vote.id.label("vote"),
            Vote.state,
            Vote.roster,
        )
        .join(Case, Case.id == AgendaItem.case_id)
        .outerjoin(Vote, and_(Vote.item_id == AgendaItem.id, Vote.round == newest))
        .where(AgendaItem.meeting_id == invitation.meeting_id, AgendaItem.withdrawn.is_(None))
        .order_by(AgendaItem.position)
    ).all()
    seats = [
        (row.vote, seat.slot)
        for row in rows
        if row.vote is not None
        for seat in RosterFrozen.from_payload(row.roster).seats
        if seat.ref == invitation.tag
    ]
    cast = select(Ballot.vote_id).where(tuple_(Ballot.vote_id, Ballot.slot).in_(seats), Ballot.rev == 1)
    voted = set(session.scalars(cast)) if seats else set()
    return [
        OwnItemLine(
            row.public_id,
            row.position,
            None if row.recused else row.subject_name,
            row.recused,
            row.opined,
            row.state,
            row.vote in voted,
        )
        for row in rows
    ]
