"""A meeting is put off or called off 改期、取消: what will happen, the cause, and then it happens."""

from werkzeug.wrappers import Response as AnyResponse

from kernel.clock import local
from kernel.web.access import may
from kernel.web.door import desk
from kernel.web.filled import Filled
from kernel.web.pages import done, page_blueprint, reading, shown
from kernel.web.reader import moment
from kernel.web.translations import gettext as _
from meetings.convening.cancel import cancel
from meetings.convening.pages.changing import back, changing, own
from meetings.convening.pages.slot_form import (
    ELSEWHERE,
    placing,
    room_choices,
    rooms_for,
    slot_labels,
    typed_slot,
)
from meetings.convening.postpone import postpone
from meetings.convening.read_standing import standings
from meetings.convening.version import version_of
from meetings.models import Meeting

pages = page_blueprint("moving", __name__, "/meetings/<key>")
_BUSY = {"meetings.officer_busy": "start"}


@pages.get("/postpone/")
@may("meetings.convene")
def before_postponing(key: str) -> str:
    with reading() as session:
        meeting = own(session, key)
        return _postpone_page(key, Filled(_labels(), _as_it_is(meeting)))


@pages.post("/postpone/")
@may("meetings.convene")
def put_off(key: str) -> AnyResponse | str | tuple[str, int]:
    """Postpone the meeting; or, asked for the rooms, show which are free at the time that was typed."""
    form = Filled(_labels())
    if form["look"]:
        return _postpone_page(key, form)
    with form.reading(), placing(form), placing(form, _BUSY), changing(key, form) as (act, meeting):
        after = postpone(act, meeting, typed_slot(form), form["cause"])
        told = {"number": meeting.number, "start": moment(meeting.starts_at)}
        counts = {"asked": after.asked, "left": after.left}
        code = "meetings.postponed_void" if after.stopped else "meetings.postponed"
    if form.is_right:
        return done(back(key), code, **told, **counts)
    return _postpone_page(key, form), 422


@pages.get("/cancel/")
@may("meetings.convene")
def before_cancelling(key: str) -> str:
    return _cancel_page(key, Filled({"cause": _("取消的事由")}, {}))


@pages.post("/cancel/")
@may("meetings.convene")
def call_off(key: str) -> AnyResponse | tuple[str, int]:
    form = Filled({"cause": _("取消的事由")})
    with form.reading(), changing(key, form) as (act, meeting):
        told = {"experts": cancel(act, meeting, form["cause"]), "number": meeting.number}
    return done(back(key), "meetings.cancelled", **told) if form.is_right else (_cancel_page(key, form), 422)


def _labels() -> dict[str, str]:
    return {**slot_labels(), "cause": _("改期的事由")}


def _as_it_is(meeting: Meeting) -> dict[str, str]:
    """The meeting's present time and place, as the form's fields have them."""
    at = {"start": meeting.starts_at, "end": meeting.ends_at}
    typed = {name: f"{local(value):%Y-%m-%dT%H:%M}" for name, value in at.items()}
    if meeting.room_id is not None:
        return {**typed, "room": meeting.place}
    return {**typed, "room": ELSEWHERE, "place": meeting.place}


def _postpone_page(key: str, form: Filled) -> str:
    with reading() as session:
        meeting = own(session, key)
        standing = standings(session, [meeting], desk().clock.now())[meeting.id]
        rooms = room_choices(rooms_for(session, form, meeting.id), form)
        seen = version_of(session, meeting)
        return shown(
            "meetings/postpone", form=form, meeting=meeting, standing=standing, rooms=rooms, seen=seen
        )


def _cancel_page(key: str, form: Filled) -> str:
    with reading() as session:
        meeting = own(session, key)
        standing = standings(session, [meeting], desk().clock.now())[meeting.id]
        items = len(meeting.agenda)
        seen = version_of(session, meeting)
        return shown("meetings/cancel", form=form, meeting=meeting, standing=standing, items=items, seen=seen)
