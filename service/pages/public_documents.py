"""The public check of a filed document: to which decision or filing the file belongs. Nothing is kept."""

import hashlib
import re
from datetime import datetime
from typing import IO

from flask import request

from kernel.clock import local_text
from kernel.errors import InputError
from kernel.web.access import public
from kernel.web.account import welcome
from kernel.web.filled import Filled
from kernel.web.pages import page_blueprint, reading, shown
from kernel.web.translations import gettext as _
from meetings.papers.known import whose

_SHA256 = re.compile("[0-9a-f]{64}")

pages = page_blueprint("documents", __name__, "/documents")
pages.before_request(welcome)


@pages.get("/")
@public
def ask() -> str:
    return shown("public/documents", form=_form({}), digest=None, known=None, entered=None)


@pages.post("/")
@public
def check() -> str | tuple[str, int]:
    form, known, entered = _form(None), None, None
    digest = form.read("digest", _digest)
    if digest is not None:
        with reading() as session:
            known = whose(session, digest)
        if known and known.entry:
            entered = local_text(datetime.fromisoformat(known.entry.at))
    page = shown("public/documents", form=form, digest=digest, known=known, entered=entered)
    return page if form.is_right else (page, 422)


def _digest(field: str, typed: str) -> str:
    """Of the file that was chosen, or as it was typed."""
    chosen = request.files.get("file")
    if chosen and chosen.filename:
        return _sha256(field, chosen.stream)
    given = re.sub(r"\s", "", typed).lower()
    if not _SHA256.fullmatch(given):
        raise InputError("service.no_digest", field=field)
    return given


def _sha256(field: str, stream: IO[bytes]) -> str:
    """Read piece by piece: however large the file is, it fills no memory."""
    digest, size = hashlib.sha256(), 0
    while chunk := stream.read(1 << 20):
        digest.update(chunk)
        size += len(chunk)
    if size == 0:
        raise InputError("kernel.no_file", field=field)
    return digest.hexdigest()


def _form(values: dict[str, str] | None) -> Filled:
    return Filled({"file": _("文件"), "digest": _("或填SHA-256摘要")}, values)
