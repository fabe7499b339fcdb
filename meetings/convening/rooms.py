"""Meeting rooms 会议室, and who has them when: nothing takes place in one room twice at a time."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session, lazyload

from kernel.act import Act
from kernel.errors import InputError, NotFound, Refused
from kernel.lifecycle import hold
from kernel.messages import word
from kernel.roles import authorize
from kernel.text import clean
from meetings.convening.slots import Slot
from meetings.models import Meeting, MeetingState, Room

AHEAD = (MeetingState.PREPARING, MeetingState.LOCKED, MeetingState.IN_SESSION)
"""The states of a meeting that takes room and people."""


def add_room(act: Act, name: str) -> Room:
    """Enter a room.

    Raises:
        InputError: no name.
        Refused: there is one of that name.
    """
    authorize(act.actor, "meetings.rooms")
    room = Room(name=clean("name", name))
    act.session.add(room)
    act.session.flush()
    return room


def bookings(session: Session, now: datetime) -> list[tuple[str, Sequence[Meeting]]]:
    """Every room by name, with the meetings in it that are not over, in the order of time."""
    ahead = select(Meeting).where(
        Meeting.room_id.is_not(None), Meeting.state.in_(AHEAD), Meeting.ends_at > now
    )
    meetings = session.scalars(ahead.options(lazyload("*")).order_by(Meeting.starts_at)).all()
    rooms = session.scalars(select(Room).order_by(Room.name)).all()
    return [(room.name, [meeting for meeting in meetings if meeting.room_id == room.id]) for room in rooms]


def at_the_same_time(meeting: Meeting) -> ColumnElement[bool]:
    """Of other meetings those that overlap with this one; one that ends when this one starts does not."""
    return and_(
        Meeting.id != meeting.id,
        Meeting.state.in_(AHEAD),
        Meeting.starts_at < meeting.ends_at,
        Meeting.ends_at > meeting.starts_at,
    )


def occupy(act: Act, meeting: Meeting, slot: Slot) -> None:
    """Give a meeting its time and place, and its room to nobody else at that time.

    The room's row is held until the transaction ends: of two meetings at once the later one sees the other.

    Raises:
        InputError: times that make no sense, or no place.
        NotFound: no such room.
        Refused: the room is taken.
    """
    if not act.clock.now() < slot.starts_at < slot.ends_at:
        raise InputError("meetings.times")
    if slot.room:
        room = _room(act.session, slot.room)
        meeting.room_id, meeting.place = room.id, room.name
    elif slot.place:
        meeting.room_id, meeting.place = None, clean("place", slot.place)
    elif not meeting.place:
        raise InputError("meetings.where")
    meeting.starts_at, meeting.ends_at = slot.starts_at, slot.ends_at
    if meeting.room_id is not None:
        _refuse_taken(act.session, meeting)


def _room(session: Session, name: str) -> Room:
    room = session.scalar(select(Room).where(Room.name == name.strip()))
    if room is None:
        raise NotFound("kernel.not_found", what=word("thing", "room"), key=name)
    return room


def _refuse_taken(session: Session, meeting: Meeting) -> None:
    hold(session, session.get_one(Room, meeting.room_id))
    other = select(Meeting.number).where(Meeting.room_id == meeting.room_id, at_the_same_time(meeting))
    if taken := session.scalars(other.limit(1)).first():
        raise Refused("meetings.room_taken", room=meeting.place, meeting=taken)
