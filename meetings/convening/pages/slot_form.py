"""When and where, as forms ask for it: a free room is offered, a clash stands at its field."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress

from sqlalchemy.orm import Session

from kernel.errors import InputError, NotFound, Refused
from kernel.web.filled import Filled
from kernel.web.translations import gettext as _
from meetings.convening.at_hand import RoomAtHand, room_names, rooms_at
from meetings.convening.slots import Slot, parse_slot

ELSEWHERE = "—"
"""The choice that means a place that is no room of the house."""

PLACES = {
    "meetings.times": "end",
    "meetings.where": "room",
    "meetings.room_taken": "room",
    "meetings.notice_short": "start",
    "meetings.title_names_subject": "title",
    "meetings.other_group": "case",
    "meetings.case_scheduled": "case",
    "cases.not_to_hear": "case",
}
"""At which field a refusal stands."""


def slot_labels() -> dict[str, str]:
    """The fields of a slot, as pages call them."""
    return {"start": _("开始时间"), "end": _("结束时间"), "room": _("会议室"), "place": _("其他地点")}


@contextmanager
def placing(form: Filled, places: Mapping[str, str] = PLACES) -> Iterator[None]:
    """Put what a use case refuses at the field that it is about; the rest is somebody else's to show."""
    try:
        yield
    except (InputError, Refused, NotFound) as error:
        if error.code not in places:
            raise
        form.put(error, places[error.code])


def typed_slot(form: Filled) -> Slot:
    """The slot that was typed.

    Raises:
        InputError: a moment that is none, or both a room and another place.
    """
    room = form["room"] if form["room"] != ELSEWHERE else ""
    return parse_slot(form["start"], form["end"], room or None, form["place"] or None)


def rooms_for(session: Session, form: Filled, but: int | None = None) -> list[RoomAtHand]:
    """The rooms as they are taken at the time that was typed, or just their names.

    Args:
        but: the id of a meeting that does not count.
    """
    with suppress(InputError):
        slot = parse_slot(form["start"], form["end"], None, None)
        return rooms_at(session, slot.starts_at, slot.ends_at, but)
    return room_names(session)


def room_choices(rooms: list[RoomAtHand], form: Filled) -> list[tuple[str, str]]:
    """The rooms as a field offers them."""
    is_known = bool(form["start"] and form["end"])
    texts = []
    for room in rooms:
        free = _("%s（空闲）") % room.name if is_known else room.name
        taken = _("%(room)s（已由%(meeting)s使用）") % {"room": room.name, "meeting": room.taken_by}
        texts.append((room.name, taken if room.taken_by else free))
    return [*texts, (ELSEWHERE, _("其他地点，在下面填写"))]
