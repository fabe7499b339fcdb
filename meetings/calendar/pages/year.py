"""A year of the work calendar: its months, the days that have a name, and whether it is confirmed."""

from flask import abort, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kernel.clock import local
from kernel.web.access import may
from kernel.web.account import actor
from kernel.web.door import desk
from kernel.web.filled import Filled
from kernel.web.pages import page_blueprint, reading, shown
from kernel.web.translations import gettext as _
from kernel.work_calendar import year_of
from meetings.calendar.months import months_of

pages = page_blueprint("calendar", __name__, "/calendar")
FIRST, LAST = 2000, 2099


@pages.get("/")
@may("calendar.read")
def this_year() -> AnyResponse:
    asked = request.args.get("year", "")
    year = int(asked) if asked.isascii() and asked.isdigit() and len(asked) == 4 else 0
    return redirect(url_for(".show", year=year or local(desk().clock.now()).year), 303)


@pages.get("/<int:year>/")
@may("calendar.read")
def show(year: int) -> str:
    return year_page(year, Filled({"source": _("依据")}, {}))


def year_page(year: int, form: Filled) -> str:
    """A year; `form` is that for its confirmation."""
    if not FIRST <= year <= LAST:
        abort(404)
    with reading() as session:
        known, days = year_of(session, year)
        named = {day.day: (day.kind, day.name) for day in days}
        return shown(
            "calendar/year",
            year=year,
            known=known,
            days=days,
            months=months_of(year, named),
            today=local(desk().clock.now()).date(),
            weekdays=[_("一"), _("二"), _("三"), _("四"), _("五"), _("六"), _("日")],
            may_keep="lg_office" in actor().roles,
            form=form,
        )
