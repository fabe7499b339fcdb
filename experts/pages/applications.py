"""Applications to the register 入库申请: the list for registrar, office and units; review by the office."""

from datetime import timedelta

from flask import Response, abort, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from experts.application_list import (
    VIEWS,
    ApplicationCard,
    application_card,
    application_page,
    count_applications,
)
from experts.eligibility import years_before
from experts.life_models import ApplicationState
from experts.models import DismissalGround
from experts.pages.shared import handed_out, today
from experts.record import Term
from experts.review import admit, find_application, reject, take_up
from kernel.messages import word
from kernel.roles import POLICY, scope
from kernel.text import parse_date
from kernel.web.access import may
from kernel.web.account import actor
from kernel.web.door import desk
from kernel.web.filled import Filled
from kernel.web.pages import acting, done, page_blueprint, reading, shown
from kernel.web.translations import gettext as _

pages = page_blueprint("expert_applications", __name__, "/experts/applications")
YEARS = 3
"""So long is the term that the form of an admission begins with."""


@pages.get("/")
@may("applications.read")
def listed() -> str:
    unit, view = scope(actor(), "applications.read"), request.args.get("view", "")
    if view not in VIEWS:
        abort(404)
    with reading() as session:
        page = application_page(session, desk().vault, unit, view, request.args.get("page", ""))
        counts = count_applications(session, unit)
    names = {"": _("全部"), "open": _("待办结"), "admitted": _("准予入库"), "rejected": _("不予入库")}
    tabs = [(name, f"?view={one}" if one else "?", counts[one], one == view) for one, name in names.items()]
    return shown("experts/applications", page=page, tabs=tabs, may_enter=_may("experts.apply"))


@pages.get("/<key>/")
@may("applications.read")
def show(key: str) -> str:
    begins = today()
    ends = years_before(begins, -YEARS) - timedelta(days=1)
    return _shown(key, Filled(_labels(), {"begins": str(begins), "ends": str(ends)}))


@pages.get("/<key>/paper")
@may("applications.read")
def paper(key: str) -> Response:
    """The papers that came with it, as a file to keep."""
    return handed_out(_card(key).evidence or abort(404))


@pages.post("/<key>/take-up")
@may("experts.review")
def begin_review(key: str) -> AnyResponse:
    card = _card(key)
    with acting() as act:
        take_up(act, find_application(act.session, key))
    return done(url_for(".show", key=key), "experts.taken_up", id=card.line.name)


@pages.post("/<key>/admit")
@may("experts.review")
def let_in(key: str) -> AnyResponse | tuple[str, int]:
    form = Filled(_labels())
    with form.reading(), acting() as act:
        term = Term(parse_date("begins", form["begins"]), parse_date("ends", form["ends"]))
        certificate = admit(act, find_application(act.session, key), form["opinion"], term)
        said = {"number": certificate.number, "begins": certificate.begins, "ends": certificate.ends}
    if form.is_right:
        return done(url_for(".show", key=key), "experts.appointed", **said)
    return _shown(key, form), 422


@pages.post("/<key>/reject")
@may("experts.review")
def turn_down(key: str) -> AnyResponse | tuple[str, int]:
    form, card = Filled(_labels()), _card(key)
    with form.reading(), acting() as act:
        reject(act, find_application(act.session, key), form["opinion"])
    if form.is_right:
        return done(url_for(".show", key=key), "experts.rejected", id=card.line.name)
    return _shown(key, form), 422


def _card(key: str) -> ApplicationCard:
    unit = scope(actor(), "applications.read")
    with reading() as session:
        return application_card(session, desk().vault, key, unit)


def _shown(key: str, form: Filled) -> str:
    card = _card(key)
    return shown(
        "experts/application",
        card=card,
        line=card.line,
        form=form,
        before=_before(card.line.before),
        may_review=_may("experts.review") and card.entered_by != actor().public_id,
        may_open=_may("experts.read"),
        states=ApplicationState,
    )


def _before(left: str | None) -> str | None:
    """How somebody left the register earlier."""
    return left and word("dismissal" if left in set(DismissalGround) else "expert", left)


def _may(action: str) -> bool:
    return bool(actor().roles & POLICY[action])


def _labels() -> dict[str, str]:
    return {"opinion": _("审核意见"), "begins": _("聘期起"), "ends": _("聘期止")}
