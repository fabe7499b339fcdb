"""Which decision or filing a file belongs to, by the digest of its bytes alone."""

import json
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from ledger.entry import Entry
from ledger.queries import entries_of, payload_of
from meetings.models import AgendaItem, Decision, Filing, Meeting, OfficialPaper
from meetings.queries import BARE


@dataclass(frozen=True, slots=True)
class KnownFile:
    """A file that was kept.

    kind: of an official paper, or `scan`, `package`, `report_scan`.
    number: of the decision, once it has one; meeting, filing: their numbers.
    entry: of the ledger, in which the digest was entered, where it was.
    """

    kind: str
    number: str | None
    meeting: str
    filing: str | None
    entry: Entry | None


def whose(session: Session, digest: str) -> KnownFile | None:
    """What is known of the file with this SHA-256, in hex; None if nothing is."""
    paper = session.scalars(select(OfficialPaper).where(OfficialPaper.digest == digest).limit(1)).first()
    if paper is not None:
        return _of_paper(session, paper)
    meeting = joinedload(Decision.item).joinedload(AgendaItem.meeting)
    scanned = select(Decision).where(Decision.scan_digest == digest).options(meeting, BARE).limit(1)
    decision = session.scalars(scanned).first()
    if decision is not None:
        return _of_decision(session, "scan", decision, digest)
    either = (Filing.package_digest == digest) | (Filing.report_scan_digest == digest)
    of_filing = joinedload(Filing.decision).joinedload(Decision.item).joinedload(AgendaItem.meeting)
    filing = session.scalars(select(Filing).where(either).options(of_filing, BARE).limit(1)).first()
    if filing is None:
        return None
    kind = "package" if filing.package_digest == digest else "report_scan"
    return _of_decision(session, kind, filing.decision, digest)


def _of_paper(session: Session, paper: OfficialPaper) -> KnownFile:
    if paper.decision_id is not None:
        return _of_decision(session, paper.kind, session.get_one(Decision, paper.decision_id), paper.digest)
    meeting = session.get_one(Meeting, paper.meeting_id)
    entry = _noted(session, meeting.public_id, paper.digest)
    return KnownFile(paper.kind, None, meeting.number, None, entry)


def _of_decision(session: Session, kind: str, decision: Decision, digest: str) -> KnownFile:
    filing = session.scalars(select(Filing).where(Filing.decision_id == decision.id).options(BARE)).first()
    subjects = [decision.public_id, *([filing.public_id] if filing else [])]
    if filing and kind == "filing_report":  # it is entered with the package that it lies in
        digest = filing.package_digest
    entries = (_noted(session, subject, digest) for subject in subjects)
    entry = next((entry for entry in entries if entry), None)
    number = filing.number if filing else None
    return KnownFile(kind, decision.number, decision.item.meeting.number, number, entry)


def _noted(session: Session, subject: str, digest: str) -> Entry | None:
    """The first entry about a thing in which the digest stands."""
    for entry in entries_of(session, subject):
        if digest in json.dumps(payload_of(session, entry)):
            return entry
    return None
