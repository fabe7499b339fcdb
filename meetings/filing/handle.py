"""The filing 备案 on its way: sent by the lead unit, received, numbered and judged by the office."""

import hashlib

from kernel import numbering
from kernel.act import Act
from kernel.errors import Refused
from kernel.lifecycle import move
from kernel.messages import word
from kernel.roles import authorize
from kernel.text import clean
from ledger.record import record
from meetings.decisions.scan import scan_suffix
from meetings.models import Filing, FilingState
from meetings.models.decision import FILING_TRANSITIONS


def send(act: Act, filing: Filing, report_scan: bytes) -> None:
    """Send a filing whose report is signed, with the scan of the signed report.

    Raises:
        Refused: sent already, or returned for correction and sent again with the same scan.
        InputError: no scan.
    """
    by = authorize(act.actor, "filings.send", unit=filing.decision.item.meeting.lead_unit_uscc)
    scan_suffix(report_scan)
    before, digest = filing.report_scan_digest, hashlib.sha256(report_scan).hexdigest()
    filing.report_scan_digest, filing.sent_at = digest, act.clock.now()
    move(act.session, filing, FilingState.SENT, FILING_TRANSITIONS, word("thing", "filing"))
    if digest == before:
        raise Refused("filings.same_scan")
    act.attachments.keep(report_scan)
    facts = {"filing": filing.public_id, "package": filing.package_digest, "scan": filing.report_scan_digest}
    record(act, by, "filing.sent", filing.public_id, facts, idem=filing.report_scan_digest)


def receive(act: Act, filing: Filing) -> str:
    """The office takes the filing in; it gets its number 备案号 on first receipt and keeps it.

    Raises:
        Refused: not sent, or received already.
        Unavailable: the package is damaged.
    """
    by = authorize(act.actor, "filings.handle")
    act.attachments.read(filing.package_digest)
    now = act.clock.now()
    filing.number = filing.number or numbering.next_number(act.session, act.actor.unit, numbering.FILING, now)
    move(act.session, filing, FilingState.RECEIVED, FILING_TRANSITIONS, word("thing", "filing"))
    facts = {"filing": filing.public_id, "number": filing.number}
    idem = filing.report_scan_digest or ""
    record(act, by, "filing.received", filing.public_id, facts, idem=idem)
    return filing.number


def judge(act: Act, filing: Filing, *, accepted: bool, opinion: str) -> None:
    """The office accepts the filing 准予备案, or returns it for correction 退回补正, with its opinion.

    Raises:
        Refused: not received, or judged already.
        InputError: no opinion.
    """
    by = authorize(act.actor, "filings.handle")
    filing.opinion, filing.handled_at = clean("opinion", opinion), act.clock.now()
    state = FilingState.ACCEPTED if accepted else FilingState.RETURNED
    move(act.session, filing, state, FILING_TRANSITIONS, word("thing", "filing"))
    facts = {"filing": filing.public_id, "number": filing.number}
    idem = filing.report_scan_digest or ""
    record(act, by, f"filing.{state.value}", filing.public_id, facts, idem=idem)
