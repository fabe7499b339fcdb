"""Whose term ends 聘期届满, and who has not confirmed this year 年度确认."""

from flask import request, url_for
from werkzeug.wrappers import Response as AnyResponse

from experts.life_queries import REMINDER, unconfirmed_page, waiting
from experts.pages.shared import today
from experts.register_list import Wanted, register_page
from experts.terms import expire_ended
from kernel.web.access import may
from kernel.web.pages import acting, done, page_blueprint, reading, shown
from kernel.web.translations import gettext as _

pages = page_blueprint("expert_terms", __name__, "/experts/terms")


@pages.get("/")
@may("experts.read")
def ending() -> str:
    day = today()
    with reading() as session:
        page = register_page(
            session, Wanted(ends_by=day + REMINDER), request.args.get("page", ""), order="ends"
        )
        counts = waiting(session, day)
    tabs = _tabs(counts.ending, counts.unconfirmed, is_ending=True)
    return shown("experts/terms", page=page, tabs=tabs, over=counts.over, today=day)


@pages.get("/unconfirmed/")
@may("experts.read")
def silent() -> str:
    day = today()
    with reading() as session:
        page = unconfirmed_page(session, day.year, request.args.get("page", ""))
        counts = waiting(session, day)
    tabs = _tabs(counts.ending, counts.unconfirmed, is_ending=False)
    return shown("experts/unconfirmed", page=page, tabs=tabs, year=day.year)


@pages.post("/expire")
@may("experts.keep")
def expire() -> AnyResponse:
    with acting() as act:
        ended = expire_ended(act)
    return done(url_for(".ending"), "experts.expired", count=len(ended))


def _tabs(ending: int, unconfirmed: int, *, is_ending: bool) -> list[tuple[str, str, int, bool]]:
    return [
        (_("60日内届满"), "/experts/terms/", ending, is_ending),
        (_("今年未确认"), "/experts/terms/unconfirmed/", unconfirmed, not is_ending),
    ]
