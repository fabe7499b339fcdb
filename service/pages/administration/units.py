"""The units 单位 with the names they once had, and a new one."""

from flask import Response, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from kernel.messages import word
from kernel.paging import sliced
from kernel.read_units import HEADER, SHEET, unit_rows
from kernel.text import parse_uscc
from kernel.units import Unit, UnitKind, add_unit, units_wanted
from kernel.web.access import may
from kernel.web.filled import Filled
from kernel.web.pages import acting, done, page_blueprint, reading, sheet, shown
from kernel.web.translations import gettext as _

pages = page_blueprint("units", __name__, "/units")


@pages.get("/")
@may("units.read")
def listing() -> str | Response:
    words, kind = request.args.get("q", "").strip(), request.args.get("kind", "")
    with reading() as session:
        wanted = units_wanted(words, kind)
        if how := request.args.get("as"):
            return _sheet(session, words, kind, as_csv=how == "csv")
        found = sliced(session, wanted, [Unit.name, Unit.uscc], request.args.get("page", ""))
    kinds = [(kind.value, word("unit", kind)) for kind in UnitKind]
    return shown("admin/units", words=words, kind=kind, kinds=kinds, page=found)


@pages.get("/new")
@may("units.add")
def new() -> str:
    return shown("admin/new_unit", form=_form({}))


@pages.post("/new")
@may("units.add")
def add() -> AnyResponse | tuple[str, int]:
    form = _form()
    uscc = form.read("uscc", lambda _field, typed: parse_uscc(typed))
    if uscc:
        with form.reading(), acting() as act:
            add_unit(act, uscc, form["name"], form["code"])
    if not form.is_right:
        return shown("admin/new_unit", form=form), 422
    return done(url_for(".listing"), "kernel.unit_added", name=form["name"], uscc=uscc)


def _form(values: dict[str, str] | None = None) -> Filled:
    return Filled({"name": _("单位名称"), "uscc": _("统一社会信用代码"), "code": _("机关代字")}, values)


def _sheet(session: Session, words: str, kind: str, *, as_csv: bool) -> Response:
    units = session.scalars(units_wanted(words, kind).order_by(Unit.name, Unit.uscc)).all()
    return sheet("units", SHEET, [*HEADER], [list(row) for row in unit_rows(units)], as_csv=as_csv)
