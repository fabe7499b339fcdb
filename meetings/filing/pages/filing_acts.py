"""What is done to a filing: 报送 by the lead unit, 收件、准予备案、退回补正 by the office."""

from flask import url_for
from werkzeug.wrappers import Response as AnyResponse

from kernel.errors import InputError
from kernel.web.access import may
from kernel.web.door import desk
from kernel.web.filled import Filled
from kernel.web.pages import acting, done, page_blueprint
from kernel.web.uploads import uploaded
from ledger.desk import sign_after
from meetings.decisions.scan import MOST_BYTES
from meetings.filing import handle
from meetings.filing.card import find_own
from meetings.filing.pages.filing_page import labels_of, page
from meetings.models import FilingState

Answer = AnyResponse | tuple[str, int]
_VERDICTS = {"accept": (True, "filings.accepted"), "return": (False, "filings.returned")}

pages = page_blueprint("filing_acts", __name__, "/filings")


@pages.post("/<key>/send")
@may("filings.send")
def send(key: str) -> Answer:
    form = Filled(labels_of(FilingState.PENDING))
    scan = form.read("scan", lambda field, _typed: uploaded(field, MOST_BYTES))
    if scan is not None:
        with form.reading(), acting() as act:
            handle.send(act, find_own(act.session, act.actor, key), scan)
        if form.is_right:
            return _done(key, "filings.sent")
    return page(key, form), 422


@pages.post("/<key>/receive")
@may("filings.handle")
def receive(key: str) -> Answer:
    form = Filled({})
    with form.reading(), acting() as act:
        number = handle.receive(act, find_own(act.session, act.actor, key))
    if form.is_right:
        return _done(key, "filings.received", number)
    return page(key, form), 422


@pages.post("/<key>/judge")
@may("filings.handle")
def judge(key: str) -> Answer:
    form = Filled(labels_of(FilingState.RECEIVED))
    verdict = form.read("verdict", _verdict)
    if verdict is not None:
        accepted, said = verdict
        with form.reading(), acting() as act:
            found = find_own(act.session, act.actor, key)
            handle.judge(act, found, accepted=accepted, opinion=form["opinion"])
            number = found.number
        if form.is_right:
            return _done(key, said, number)
    return page(key, form), 422


def _done(key: str, said: str, number: str | None = None) -> AnyResponse:
    """Back to the filing; the head is signed, so that the receipt of the act is at hand."""
    sign_after(desk())
    return done(url_for("filing.show", key=key), said, number=number)


def _verdict(field: str, value: str) -> tuple[bool, str]:
    if value not in _VERDICTS:
        raise InputError("kernel.empty", field=field)
    return _VERDICTS[value]
