"""An agenda item in session 议题: recusals, the vote opened and closed, ballots on paper, the tally."""

from collections.abc import Mapping

from flask import Response, make_response, url_for
from werkzeug.wrappers import Response as AnyResponse

from kernel.act import Act
from kernel.clock import local
from kernel.errors import InputError
from kernel.messages import sentence
from kernel.roles import Role
from kernel.text import parse_date
from kernel.web.access import may
from kernel.web.account import actor
from kernel.web.door import desk
from kernel.web.filled import Filled
from kernel.web.pages import acting, done, page_blueprint, reading, shown
from kernel.web.translations import gettext as _
from ledger.desk import sign_after
from meetings.models import AgendaItem, Vote
from meetings.papers.common import PASSING_RULES
from meetings.queries import find_item, find_vote
from meetings.recusals.recuse import recuse
from meetings.session.ballots import Choice
from meetings.session.hold_vote import RESULTS, close_vote, open_vote
from meetings.session.item_card import find_line, item_card
from meetings.session.pages.hall import OVER
from meetings.session.paper_ballots import confirm_paper, enter_paper
from meetings.session.room import enter_room
from meetings.tally.entries import VoterClass
from meetings.tally.recount import stated
from meetings.tally.rules import LEAST_EXPERTS

pages = page_blueprint("sitting", __name__, "/meetings/<meeting>/session/items/<item>")
LONGEST_VOTE = 24 * 60
USUAL_MINUTES = "30"


def _form(values: Mapping[str, str] | None = None) -> Filled:
    return Filled(
        {
            "who": _("谁回避"),
            "reason": _("理由"),
            "starts_on": _("期限起始日期"),
            "minutes": _("投票时限（分钟）"),
            "slot": _("谁的票"),
            "choice": _("票上写的"),
        },
        values,
    )


@pages.get("/")
@may("meetings.attend")
def show(meeting: str, item: str) -> str:
    return _shown(meeting, item, _form({"minutes": USUAL_MINUTES}))


def _shown(meeting: str, item: str, form: Filled) -> str:
    with reading() as session:
        place = enter_room(session, actor(), meeting)
        card = item_card(session, place, item)
        return shown(
            "session/item",
            form=form,
            place=place,
            card=card,
            hidden=place.parts == {Role.UNIT_REPRESENTATIVE} and card.is_recused(place.unit),
            today=local(desk().clock.now()).date(),
            rule=PASSING_RULES[card.case.polarity],
            least=LEAST_EXPERTS[place.kind],
            needs=[stated(need) for need in card.result.needs] if card.result else (),
            Role=Role,
        )


@pages.get("/live")
@may("meetings.attend")
def live(meeting: str, item: str) -> Response:
    with reading() as session:
        place = enter_room(session, actor(), meeting)
        line = find_line(session, place, item)
    ended = place.is_over or line.state == "closed"
    return make_response(shown("session/_item", place=place, line=line), OVER if ended else 200)


def _item(act: Act, meeting: str, item: str) -> AgendaItem:
    """An item of the agenda of the meeting in whose room the actor is."""
    place = enter_room(act.session, act.actor, meeting)
    return find_item(act.session, find_line(act.session, place, item).public_id)


def _vote(act: Act, meeting: str, item: str) -> Vote:
    """The latest round; raises NotFound where there is none."""
    place = enter_room(act.session, act.actor, meeting)
    return find_vote(act.session, find_line(act.session, place, item).vote or "")


def _told(
    meeting: str, item: str, form: Filled, code: str, /, **said: object
) -> AnyResponse | tuple[str, int]:
    if form.is_right:
        return done(url_for("sitting.show", meeting=meeting, item=item), code, **said)
    return _shown(meeting, item, form), 422


@pages.post("/recusal")
@may("meetings.recuse")
def enter_recusal(meeting: str, item: str) -> AnyResponse | tuple[str, int]:
    form, said = _form(), {}
    with form.reading(), acting() as act:
        found = _item(act, meeting, item)
        kind, _colon, ref = form["who"].partition(":")
        if kind not in set(VoterClass):
            raise InputError("kernel.empty", field="who")
        unit, tag = (ref, None) if kind == VoterClass.UNIT else (None, ref)
        recuse(act, found, unit=unit, tag=tag, reason=form["reason"])
        said = {"item": found.position, "case": found.case.number}
    return _told(meeting, item, form, "meetings.recused", **said)


@pages.post("/open")
@may("votes.preside")
def begin_vote(meeting: str, item: str) -> AnyResponse | tuple[str, int]:
    form, said = _form(), {}
    starts_on = form.read("starts_on", parse_date)
    minutes = form.read("minutes", _minutes)
    if starts_on and minutes:
        with form.reading(), acting() as act:
            found = _item(act, meeting, item)
            open_vote(act, found, starts_on, minutes)
            said = {"item": found.position, "minutes": minutes}
    return _told(meeting, item, form, "votes.open_now", **said)


def _minutes(field: str, value: str) -> int:
    if not (value.isascii() and value.isdigit() and 0 < int(value) <= LONGEST_VOTE):
        raise InputError("votes.bad_minutes", field=field, longest=LONGEST_VOTE)
    return int(value)


@pages.post("/close")
@may("votes.preside")
def end_vote(meeting: str, item: str) -> AnyResponse | tuple[str, int]:
    form, code, said = _form(), "votes.result_no_quorum", {}
    with form.reading(), acting() as act:
        counted = close_vote(act, _vote(act, meeting, item))
        units, experts = counted.counts[VoterClass.UNIT], counted.counts[VoterClass.EXPERT]
        code = RESULTS[counted.outcome]
        said = {
            "units": f"{units.agree}:{units.disagree}:{units.abstain}",
            "experts": f"{experts.agree}:{experts.disagree}:{experts.abstain}",
        }
    return _told(meeting, item, form, code, **said)


@pages.post("/paper")
@may("votes.enter")
def first_entry(meeting: str, item: str) -> AnyResponse | tuple[str, int]:
    form = _form()
    choice = form.read("choice", _choice)
    if choice:
        with form.reading(), acting() as act:
            enter_paper(act, _vote(act, meeting, item), form["slot"], choice)
    return _told(meeting, item, form, "votes.paper_entered", slot=form["slot"])


@pages.post("/paper/confirm")
@may("votes.confirm")
def second_entry(meeting: str, item: str) -> AnyResponse | tuple[str, int]:
    form, committed = _form(), None
    choice = form.read("choice", _choice)
    if choice:
        with form.reading(), acting() as act:
            committed = confirm_paper(act, _vote(act, meeting, item), form["slot"], choice)
    if form.is_right and committed is None:
        form.refusal = sentence("votes.paper_differs", slot=form["slot"])
    if form.is_right:
        sign_after(desk())  # what hinders it, the next checkpoint makes good
    return _told(meeting, item, form, "votes.paper_counted", slot=form["slot"])


def _choice(field: str, value: str) -> Choice:
    if value not in set(Choice):
        raise InputError("kernel.empty", field=field)
    return Choice(value)
