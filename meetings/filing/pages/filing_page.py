"""A filing: its package and what the check found, how far it has come, and the act that comes next."""

from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO

from flask import Response, send_file
from werkzeug.exceptions import NotFound

from kernel.attachments import Attachments
from kernel.clock import local
from kernel.messages import word
from kernel.roles import POLICY, Actor
from kernel.web.access import may
from kernel.web.account import actor
from kernel.web.door import desk
from kernel.web.filled import Filled
from kernel.web.pages import page_blueprint, reading, shown
from kernel.web.translations import gettext as _
from ledger.entry import Visibility
from ledger.origin import origin_of
from ledger.queries import entries_of, verifier_key
from ledger.receipts import export_entry
from meetings.decisions.scan import scan_suffix
from meetings.filing.bag import zip_bag
from meetings.filing.card import filing_card, find_own, packed_file
from meetings.models import Filing, FilingState
from meetings.papers.common import decision_title

_SEND, _HANDLE = "filings.send", "filings.handle"
_NEXT: Mapping[str, str] = {
    FilingState.PENDING: _SEND,
    FilingState.RETURNED: _SEND,
    FilingState.SENT: _HANDLE,
    FilingState.RECEIVED: _HANDLE,
}
"""The action of the policy that takes a filing on from each state."""

pages = page_blueprint("filing", __name__, "/filings")


@dataclass(frozen=True, slots=True)
class Turn:
    """Whose turn it is. action: of the policy, or empty; roles: who may, in words; mine: whether the reader may."""

    action: str
    roles: str
    mine: bool


@pages.get("/<key>/")
@may("filings.read")
def show(key: str) -> str:
    return page(key)


@pages.get("/<key>/package")
@may("filings.read")
def package(key: str) -> Response:
    """The whole package as a zip, unless it is damaged."""
    with reading() as session:
        found = find_own(session, actor(), key)
        name = f"备案-{found.decision.number}.zip"
    _files().read(found.package_digest)
    path = _files().place(found.package_digest)
    return send_file(path, mimetype="application/zip", as_attachment=True, download_name=name)


@pages.get("/<key>/files/<path:path>")
@may("filings.read")
def file(key: str, path: str) -> Response:
    """One file of the package, unless the package is damaged."""
    with reading() as session:
        digest = find_own(session, actor(), key).package_digest
    content = packed_file(_files(), digest, path)
    return _saved(content, path.rpartition("/")[2])


@pages.get("/<key>/report")
@may("filings.read")
def report(key: str) -> Response:
    """The scan of the signed filing report."""
    with reading() as session:
        found = find_own(session, actor(), key)
        digest, number = found.report_scan_digest, found.decision.number
    if digest is None:
        raise NotFound
    content = _files().read(digest)
    return _saved(content, f"备案报告-{number}.{scan_suffix(content)}")


@pages.get("/<key>/receipt")
@may("filings.read")
def receipt(key: str) -> Response:
    """What shows that the newest step of the filing is on the ledger: entry, proof and key in a zip."""
    with reading() as session:
        found = find_own(session, actor(), key)
        number = found.number or found.decision.number
        newest = entries_of(session, found.public_id)[-1:]
        if not newest:
            raise NotFound
        content, proof = export_entry(session, newest[0], (Visibility.PUBLIC, Visibility.CLOSED))
        origin = origin_of(desk().config.log_origin, newest[0].log)
        line = f"{verifier_key(session, origin)}\n".encode()
    n = newest[0].n
    files = {f"{n}.json": content, f"{n}.tlog-proof": proof, "log.vkey": line}
    return _saved(zip_bag(files, f"回执-{n}"), f"回执-{number}.zip")


def page(key: str, form: Filled | None = None) -> str:
    """The page of a filing; `form` is the one of the act that comes next, where it was filled in."""
    with reading() as session:
        found = find_own(session, actor(), key)
        card = filing_card(session, _files(), found)
        turn = turn_of(found, actor())
        form = form or Filled({}, {})
        form.labels = {**labels_of(found.state), **form.labels}
        today = local(desk().clock.now()).date()
        packed = sorted(card.check.files.items())
        return shown(
            "filings/page",
            card=card,
            papers=[item for item in packed if item[0].count("/") == 1],
            proofs=[item for item in packed if item[0].count("/") != 1],
            title=decision_title(card.case),
            form=form,
            turn=turn,
            left=card.calendar.between(today, card.due.on) if card.due else 0,
            reads_decisions=bool(actor().roles & POLICY["decisions.read"]),
        )


def labels_of(state: str) -> dict[str, str]:
    """The fields of the form that takes a filing on from a state."""
    if _NEXT.get(state) == _SEND:
        return {"scan": _("签章后的备案报告扫描件")}
    return {"verdict": _("结论"), "opinion": _("审查意见")} if state == FilingState.RECEIVED else {}


def turn_of(found: Filing, reader: Actor) -> Turn:
    """Who takes the filing on from where it is."""
    action = _NEXT.get(found.state, "")
    allowed = POLICY.get(action, frozenset())
    return Turn(
        action, "、".join(word("role", role) for role in sorted(allowed)), bool(allowed & reader.roles)
    )


def _saved(content: bytes, name: str) -> Response:
    octets = "application/octet-stream"
    return send_file(BytesIO(content), mimetype=octets, as_attachment=True, download_name=name)


def _files() -> Attachments:
    return Attachments(desk().config.attachments)
