"""What changes a meeting that is convened: agenda, units, officers."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from kernel.act import Act
from kernel.errors import NotFound
from kernel.messages import word
from kernel.roles import Role
from kernel.units import find_units
from kernel.web.access import may
from kernel.web.account import actor
from kernel.web.filled import Filled
from kernel.web.pages import acting, done, page_blueprint, reading, shown
from kernel.web.translations import gettext as _
from meetings.convening.at_hand import case_of, officers, ready_cases
from meetings.convening.convene import add_case, add_unit
from meetings.convening.officers import appoint
from meetings.convening.pages.slot_form import placing
from meetings.convening.version import refuse_changed, version_of
from meetings.convening.withdraw_item import withdraw_item
from meetings.drawing.within import meeting_within
from meetings.models import AgendaItem, Meeting
from meetings.queries import find_item

pages = page_blueprint("changing", __name__, "/meetings/<key>")
_BUSY = {"meetings.officer_busy": "chair"}
_CONVENE = "meetings.convene"


def own(session: Session, key: str) -> Meeting:
    """The meeting, if this account may change it; raises as `meeting_within`."""
    return meeting_within(session, actor(), _CONVENE, key)


@contextmanager
def changing(key: str, form: Filled) -> Iterator[tuple[Act, Meeting]]:
    """A transaction that changes the meeting, if it is as the form showed it."""
    with acting() as act:
        meeting = own(act.session, key)
        refuse_changed(act, meeting, form["seen"])
        yield act, meeting


def back(key: str) -> str:
    """The meeting's own page."""
    return url_for("meeting.show", key=key)


@pages.get("/agenda/")
@may("meetings.convene")
def agenda(key: str) -> str:
    return _agenda_page(key, Filled({"case": _("案件")}, {}))


@pages.post("/agenda/")
@may("meetings.convene")
def add_item(key: str) -> AnyResponse | tuple[str, int]:
    form = Filled({"case": _("案件")})
    with form.reading(), placing(form), changing(key, form) as (act, meeting):
        add_case(act, meeting, case_of(act.session, [meeting.special_group], form["case"]))
        told = {"number": meeting.number, "items": len(meeting.agenda), "units": len(meeting.units)}
    return done(back(key), "meetings.added", **told) if form.is_right else (_agenda_page(key, form), 422)


def _agenda_page(key: str, form: Filled) -> str:
    with reading() as session:
        meeting = own(session, key)
        cases = ready_cases(session, [meeting.special_group])
        return shown(
            "meetings/agenda", form=form, meeting=meeting, cases=cases, seen=version_of(session, meeting)
        )


@pages.get("/items/<item>/withdraw/")
@may("meetings.convene")
def before_withdrawing(key: str, item: str) -> str:
    return _withdraw_page(key, item, Filled({"reason": _("撤下的理由")}, {}))


@pages.post("/items/<item>/withdraw/")
@may("meetings.convene")
def withdraw(key: str, item: str) -> AnyResponse | tuple[str, int]:
    form = Filled({"reason": _("撤下的理由")})
    with form.reading(), changing(key, form) as (act, meeting):
        found = _item_of(act.session, meeting, item)
        withdraw_item(act, found, form["reason"])
        told = {"item": found.position, "case": found.case.number}
    if form.is_right:
        return done(back(key), "meetings.withdrawn", **told)
    return _withdraw_page(key, item, form), 422


def _item_of(session: Session, meeting: Meeting, key: str) -> AgendaItem:
    item = find_item(session, key)
    if item.meeting_id != meeting.id:
        raise NotFound("kernel.not_found", what=word("thing", "item"), key=key)
    return item


def _withdraw_page(key: str, item: str, form: Filled) -> str:
    with reading() as session:
        meeting = own(session, key)
        found = _item_of(session, meeting, item)
        units = len(meeting.units)
        seen = version_of(session, meeting)
        return shown(
            "meetings/withdraw",
            form=form,
            meeting=meeting,
            item=found,
            case=found.case,
            units=units,
            seen=seen,
        )


@pages.get("/units/")
@may("meetings.convene")
def units(key: str) -> str:
    return _units_page(key, Filled({"unit": _("单位")}, {}))


@pages.post("/units/")
@may("meetings.convene")
def add_summoned(key: str) -> AnyResponse | tuple[str, int]:
    form = Filled({"unit": _("单位")})
    with form.reading(), changing(key, form) as (act, meeting):
        add_unit(act, meeting, form["unit"])
        told = {"number": meeting.number, "items": len(meeting.agenda), "units": len(meeting.units)}
    return done(back(key), "meetings.added", **told) if form.is_right else (_units_page(key, form), 422)


def _units_page(key: str, form: Filled) -> str:
    words = request.args.get("q", "").strip()
    with reading() as session:
        meeting = own(session, key)
        known = {unit.uscc for unit in meeting.units}
        found = [unit for unit in find_units(session, words) if unit.uscc not in known] if words else []
        seen = version_of(session, meeting)
        return shown("meetings/units", form=form, meeting=meeting, words=words, found=found[:50], seen=seen)


@pages.get("/officers/")
@may("meetings.convene")
def officers_(key: str) -> str:
    return _officers_page(key, Filled(_officer_labels(), {}))


@pages.post("/officers/")
@may("meetings.convene")
def name_officers(key: str) -> AnyResponse | tuple[str, int]:
    form = Filled(_officer_labels())
    with form.reading(), placing(form, _BUSY), changing(key, form) as (act, meeting):
        appoint(act, meeting, chair=form["chair"] or None, recorder=form["recorder"] or None)
        told = {"number": meeting.number}
    return (
        done(back(key), "meetings.appointed", **told) if form.is_right else (_officers_page(key, form), 422)
    )


def _officer_labels() -> dict[str, str]:
    return {"chair": _("主持人"), "recorder": _("记录人")}


def _officers_page(key: str, form: Filled) -> str:
    with reading() as session:
        meeting = own(session, key)
        unit = meeting.lead_unit_uscc
        return shown(
            "meetings/officers",
            form=form,
            meeting=meeting,
            chairs=officers(session, Role.CHAIR, unit),
            recorders=officers(session, Role.RECORDER, unit),
            seen=version_of(session, meeting),
        )
