"""The board of a meeting's seats, read in two statements; and how many are left who could succeed."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

from sqlalchemy import Row, and_, or_, select
from sqlalchemy.orm import Session

from kernel.errors import NotFound
from kernel.messages import word
from kernel.roles import Actor, scope
from meetings.invitations.seats import (
    Asked,
    Departed,
    DrawnPanel,
    Invited,
    Seat,
    SeatState,
    group_in_words,
    seats_of,
)
from meetings.models import Invitation, Meeting, MeetingState
from panel.draw.pool import read_pool
from panel.draw.seats import groups_of
from panel.models import HAS_PANEL, Departure, Draw


@dataclass(frozen=True, slots=True)
class SeatBoard:
    """The seats of a meeting. key: its public id. ahead: it has not begun, and a panel may be drawn."""

    key: str
    number: str
    title: str
    ahead: bool
    seats: Sequence[Seat]

    def count(self, *states: SeatState) -> int:
        """How many seats are in one of these states."""
        return sum(seat.state in states for seat in self.seats)

    @property
    def is_waiting(self) -> bool:
        """Whether an answer can still change something."""
        return self.ahead and bool(self.count(SeatState.SENDING, SeatState.ASKED, SeatState.LATE))


def seat_board(session: Session, actor: Actor, key: str, now: datetime) -> SeatBoard:
    """The seats of a meeting, in two statements.

    Args:
        key: the meeting's public id or number.

    Raises:
        NotAllowed: no role of the actor reads invitations.
        NotFound: there is no such meeting, or it is another unit's.
    """
    unit = scope(actor, "invitations.read")
    rows = session.execute(
        select(
            *(Meeting.public_id, Meeting.number, Meeting.title),
            Meeting.state.label("meeting_state"),
            *(Draw.id, Draw.kind.label("draw_kind"), Draw.seats, Draw.result),
            *(Departure.position, Departure.tag, Departure.seat, Departure.kind, Departure.event),
        )
        .outerjoin(Draw, and_(Draw.meeting == Meeting.public_id, Draw.state.in_(HAS_PANEL)))
        .outerjoin(Departure, Departure.draw_id == Draw.id)
        .where(
            or_(Meeting.public_id == key, Meeting.number == key),
            *([] if unit is None else [Meeting.lead_unit_uscc == unit]),
        )
        .order_by(Draw.id, Departure.position)
    ).all()
    if not rows:
        raise NotFound("kernel.not_found", what=word("thing", "meeting"), key=key)
    meeting = rows[0]
    panels = drawn_panels(row for row in rows if row.id is not None)
    return SeatBoard(
        key=meeting.public_id,
        number=meeting.number,
        title=meeting.title,
        ahead=meeting.meeting_state == MeetingState.LOCKED,
        seats=seats_of(panels, _invited(session, meeting.public_id), now),
    )


def drawn_panels(rows: Iterable[Row[Any]]) -> list[DrawnPanel]:
    """The draws behind rows of draws with their departures, each in its order; a row may come twice."""
    by_draw: defaultdict[int, list[Row[Any]]] = defaultdict(list)
    for row in rows:
        by_draw[row.id].append(row)
    return [_drawn(own) for own in by_draw.values()]


def _drawn(own: Sequence[Row[Any]]) -> DrawnPanel:
    draw = own[0]
    departures = {row.position: row for row in own if row.position is not None}
    return DrawnPanel(
        id=draw.id,
        kind=draw.draw_kind,
        groups=draw.seats,
        first=draw.result["panel"],
        departures=[
            Departed(row.tag, row.seat, row.kind, row.event) for _, row in sorted(departures.items())
        ],
    )


def _invited(session: Session, meeting: str) -> Invited:
    """What became of each invitation, by draw and tag."""
    asked = (
        select(
            *(Invitation.draw_id, Invitation.tag, Invitation.state),
            *(Invitation.delivered_at, Invitation.answer_by, Invitation.answered_at),
        )
        .join(Meeting, Meeting.id == Invitation.meeting_id)
        .where(Meeting.public_id == meeting)
    )
    return {(row.draw_id, row.tag): Asked(*row[2:]) for row in session.execute(asked)}


@dataclass(frozen=True, slots=True)
class Reserve:
    """How many are left who could succeed in a group of seats."""

    field: str
    seats: int
    left: int

    @property
    def is_low(self) -> bool:
        """Whether not every seat of the group could change hands once more (本机关会议规则)."""
        return self.left < self.seats


def reserves(session: Session, meeting: str) -> list[Reserve]:
    """How many could succeed in each group of a meeting's panel; empty unless it is drawn.

    An expert who fits several groups counts in each of them.
    """
    newest = select(Draw).where(Draw.meeting == meeting, Draw.kind == "panel", Draw.state.in_(HAS_PANEL))
    draw = session.scalar(newest.order_by(Draw.id.desc()).limit(1))
    if draw is None or draw.result is None:
        return []
    pool = read_pool(BytesIO(draw.pool))
    first = [seat["tag"] for seat in draw.result["panel"]]
    called = [departure.event["successor"] for departure in draw.departures]
    lines = [line for tag in [*first, *called] if tag is not None and (line := pool.find(tag))]
    types = pool.types()
    found = []
    for group in draw.seats:
        fitting = sum(count for type_, count in types.items() if group["id"] in groups_of(type_))
        taken = sum(group["id"] in groups_of(line.type) for line in lines)
        found.append(Reserve(group_in_words(group), group["count"], fitting - taken))
    return found
