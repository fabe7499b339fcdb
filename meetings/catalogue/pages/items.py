"""The catalogue as everybody reads it: the items of an edition, one item, the editions, the duties of units."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date

from flask import Response, request
from werkzeug.exceptions import NotFound

from credit.port import Polarity
from kernel.clock import local
from kernel.errors import NotFound as NotListed
from kernel.messages import word
from kernel.roles import scope
from kernel.web.access import may
from kernel.web.account import actor
from kernel.web.door import desk
from kernel.web.pages import page_blueprint, reading, sheet, shown
from kernel.web.translations import gettext as _
from meetings.catalogue.basis_report import findings
from meetings.catalogue.columns import SHEET
from meetings.catalogue.duties import Duty, duties
from meetings.catalogue.export_catalogue import HEADER, item_rows
from meetings.catalogue.list_items import WantedItems, domain_counts, edition_in_force, item_lines
from meetings.catalogue.queries import (
    changes_of,
    content_of,
    editions,
    find_edition,
)
from meetings.catalogue.rows import as_item
from meetings.catalogue.show import part_word
from meetings.models import CatalogueItemRow

pages = page_blueprint("catalogue", __name__, "/catalogue")

MOST_DUTIES = 200


@pages.get("/")
@may("catalogue.read")
def list_() -> str:
    with reading() as session:
        known = editions(session)
        asked = request.args.get("edition", "")
        chosen = next((each for each, _items in known if each.edition == asked), None)
        if asked and chosen is None:
            raise NotFound
        chosen = chosen or edition_in_force([each for each, _items in known], _today())
        if chosen is None:
            return shown("catalogue/none")
        wanted = _wanted()
        return shown(
            "catalogue/list",
            edition=chosen,
            editions=known,
            today=_today(),
            found=item_lines(session, chosen.edition, wanted, request.args.get("page", "")),
            wanted=wanted,
            domains=domain_counts(session, chosen.edition),
            chips=_chips(wanted),
        )


@pages.get("/<edition>/export.<kind>")
@may("catalogue.read")
def export(edition: str, kind: str) -> Response:
    """An edition whole; the file reads in again."""
    if kind not in {"xlsx", "csv"}:
        raise NotFound
    with reading() as session:
        content = content_of(session, find_edition(session, edition))
    rows = [[*row] for row in item_rows(content.items)]
    return sheet(f"catalogue-{edition}", SHEET, list(HEADER), rows, as_csv=kind == "csv")


@pages.get("/editions/")
@may("catalogue.read")
def all_editions() -> str:
    with reading() as session:
        return shown("catalogue/editions", editions=editions(session), today=_today())


@pages.get("/<edition>/changes/")
@may("catalogue.read")
def changes(edition: str) -> str:
    with reading() as session:
        found = find_edition(session, edition)
        log = [(line, [part_word(part) for part in line.parts]) for line in changes_of(session, edition)]
        return shown("catalogue/changes", edition=found, changes=log)


@pages.get("/<edition>/<code>/")
@may("catalogue.read")
def item(edition: str, code: str) -> str:
    with reading() as session:
        found = find_edition(session, edition)
        row = session.get(CatalogueItemRow, (edition, code))
        if row is None:
            raise NotListed("kernel.not_found", what=word("thing", "listed_item"), key=code)
        content = as_item(row)
    return shown(
        "catalogue/item",
        edition=found,
        item=content,
        concerns=findings([content]),
        subjects="、".join(word("subject", kind) for kind in sorted(content.subject_types)),
        is_office="lg_office" in actor().roles,
    )


@pages.get("/duties/")
@may("catalogue.read")
def all_duties() -> str:
    duty, words = request.args.get("duty", ""), request.args.get("q", "").strip()
    with reading() as session:
        found = [
            line
            for line in duties(session, scope(actor(), "catalogue.read"))
            if duty in {"", line.duty} and (words in line.unit_name or words in line.what)
        ]
    return shown(
        "catalogue/duties",
        lines=found[:MOST_DUTIES],
        total=len(found),
        duty=duty,
        words=words,
        duties=list(Duty),
    )


@pages.get("/duties/export.<kind>")
@may("catalogue.read")
def export_duties(kind: str) -> Response:
    if kind not in {"xlsx", "csv"}:
        raise NotFound
    with reading() as session:
        lines = [asdict(line) for line in duties(session, scope(actor(), "catalogue.read"))]
    header = [_("单位"), _("统一社会信用代码"), _("职责"), _("内容")]
    rows = [[line["unit_name"], line["unit"], word("duty", line["duty"]), line["what"]] for line in lines]
    return sheet("duties", "职责", header, rows, as_csv=kind == "csv")


def _today() -> date:
    return local(desk().clock.now()).date()


def _wanted() -> WantedItems:
    asked = request.args
    kind = asked.get("kind", "")
    return WantedItems(
        words=asked.get("q", "").strip(),
        domain=asked.get("domain", ""),
        polarity=kind if kind in set(Polarity) else "",
        unit=(actor().unit or "") if asked.get("own") else "",
        unchecked=bool(asked.get("unchecked")),
    )


def _chips(wanted: WantedItems) -> Sequence[tuple[str, str]]:
    chips = [(_("含“%s”") % wanted.words, "q")] if wanted.words else []
    chips += [(wanted.domain, "domain")] if wanted.domain else []
    return chips + ([(_("本单位的事项"), "own")] if wanted.unit else [])
