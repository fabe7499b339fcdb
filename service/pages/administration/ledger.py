"""The ledger 台账 for those who read it: its entries, what each says, and the receipt to take away."""

from collections.abc import Collection
from io import BytesIO

from flask import Response, request, send_file, url_for
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound as NoSuchPage
from werkzeug.wrappers import Response as AnyResponse

from kernel.accounts import Account, display_names
from kernel.roles import Role
from kernel.text import parse_date
from kernel.web.access import may
from kernel.web.account import actor
from kernel.web.door import desk
from kernel.web.filled import Filled
from kernel.web.pages import acting, done, page_blueprint, reading, shown
from kernel.web.translations import gettext as _
from ledger.browse import WantedEntries, browse
from ledger.cosigned import best_checkpoint
from ledger.desk import sign_now
from ledger.entry import Entry, Visibility
from ledger.export import disclose
from ledger.queries import entry as entry_of
from ledger.queries import payload_of
from ledger.receipts import export_entry
from service.entry_kinds import KINDS
from service.pages.administration.telling import WORDS, entry_word

pages = page_blueprint("ledger", __name__, "/audit")


@pages.get("/")
@may("ledger.read")
def listing() -> str:
    kind, name, day = (request.args.get(given, "").strip() for given in ("kind", "who", "day"))
    on = parse_date("day", day) if day else None
    with reading() as session:
        wanted = WantedEntries(kind, _acts_of(session, name) if name else None, on)
        found = browse(session, wanted, request.args.get("page", ""))
        names = display_names(session, {_who(entry) for entry in found.rows})
    kinds = sorted((code, entry_word(code)) for code in KINDS)
    return shown("audit/ledger", page=found, names=names, kinds=kinds, kind=kind, name=name, day=day, **WORDS)


@pages.get("/entries/<int:log>/<int:n>/")
@may("ledger.read")
def entry(log: int, n: int) -> str:
    return _entry_page(log, n, Filled({"purpose": _("用途")}, {}), {Visibility.PUBLIC})


@pages.post("/entries/<int:log>/<int:n>/")
@may("ledger.disclose")
def read_closed(log: int, n: int) -> str | tuple[str, int]:
    """What only those concerned may see, for an auditor who says what for; it is entered."""
    form = Filled({"purpose": _("用途")})
    with form.reading(), acting() as act:
        disclose(act, form["purpose"])
    if not form.is_right:
        return _entry_page(log, n, form, {Visibility.PUBLIC}), 422
    return _entry_page(log, n, form, {Visibility.PUBLIC, Visibility.CLOSED})


@pages.get("/entries/<int:log>/<int:n>/<name>")
@may("ledger.read")
def receipt(log: int, n: int, name: str) -> Response:
    """The files that anybody can check without us; `panel ledger verify` reads them, and so does the page for it."""
    with reading() as session:
        files = dict(
            zip(
                (f"{n}.json", f"{n}.tlog-proof"),
                export_entry(session, entry_of(session, n, log)),
                strict=True,
            )
        )
    if name not in files:
        raise NoSuchPage
    octets = "application/octet-stream"
    return send_file(BytesIO(files[name]), mimetype=octets, as_attachment=True, download_name=name)


@pages.post("/entries/<int:log>/<int:n>/sign")
@may("ledger.read")
def sign(log: int, n: int) -> AnyResponse:
    """Have the head signed, so that the entry has its receipt."""
    signed = sign_now(desk())
    return done(url_for(".entry", log=log, n=n), "ledger.signed", size=signed.size, root=signed.root.hex())


def _acts_of(session: Session, name: str) -> tuple[str, ...]:
    """Whatever the account of that name may have acted as."""
    public_id = session.scalar(select(Account.public_id).where(Account.name == name))
    return tuple(f"{role}:{public_id}" for role in Role) if public_id else ()


def _who(entry: Entry) -> str:
    return entry.by.partition(":")[2]


def _entry_page(log: int, n: int, form: Filled, disclosed: Collection[Visibility]) -> str:
    with reading() as session:
        found = entry_of(session, n, log)
        payload = payload_of(session, found)
        covered = best_checkpoint(session, log, n) is not None
        names = display_names(session, {_who(found)})
    return shown(
        "audit/entry",
        entry=found,
        what=entry_word(found.type),
        payload=payload if found.visibility in disclosed else None,
        erased=payload is None,
        may_disclose=found.visibility is Visibility.CLOSED and Role.AUDIT_ADMIN in actor().roles,
        covered=covered,
        names=names,
        form=form,
        **WORDS,
    )
