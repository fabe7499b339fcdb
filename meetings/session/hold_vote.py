"""Voting on one agenda item 表决: roster, opening, named ballots, closing with the tally."""

from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy import select

from credit.port import Polarity
from kernel.act import Act
from kernel.clock import local, rfc3339
from kernel.entropy import public_id
from kernel.errors import InputError, NotFound, Refused
from kernel.lifecycle import hold, move
from kernel.messages import word
from kernel.roles import By, Role, authorize
from ledger.entry import Entry
from ledger.record import record
from meetings.convening.officers import preside
from meetings.models import AgendaItem, Ballot, Case, Invitation, MeetingState, Vote, VoteState
from meetings.models.vote import VOTE_TRANSITIONS
from meetings.recusals.officials import refuse_barred
from meetings.recusals.recuse import recuse_barred
from meetings.session.attend import present
from meetings.session.ballots import BallotCommitted, BallotsOpened, Choice, NamedBallot, check_opened
from meetings.tally.count import Outcome, Tally, tally
from meetings.tally.entries import (
    Recusal,
    RosterFrozen,
    Seat,
    VoteClosed,
    VoteOpened,
    VoterClass,
    question_hash,
)
from meetings.tally.rules import LEAST_EXPERTS, PUNISHMENT, REWARD, Rules
from panel.panels import seated

RESULTS = {
    Outcome.PASSED: "votes.result_passed",
    Outcome.NOT_PASSED: "votes.result_not_passed",
    Outcome.NO_QUORUM: "votes.result_no_quorum",
}
"""The sentence that tells what a vote came to."""


def open_vote(act: Act, item: AgendaItem, starts_on: date, minutes: int) -> Vote:
    """Freeze the roster of voters and put the case's measures and their one term to the vote.

    Args:
        item: what is voted on; the digest of the question's words is on the ledger.
        starts_on: first day of the term, the same for all measures and units.
        minutes: how long ballots are taken.

    Raises:
        NotAllowed: another presides over this meeting.
        Refused: the meeting is not in session, a vote on the item is open or has decided it, or the chair
            has a conflict with the case.
        InputError: the term begins in the past, or no time to vote.
    """
    by = preside(act, item.meeting)
    refuse_barred(act, act.actor, item.case)
    if item.meeting.state != MeetingState.IN_SESSION:
        raise Refused("votes.not_in_session", meeting=item.meeting.number)
    if starts_on < local(act.clock.now()).date() or minutes < 1:
        raise InputError("votes.starts_in_past", value=starts_on)
    number = _next_round(act, item)
    item.starts_on = starts_on
    recuse_barred(act, by, item)
    question = question_on(item.case, starts_on)
    roster = _roster(act, item)
    determining = next(seat.slot for seat in roster.seats if seat.ref == item.case.unit_uscc)
    key = public_id(act.entropy)
    opened = VoteOpened(
        vote=key,
        round=number,
        question_hash=question_hash(question),
        binding=(VoterClass.UNIT,),
        rules=_rules(item, determining),
        closes_at=rfc3339(act.clock.now() + timedelta(minutes=minutes)),
    )
    vote = Vote(
        public_id=key,
        item_id=item.id,
        round=number,
        state=VoteState.OPEN,
        question=question,
        opened_by=by.public_id,
        roster=roster.to_payload(),
        opened=opened.to_payload(),
    )
    act.session.add(vote)
    act.session.flush()
    record(act, by, "roster.frozen", key, roster.to_payload())
    record(act, by, "vote.opened", key, opened.to_payload())
    return vote


def _rules(item: AgendaItem, determining: str) -> Rules:
    """A punishment needs two thirds of those present, a reward more than half (本机关会议规则)."""
    rules = PUNISHMENT if item.case.polarity == Polarity.PUNISH else REWARD
    return replace(rules, least_experts=LEAST_EXPERTS[item.meeting.kind], must_attend=(determining,))


def _next_round(act: Act, item: AgendaItem) -> int:
    """1, or one more than a round that had no quorum and so decided nothing."""
    hold(act.session, item)  # else it could be taken off the agenda at this moment
    if item.withdrawn is not None:
        raise Refused("meetings.withdrawn_already", item=item.position)
    rounds = select(Vote).where(Vote.item_id == item.id).order_by(Vote.round.desc())
    last = act.session.scalars(rounds.limit(1)).first()
    if last is None:
        return 1
    if last.tally is None or Tally.from_payload(last.tally).outcome is not Outcome.NO_QUORUM:
        raise Refused("votes.opened_already")
    return last.round + 1


def question_on(case: Case, starts_on: date) -> str:
    """What is voted on, word for word."""
    measures = "、".join(measure.content for measure in case.measures)
    return (
        f"是否同意对{case.subject_name}（{case.subject_code}）因“{case.item_title}”实施{case.action}：{measures}；"
        f"期限统一为{case.term_months}个月，自{starts_on}起。"
    )


def _roster(act: Act, item: AgendaItem) -> RosterFrozen:
    """Units by code, then experts by seat; who recused stands on it with the reason."""
    units = [(VoterClass.UNIT, unit.uscc) for unit in item.meeting.units]
    holders = seated(act.session, item.meeting.public_id)
    seats = [Seat(f"U{n}", voters, ref) for n, (voters, ref) in enumerate(units, 1)]
    seats += [Seat(f"E{holder.number}", VoterClass.EXPERT, holder.tag) for holder in holders]
    slots = {(str(seat.voters), seat.ref): seat.slot for seat in seats}
    recused = [
        Recusal(slots[recusal.kind, recusal.ref], recusal.reason)
        for recusal in item.recusals
        if (recusal.kind, recusal.ref) in slots
    ]
    return RosterFrozen(item.meeting.public_id, item.public_id, tuple(seats), tuple(recused))


def cast(act: Act, vote: Vote, choice: Choice) -> tuple[BallotCommitted, Entry]:
    """Cast or change the actor's ballot; only its commitment goes to the ledger.

    Returns:
        What was entered, with its tracker, and the ledger entry for the receipt.

    Raises:
        Refused: the vote is closed or its time is over; recused from the item; not checked in.
        NotAllowed, NotFound: the actor has no seat on the roster.
    """
    by = authorize(act.actor, "votes.cast")
    refuse_barred(act, act.actor, vote.item.case)
    hold(act.session, vote)
    refuse_closed(act, vote)
    return keep_ballot(act, by, vote, _seat_of(act, by, vote), choice)


def refuse_closed(act: Act, vote: Vote) -> None:
    """Do nothing while ballots are taken; raises Refused afterwards."""
    opened = VoteOpened.from_payload(vote.opened)
    if vote.state != VoteState.OPEN or rfc3339(act.clock.now()) > opened.closes_at:
        raise Refused("votes.closed")


def keep_ballot(act: Act, by: By, vote: Vote, seat: Seat, choice: Choice) -> tuple[BallotCommitted, Entry]:
    """Keep the next ballot of a seat that may vote, and commit to it on the ledger; returns as `cast`."""
    revs = [ballot.rev for ballot in vote.ballots if ballot.slot == seat.slot]
    ballot = NamedBallot(
        vote=vote.public_id,
        round=vote.round,
        slot=seat.slot,
        rev=max(revs, default=0) + 1,
        choice=choice,
        nonce=act.entropy.bytes(32).hex(),
    )
    committed = BallotCommitted.of(ballot)
    act.session.add(
        Ballot(
            vote_id=vote.id,
            slot=ballot.slot,
            rev=ballot.rev,
            choice=ballot.choice,
            nonce=ballot.nonce,
            c=committed.c,
            cast_at=act.clock.now(),
        )
    )
    act.session.flush()
    act.session.refresh(vote)
    idem = f"{seat.slot}/{ballot.rev}"
    return committed, record(act, by, "ballot.committed", vote.public_id, committed.to_payload(), idem=idem)


def _seat_of(act: Act, by: By, vote: Vote) -> Seat:
    roster = RosterFrozen.from_payload(vote.roster)
    if by.role == Role.EXPERT:
        own = select(Invitation.tag).where(Invitation.public_id == by.public_id)
        voter = (VoterClass.EXPERT, act.session.scalar(own))
    else:
        voter = (VoterClass.UNIT, act.actor.unit)
    seat = next((seat for seat in roster.seats if (seat.voters, seat.ref) == voter), None)
    if seat is None:
        raise NotFound("votes.no_seat", name=act.actor.name)
    if seat not in roster.eligible():
        raise Refused("votes.recused", slot=seat.slot)
    if (str(seat.voters), seat.ref) not in present(act, vote.item.meeting):
        raise Refused("votes.not_here", slot=seat.slot)
    return seat


def close_vote(act: Act, vote: Vote) -> Tally:
    """Close the vote, open the counting ballots in one batch, and count.

    Raises:
        Refused: closed already.
    """
    by = preside(act, vote.item.meeting)
    refuse_barred(act, act.actor, vote.item.case)
    move(act.session, vote, VoteState.CLOSED, VOTE_TRANSITIONS, word("thing", "vote"))
    roster, opened = RosterFrozen.from_payload(vote.roster), VoteOpened.from_payload(vote.opened)
    here = present(act, vote.item.meeting)
    slots = [seat.slot for seat in roster.eligible() if (str(seat.voters), seat.ref) in here]
    closed = VoteClosed(vote.public_id, tuple(sorted(slots)))
    batch = BallotsOpened.of(vote.public_id, [_named(vote, ballot) for ballot in vote.ballots])
    committed = [BallotCommitted(vote.public_id, b.slot, b.rev, b.c) for b in vote.ballots]
    counted = tally(roster, opened, closed, check_opened(vote.public_id, vote.round, committed, batch))
    vote.tally = counted.to_payload()
    act.session.flush()
    record(act, by, "vote.closed", vote.public_id, closed.to_payload())
    record(act, by, "ballots.opened", vote.public_id, batch.to_payload())
    record(act, by, "tally", vote.public_id, counted.to_payload())
    return counted


def _named(vote: Vote, ballot: Ballot) -> NamedBallot:
    return NamedBallot(
        vote.public_id, vote.round, ballot.slot, ballot.rev, Choice(ballot.choice), ballot.nonce
    )
