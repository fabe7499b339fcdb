"""The pages of a table that is handed in: the file chosen, its rows looked at, the bad ones saved, given up."""

from io import BytesIO
from typing import TypeVar

from flask import Response, abort, request, send_file

from kernel.sheets.preview import RowState
from kernel.sheets.reading import LARGEST_FILE
from kernel.sheets.uploads import PAGE, Handed, content_of, find_upload, give_up, rows_of
from kernel.web.account import actor
from kernel.web.door import desk
from kernel.web.filled import Filled
from kernel.web.pages import acting, reading, shown
from kernel.web.uploads import uploaded
from meetings.sheet_intake import Intake, bad_rows, hand_in

V = TypeVar("V")
FIRST_SEEN = (RowState.BAD, RowState.CHANGED, RowState.NEW, RowState.DUPLICATE)
"""In this order people look at the rows."""


def take_file(intake: Intake[V], form: Filled) -> str | None:
    """Keep the file that was sent in the field `file`; its public id, or None with the error in the form."""
    with form.reading(), acting() as act:
        content = uploaded("file", LARGEST_FILE << 20)
        return hand_in(act, intake, Handed(request.files["file"].filename or "", content))
    return None


def preview_page(template: str, intake: Intake[V], key: str, form: Filled, **more: object) -> str:
    """Rows in one state, the bad ones first; more of them on further pages.

    Raises:
        NotFound: there is no such upload, or it is somebody else's.
    """
    with reading() as session:
        upload = find_upload(session, actor(), intake.kind, key)
        counts = upload.counts
        first = next((state for state in FIRST_SEEN if counts[state]), RowState.NEW)
        state, number = request.args.get("state") or first, _number(request.args.get("page", "1"))
        return shown(
            template,
            upload=upload,
            counts=counts,
            total=sum(counts[one] for one in RowState),
            to_write=counts[RowState.NEW] + counts[RowState.CHANGED],
            state=state,
            states=[one for one in FIRST_SEEN if counts[one]],
            number=number,
            last=-(-counts.get(state, 0) // PAGE),
            rows=rows_of(session, desk().vault, upload, state, number),
            columns=intake.columns,
            form=form,
            **more,
        )


def look_again(intake: Intake[V], key: str) -> str:
    """What is stored has changed: the same file is compared with it once more; its new public id.

    Raises:
        NotFound: there is no such upload, or it is somebody else's.
    """
    with desk().acting(lambda _session: actor()) as act:
        upload = find_upload(act.session, actor(), intake.kind, key)
        return hand_in(act, intake, content_of(act.vault, upload))


def save_bad_rows(intake: Intake[V], key: str) -> Response:
    """The rows that stay out, as a workbook."""
    with desk().acting(lambda _session: actor()) as act:
        upload = find_upload(act.session, actor(), intake.kind, key)
        if not upload.counts[RowState.BAD]:
            abort(404)
        content = bad_rows(act, intake, upload)
    return send_file(BytesIO(content), as_attachment=True, download_name="有误的行.xlsx")


def drop_file(intake: Intake[V], key: str) -> None:
    """Keep nothing of an upload."""
    with acting() as act:
        give_up(act, find_upload(act.session, actor(), intake.kind, key))


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else abort(404)
