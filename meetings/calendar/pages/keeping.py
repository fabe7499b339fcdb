"""The office keeps the work calendar: begins a year, edits a day, takes in a table, confirms a year."""

from flask import Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kernel.errors import InputError
from kernel.messages import word
from kernel.sheets.uploads import find_upload
from kernel.text import clean, parse_date
from kernel.web.access import may
from kernel.web.filled import Filled
from kernel.web.pages import acting, done, page_blueprint, reading, shown
from kernel.web.translations import gettext as _
from kernel.work_calendar import CalendarDay, DayKind
from meetings.calendar.import_calendar import store_days
from meetings.calendar.intake import DAYS
from meetings.calendar.keep_calendar import EnteredDay, confirm, seed, set_days
from meetings.calendar.pages.year import year_page
from meetings.pages.sheet_preview import drop_file, look_again, preview_page, save_bad_rows, take_file
from meetings.sheet_intake import confirmed

pages = page_blueprint("calendar_keeping", __name__, "/calendar")

Answer = str | AnyResponse | tuple[str, int]


@pages.post("/<int:year>/seed")
@may("calendar.keep")
def seed_year(year: int) -> Answer:
    form = Filled({"source": _("依据")})
    with form.reading(), acting() as act:
        days, recounted = seed(act, year)
    if form.is_right:
        return done(f"/calendar/{year}/", "calendar.begun", year=year, days=days, count=recounted)
    return year_page(year, form), 422


@pages.post("/<int:year>/confirm")
@may("calendar.keep")
def confirm_year(year: int) -> Answer:
    form = Filled({"source": _("依据")})
    with form.reading(), acting() as act:
        recounted = confirm(act, year, form["source"])
    if form.is_right:
        return done(f"/calendar/{year}/", "calendar.year_confirmed", year=year, count=recounted)
    return year_page(year, form), 422


@pages.get("/day/")
@may("calendar.keep")
def day() -> str:
    """A day to be edited, as it stands now."""
    asked = request.args.get("day", "")
    first = {"day": asked}
    try:
        on = parse_date("day", asked)
    except InputError:
        return _day_page(Filled(_labels(), first))
    with reading() as session:
        known = session.get(CalendarDay, on)
    if known:
        first |= {"kind": known.kind, "name": known.name}
    return _day_page(Filled(_labels(), first))


@pages.post("/day/")
@may("calendar.keep")
def set_day() -> Answer:
    form = Filled(_labels())
    on = form.read("day", lambda field, value: parse_date(field, clean(field, value)))
    kind = form.read("kind", _kind)
    form.read("name", clean)
    form.read("source", clean)
    if on and kind and form.is_right:
        with form.reading(), acting() as act:
            recounted = set_days(act, [EnteredDay(on, kind, form["name"])], form["source"])
        if form.is_right:
            return done(f"/calendar/{on.year}/", "calendar.day_kept", day=on, count=recounted)
    return _day_page(form), 422


@pages.route("/import/", methods=["GET", "POST"])
@may("calendar.keep")
def import_() -> Answer:
    labels = {"file": _("工作日历表格")}
    form = Filled(labels) if request.method == "POST" else Filled(labels, {})
    if request.method == "POST" and (key := take_file(DAYS, form)):
        return redirect(url_for(".preview", key=key), 303)
    page = shown("calendar/import", form=form)
    return page if form.is_right else (page, 422)


@pages.get("/import/<key>/")
@may("calendar.keep")
def preview(key: str) -> str:
    return preview_page("calendar/import_preview", DAYS, key, Filled({"source": _("依据")}, {}))


@pages.post("/import/<key>/confirm")
@may("calendar.keep")
def store(key: str) -> Answer:
    form = Filled({"source": _("依据")})
    with form.reading(), acting() as act:
        found = confirmed(act, DAYS, find_upload(act.session, act.actor, DAYS.kind, key))
        days = [row.value.day for row in found.good()]
        recounted = store_days(act, found, form["source"])
    if form.is_right:
        address = f"/calendar/{days[0].year}/" if days else "/calendar/"
        return done(address, "calendar.days_kept", days=len(days), count=recounted)
    again = look_again(DAYS, key) if form.refusal else key
    return preview_page("calendar/import_preview", DAYS, again, form), 422


@pages.get("/import/<key>/bad-rows")
@may("calendar.keep")
def bad_rows(key: str) -> Response:
    return save_bad_rows(DAYS, key)


@pages.post("/import/<key>/give-up")
@may("calendar.keep")
def give_up(key: str) -> AnyResponse:
    drop_file(DAYS, key)
    return done(url_for(".import_"), "calendar.dropped")


def _labels() -> dict[str, str]:
    return {"day": _("日期"), "kind": _("类别"), "name": _("名称"), "source": _("依据")}


def _kind(field: str, value: str) -> DayKind:
    try:
        return DayKind(clean(field, value))
    except ValueError:
        raise InputError("calendar.unknown_kind", value=value) from None


def _day_page(form: Filled) -> str:
    return shown("calendar/day", form=form, kinds=[(kind.value, word("daykind", kind)) for kind in DayKind])
