"""The public check of a receipt 回执: whether the ledger still holds what was confirmed."""

from datetime import datetime

from flask import request

from kernel.clock import local_text
from kernel.errors import InputError, NotFound, Refused
from kernel.web.access import public
from kernel.web.account import welcome
from kernel.web.filled import Filled
from kernel.web.pages import page_blueprint, reading, shown
from kernel.web.translations import gettext as _
from kernel.web.uploads import uploaded
from ledger.check_receipt import FoundReceipt, check_receipt, read_text

MOST_BYTES = 1 << 20
"""Of a receipt; a real one has a few kilobytes."""

pages = page_blueprint("receipts", __name__, "/receipts")
pages.before_request(welcome)


@pages.get("/")
@public
def ask() -> str:
    return shown("public/receipts", form=_form({}), found=None, fault=None)


@pages.post("/")
@public
def check() -> str | tuple[str, int]:
    form, found, fault = _form(None), None, None
    text = form.read("receipt", _given)
    if text is not None:
        try:
            with reading() as session:
                found = check_receipt(session, text)
        except (NotFound, Refused) as error:
            fault = str(error)
        except InputError as error:
            form.put(error, "receipt")
    page = shown("public/receipts", form=form, found=found, fault=fault, entered=found and _entered(found))
    return page if form.is_right else (page, 422)


def _given(field: str, typed: str) -> str:
    """What was pasted, or else the file that was chosen."""
    chosen = request.files.get("file")
    if chosen and chosen.filename:
        return read_text(uploaded("file", MOST_BYTES))
    if not typed:
        raise InputError("kernel.empty", field=field)
    return typed + "\n"


def _form(values: dict[str, str] | None) -> Filled:
    return Filled({"receipt": _("回执的内容"), "file": _("或选择回执文件")}, values)


def _entered(found: FoundReceipt) -> str:
    return local_text(datetime.fromisoformat(found.entry.at))
