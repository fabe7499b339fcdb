"""When and where a meeting takes place 会议时间、地点, as its convener writes it."""

from dataclasses import dataclass
from datetime import datetime

from kernel.errors import InputError
from kernel.text import parse_moment


@dataclass(frozen=True, slots=True)
class Slot:
    """A time and a place.

    starts_at, ends_at: aware moments.
    room, place: the name of a room, or any other place; neither where a postponed meeting keeps its own.
    """

    starts_at: datetime
    ends_at: datetime
    room: str | None
    place: str | None


def parse_slot(start: str, end: str, room: str | None, place: str | None) -> Slot:
    """A slot from what was typed.

    Raises:
        InputError: a moment that is none, or both a room and another place.
    """
    if room and place:
        raise InputError("meetings.where")
    return Slot(parse_moment("start", start), parse_moment("end", end), room, place)
