"""What the office does with the catalogue: an edition taken in whole, or compiled, and published; a basis confirmed."""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from datetime import date
from urllib.parse import urlencode

from flask import Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kernel.act import Act
from kernel.errors import NotFound
from kernel.messages import word
from kernel.sheets.preview import RowState
from kernel.sheets.reading import read_workbook
from kernel.sheets.uploads import content_of, find_upload
from kernel.text import clean, parse_date
from kernel.web.access import may
from kernel.web.account import actor
from kernel.web.door import desk
from kernel.web.filled import Filled
from kernel.web.pages import acting, done, page_blueprint, reading, shown
from kernel.web.translations import gettext as _
from meetings.catalogue.compile import compile_edition, publish_compiled, taken
from meetings.catalogue.confirm import confirm
from meetings.catalogue.edition import EditionDraft
from meetings.catalogue.import_catalogue import listed_items, store_edition
from meetings.catalogue.intakes import edition_intake
from meetings.catalogue.item import Basis
from meetings.catalogue.outlook import Outlook, outlook_of
from meetings.catalogue.rows import as_item
from meetings.models import CatalogueItemRow
from meetings.pages.sheet_preview import drop_file, look_again, preview_page, save_bad_rows, take_file
from meetings.sheet_intake import confirmed

pages = page_blueprint("catalogue_office", __name__, "/catalogue")

Answer = str | AnyResponse | tuple[str, int]


def _labels() -> dict[str, str]:
    return {"edition": _("版本"), "title": _("名称"), "from": _("施行日期")}


@pages.route("/import/", methods=["GET", "POST"])
@may("catalogue.publish")
def import_() -> Answer:
    """The file, and under which name and from which day it is to be published."""
    labels = {**_labels(), "file": _("目录清单文件")}
    form = Filled(labels) if request.method == "POST" else Filled(labels, {})
    if request.method == "POST":
        _read(form)
        key = take_file(edition_intake(form["edition"]), form) if form.is_right else None
        if key:
            told = urlencode({name: form[name] for name in _labels()})
            return redirect(f"{url_for('.preview', key=key)}?{told}", 303)
    page = shown("catalogue/import", form=form)
    return page if form.is_right else (page, 422)


@pages.get("/import/<key>/")
@may("catalogue.publish")
def preview(key: str) -> str:
    return _preview(key, Filled(_labels(), request.args))


@pages.post("/import/<key>/publish")
@may("catalogue.publish")
def publish(key: str) -> Answer:
    form = Filled(_labels())
    day = _read(form)
    if day:
        with form.reading(), acting() as act:
            intake = edition_intake(form["edition"])
            found = confirmed(act, intake, find_upload(act.session, act.actor, intake.kind, key))
            store_edition(act, found, form["edition"], form["title"], day)
    if form.is_right:
        return done(_address(form["edition"]), "catalogue.out", edition=form["edition"])
    again = look_again(edition_intake(form["edition"]), key) if form.refusal else key
    return _preview(again, form), 422


@pages.get("/import/<key>/bad-rows")
@may("catalogue.publish")
def bad_rows(key: str) -> Response:
    return save_bad_rows(edition_intake(request.args.get("edition", "")), key)


@pages.post("/import/<key>/give-up")
@may("catalogue.publish")
def give_up(key: str) -> AnyResponse:
    drop_file(edition_intake(""), key)
    return done(url_for(".import_"), "catalogue.dropped")


@pages.route("/next/", methods=["GET", "POST"])
@may("catalogue.publish")
def next_() -> Answer:
    """The latest edition with what was taken: looked at first, then published."""
    form = Filled(_labels()) if request.method == "POST" else Filled(_labels(), {})
    found: Outlook | None = None
    if request.method == "POST" and (day := _read(form)):
        edition, title = form["edition"], form["title"]
        if request.form.get("go") == "publish":
            with form.reading(), acting() as act:
                publish_compiled(act, edition, title, day)
            if form.is_right:
                return done(_address(edition), "catalogue.out", edition=edition)
        with form.reading(), _looking() as act:
            found = outlook_of(act, compile_edition(act.session, edition, title, day))
    with reading() as session:
        page = shown("catalogue/next", form=form, outlook=found, waiting=taken(session))
    return page if form.is_right else (page, 422)


@pages.post("/<edition>/<code>/confirm")
@may("catalogue.publish")
def confirm_basis(edition: str, code: str) -> AnyResponse:
    """Somebody compared the basis with its source."""
    with acting() as act:
        row = act.session.get(CatalogueItemRow, (edition, code))
        bases = _bases(row) if row else {}
        basis = bases.get(request.form.get("place", ""))
        if basis is None:
            raise NotFound("kernel.not_found", what=word("thing", "listed_item"), key=code)
        count = confirm(act, [basis])
    return done(f"/catalogue/{edition}/{code}/", "catalogue.confirmed", count=count)


def _bases(row: CatalogueItemRow) -> Mapping[str, Basis]:
    """The bases of an item and its measures, by their place."""
    item = as_item(row)
    return {item.code: item.basis} | {f"{item.code}/{m.code}": m.basis for m in item.measures}


def _preview(key: str, form: Filled) -> str:
    intake = edition_intake(form["edition"])
    with reading() as session:
        is_whole = not find_upload(session, actor(), intake.kind, key).counts[RowState.BAD]
    found = _outlook(key, form) if is_whole and form.is_right else None
    return preview_page("catalogue/import_preview", intake, key, form, outlook=found)


def _outlook(key: str, form: Filled) -> Outlook | None:
    """What publishing would do; why it cannot be published stands in the form."""
    day = _read(form)
    if day is None:
        return None
    intake = edition_intake(form["edition"])
    with form.reading(), _looking() as act:
        file = content_of(act.vault, find_upload(act.session, act.actor, intake.kind, key))
        items = listed_items(intake.prepare(act, read_workbook(file.name, file.content)))
        return outlook_of(act, EditionDraft(form["edition"], form["title"], day, items))
    return None


def _address(edition: str) -> str:
    return f"/catalogue/?{urlencode({'edition': edition})}"


def _read(form: Filled) -> date | None:
    """The first day of the edition, if everything that names it is filled in."""
    form.read("edition", clean)
    form.read("title", clean)
    day = form.read("from", lambda field, value: parse_date(field, clean(field, value)))
    return day if form.is_right else None


def _looking() -> AbstractContextManager[Act]:
    """An act that changes nothing, for use cases that foretell."""
    return desk().acting(lambda _session: actor())
