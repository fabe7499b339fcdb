"""One decision, or one item that waits for its decision, as a page shows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from kernel.accounts import Account
from kernel.errors import NotFound
from kernel.messages import word
from kernel.roles import Actor, scope
from ledger.queries import entries_of
from meetings.models import (
    AgendaItem,
    Case,
    CaseItem,
    CaseMeasure,
    Decision,
    Filing,
    Meeting,
    MeetingState,
    OfficialPaper,
    Opinion,
    Vote,
    VoteState,
)
from meetings.queries import BARE
from meetings.tally.count import Outcome, Tally, departs_from_experts

_CASE: Sequence[Any] = (
    joinedload(Case.unit),
    joinedload(Case.notice),
    joinedload(Case.publicity),
    selectinload(Case.items).joinedload(CaseItem.listed),
    selectinload(Case.measures).joinedload(CaseMeasure.listed),
)


@dataclass(frozen=True, slots=True)
class Step:
    """Something that happened to a decision: what, when, in which role and by whom."""

    event: str
    at: datetime
    role: str
    name: str


@dataclass(frozen=True, slots=True)
class DecisionCard:
    """A decision with all that its page shows.

    last_day: on which it is in force.
    tally: of the vote that it rests on; departs: whether it goes against the experts' majority.
    papers: of the meeting and of the decision, those of the decision first.
    filing: its public id, once it is issued.
    """

    decision: Decision
    last_day: date
    tally: Tally
    departs: bool
    papers: Sequence[OfficialPaper]
    filing: str | None
    steps: Sequence[Step]

    @property
    def case(self) -> Case:
        return self.decision.item.case

    @property
    def meeting(self) -> Meeting:
        return self.decision.item.meeting


@dataclass(frozen=True, slots=True)
class ItemCard:
    """An item of a meeting that is over, before there is a decision on it."""

    item: AgendaItem
    tally: Tally
    departs: bool

    @property
    def passed(self) -> bool:
        return self.tally.outcome is Outcome.PASSED


def find_own(session: Session, actor: Actor, key: str) -> Decision:
    """The decision with that public id, if the actor may see it, with what its page shows of the case.

    Raises:
        NotFound: there is none, or not for this account: the two look the same.
    """
    of_item = joinedload(Decision.item)
    options = (
        of_item.joinedload(AgendaItem.meeting).joinedload(Meeting.lead_unit),
        of_item.joinedload(AgendaItem.case).options(*_CASE),
        selectinload(Decision.recipients),
        BARE,
    )
    found = session.scalars(select(Decision).where(Decision.public_id == key).options(*options)).first()
    if found is None or not _sees(actor, found.item.meeting):
        raise NotFound("kernel.not_found", what=word("thing", "decision"), key=key)
    return found


def decision_card(session: Session, found: Decision) -> DecisionCard:
    """What the page of a decision shows."""
    counted = _counted(session, found.item_id)
    of_either = OfficialPaper.decision_id.is_(None) | (OfficialPaper.decision_id == found.id)
    papers = select(OfficialPaper).where(OfficialPaper.meeting_id == found.item.meeting_id, of_either)
    return DecisionCard(
        found,
        found.ends_on - timedelta(days=1),
        counted,
        departs_from_experts(counted),
        session.scalars(papers.order_by(OfficialPaper.decision_id.is_(None), OfficialPaper.kind)).all(),
        session.scalar(select(Filing.public_id).where(Filing.decision_id == found.id)),
        steps_of(session, found.public_id),
    )


def item_card(session: Session, actor: Actor, key: str) -> ItemCard:
    """An item that came to a result, if the actor may see it.

    Raises:
        NotFound: there is none, its meeting is not over, or it is not for this account.
    """
    options = (
        joinedload(AgendaItem.meeting).joinedload(Meeting.lead_unit),
        joinedload(AgendaItem.case).options(*_CASE),
        BARE,
    )
    found = session.scalars(select(AgendaItem).where(AgendaItem.public_id == key).options(*options)).first()
    is_open = found is not None and found.withdrawn is None and found.meeting.state == MeetingState.HELD
    if found is None or not is_open or not _sees(actor, found.meeting):
        raise NotFound("kernel.not_found", what=word("thing", "item"), key=key)
    counted = _counted(session, found.id)
    return ItemCard(found, counted, departs_from_experts(counted))


def decision_on(session: Session, item: AgendaItem) -> str | None:
    """The public id of the decision on an item, once it is drafted."""
    return session.scalar(select(Decision.public_id).where(Decision.item_id == item.id))


def opinions_on(session: Session, item: AgendaItem) -> Sequence[Opinion]:
    """What the experts wrote on an item 专家意见书, by their codes."""
    return session.scalars(select(Opinion).where(Opinion.item_id == item.id).order_by(Opinion.tag)).all()


def steps_of(session: Session, subject: str) -> list[Step]:
    """What the ledger says happened to a thing, the newest first, with the names of who did it."""
    entries = entries_of(session, subject)
    people = {entry.by.partition(":")[2] for entry in entries}
    known = select(Account.public_id, Account.display_name).where(Account.public_id.in_(people))
    names = {row.public_id: row.display_name for row in session.execute(known)}
    told = []
    for entry in reversed(entries):
        role, _, who = entry.by.partition(":")
        told.append(Step(entry.type, datetime.fromisoformat(entry.at), role, names.get(who, "")))
    return told


def _sees(actor: Actor, meeting: Meeting) -> bool:
    return scope(actor, "decisions.read") in {None, meeting.lead_unit_uscc}


def _counted(session: Session, item_id: int) -> Tally:
    closed = select(Vote.tally).where(Vote.item_id == item_id, Vote.state == VoteState.CLOSED)
    payload: Any = session.scalar(closed.order_by(Vote.round.desc()).limit(1))
    return Tally.from_payload(payload)
