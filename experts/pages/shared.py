"""What the pages of the register share."""

from datetime import date
from io import BytesIO

from flask import Flask, Response, current_app, request, send_file

from experts.fields import FIELDS
from experts.service_record import ServiceRecord
from kernel.act import Act
from kernel.attachments import Attachments
from kernel.clock import local
from kernel.messages import catalogue, word
from kernel.web.door import desk
from kernel.web.uploads import uploaded

LARGEST_PAPER = 50 << 20
_RECORD = "service record"


def place_record(app: Flask, record: ServiceRecord) -> None:
    """Let the register's pages ask `record` what experts did in meetings."""
    app.extensions[_RECORD] = record


def service_record() -> ServiceRecord:
    """Where the pages ask what experts did in meetings."""
    found: ServiceRecord = current_app.extensions[_RECORD]
    return found


def today() -> date:
    """The day in Shanghai."""
    return local(desk().clock.now()).date()


def field_choices() -> list[tuple[str, str]]:
    """Every field with its name, for forms."""
    return [(code, word("field", code)) for code in FIELDS]


def cause_word(code: str) -> str:
    """Why somebody gave a seat up, or may not sit, in the reader's language."""
    known = catalogue("words")
    kind = next((kind for kind in ("cause", "reason") if f"{kind}_{code}" in known), None)
    return word(kind, code) if kind else word("cause", "OTHER")


def handed_in(act: Act, name: str) -> str | None:
    """The digest of the paper that came with the form, which is among the attachments now; None for none."""
    file = request.files.get(name)
    return needed_paper(act, name) if file and file.filename else None


def needed_paper(act: Act, name: str) -> str:
    """The same where there has to be one.

    Raises:
        InputError: there is none, or it is too large.
    """
    return act.attachments.keep(uploaded(name, LARGEST_PAPER))


def handed_out(digest: str) -> Response:
    """A paper among the attachments, as a file to keep."""
    content = Attachments(desk().config.attachments).read(digest)
    octets = "application/octet-stream"
    return send_file(BytesIO(content), mimetype=octets, as_attachment=True, download_name=digest[:16])
