"""The ceremony of a meeting as it stands: its draws, what each has come to, and whose turn it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kernel.errors import NotFound
from kernel.messages import word
from kernel.work_calendar import work_calendar
from kernel.working_days import Due
from ledger.entry import Entry
from ledger.queries import entries_of
from meetings.calendar.due import earliest_draw, latest_draw
from meetings.drawing.draw_card import Pledge, Pool, Seat, plan_entry, pledges_of, pool_of, seats_of
from meetings.models import Meeting, MeetingState
from panel.beacons import GRACE, beacon_of, due_of
from panel.models import HAS_PANEL, SITTING, UNDER_WAY, Contributor, Draw, DrawState
from panel.panels import draws_of


@dataclass(frozen=True, slots=True)
class Ceremony:
    """What the pages of a meeting's draw show.

    draw: the newest attempt; the other fields are its own, but for `draws` and `seats`, which are the meeting's.
    turn: the role that reveals next.
    earliest, latest: between which a pool may be frozen and everything revealed.
    """

    meeting: Meeting
    draws: Sequence[Draw]
    draw: Draw | None
    entries: Sequence[Entry]
    pool: Pool | None
    pledges: Sequence[Pledge]
    seats: Sequence[Seat]
    turn: str | None
    earliest: Due
    latest: datetime

    @property
    def plan_entry(self) -> Entry | None:
        return plan_entry(self.entries)

    @property
    def is_under_way(self) -> bool:
        return self.draw is not None and self.draw.state in UNDER_WAY

    @property
    def has_open_seat(self) -> bool:
        """Whether a seat stays empty that a supplement could fill before the session."""
        sits = bool(self.draws) and any(draw.state in SITTING for draw in self.draws)
        locked = self.meeting.state == MeetingState.LOCKED
        return sits and locked and not self.is_under_way and any(seat.is_open for seat in self.seats)

    @property
    def beacon_due(self) -> datetime | None:
        return due_of(beacon_of(self.draw)) if self.draw and self.draw.beacon else None

    @property
    def given_up_from(self) -> datetime | None:
        """From when a beacon that gave nothing may be given up."""
        return self.beacon_due + GRACE if self.beacon_due else None


def ceremony_of(session: Session, meeting: Meeting) -> Ceremony:
    """The ceremony of a meeting, for whoever may see that meeting."""
    draws = draws_of(session, meeting.public_id)
    draw = draws[-1] if draws else None
    entries = entries_of(session, draw.public_id) if draw else []
    return Ceremony(
        meeting=meeting,
        draws=draws,
        draw=draw,
        entries=entries,
        pool=pool_of(draw) if draw else None,
        pledges=pledges_of(session, draw, entries) if draw else [],
        seats=_seats(draws),
        turn=_turn(draw) if draw else None,
        earliest=earliest_draw(work_calendar(session), meeting.starts_at),
        latest=latest_draw(meeting.starts_at),
    )


def _seats(draws: Sequence[Draw]) -> list[Seat]:
    """Those of every draw that has a panel, and of the one that may still give one."""
    seats: list[Seat] = []
    for draw in draws:
        if draw.state in HAS_PANEL | UNDER_WAY:
            seats += seats_of(draw, len(seats))
    return seats


def _turn(draw: Draw) -> str | None:
    if draw.state != DrawState.PLANNED:
        return None
    return next((contributor.role for contributor in draw.contributors if not contributor.value), None)


def state_mark(session: Session, meeting: str, unit: str | None) -> tuple[str, bool]:
    """A word that changes whenever the ceremony moves on, and whether it still can; one statement.

    Args:
        meeting: the meeting's public id.
        unit: whose meetings the reader may see; None sees all.

    Raises:
        NotFound: there is no such meeting, or not for the reader.
    """
    put_in, shown = func.count(Contributor.party), func.count(Contributor.value)
    newest = (
        select(Draw.id, Draw.state, Draw.beacon_typed, put_in, shown)
        .outerjoin(Contributor, Contributor.draw_id == Draw.id)
        .where(Draw.meeting == meeting)
        .group_by(Draw.id)
        .order_by(Draw.id.desc())
        .limit(1)
        .subquery()
    )
    row = session.execute(
        select(Meeting.lead_unit_uscc, Meeting.state, newest)
        .outerjoin(newest, Meeting.id.is_not(None))
        .where(Meeting.public_id == meeting)
    ).first()
    if row is None or unit not in {None, row[0]}:
        raise NotFound("kernel.not_found", what=word("thing", "meeting"), key=meeting)
    over = row[1] in {MeetingState.HELD, MeetingState.CANCELLED}
    _, _, number, state, typed, *counts = row
    return f"{number}.{state}.{bool(typed)}.{counts[0]}.{counts[1]}", over
