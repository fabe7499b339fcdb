"""The security log 安全日志 and who looked at what 查阅记录, for the audit administrator."""

from collections.abc import Sequence

from flask import Response, request
from sqlalchemy import select
from sqlalchemy.orm import Session

from credit.embedded import open_store
from kernel.access.events import Kind
from kernel.access.models import SecurityEvent
from kernel.access.security_log import WantedEvents, all_events, by_day, events
from kernel.accounts import Account, display_names
from kernel.clock import local, local_text
from kernel.messages import word
from kernel.sheets.sheet import Cell
from kernel.text import parse_date
from kernel.web.access import may
from kernel.web.door import desk
from kernel.web.pages import page_blueprint, reading, sheet, shown
from kernel.web.translations import gettext as _
from panel.views import looks
from service.pages.administration.telling import WORDS

pages = page_blueprint("security", __name__, "/audit")
DAYS = 14


@pages.get("/security/")
@may("audit.read")
def listing() -> str | Response:
    name, day = request.args.get("who", "").strip(), request.args.get("day", "")
    kind, view = request.args.get("kind", ""), request.args.get("view", "")
    with reading() as session:
        account = _public_id(session, name) if name else ""
        wanted = WantedEvents(view, kind, account, parse_date("day", day) if day else None)
        if how := request.args.get("as"):
            return _sheet(session, all_events(session, wanted), as_csv=how == "csv")
        found = events(session, wanted, request.args.get("page", ""))
        names = _names(session, found.rows)
        days = by_day(session, local(desk().clock.now()).date(), DAYS)
    kinds = [(kind.value, word("event", kind)) for kind in Kind]
    return shown(
        "audit/security",
        page=found,
        names=names,
        days=days,
        kinds=kinds,
        kind=kind,
        name=name,
        day=day,
        view=view,
        **WORDS,
    )


@pages.get("/look-ups/")
@may("audit.read")
def look_ups() -> str:
    with reading() as session:
        found = looks(session, request.args.get("page", ""))
        names = display_names(session, {look.viewer for look in found.rows})
    return shown("audit/look_ups", page=found, names=names, **WORDS)


@pages.get("/queries/")
@may("audit.read")
def queries() -> str:
    with open_store(desk().config, desk().clock) as store:
        found = store.queries(request.args.get("page", ""))
    return shown("audit/queries", page=found)


def _public_id(session: Session, name: str) -> str:
    """Of the account of that name; of nobody where there is none."""
    return session.scalar(select(Account.public_id).where(Account.name == name)) or "-"


def _names(session: Session, lines: Sequence[SecurityEvent]) -> dict[str, str]:
    return display_names(session, {who for line in lines for who in (line.account, line.by) if who})


def _sheet(session: Session, lines: Sequence[SecurityEvent], *, as_csv: bool) -> Response:
    names = _names(session, lines)
    header = [_("时间"), _("事件"), _("账号"), _("办理人"), _("浏览器"), _("网络地址"), _("说明")]
    rows: list[list[Cell | int | None]] = [
        [
            local_text(line.at),
            word("event", line.kind),
            names.get(line.account or "", line.account),
            names.get(line.by or "", line.by),
            *(line.browser, line.address, line.detail),
        ]
        for line in lines
    ]
    return sheet("security-log", _("安全日志"), header, rows, as_csv=as_csv)
