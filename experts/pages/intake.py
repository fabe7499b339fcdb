"""Taking in a roster 导入花名册: hand in, look through, confirm."""

from io import BytesIO

from flask import Response, abort, request, send_file, url_for
from werkzeug.wrappers import Response as AnyResponse

from experts.roster_row import REPEATED, REQUIRED
from experts.roster_upload import (
    KIND,
    LOOK,
    bad_rows_of_roster,
    confirm_roster,
    hand_in_roster,
)
from kernel.sheets.preview import RowState
from kernel.sheets.reading import LARGEST_FILE
from kernel.sheets.upload_models import SheetUpload
from kernel.sheets.uploads import PAGE, Handed, content_of, find_upload, give_up, rows_of
from kernel.web.access import may
from kernel.web.account import actor
from kernel.web.door import desk
from kernel.web.filled import Filled
from kernel.web.pages import acting, done, page_blueprint, reading, sheet, shown
from kernel.web.translations import gettext as _
from kernel.web.uploads import uploaded

pages = page_blueprint("expert_intake", __name__, "/experts/import")
FIRST_SEEN = (RowState.BAD, RowState.CHANGED, RowState.NEW, RowState.DUPLICATE)
"""In this order people look at the rows."""


@pages.get("/")
@may("experts.import")
def begin() -> str:
    return _first(Filled({"file": _("花名册文件")}, {}))


@pages.post("/")
@may("experts.import")
def hand_in() -> AnyResponse | tuple[str, int]:
    form = Filled({"file": _("花名册文件")})
    with form.reading(), acting() as act:
        key = hand_in_roster(act, _file())
    if form.is_right:
        return done(url_for(".look", key=key), "experts.roster_read")
    return _first(form), 422


@pages.get("/template")
@may("experts.import")
def template() -> Response:
    """An empty roster with the names of its columns."""
    return sheet("专家花名册", "专家", [*REQUIRED], [], as_csv=False)


@pages.get("/<key>/")
@may("experts.import")
def look(key: str) -> str:
    return _preview(key, Filled({}, {}))


@pages.post("/<key>/confirm")
@may("experts.import")
def confirm(key: str) -> AnyResponse | tuple[str, int]:
    form = Filled({})
    with form.reading(), acting() as act:
        upload = find_upload(act.session, actor(), KIND, key)
        bad = upload.counts[RowState.BAD]
        imported = confirm_roster(act, upload)
    if form.is_right:
        counts = {"entered": imported.entered, "amended": imported.amended, "bad": bad}
        return done("/experts/", "experts.roster_taken_in", **counts)
    with acting() as act:  # what is stored has changed: the same file is compared with it once more
        file = content_of(act.vault, find_upload(act.session, actor(), KIND, key))
        again = hand_in_roster(act, file)
    return _preview(again, form), 409


@pages.post("/<key>/give-up")
@may("experts.import")
def drop(key: str) -> AnyResponse:
    with acting() as act:
        give_up(act, find_upload(act.session, actor(), KIND, key))
    return done(url_for(".begin"), "experts.roster_dropped")


@pages.get("/<key>/bad-rows")
@may("experts.import")
def bad_rows(key: str) -> Response:
    with reading() as session:
        upload = find_upload(session, actor(), KIND, key)
        if not upload.counts[RowState.BAD]:
            abort(404)
        content = bad_rows_of_roster(session, desk().vault, desk().clock, upload)
    return send_file(BytesIO(content), as_attachment=True, download_name="有误的行.xlsx")


def _file() -> Handed:
    content = uploaded("file", LARGEST_FILE << 20)
    return Handed(request.files["file"].filename or "", content)


def _first(form: Filled) -> str:
    further = ["、".join(f"{name}1" for name in group) for group in REPEATED]
    return shown("experts/import", form=form, required=REQUIRED, further=further, most=LARGEST_FILE)


def _preview(key: str, form: Filled) -> str:
    """Rows in one state, the bad ones first."""
    with reading() as session:
        upload = find_upload(session, actor(), KIND, key)
        state = request.args.get("state") or _first_state(upload)
        number = _number(request.args.get("page", "1"))
        rows = rows_of(session, desk().vault, upload, state, number)
    counts = upload.counts
    return shown(
        "experts/import_preview",
        upload=upload,
        counts=counts,
        total=sum(counts[one] for one in RowState),
        to_write=counts["new"] + counts["changed"],
        state=state,
        number=number,
        rows=rows,
        last=-(-counts.get(state, 0) // PAGE),
        states=[one for one in FIRST_SEEN if counts[one]],
        columns=[*LOOK.groups],
        form=form,
    )


def _first_state(upload: SheetUpload) -> str:
    return next((state for state in FIRST_SEEN if upload.counts[state]), RowState.NEW)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else abort(404)
