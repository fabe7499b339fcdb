"""The meeting room 会场 as somebody in it sees it: who has come, whether that is a quorum, how far each item is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, case, exists, func, or_, select
from sqlalchemy.orm import Session, aliased, lazyload

from kernel.errors import NotFound
from kernel.messages import word
from kernel.roles import Actor, Role, authorize
from meetings.models import (
    AgendaItem,
    Attendance,
    Case,
    Invitation,
    InvitationState,
    ItemRecusal,
    Meeting,
    MeetingOfficer,
    MeetingState,
    MeetingUnit,
    Opinion,
    Vote,
)
from meetings.models.vote import Ballot
from meetings.tally.count import Condition, Need
from meetings.tally.entries import RosterFrozen, VoterClass
from meetings.tally.rules import LEAST_EXPERTS, QUORUM

OVER = {MeetingState.HELD.value, MeetingState.CANCELLED.value}


@dataclass(frozen=True, slots=True)
class Place:
    """A meeting, in which parts somebody is there, and how many have come.

    unit: the one that this person represents, by credit code.
    units, determining, experts: who is expected; `_here`: who of them has checked in.
    """

    id: int
    public_id: str
    number: str
    title: str
    kind: str
    state: str
    starts_at: datetime
    ends_at: datetime
    where: str
    lead_unit: str
    unsealed_at: datetime | None
    parts: frozenset[Role]
    unit: str | None
    units: int
    units_here: int
    determining: int
    determining_here: int
    experts: int
    experts_here: int

    @property
    def is_over(self) -> bool:
        return self.state in OVER

    @property
    def in_session(self) -> bool:
        return self.state == MeetingState.IN_SESSION.value

    def quorum(self) -> tuple[Condition, Condition, Condition]:
        """Units, determining units, experts: what is needed for the whole meeting, and whether it is met."""
        least = LEAST_EXPERTS[self.kind]
        units = Condition(Need.QUORUM, VoterClass.UNIT, self.units_here, self.units, QUORUM.num, QUORUM.den)
        determining = Condition(Need.MUST_ATTEND, "", self.determining_here, self.determining)
        return units, determining, Condition(Need.EXPERTS, VoterClass.EXPERT, self.experts_here, least)


def enter_room(session: Session, actor: Actor, key: str) -> Place:
    """The meeting with that id or number, for whom it concerns.

    Raises:
        NotAllowed: no role of the actor has to do with sessions.
        NotFound: there is none, or the actor has no part in it: the same answer for both.
    """
    authorize(actor, "meetings.attend")
    wanted = _places(actor).where(or_(Meeting.public_id == key, Meeting.number == key))
    found = session.execute(wanted).one_or_none()
    place = _place(actor, found) if found else None
    if place is None or not place.parts:
        raise NotFound("kernel.not_found", what=word("thing", "meeting"), key=key)
    return place


def rooms_of(session: Session, actor: Actor, after: datetime) -> Sequence[Place]:
    """The next twenty meetings that an actor has a part in and that end after a moment, soonest first."""
    parts = frozenset(actor.roles)
    is_mine: list[ColumnElement[bool]] = [
        exists().where(_officer(), MeetingOfficer.account == actor.public_id),
        _summoned(actor),
    ]
    if Role.CONVENER in parts and actor.unit:
        is_mine.append(Meeting.lead_unit_uscc == actor.unit)
    everywhere = bool(parts & {Role.SUPERVISOR, Role.OFFICE})
    near = _places(actor).where(
        or_(Meeting.ends_at > after, Meeting.state == MeetingState.IN_SESSION),
        Meeting.state.not_in(OVER),
        *([] if everywhere else [or_(*is_mine)]),
    )
    rows = session.execute(near.order_by(Meeting.starts_at, Meeting.id).limit(20))
    return [place for place in (_place(actor, row) for row in rows) if place.parts]


def _places(actor: Actor) -> Select[Any]:
    here = and_(Attendance.meeting_id == Meeting.id, Attendance.kind == "unit")
    came = exists().where(here, Attendance.ref == MeetingUnit.uscc)
    seat = and_(Attendance.meeting_id == Meeting.id, Attendance.kind == "expert")
    sits = exists().where(seat, Attendance.ref == Invitation.tag)
    expected = Invitation.meeting_id == Meeting.id, Invitation.state == InvitationState.ACCEPTED
    units = MeetingUnit.meeting_id == Meeting.id
    asked: Select[Any] = select(
        Meeting,
        _officers(actor, Role.CHAIR).label("chairs"),
        _officers(actor, Role.RECORDER).label("records"),
        case((_summoned(actor), 1), else_=0).label("summoned"),
        _count(MeetingUnit, units).label("units"),
        _count(MeetingUnit, units, came).label("units_here"),
        _count(MeetingUnit, units, MeetingUnit.determining.is_(True)).label("determining"),
        _count(MeetingUnit, units, MeetingUnit.determining.is_(True), came).label("determining_here"),
        _count(Invitation, *expected).label("experts"),
        _count(Invitation, *expected, sits).label("experts_here"),
    )
    return asked.options(lazyload("*"))


def _count(table: type[Any], *conditions: ColumnElement[bool]) -> ScalarSelect[int]:
    return select(func.count()).select_from(table).where(*conditions).scalar_subquery()


def _officer() -> ColumnElement[bool]:
    return MeetingOfficer.meeting_id == Meeting.id


def _officers(actor: Actor, role: Role) -> ScalarSelect[int]:
    return _count(
        MeetingOfficer,
        _officer(),
        MeetingOfficer.role == role.value,
        MeetingOfficer.account == actor.public_id,
    )


def _summoned(actor: Actor) -> ColumnElement[bool]:
    return exists().where(MeetingUnit.meeting_id == Meeting.id, MeetingUnit.uscc == (actor.unit or ""))


def _place(actor: Actor, row: Any) -> Place:
    meeting: Meeting = row[0]
    there = {
        Role.CHAIR: bool(row.chairs),
        Role.RECORDER: bool(row.records),
        Role.CONVENER: meeting.lead_unit_uscc == actor.unit,
        Role.UNIT_REPRESENTATIVE: bool(row.summoned),
        Role.SUPERVISOR: True,
        Role.OFFICE: True,
    }
    parts = frozenset(role for role, is_there in there.items() if is_there and role in actor.roles)
    return Place(
        id=meeting.id,
        public_id=meeting.public_id,
        number=meeting.number,
        title=meeting.title,
        kind=meeting.kind,
        state=meeting.state,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        where=meeting.place,
        lead_unit=meeting.lead_unit_uscc,
        unsealed_at=meeting.unsealed_at,
        parts=parts,
        unit=actor.unit if Role.UNIT_REPRESENTATIVE in parts else None,
        units=row.units,
        units_here=row.units_here,
        determining=row.determining,
        determining_here=row.determining_here,
        experts=row.experts,
        experts_here=row.experts_here,
    )


@dataclass(frozen=True, slots=True)
class ItemLine:
    """An agenda item and how far it is.

    opinions: the tags of who gave one.
    vote: public id of the latest round's vote; state, closes_at, outcome: of it.
    voters, voted: slots that may vote, and those that have, by class.
    own: the slot in it of the unit that the person represents; has_voted: whether there is a ballot in that slot.
    """

    public_id: str
    position: int
    number: str
    subject: str
    recused: int
    opinions: Sequence[str]
    vote: str | None
    state: str | None
    closes_at: str | None
    outcome: str | None
    voters: Mapping[VoterClass, int]
    voted: Mapping[VoterClass, int]
    own: str | None
    has_voted: bool


def item_lines(session: Session, place: Place) -> Sequence[ItemLine]:
    """The items that stand on a meeting's agenda, in one statement."""
    later = aliased(Vote)
    newest = select(func.max(later.round)).where(later.item_id == AgendaItem.id).scalar_subquery()
    cast = select(func.aggregate_strings(Ballot.slot, ",")).where(Ballot.vote_id == Vote.id, Ballot.rev == 1)
    said = select(func.aggregate_strings(Opinion.tag, ",")).where(Opinion.item_id == AgendaItem.id)
    rows = session.execute(
        select(
            AgendaItem.public_id,
            AgendaItem.position,
            Case.number,
            Case.subject_name,
            _count(ItemRecusal, ItemRecusal.item_id == AgendaItem.id).label("recused"),
            said.scalar_subquery().label("opinions"),
            Vote.public_id.label("vote"),
            Vote.state,
            Vote.opened,
            Vote.roster,
            Vote.tally,
            cast.scalar_subquery().label("cast"),
        )
        .join(Case, Case.id == AgendaItem.case_id)
        .outerjoin(Vote, and_(Vote.item_id == AgendaItem.id, Vote.round == newest))
        .where(AgendaItem.meeting_id == place.id, AgendaItem.withdrawn.is_(None))
        .order_by(AgendaItem.position)
    )
    return [_line(row, place.unit) for row in rows]


def _line(row: Any, unit: str | None) -> ItemLine:
    eligible = RosterFrozen.from_payload(row.roster).eligible() if row.roster else ()
    cast = set((row.cast or "").split(","))
    own = next((seat.slot for seat in eligible if seat.ref == unit), None)
    return ItemLine(
        public_id=row.public_id,
        position=row.position,
        number=row.number,
        subject=row.subject_name,
        recused=row.recused,
        opinions=tuple(filter(None, (row.opinions or "").split(","))),
        vote=row.vote,
        state=row.state,
        closes_at=row.opened["closes_at"] if row.opened else None,
        outcome=row.tally["outcome"] if row.tally else None,
        voters={of: sum(seat.voters is of for seat in eligible) for of in VoterClass},
        voted={of: sum(seat.voters is of and seat.slot in cast for seat in eligible) for of in VoterClass},
        own=own,
        has_voted=own in cast,
    )
