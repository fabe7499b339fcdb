"""Where meetings stand, read for any number of them in the same few statements."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session, aliased

from kernel.outbox import OutboxMessage
from kernel.work_calendar import work_calendar
from meetings.calendar.due import earliest_draw, latest_draw
from meetings.convening.standing import Answers, DrawStanding, ItemStanding, Standing
from meetings.convening.unit_notice import PAPER
from meetings.invitations.seat_board import drawn_panels
from meetings.invitations.seats import Asked, DrawnPanel, Invited, seats_of
from meetings.models import (
    AgendaItem,
    Attendance,
    Case,
    CaseState,
    Decision,
    Filing,
    Invitation,
    InvitationState,
    Meeting,
    MeetingState,
    MeetingUnit,
    Vote,
)
from meetings.session.attend import DOORS_OPEN
from panel.models import HAS_PANEL, Contributor, Departure, Draw


def standings(session: Session, meetings: Sequence[Meeting], now: datetime) -> Mapping[int, Standing]:
    """Where each meeting stands, by its id; at most six statements, however many meetings."""
    keys = [meeting.id for meeting in meetings]
    units, draws = _units(session, keys), _draws(session, meetings)
    states = {meeting.state for meeting in meetings}
    answers = _answers(session, keys, now) if any(draws.panels.values()) else {}
    items = _items(session, keys) if states & {MeetingState.IN_SESSION, MeetingState.HELD} else {}
    calendar = work_calendar(session) if MeetingState.PREPARING in states else None
    found = {}
    for meeting in meetings:
        is_open = meeting.state == MeetingState.PREPARING
        due = earliest_draw(calendar, meeting.starts_at) if calendar and is_open else None
        _, summoned, on_paper, waiting = units.get(meeting.id, (0, 0, 0, 0))
        asked = answers.get(meeting.id, _Invitations({}, Answers()))
        panels = draws.panels.get(meeting.public_id, ())
        found[meeting.id] = Standing(
            state=meeting.state,
            starts_at=meeting.starts_at,
            doors_at=meeting.starts_at - DOORS_OPEN,
            draw_until=latest_draw(meeting.starts_at),
            draw_from=due.on if due else None,
            estimated=bool(due and due.estimated),
            units=summoned,
            notices_waiting=waiting,
            on_paper=on_paper,
            draw=draws.newest.get(meeting.public_id),
            table=tuple(seats_of(panels, asked.invited, now)),
            answers=asked.answers,
            items=tuple(items.get(meeting.id, ())),
        )
    return found


def _units(session: Session, keys: Sequence[int]) -> Mapping[int, tuple[int, int, int, int]]:
    """Of each meeting: its units, those of them told on paper, the notices that have not left yet."""
    unsent = (
        select(func.count())
        .select_from(OutboxMessage)
        .where(
            OutboxMessage.key.like("meeting/" + Meeting.public_id + "/%"),
            OutboxMessage.kind == "unit.request",
            OutboxMessage.sent_at.is_(None),
        )
        .correlate(Meeting)
        .scalar_subquery()
    )
    on_paper = func.count().filter(MeetingUnit.noticed == PAPER)
    counted = (
        select(Meeting.id, func.count(), on_paper, unsent)
        .join(MeetingUnit, MeetingUnit.meeting_id == Meeting.id)
        .where(Meeting.id.in_(keys))
        .group_by(Meeting.id, Meeting.public_id)
    )
    return {row[0]: tuple(row) for row in session.execute(counted)}


@dataclass(frozen=True, slots=True)
class _Draws:
    """The newest attempt of each meeting, and its draws that have a panel."""

    newest: Mapping[str, DrawStanding]
    panels: Mapping[str, Sequence[DrawnPanel]]


def _draws(session: Session, meetings: Sequence[Meeting]) -> _Draws:
    rows = session.execute(
        select(
            *(Draw.id, Draw.meeting, Draw.kind.label("draw_kind"), Draw.state, Draw.seats, Draw.reveal_by),
            *(Draw.approved_by, Draw.plan_digest, Draw.result, Contributor.role, Contributor.value),
            *(Departure.position, Departure.tag, Departure.seat, Departure.kind, Departure.event),
        )
        .outerjoin(Contributor, Contributor.draw_id == Draw.id)
        .outerjoin(Departure, Departure.draw_id == Draw.id)
        .where(Draw.meeting.in_([meeting.public_id for meeting in meetings]))
        .order_by(Draw.id)
    ).all()
    by_meeting: defaultdict[str, list[Row[Any]]] = defaultdict(list)
    for row in rows:
        by_meeting[row.meeting].append(row)
    newest, panels = {}, {}
    for meeting, own in by_meeting.items():
        newest[meeting] = _standing([row for row in own if row.id == own[-1].id])
        panels[meeting] = drawn_panels(row for row in own if row.state in HAS_PANEL)
    return _Draws(newest, panels)


def _standing(own: Sequence[Row[Any]]) -> DrawStanding:
    draw = own[0]
    return DrawStanding(
        kind=draw.draw_kind,
        state=draw.state,
        reveal_by=draw.reveal_by,
        approved=draw.approved_by is not None,
        plan_out=draw.plan_digest is not None,
        committed=frozenset(row.role for row in own if row.role),
        revealed=frozenset(row.role for row in own if row.value),
    )


@dataclass(frozen=True, slots=True)
class _Invitations:
    """Those of a meeting that stand: what became of each, and counted."""

    invited: Invited
    answers: Answers


def _answers(session: Session, keys: Sequence[int], now: datetime) -> Mapping[int, _Invitations]:
    rows = session.execute(
        select(
            *(Invitation.meeting_id, Invitation.draw_id, Invitation.tag, Invitation.state),
            *(Invitation.delivered_at, Invitation.answer_by, Invitation.answered_at),
            Attendance.ref.label("here"),
        )
        .outerjoin(
            Attendance,
            (Attendance.meeting_id == Invitation.meeting_id)
            & (Attendance.kind == "expert")
            & (Attendance.ref == Invitation.tag),
        )
        .where(Invitation.meeting_id.in_(keys), Invitation.state != InvitationState.GONE)
    ).all()
    by_meeting: defaultdict[int, list[Any]] = defaultdict(list)
    for row in rows:
        by_meeting[row.meeting_id].append(row)
    return {
        meeting: _Invitations({(row.draw_id, row.tag): _asked(row) for row in own}, _counted(own, now))
        for meeting, own in by_meeting.items()
    }


def _asked(row: Row[Any]) -> Asked:
    return Asked(row.state, row.delivered_at, row.answer_by, row.answered_at)


def _counted(own: Sequence[Row[Any]], now: datetime) -> Answers:
    outstanding = [row for row in own if row.state == InvitationState.INVITED]
    due = [row.answer_by for row in outstanding if row.answer_by is not None]
    return Answers(
        asked=len(own),
        accepted=sum(row.state == InvitationState.ACCEPTED for row in own),
        outstanding=len(outstanding),
        unsent=len(outstanding) - len(due),
        late=sum(by <= now for by in due),
        here=sum(row.here is not None for row in own),
        next_by=min((by for by in due if by > now), default=None),
    )


def _items(session: Session, keys: Sequence[int]) -> Mapping[int, Sequence[ItemStanding]]:
    later = aliased(Vote)
    is_latest = ~select(later.id).where(later.item_id == Vote.item_id, later.round > Vote.round).exists()
    rows = session.execute(
        select(
            *(AgendaItem.meeting_id, Case.state.label("case"), Vote.state.label("vote")),
            *(Decision.state.label("decision"), Filing.state.label("filing"), Filing.due_on),
        )
        .join(Case, Case.id == AgendaItem.case_id)
        .outerjoin(Vote, (Vote.item_id == AgendaItem.id) & is_latest)
        .outerjoin(Decision, Decision.item_id == AgendaItem.id)
        .outerjoin(Filing, Filing.decision_id == Decision.id)
        .where(AgendaItem.meeting_id.in_(keys), AgendaItem.withdrawn.is_(None))
        .order_by(AgendaItem.position)
    )
    found: defaultdict[int, list[ItemStanding]] = defaultdict(list)
    for row in rows:
        determined = row.case != CaseState.NOT_DETERMINED
        found[row.meeting_id].append(ItemStanding(row.vote, determined, row.decision, row.filing, row.due_on))
    return found
