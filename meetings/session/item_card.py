"""One agenda item in session: recusals, opinions, the vote, papers waiting for their second entry, the tally."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, lazyload, selectinload

from kernel.errors import NotFound
from kernel.messages import word
from ledger.queries import entries_of, payload_of
from meetings.models import AgendaItem, Case, CaseItem, CaseMeasure, ItemRecusal, PaperBallot, Vote, VoteState
from meetings.session.ballots import Choice
from meetings.session.room import ItemLine, Place, item_lines
from meetings.session.seats import ExpectedExpert, ExpectedUnit, expected_experts, expected_units
from meetings.tally.count import Condition, Counts, Tally, conditions
from meetings.tally.entries import RosterFrozen, Seat, VoteClosed, VoteOpened, VoterClass

_ITEM = (
    joinedload(AgendaItem.case).selectinload(Case.measures).joinedload(CaseMeasure.listed),
    joinedload(AgendaItem.case).joinedload(Case.items).joinedload(CaseItem.listed),
    lazyload("*"),
)


@dataclass(frozen=True, slots=True)
class Recused:
    """Who takes no part in the item, and why; unit: the name of a unit, seat: of an expert."""

    ref: str
    unit: str | None
    seat: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class Voter:
    """A slot of the roster; seat: of an expert, unit: the name of a unit; ref: its tag or code.

    choice: what it chose, once the vote is closed. voted, here: whether there is a ballot, and a person.
    """

    slot: str
    ref: str
    seat: int | None
    unit: str | None
    recused: str | None
    here: bool
    voted: bool
    choice: str | None


@dataclass(frozen=True, slots=True)
class Result:
    """A closed vote: the counts of each class, who was present, what was needed and whether it was met."""

    outcome: str
    counts: Mapping[VoterClass, Counts]
    present: Mapping[VoterClass, int]
    needs: Sequence[Condition]


@dataclass(frozen=True, slots=True)
class ItemCard:
    """Everything that a page about one item needs.

    recusals: who is recused and why, as far as it is entered. papers: those entered once.
    """

    item: AgendaItem
    case: Case
    line: ItemLine
    vote: Vote | None
    recusals: Sequence[Recused]
    units: Sequence[ExpectedUnit]
    experts: Sequence[ExpectedExpert]
    voters: Sequence[Voter]
    papers: Sequence[PaperBallot]
    result: Result | None

    def is_recused(self, unit: str | None) -> bool:
        return any(recused.ref == unit for recused in self.recusals)


def find_line(session: Session, place: Place, key: str) -> ItemLine:
    """One line of `item_lines`.

    Raises:
        NotFound: no such item stands on this agenda.
    """
    found = next((line for line in item_lines(session, place) if line.public_id == key), None)
    if found is None:
        raise NotFound("kernel.not_found", what=word("thing", "item"), key=key)
    return found


def item_card(session: Session, place: Place, key: str) -> ItemCard:
    """An item of a meeting's agenda; raises as `find_line`."""
    line = find_line(session, place, key)
    item = (
        session.scalars(select(AgendaItem).where(AgendaItem.public_id == key).options(*_ITEM)).unique().one()
    )
    vote = _vote(session, line)
    units = expected_units(session, place.id)
    experts = expected_experts(session, place.id, place.public_id) if vote is None else ()
    voters = _voters(vote, units) if vote else ()
    return ItemCard(
        item=item,
        case=item.case,
        line=line,
        vote=vote,
        recusals=_of_roster(voters) if vote else _entered(session, item, units, experts),
        units=units,
        experts=experts,
        voters=voters,
        papers=_papers(session, vote) if vote and vote.state == VoteState.OPEN else (),
        result=_result(session, vote, voters) if vote and vote.tally else None,
    )


def _vote(session: Session, line: ItemLine) -> Vote | None:
    if line.vote is None:
        return None
    with_ballots = selectinload(Vote.ballots)
    found = select(Vote).where(Vote.public_id == line.vote).options(with_ballots, lazyload(Vote.item))
    return session.scalars(found).one()


def _of_roster(voters: Sequence[Voter]) -> list[Recused]:
    return [Recused(voter.ref, voter.unit, voter.seat, voter.recused) for voter in voters if voter.recused]


def _entered(
    session: Session, item: AgendaItem, units: Sequence[ExpectedUnit], experts: Sequence[ExpectedExpert]
) -> list[Recused]:
    entered = select(ItemRecusal).where(ItemRecusal.item_id == item.id)
    names = {unit.uscc: unit.name for unit in units}
    seats = {expert.tag: expert.number for expert in experts}
    return [
        Recused(one.ref, names.get(one.ref), seats.get(one.ref), one.reason)
        for one in session.scalars(entered.order_by(ItemRecusal.kind.desc(), ItemRecusal.ref))
        if one.ref in names or one.ref in seats
    ]


def _voters(vote: Vote, units: Sequence[ExpectedUnit]) -> list[Voter]:
    roster = RosterFrozen.from_payload(vote.roster)
    reasons = {recusal.slot: recusal.reason for recusal in roster.recused}
    names = {unit.uscc: unit for unit in units}
    cast = {ballot.slot: ballot.choice for ballot in vote.ballots}
    shown = vote.state == VoteState.CLOSED

    def voter(seat: Seat) -> Voter:
        unit = names.get(seat.ref) if seat.voters is VoterClass.UNIT else None
        return Voter(
            slot=seat.slot,
            ref=seat.ref,
            seat=int(seat.slot[1:]) if unit is None else None,
            unit=unit.name if unit else None,
            recused=reasons.get(seat.slot),
            here=unit is None or unit.came_at is not None,
            voted=seat.slot in cast,
            choice=cast.get(seat.slot) if shown else None,
        )

    return [voter(seat) for seat in roster.seats]


def _papers(session: Session, vote: Vote) -> Sequence[PaperBallot]:
    waiting = select(PaperBallot).where(PaperBallot.vote_id == vote.id, PaperBallot.confirmed_by.is_(None))
    return session.scalars(waiting.order_by(PaperBallot.slot)).all()


def _result(session: Session, vote: Vote, voters: Sequence[Voter]) -> Result:
    """The arithmetic of a closed vote; who was present stands on the ledger."""
    closing = next(entry for entry in entries_of(session, vote.public_id) if entry.type == "vote.closed")
    closed = VoteClosed.from_payload(payload_of(session, closing))
    roster, opened = RosterFrozen.from_payload(vote.roster), VoteOpened.from_payload(vote.opened)
    choices = {ballot.slot: Choice(ballot.choice) for ballot in vote.ballots}
    counted = Tally.from_payload(vote.tally)
    names = {voter.slot: voter.unit for voter in voters if voter.unit}
    needs = [
        replace(need, of=names.get(need.of, need.of)) for need in conditions(roster, opened, closed, choices)
    ]
    return Result(counted.outcome, counted.counts, counted.present, needs)
