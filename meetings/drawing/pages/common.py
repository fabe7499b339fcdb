"""What the forms of the ceremony share."""

import zipfile
from collections.abc import Mapping
from io import BytesIO

from flask import Response, send_file, url_for

from kernel.web.account import actor
from kernel.web.filled import Filled
from kernel.web.pages import reading, shown
from meetings.drawing.within import draw_within
from meetings.queries import find_bare_meeting
from panel.models import Draw


def ceremony_address(draw: Draw) -> str:
    """The page of the ceremony that a draw belongs to."""
    return url_for("ceremony.show", meeting=draw.meeting)


def asked(template: str, draw: str, action: str, form: Filled, **facts: object) -> str | tuple[str, int]:
    """A page that asks for a step of the ceremony; again, with what was wrong, after it was refused."""
    with reading() as session:
        found = draw_within(session, actor(), action, draw)
        meeting = find_bare_meeting(session, found.meeting)
        page = shown(f"draw/{template}", draw=found, meeting=meeting, form=form, **facts)
    return page if form.is_right else (page, 422)


def zipped(name: str, files: Mapping[str, bytes]) -> Response:
    """Files to keep, as one zip."""
    content = BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, data in files.items():
            archive.writestr(zipfile.ZipInfo(path), data, zipfile.ZIP_DEFLATED)
    content.seek(0)
    return send_file(content, "application/zip", as_attachment=True, download_name=f"{name}.zip")
