"""What is done to a decision, each act by its own role: 法制审核、签发、用印、印发."""

from collections.abc import Callable

from flask import url_for
from werkzeug.wrappers import Response as AnyResponse

from kernel.act import Act
from kernel.clock import local
from kernel.errors import InputError
from kernel.web.access import may
from kernel.web.account import actor
from kernel.web.door import desk
from kernel.web.filled import Filled
from kernel.web.pages import acting, done, page_blueprint, reading, shown
from kernel.web.reader import day
from kernel.web.uploads import uploaded
from kernel.work_calendar import work_calendar
from ledger.desk import sign_now
from meetings.calendar.due import filing_due
from meetings.decisions import decide
from meetings.decisions.card import decision_card, find_own
from meetings.decisions.issue import issue as send_out
from meetings.decisions.pages.decision_page import labels_of, page, turn_of
from meetings.decisions.scan import MOST_BYTES
from meetings.models import Decision
from meetings.papers.common import decision_title

Answer = AnyResponse | str | tuple[str, int]
SHORT = 16
"""So many digits of a digest are told after an act; the page shows them all."""

_VERDICTS: dict[str, tuple[Callable[[Act, Decision, str], None], str]] = {
    "pass": (decide.review, "decisions.reviewed"),
    "return": (decide.send_back, "decisions.sent_back"),
}

pages = page_blueprint("decision_acts", __name__, "/decisions")


@pages.post("/<key>/review")
@may("decisions.review")
def review(key: str) -> Answer:
    form = Filled(labels_of("decisions.review"))
    verdict = form.read("verdict", _verdict)
    if verdict is not None:
        carry_out, said = verdict
        with form.reading(), acting() as act:
            carry_out(act, find_own(act.session, act.actor, key), form["opinion"])
        if form.is_right:
            return done(url_for("decision.show", key=key), said)
    return page(key, form), 422


@pages.post("/<key>/sign")
@may("decisions.sign")
def sign(key: str) -> Answer:
    form = Filled({})
    sign_now(desk())
    with form.reading(), acting() as act:
        found = find_own(act.session, act.actor, key)
        digest = decide.sign(act, found).digest[:SHORT]
        number = found.number
    if form.is_right:
        return done(url_for("decision.show", key=key), "decisions.signed", number=number, digest=digest)
    return page(key, form), 422


@pages.post("/<key>/seal")
@may("decisions.seal")
def seal(key: str) -> Answer:
    form = Filled(labels_of("decisions.seal"))
    scan = form.read("scan", lambda field, _typed: uploaded(field, MOST_BYTES))
    if scan is not None:
        with form.reading(), acting() as act:
            digest = decide.seal(act, find_own(act.session, act.actor, key), scan)
        if form.is_right:
            return done(url_for("decision.show", key=key), "decisions.sealed", digest=digest[:SHORT])
    return page(key, form), 422


@pages.get("/<key>/issue")
@may("decisions.issue")
def before_issue(key: str) -> str:
    return _consequences(key, Filled({}, {}))


@pages.post("/<key>/issue")
@may("decisions.issue")
def issue(key: str) -> Answer:
    form, here = Filled({}), desk()
    with reading() as session:
        find_own(session, actor(), key)
    sign_now(here)
    with form.reading(), acting() as act:
        found = find_own(act.session, act.actor, key)
        filing = send_out(act, found, here.config.log_origin)
        told = {"number": found.number, "count": len(found.recipients), "due": day(filing.due_on)}
        way = filing.public_id
    if form.is_right:
        return done(url_for("filing.show", key=way), "decisions.is_issued", **told)
    return _consequences(key, form), 422


def _consequences(key: str, form: Filled) -> str:
    """What will happen when the decision is issued, to be read before it is."""
    now = desk().clock.now()
    with reading() as session:
        card = decision_card(session, find_own(session, actor(), key))
        return shown(
            "decisions/issue",
            card=card,
            title=decision_title(card.case),
            turn=turn_of(card, actor()),
            due=filing_due(work_calendar(session), now),
            today=local(now).date(),
            form=form,
        )


def _verdict(field: str, value: str) -> tuple[Callable[[Act, Decision, str], None], str]:
    if value not in _VERDICTS:
        raise InputError("kernel.empty", field=field)
    return _VERDICTS[value]
