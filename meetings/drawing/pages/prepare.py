"""Before the freeze: the convener sets the seats, sees what they would do, and freezes the pool."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import request, url_for
from markupsafe import Markup
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as AnyResponse

from experts.fields import FIELDS
from kernel.act import Act
from kernel.attachments import Attachments
from kernel.web.access import may
from kernel.web.account import actor
from kernel.web.door import desk
from kernel.web.filled import Filled
from kernel.web.pages import acting, done, page_blueprint, reading, shown
from meetings.calendar.due import latest_draw
from meetings.drawing.ahead import Ahead, look_ahead
from meetings.drawing.before_freeze import conditions_asked, dry_run
from meetings.drawing.draw_card import groups_in
from meetings.drawing.draw_meeting import Seats, freeze_meeting
from meetings.drawing.outlook_words import rehearsal_told
from meetings.drawing.pages.seat_rows import SeatRow, rows_in, rows_of, texts
from meetings.drawing.pages.terms_form import (
    beacon_in,
    cap_in,
    deadline_in,
    first_values,
    publish_in,
    terms_labels,
    whole,
)
from meetings.drawing.within import meeting_within
from meetings.models import Meeting
from panel.attempts import last_attempt
from panel.models import DrawState
from panel.seats import parse_seats

pages = page_blueprint("draw_seats", __name__, "/meetings/<meeting>/draw/seats")

TRIALS = 100
"""Trial draws of a dry run under a cap."""
_OWN = {"look", "lang", "token", "once"}


@dataclass(frozen=True, slots=True)
class Looked:
    """What was asked about certain seats: the outlook, and the lines of a dry run."""

    ahead: Ahead | None = None
    rehearsed: Sequence[str] = ()


@pages.get("/")
@may("draw.freeze")
def show(meeting: str) -> str:
    """The form; with seats in the address, what these would do, or what a dry run gives."""
    with reading() as session:
        found = meeting_within(session, actor(), "draw.freeze", meeting)
        if not request.args.get("look"):
            return _page(session, found, *_at_first(session, found))
        form, rows, looked = Filled(terms_labels(), request.args), rows_in(request.args), Looked()
        with form.reading():
            looked = _look(session, found, form, rows)
        return _page(session, found, form, rows, looked)


@pages.post("/freeze")
@may("draw.freeze")
def freeze(meeting: str) -> AnyResponse | tuple[str, int]:
    form, rows = Filled(terms_labels()), rows_in(request.form)
    with form.reading(), acting() as act:
        found = meeting_within(act.session, actor(), "draw.freeze", meeting)
        frozen = freeze_meeting(act, found, _wanted(form, rows))
        size, out = frozen.pool.count(b"\n"), sum(frozen.excluded.values())
    if form.is_right:
        to = url_for("ceremony.show", meeting=meeting)
        return done(to, "draw.frozen_here", size=size, out=out, eligible=size - out)
    with reading() as session:
        found = meeting_within(session, actor(), "draw.freeze", meeting)
        return _page(session, found, form, rows), 422


def _wanted(form: Filled, rows: list[SeatRow]) -> Seats:
    deadline = deadline_in(form)
    return Seats(
        groups=parse_seats(texts(rows)),
        unit_cap=cap_in(form),
        reveal_by=deadline,
        answer_hours=whole("answer_hours", form["answer_hours"]),
        publish=publish_in(form),
        beacon=beacon_in(form, deadline),
    )


def _look(session: Session, meeting: Meeting, form: Filled, rows: list[SeatRow]) -> Looked:
    here, wanted = desk(), _wanted(form, rows)
    act = Act(session, here.clock, here.entropy, actor(), here.vault, Attachments(here.config.attachments))
    groups, cap = tuple(wanted.groups), wanted.unit_cap
    ahead = look_ahead(act, meeting, groups, cap, wanted.over_at)
    if request.args["look"] != "rehearsal" or not ahead.is_fillable:
        return Looked(ahead)
    return Looked(ahead, [*rehearsal_told(dry_run(act, meeting, groups, cap, TRIALS), groups)])


def _at_first(session: Session, meeting: Meeting) -> tuple[Filled, list[SeatRow]]:
    """The form at first; another attempt after a void one keeps its terms."""
    values = first_values(desk().clock.now(), latest_draw(meeting.starts_at))
    last = last_attempt(session, meeting.public_id, "panel")
    if last is None:
        return Filled(terms_labels(), values), rows_in(MultiDict())
    values |= {"cap": str(last.unit_cap or ""), "publish": last.publish}
    return Filled(terms_labels(), values), rows_of(groups_in(last))


def _page(
    session: Session, meeting: Meeting, form: Filled, rows: list[SeatRow], looked: Looked | None = None
) -> str:
    last = last_attempt(session, meeting.public_id, "panel")
    looked = looked or Looked()
    return shown(
        "draw/seats",
        meeting=meeting,
        form=form,
        rows=rows,
        ahead=looked.ahead,
        chart=Markup(looked.ahead.chart) if looked.ahead else "",  # noqa: S704  it escapes every text itself
        rehearsed=looked.rehearsed,
        fields=list(FIELDS),
        conditions=conditions_asked(session),
        latest=latest_draw(meeting.starts_at),
        keeps=last is not None and last.state == DrawState.VOID,
        sent=[(name, value) for name, value in request.values.items(multi=True) if name not in _OWN],
    )
