"""The phone desk 电话通知: own calls, name and number at one's request, results, and the second person."""

from flask import Response, make_response, url_for
from werkzeug.wrappers import Response as AnyResponse

from kernel.web.access import may
from kernel.web.account import actor
from kernel.web.door import desk
from kernel.web.filled import Filled
from kernel.web.pages import acting, done, page_blueprint, reading, shown
from kernel.web.translations import gettext as _
from meetings.convening.pages.slot_form import placing
from meetings.invitations import telephone
from meetings.invitations.invite import CAUSES
from meetings.invitations.phone_list import phone_list
from meetings.invitations.telephone import Callee, find_call, own_call
from meetings.models.call import BINDING, CallOutcome, PhoneCall

pages = page_blueprint("phone_desk", __name__, "/phone-desk")
_FIELDS = {"calls.choose_outcome": "outcome", "calls.choose_cause": "cause"}


@pages.get("/")
@may("calls.confirm")
def show() -> str:
    now = desk().clock.now()
    with reading() as session:
        return shown("invitations/phone_desk", calls=phone_list(session, actor(), now), now=now)


@pages.post("/take")
@may("calls.make")
def take() -> AnyResponse:
    with acting() as act:
        telephone.take(act, Filled({})["invitation"])
    return done(url_for("phone_desk.show"), "calls.taken")


@pages.get("/<key>/")
@may("calls.make")
def open_call(key: str) -> str:
    with reading() as session:
        return _call_page(own_call(session, actor(), key), Filled(_labels(), {}), None)


@pages.post("/<key>/person")
@may("calls.make")
def person(key: str) -> Response:
    """Name and number, shown once and kept in the log of looks; a page that is merely opened shows none."""
    with acting() as act:
        call = own_call(act.session, act.actor, key)
        callee = telephone.whom(act, call)
        return make_response(_call_page(call, Filled(_labels(), {}), callee))


@pages.post("/<key>/result")
@may("calls.make")
def result(key: str) -> AnyResponse | tuple[str, int]:
    form = Filled(_labels())
    with form.reading(), placing(form, _FIELDS), acting() as act:
        telephone.enter(act, own_call(act.session, act.actor, key), form["outcome"], form["cause"])
    if form.is_right:
        code = "calls.entered" if form["outcome"] in BINDING else "calls.noted"
        return done(url_for("phone_desk.show"), code)
    with reading() as session:
        return _call_page(own_call(session, actor(), key), form, None), 422


@pages.post("/<key>/confirm")
@may("calls.confirm")
def confirm(key: str) -> AnyResponse:
    with acting() as act:
        telephone.confirm(act, find_call(act.session, key))
    return done(url_for("phone_desk.show"), "calls.confirmed")


@pages.post("/<key>/dispute")
@may("calls.confirm")
def dispute(key: str) -> AnyResponse:
    with acting() as act:
        telephone.dispute(act, find_call(act.session, key))
    return done(url_for("phone_desk.show"), "calls.disputed")


def _labels() -> dict[str, str]:
    return {"outcome": _("通话结果"), "cause": _("不能参加的原因")}


def _call_page(call: PhoneCall, form: Filled, callee: Callee | None) -> str:
    return shown(
        "invitations/call",
        call=call,
        invitation=call.invitation,
        meeting=call.invitation.meeting,
        form=form,
        callee=callee,
        outcomes=list(CallOutcome),
        causes=CAUSES,
    )
