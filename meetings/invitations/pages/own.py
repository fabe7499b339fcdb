"""An expert's own record 本人信息: the card, its leaf, the draws one was in, evaluations, the yearly confirmation."""

from collections.abc import Sequence
from io import BytesIO

from flask import Response, redirect, send_file, url_for
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from experts.confirm import Workplace
from experts.declare import GROUNDS
from experts.models import Expert
from experts.record import Relation
from kernel.canonical import canonical_json
from kernel.clock import local
from kernel.errors import InputError
from kernel.text import parse_date, parse_uscc
from kernel.web.access import personal
from kernel.web.door import desk
from kernel.web.filled import Filled
from kernel.web.forms import typed
from kernel.web.translations import gettext as _
from meetings.invitations.expert_self import (
    comment_own,
    confirm_own,
    draws_of,
    own_card,
    own_leaf,
    own_line,
)
from meetings.invitations.pages.guest import acting_in_person, at_home, guest_blueprint, shown
from meetings.models import Meeting
from meetings.queries import find_bare_meeting
from panel.openings import by_hand, leaf_by_hand, openings_file

pages = guest_blueprint("record", __name__, "/i/own")
_OCTETS = "application/octet-stream"


def _form() -> Filled:
    return Filled(
        {
            "comment": _("意见"),
            "moved_on": _("从哪天起"),
            "employer": _("新单位"),
            "uscc": _("新单位的信用代码"),
            "ground": _("属于哪一种"),
            "party": _("对方名称"),
            "relation": _("是什么关系"),
            "begins": _("从哪天起有这层关系"),
        }
    )


@pages.get("/")
@personal
def show() -> str:
    return _shown("own", _form())


def _shown(template: str, form: Filled, **facts: object) -> str:
    here = desk()
    with at_home() as (session, visit):
        holder = session.get_one(Expert, visit.expert_id)
        card = own_card(session, here.vault, holder)
        today = local(here.clock.now()).date()
        return shown(
            template,
            form=form,
            card=card,
            is_invited=visit.invitation is not None,
            today=today,
            grounds=GROUNDS,
            meetings=_numbers(session, [one.meeting for one in card.evaluations]),
            **facts,
        )


def _numbers(session: Session, keys: Sequence[str]) -> dict[str, str]:
    """The numbers of meetings by public id."""
    rows = session.execute(select(Meeting.public_id, Meeting.number).where(Meeting.public_id.in_(keys)))
    return {row.public_id: row.number for row in rows}


@pages.get("/proof")
@personal
def proof() -> str:
    """What opens the commitment to the own record, and the draws in whose pools one was."""
    with at_home() as (session, visit):
        holder = session.get_one(Expert, visit.expert_id)
        leaf = own_leaf(session, holder)
        return shown(
            "own_proof", leaf=leaf, by_hand=leaf_by_hand(leaf.opening), draws=draws_of(session, holder)
        )


@pages.get("/leaf.json")
@personal
def leaf() -> Response:
    with at_home() as (session, visit):
        opening = own_leaf(session, session.get_one(Expert, visit.expert_id)).opening
    content = BytesIO(canonical_json(opening))
    return send_file(content, _OCTETS, as_attachment=True, download_name="leaf.json")


@pages.post("/draws/<draw>")
@personal
def line(draw: str) -> str | Response:
    """One's own line in a draw that is over; that one looked is kept, as of everybody else."""
    with acting_in_person() as act:
        lines = own_line(act, draw)
    if typed("as") == "file":
        content = BytesIO(openings_file([line.opening for line in lines]))
        return send_file(content, _OCTETS, as_attachment=True, download_name="openings.json")
    return shown("own_line", draw=draw, lines=[(line, by_hand(line.opening)) for line in lines])


@pages.post("/evaluations/<meeting>")
@personal
def comment(meeting: str) -> AnyResponse | tuple[str, int]:
    form = _form()
    with form.reading(), acting_in_person() as act:
        comment_own(act, find_bare_meeting(act.session, meeting), form["comment"])
    if form.is_right:
        return redirect(url_for("record.show"), 303)
    return _shown("own", form, commented=meeting), 422


@pages.get("/confirm")
@personal
def before_confirming() -> str:
    return _shown("own_confirm", _form())


@pages.post("/confirm")
@personal
def confirm() -> AnyResponse | tuple[str, int]:
    """The yearly confirmation, by which an employer that changed and a new relation are entered too."""
    form = _form()
    change, relations = _change(form), _relations(form)
    if form.is_right:
        with form.reading(), acting_in_person() as act:
            confirm_own(act, change, relations)
    if form.is_right:
        return redirect(url_for("record.show"), 303)
    return _shown("own_confirm", form), 422


def _change(form: Filled) -> Workplace | None:
    if not any(form[name] for name in ("moved_on", "employer", "uscc")):
        return None
    since = form.read("moved_on", parse_date)
    code = form.read("uscc", lambda _field, value: parse_uscc(value)) if form["uscc"] else None
    return Workplace(since, form["employer"] or None, code) if since else None


def _relations(form: Filled) -> list[Relation]:
    if not any(form[name] for name in ("ground", "party", "relation", "begins")):
        return []
    begins = form.read("begins", parse_date)
    missing = [name for name in ("ground", "party", "relation") if not form[name]]
    for name in missing:
        form.put(InputError("kernel.empty", field=name))
    if begins is None or missing:
        return []
    return [Relation(form["ground"], form["party"], None, form["relation"], begins)]
