"""Convening a meeting 召集会议: cases, time, room, officers."""

from flask import url_for
from werkzeug.wrappers import Response as AnyResponse

from kernel.roles import Role
from kernel.web.access import may
from kernel.web.account import actor
from kernel.web.filled import Filled
from kernel.web.pages import acting, done, page_blueprint, reading, shown
from kernel.web.translations import gettext as _
from meetings.catalogue.groups import LEADING_GROUP
from meetings.convening.at_hand import case_of, for_special_session, led_by, officers, ready_cases
from meetings.convening.convene import Call, convene
from meetings.convening.pages.slot_form import placing, room_choices, rooms_for, slot_labels, typed_slot

pages = page_blueprint("convening", __name__, "/meetings/new")
_BUSY = {"meetings.officer_busy": "chair"}


@pages.get("/")
@may("meetings.convene")
def blank() -> str:
    return _page(Filled(_labels(), {}))


@pages.post("/")
@may("meetings.convene")
def call() -> AnyResponse | str | tuple[str, int]:
    """Convene the meeting; or, asked for the rooms, show which are free at the time that was typed."""
    form = Filled(_labels())
    if form["look"]:
        return _page(form)
    with form.reading(), placing(form), placing(form, _BUSY), acting() as act:
        wanted = Call(form["title"], typed_slot(form), form["contact"], form["chair"], form["recorder"])
        groups = led_by(act.session, act.actor.unit or "")
        cases = [case_of(act.session, groups, key) for key in form.all("case")]
        meeting = convene(act, wanted, cases)
        told = {"number": meeting.number, "items": len(meeting.agenda), "units": len(meeting.units)}
        address = url_for("meeting.show", key=meeting.public_id)
    if form.is_right:
        return done(address, "meetings.called", **told)
    return _page(form), 422


def _labels() -> dict[str, str]:
    return {
        "case": _("议题"),
        "title": _("会议名称"),
        **slot_labels(),
        "contact": _("联系人及电话"),
        "chair": _("主持人"),
        "recorder": _("记录人"),
    }


def _page(form: Filled) -> str:
    unit = actor().unit or ""
    with reading() as session:
        groups = led_by(session, unit)
        return shown(
            "meetings/new",
            form=form,
            groups=groups,
            cases=ready_cases(session, groups),
            elsewhere=0 if LEADING_GROUP in groups else for_special_session(session, groups),
            rooms=room_choices(rooms_for(session, form), form),
            chairs=officers(session, Role.CHAIR, unit),
            recorders=officers(session, Role.RECORDER, unit),
        )
