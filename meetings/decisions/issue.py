"""Issuing a decision 印发: recipients, the decided case and the filing with its frozen package, in one act."""

import json
from collections.abc import Mapping

from kernel import numbering
from kernel.accounts import display_name
from kernel.act import Act
from kernel.clock import local, rfc3339
from kernel.entropy import public_id
from kernel.lifecycle import move
from kernel.messages import word
from kernel.office import unit_of_role
from kernel.roles import Role, authorize
from kernel.work_calendar import work_calendar
from ledger.queries import newest_checkpoint
from ledger.record import record
from meetings.calendar.due import filing_due
from meetings.decisions.measures import start_measures
from meetings.decisions.scan import scan_suffix
from meetings.documents.filing_report import FiledPaper, FilingReport, filing_report_document
from meetings.filing.bag import make_bag, zip_bag
from meetings.models import (
    CaseState,
    Decision,
    DecisionState,
    Filing,
    FilingState,
    Meeting,
    OfficialPaper,
    Recipient,
)
from meetings.models.case import CASE_TRANSITIONS
from meetings.models.decision import DECISION_TRANSITIONS
from meetings.papers.common import Draft, decision_title, make_papers, papers_of, provenance
from panel.panels import drawn_for
from panel.transcript import transcript

FOLDERS = {  # where a paper lies in the package
    "decision": "公文/认定决定.docx",
    "filing_report": "公文/备案报告.docx",
    "minutes": "会议/会议纪要.docx",
    "sign_in": "会议/签到表.docx",
    "tally": "会议/表决汇总表.docx",
}


def _place(paper: OfficialPaper) -> str:
    """Where a paper lies in the package; each draw of the meeting has a record of its own."""
    return FOLDERS.get(paper.kind) or f"专家/{paper.title.removeprefix('专家')}.docx"


def issue(act: Act, decision: Decision, origin: str) -> Filing:
    """Issue a sealed decision to the meeting's units and create its filing.

    Args:
        decision: sealed, its scan attached.
        origin: the name of the log whose checkpoint covers the draw.

    Raises:
        Refused: wrong order, or the draw's entries are not under a signed checkpoint yet.
        Unavailable: an attachment is damaged, or the disk is full; nothing was issued.
    """
    meeting = decision.item.meeting
    by = authorize(act.actor, "decisions.issue", unit=meeting.lead_unit_uscc)
    move(act.session, decision, DecisionState.ISSUED, DECISION_TRANSITIONS, word("thing", "decision"))
    move(act.session, decision.item.case, CaseState.DECIDED, CASE_TRANSITIONS, decision.item.case.number)
    now = act.clock.now()
    decision.issued_at = now
    decision.recipients = [
        Recipient(decision_id=decision.id, uscc=unit.uscc, name=unit.name) for unit in meeting.units
    ]
    start_measures(act, decision)
    papers = [*papers_of(act.session, meeting, None), *papers_of(act.session, meeting, decision)]
    papers += make_papers(act, meeting, decision, [_report(act, decision, papers)])
    package = act.attachments.keep(_package(act, decision, papers, origin))
    due = filing_due(work_calendar(act.session), now)
    filing = Filing(
        public_id=public_id(act.entropy),
        decision_id=decision.id,
        state=FilingState.PENDING,
        due_on=due.on,
        due_estimated=due.estimated,
        package_digest=package,
    )
    act.session.add(filing)
    act.session.flush()
    facts = {"decision": decision.public_id, "filing": filing.public_id, "package": package}
    record(act, by, "decision.issued", decision.public_id, facts)
    return filing


def _report(act: Act, decision: Decision, papers: list[OfficialPaper]) -> Draft:
    meeting, today = decision.item.meeting, local(act.clock.now()).date()
    number = numbering.next_number(act.session, meeting.lead_unit_uscc, numbering.DECISION, act.clock.now())
    report = FilingReport(
        organ=meeting.lead_unit.name,
        number=number,
        signers=(display_name(act.session, decision.signed_by or ""),),
        recipient=unit_of_role(act.session, Role.OFFICE).name,
        decision_title=decision_title(decision.item.case),
        decision_number=decision.number or "",
        decided_on=decision.signed_on or today,
        meeting=meeting.title,
        meeting_number=meeting.number,
        papers=tuple(FiledPaper(paper.title, paper.digest) for paper in papers),
        dated=today,
        printed_on=today,
        contact=meeting.contact,
        provenance=provenance(act.session, {"decision": decision.public_id, "number": number}),
    )
    return Draft("filing_report", "备案报告", number, filing_report_document(report))


def _package(act: Act, decision: Decision, papers: list[OfficialPaper], origin: str) -> bytes:
    """The filing's package as a BagIt bag in a zip: what was decided, by whom, and the proof."""
    meeting = decision.item.meeting
    scan = act.attachments.read(decision.scan_digest or "")
    newest = newest_checkpoint(act.session)
    payload = {
        **{_place(paper): act.attachments.read(paper.digest) for paper in papers},
        f"公文/认定决定（扫描件）.{scan_suffix(scan)}": scan,
        **_transcripts(act, meeting, origin),
        "案卷/目录依据.json": _json(_basis(decision)),
        "元数据/metadata.json": _json(_metadata(act, decision)),
        "校验/检查点.txt": (newest.note if newest else "").encode(),
    }
    info = {
        "Source-Organization": meeting.lead_unit.name,
        "External-Identifier": decision.number or "",
        "External-Description": "联合奖惩认定决定备案",
        "Bag-Group-Identifier": meeting.number,
        "Bag-Software-Agent": "expert-panel",
    }
    bag = make_bag(payload, info, local(act.clock.now()).date())
    return zip_bag(bag, f"备案-{decision.number}")


def _transcripts(act: Act, meeting: Meeting, origin: str) -> Mapping[str, bytes]:
    """The transcript of every draw that gave the meeting its members, each in a folder."""
    files = {}
    for number, draw in enumerate(drawn_for(act.session, meeting.public_id)):
        folder = f"补充抽取记录（{number}）" if number else "抽取记录"
        for name, content in transcript(act, draw, origin).items():
            files[f"专家/{folder}/{name}"] = content
    return files


def _basis(decision: Decision) -> Mapping[str, object]:
    case = decision.item.case
    return {
        "catalogue_edition": case.edition,
        "item": case.item_code,
        "title": case.item_title,
        "basis": case.basis,
        "basis_confirmed": case.basis_confirmed,
        "term_months": {"least": case.term_least, "most": case.term_most, "decided": case.term_months},
        "measures": [
            {
                "code": measure.code,
                "content": measure.content,
                "implementer": measure.implementer_name,
                "basis": measure.basis,
                "basis_confirmed": measure.basis_confirmed,
            }
            for measure in case.measures
        ],
    }


def _metadata(act: Act, decision: Decision) -> Mapping[str, object]:
    case, meeting = decision.item.case, decision.item.meeting
    return {
        "case": case.number,
        "decision": decision.number,
        "meeting": meeting.number,
        "minutes": meeting.minutes_number,
        "subject": {"name": case.subject_name, "code": case.subject_code},
        "starts_on": str(decision.starts_on),
        "ends_before": str(decision.ends_on),
        "issued_at": rfc3339(act.clock.now()),
        "evidence": [{"name": file.name, "sha256": file.digest} for file in case.evidence],
        "recipients": [unit.name for unit in meeting.units],
    }


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"
