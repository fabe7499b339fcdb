"""Fills the minutes 会议纪要, the sign-in sheet 签到表 and the tally sheet 表决汇总表."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from kernel.accounts import display_name
from kernel.act import Act
from kernel.clock import local
from kernel.office import unit_of_role
from kernel.roles import Role
from meetings.cases.term import last_day
from meetings.documents.minutes import AgendaItem as MinutesItem
from meetings.documents.minutes import Minutes, NamedVotes, Point, minutes_document
from meetings.documents.particulars import Term
from meetings.documents.sheets import (
    Attendee,
    CastVote,
    ItemTally,
    MeetingHead,
    SignInSheet,
    TallySheet,
    sign_in_document,
    tally_document,
)
from meetings.models import AgendaItem, Attendance, Case, Meeting, Opinion, Vote
from meetings.papers.common import PASSING_RULES, Draft, closed_vote, provenance, quorum_rule
from meetings.tally.count import Outcome, Tally
from meetings.tally.entries import RosterFrozen, VoterClass
from panel.panels import drawn_for, names

CHOICES = {"agree": "同意", "disagree": "反对", "abstain": "弃权"}
OUTCOMES = {
    Outcome.NOT_PASSED: "不予认定",
    Outcome.NO_QUORUM: "未达法定人数，不作决定",
}
CLASSES = {VoterClass.UNIT: "单位", VoterClass.EXPERT: "专家"}


class Proceedings:
    """What happened in one meeting, read once for all its papers."""

    def __init__(self, act: Act, meeting: Meeting) -> None:
        self.meeting = meeting
        self.votes = [(item, closed_vote(act.session, item)) for item in meeting.agenda]
        self.experts = names(act.session, drawn_for(act.session, meeting.public_id))
        self.panel = {  # the experts on any item's roster; who had left by then is none of them
            seat.ref
            for _, vote in self.votes
            for seat in RosterFrozen.from_payload(vote.roster).seats
            if seat.voters is VoterClass.EXPERT
        }
        self.units = {unit.uscc: unit.name for unit in meeting.units}
        here = select(Attendance).where(Attendance.meeting_id == meeting.id)
        in_order = here.order_by(Attendance.at, Attendance.kind.desc(), Attendance.ref)
        self.attendance = act.session.scalars(in_order).all()
        self.chair = display_name(act.session, self.votes[0][1].opened_by)
        self.recorder = display_name(act.session, self.attendance[0].entered_by)
        self.provenance = provenance(act.session, {"meeting": meeting.public_id})

    def voter(self, kind: str, ref: str) -> str:
        """A voter as papers name it."""
        return self.units[ref] if kind == VoterClass.UNIT else f"专家{self.experts[ref]}"

    def choices(self, vote: Vote) -> list[tuple[VoterClass, str, str]]:
        """Class, name and choice of everybody whose ballot counts, in the order of the roster."""
        last = {ballot.slot: ballot.choice for ballot in vote.ballots}
        roster = RosterFrozen.from_payload(vote.roster)
        return [
            (seat.voters, self.voter(seat.voters, seat.ref), last[seat.slot])
            for seat in roster.eligible()
            if seat.slot in last
        ]


def meeting_papers(act: Act, meeting: Meeting) -> list[Draft]:
    """Minutes, sign-in sheet and tally sheet of a meeting whose every item was voted on.

    Raises:
        Refused: an item without a closed vote.
        DocumentIncomplete, DocumentContradiction: as the papers themselves.
    """
    session = Proceedings(act, meeting)
    return [_minutes(act, session), _sign_in(session), _tally(session)]


def _minutes(act: Act, session: Proceedings) -> Draft:
    meeting = session.meeting
    came = [(row.kind, row.ref) for row in session.attendance]
    here = [(kind, ref) for kind, ref in came if kind == VoterClass.UNIT or ref in session.panel]
    present = [session.voter(kind, ref) for kind, ref in sorted(here, reverse=True)]
    away = [name for uscc, name in session.units.items() if (VoterClass.UNIT, uscc) not in here]
    today = local(act.clock.now()).date()
    minutes = Minutes(
        body=meeting.special_group,
        number=meeting.minutes_number or "",
        organ=meeting.lead_unit.name,
        dated=today,
        meeting=meeting.title,
        meeting_number=meeting.number,
        began_at=local(meeting.unsealed_at or meeting.starts_at),
        ended_at=local(meeting.held_until or meeting.ends_at),
        place=meeting.place,
        chair=session.chair,
        recorder=session.recorder,
        units_eligible=len(session.units),
        units_present=sum(kind == VoterClass.UNIT for kind, _ in here),
        experts_invited=len(session.panel),
        experts_present=sum(kind == VoterClass.EXPERT for kind, _ in here),
        quorum_rule=quorum_rule(meeting),
        present=tuple(present),
        on_leave=tuple(away),
        observers=(),
        items=tuple(_item(act, session, item, vote) for item, vote in session.votes),
        copies=(unit_of_role(act.session, Role.OFFICE).name,),
        printed_on=today,
        provenance=session.provenance,
    )
    return Draft("minutes", f"{meeting.title}纪要", meeting.minutes_number, minutes_document(minutes))


def _item(act: Act, session: Proceedings, item: AgendaItem, vote: Vote) -> MinutesItem:
    case = item.case
    opinions = act.session.scalars(
        select(Opinion).where(Opinion.item_id == item.id).order_by(Opinion.tag)
    ).all()
    points = [Point(session.voter("expert", opinion.tag), opinion.reasons) for opinion in opinions]
    chosen = session.choices(vote)
    outcome = Tally.from_payload(vote.tally).outcome
    passed = outcome is Outcome.PASSED
    return MinutesItem(
        title=f"审议{case.subject_name}{case.action}事项（{case.number}）",
        report=f"{case.unit.name}汇报：{case.facts}",
        unit_points=(),
        expert_points=tuple(points),
        recusals=tuple(Point(session.voter(r.kind, r.ref), r.reason) for r in item.recusals),
        conclusion=_conclusion(case, outcome),
        rule=PASSING_RULES[case.polarity],
        unit_votes=_named(chosen, VoterClass.UNIT),
        expert_votes=_named(chosen, VoterClass.EXPERT),
        dissent=tuple(
            point for point, opinion in zip(points, opinions, strict=True) if opinion.agrees is not passed
        ),
        term=Term(case.term_months, item.starts_on, last_day(item.starts_on, case.term_months))
        if passed and item.starts_on
        else None,
    )


def _conclusion(case: Case, outcome: Outcome) -> str:
    return f"认定实施{case.action}" if outcome is Outcome.PASSED else OUTCOMES[outcome]


def _named(chosen: Sequence[tuple[VoterClass, str, str]], voters: VoterClass) -> NamedVotes:
    by_choice: Mapping[str, tuple[str, ...]] = {
        choice: tuple(name for of, name, chose in chosen if of is voters and chose == choice)
        for choice in CHOICES
    }
    return NamedVotes(**by_choice)


def _head(session: Proceedings) -> MeetingHead:
    meeting = session.meeting
    return MeetingHead(meeting.title, meeting.number, local(meeting.starts_at), meeting.place)


def _sign_in(session: Proceedings) -> Draft:
    attendees = [
        Attendee(
            session.units[row.ref] if row.kind == "unit" else "专家",
            row.person or session.experts[row.ref],
            "单位代表" if row.kind == "unit" else "专家",
            local(row.at),
        )
        for row in session.attendance
    ]
    sheet = SignInSheet(_head(session), tuple(attendees), provenance=session.provenance)
    return Draft("sign_in", "签到表", None, sign_in_document(sheet))


def _tally(session: Proceedings) -> Draft:
    items = tuple(_item_tally(session, item, vote) for item, vote in session.votes)
    sheet = TallySheet(_head(session), items, provenance=session.provenance)
    return Draft("tally", "表决汇总表", None, tally_document(sheet))


def _item_tally(session: Proceedings, item: AgendaItem, vote: Vote) -> ItemTally:
    counted = Tally.from_payload(vote.tally)
    return ItemTally(
        title=f"审议{item.case.subject_name}{item.case.action}事项（{item.case.number}）",
        rule=PASSING_RULES[item.case.polarity],
        units_present=counted.present[VoterClass.UNIT],
        experts_present=counted.present[VoterClass.EXPERT],
        recused=tuple(session.voter(r.kind, r.ref) for r in item.recusals),
        votes=tuple(
            CastVote(name, CLASSES[voters], CHOICES[choice]) for voters, name, choice in session.choices(vote)
        ),
        outcome=_conclusion(item.case, counted.outcome),
    )
