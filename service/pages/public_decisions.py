"""Published decisions 公开的认定决定, for anybody."""

from contextlib import suppress
from datetime import date

from flask import Blueprint, request

from kernel.clock import local
from kernel.paging import PAGE
from kernel.web.access import public
from kernel.web.account import welcome
from kernel.web.door import desk
from kernel.web.pages import reading, shown
from meetings.decisions.published import Wanted, choices, find_published, listed
from meetings.papers.decision import REMOVAL_CONDITIONS, REMOVAL_PROCEDURE, REPLY_WITHIN

pages = Blueprint("published", __name__, url_prefix="/published")
pages.before_request(welcome)


@pages.get("/")
@public
def index() -> str:
    wanted = _wanted()
    with reading() as session:
        units, domains = choices(session, _today())
        found = listed(session, wanted, _today(), request.args.get("page", ""), size=PAGE)
    return shown("public/published", wanted=wanted, found=found, units=units, domains=domains)


@pages.get("/<key>/")
@public
def show(key: str) -> str:
    with reading() as session:
        found = find_published(session, key, _today())
        polarity = found.case.polarity
        removal = REMOVAL_CONDITIONS[polarity], REMOVAL_PROCEDURE
        return shown("public/decision", found=found, removal=removal, reply_within=REPLY_WITHIN)


def _today() -> date:
    return local(desk().clock.now()).date()


def _wanted() -> Wanted:
    given, month = request.args, None
    with suppress(ValueError):
        month = date.fromisoformat(given.get("month", "") + "-01")
    return Wanted(given.get("q", "").strip(), given.get("unit", ""), given.get("domain", ""), month)
