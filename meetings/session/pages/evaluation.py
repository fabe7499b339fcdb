"""How the experts did 履职评价, by the convener after the meeting: who is still to be evaluated, one at a time."""

from flask import url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from experts.scoring import Deduction, Item
from kernel.clock import local
from kernel.errors import InputError, NotFound
from kernel.messages import word
from kernel.roles import authorize
from kernel.web.access import may
from kernel.web.account import actor
from kernel.web.door import desk
from kernel.web.filled import Filled
from kernel.web.pages import acting, done, page_blueprint, reading, shown
from kernel.web.translations import gettext as _
from meetings.models import Meeting
from meetings.queries import find_bare_meeting, find_meeting
from meetings.session.evaluate import DueEvaluation, due_evaluations, evaluate_expert

pages = page_blueprint("evaluation", __name__, "/meetings/<meeting>/evaluation")


def _form() -> Filled:
    points = {f"{item}-points": _("扣分") for item in Item}
    reasons = {f"{item}-reason": _("理由") for item in Item}
    return Filled({**points, **reasons, "veto": _("一票否决")})


def _own(session: Session, key: str) -> Meeting:
    """A meeting that the convener's unit led.

    Raises:
        NotFound: there is none, or another unit led it.
    """
    meeting = find_bare_meeting(session, key)
    authorize(actor(), "experts.evaluate")
    if meeting.lead_unit_uscc != actor().unit:
        raise NotFound("kernel.not_found", what=word("thing", "meeting"), key=key)
    return meeting


def _due(session: Session, meeting: Meeting) -> list[DueEvaluation]:
    today = local(desk().clock.now()).date()
    waiting = due_evaluations(session, actor().unit, today)
    return [line for line in waiting if line.meeting == meeting.public_id]


@pages.get("/")
@may("experts.evaluate")
def show(meeting: str) -> str:
    with reading() as session:
        found = _own(session, meeting)
        return shown("session/evaluations", meeting=found, waiting=_due(session, found))


@pages.get("/<tag>/")
@may("experts.evaluate")
def before(meeting: str, tag: str) -> str:
    return _asked(meeting, tag, _form())


def _asked(meeting: str, tag: str, form: Filled) -> str:
    with reading() as session:
        found = _own(session, meeting)
        line = next((line for line in _due(session, found) if line.tag == tag), None)
        if line is None:
            raise NotFound("kernel.not_found", what=word("thing", "tag"), key=tag)
        return shown("session/evaluation", form=form, meeting=found, line=line, items=tuple(Item))


@pages.post("/<tag>/")
@may("experts.evaluate")
def record(meeting: str, tag: str) -> AnyResponse | tuple[str, int]:
    form, score = _form(), 0
    deductions = [taken for item in Item if (taken := _deduction(form, item))]
    if form.is_right:
        with form.reading(), acting() as act:
            _own(act.session, meeting)
            found = find_meeting(act.session, meeting)
            veto = bool(form["veto"])
            score = evaluate_expert(act, found, tag, deductions, veto=veto).score
    if form.is_right:
        return done(
            url_for("evaluation.show", meeting=meeting), "evaluations.recorded", tag=tag[:8], score=score
        )
    return _asked(meeting, tag, form), 422


def _deduction(form: Filled, item: Item) -> Deduction | None:
    """Points taken off with their reason; None where the convener took none off."""
    points, reason = form[f"{item}-points"], form[f"{item}-reason"]
    if not points and not reason:
        return None
    number = form.read(f"{item}-points", _points)
    if number is not None and not reason:
        form.put(InputError("kernel.empty", field=f"{item}-reason"))
    return Deduction(item, number, reason) if number and reason else None


def _points(field: str, value: str) -> int:
    if not (value.isascii() and value.isdigit() and 0 < int(value) <= 100):
        raise InputError("evaluations.bad_points", field=field)
    return int(value)
