"""The house of the office: meeting rooms 会议室 and special groups 专项小组."""

from flask import url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from kernel.errors import NotFound
from kernel.messages import word
from kernel.web.access import may
from kernel.web.door import desk
from kernel.web.filled import Filled
from kernel.web.pages import acting, done, page_blueprint, reading, shown
from kernel.web.translations import gettext as _
from meetings.catalogue.groups import groups
from meetings.catalogue.move_domains import keep_group
from meetings.catalogue.queries import current_domains
from meetings.convening.pages.slot_form import placing
from meetings.convening.rooms import add_room, bookings
from meetings.models import SpecialGroup

pages = page_blueprint("house", __name__)
_KNOWN = {"meetings.room_known": "name"}
_GROUP = {
    "catalogue.leading_group": "name",
    "catalogue.group_without_domain": "domain",
    "catalogue.domain_taken": "domain",
    "kernel.not_found": "lead",
}


@pages.get("/rooms/")
@may("meetings.rooms")
def rooms() -> str:
    return _rooms_page(Filled(_room_labels(), {}))


@pages.post("/rooms/")
@may("meetings.rooms")
def enter_room() -> AnyResponse | tuple[str, int]:
    form = Filled(_room_labels())
    with form.reading(), placing(form, _KNOWN), acting() as act:
        name = add_room(act, form["name"]).name
    if form.is_right:
        return done(url_for("house.rooms"), "meetings.room_added", name=name)
    return _rooms_page(form), 422


def _room_labels() -> dict[str, str]:
    return {"name": _("会议室名称")}


def _rooms_page(form: Filled) -> str:
    with reading() as session:
        return shown("meetings/rooms", form=form, rooms=bookings(session, desk().clock.now()))


@pages.get("/groups/")
@may("groups.keep")
def list_groups() -> str:
    with reading() as session:
        found = groups(session)
        routed = {row.domain for group in found for row in group.domains}
        missing = sorted(current_domains(session) - routed)
        return shown("meetings/groups", groups=found, missing=missing)


@pages.get("/groups/new/")
@may("groups.keep")
def new_group() -> str:
    return _group_page(Filled(_group_labels(), {}), None)


@pages.post("/groups/new/")
@may("groups.keep")
def enter_group() -> AnyResponse | tuple[str, int]:
    form = Filled(_group_labels())
    return _kept(form, form["name"], None)


@pages.get("/groups/<name>/")
@may("groups.keep")
def one_group(name: str) -> str:
    with reading() as session:
        lead = _find(session, name).lead_unit.name
    return _group_page(Filled(_group_labels(), {"name": name, "lead": lead}), name)


@pages.post("/groups/<name>/")
@may("groups.keep")
def change_group(name: str) -> AnyResponse | tuple[str, int]:
    with reading() as session:
        _find(session, name)
    return _kept(Filled(_group_labels()), name, name)


def _find(session: Session, name: str) -> SpecialGroup:
    group = session.get(SpecialGroup, name)
    if group is None:
        raise NotFound("kernel.not_found", what=word("thing", "group"), key=name)
    return group


def _group_labels() -> dict[str, str]:
    return {"name": _("专项小组名称"), "lead": _("牵头单位"), "domain": _("领域")}


def _kept(form: Filled, name: str, known: str | None) -> AnyResponse | tuple[str, int]:
    with form.reading(), placing(form, _GROUP), acting() as act:
        changed = keep_group(act, name, form["lead"], form.all("domain"))
    if form.is_right:
        return done(url_for("house.list_groups"), "meetings.groups_kept", count=changed)
    return _group_page(form, known), 422


def _group_page(form: Filled, known: str | None) -> str:
    with reading() as session:
        found = groups(session)
        of_group = {row.domain: group.name for group in found for row in group.domains}
        domains = sorted(current_domains(session) | set(of_group))
        chosen = set(form.all("domain")) or {domain for domain in domains if of_group.get(domain) == known}
        return shown(
            "meetings/group", form=form, known=known, domains=domains, of_group=of_group, chosen=chosen
        )
