"""A ballot on paper 纸质表决票: entered by the recorder, entered again by another person, then counted 双人录入."""

from sqlalchemy import select

from kernel.act import Act
from kernel.errors import NotFound, Refused
from kernel.lifecycle import hold
from kernel.roles import Role, authorize
from ledger.record import record
from meetings.convening.officers import refuse_others
from meetings.models import Ballot, PaperBallot, Vote
from meetings.session.attend import present
from meetings.session.ballots import BallotCommitted, Choice
from meetings.session.hold_vote import keep_ballot, refuse_closed
from meetings.tally.entries import RosterFrozen, Seat


def enter_paper(act: Act, vote: Vote, slot: str, choice: Choice) -> PaperBallot:
    """Enter what stands on a paper; whatever was entered for the slot before and not confirmed is void.

    Raises:
        NotAllowed: the actor does not keep this meeting's record.
        NotFound: no such slot on the roster.
        Refused: the vote is closed, the voter has voted, is recused or not present.
    """
    by = authorize(act.actor, "votes.enter")
    refuse_others(by, vote.item.meeting, Role.RECORDER)
    seat = _open_seat(act, vote, slot)
    paper = PaperBallot(
        vote_id=vote.id, slot=seat.slot, choice=choice, entered_by=by.public_id, entered_at=act.clock.now()
    )
    act.session.merge(paper)
    act.session.flush()
    return paper


def confirm_paper(act: Act, vote: Vote, slot: str, choice: Choice) -> BallotCommitted | None:
    """Enter the same paper a second time, by another person; the ballot is cast if both read the same.

    Returns:
        What was committed; or None where the two differ: then nothing is cast, and the first entry is void. The
        caller must keep the transaction.

    Raises:
        NotAllowed: neither the meeting's chair nor a supervisor.
        NotFound: no such slot on the roster, or nothing was entered for it.
        Refused: the same person entered it; and as `enter_paper`.
    """
    by = authorize(act.actor, "votes.confirm")
    if by.role == Role.CHAIR:
        refuse_others(by, vote.item.meeting, Role.CHAIR)
    seat = _open_seat(act, vote, slot)
    paper = act.session.get(PaperBallot, (vote.id, slot))
    if paper is None:
        raise NotFound("votes.no_paper", slot=slot)
    if paper.entered_by == by.public_id:
        raise Refused("votes.same_person")
    if paper.choice != choice:
        act.session.delete(paper)
        act.session.flush()
        return None
    paper.confirmed_by = by.public_id
    committed, _ = keep_ballot(act, by, vote, seat, choice)
    facts = {"vote": vote.public_id, "slot": slot, "rev": committed.rev, "entered_by": paper.entered_by}
    record(act, by, "ballot.on_paper", vote.item.public_id, facts, idem=f"{vote.public_id}/{slot}")
    return committed


def _open_seat(act: Act, vote: Vote, slot: str) -> Seat:
    """The seat of a voter who can still vote and has not."""
    hold(act.session, vote)
    refuse_closed(act, vote)
    roster = RosterFrozen.from_payload(vote.roster)
    seat = next((seat for seat in roster.seats if seat.slot == slot), None)
    if seat is None:
        raise NotFound("votes.no_seat", name=slot)
    if seat not in roster.eligible():
        raise Refused("votes.recused", slot=slot)
    if (str(seat.voters), seat.ref) not in present(act, vote.item.meeting):
        raise Refused("votes.not_here", slot=slot)
    if act.session.scalar(select(Ballot.rev).where(Ballot.vote_id == vote.id, Ballot.slot == slot).limit(1)):
        raise Refused("votes.voted_already", slot=slot)
    return seat
