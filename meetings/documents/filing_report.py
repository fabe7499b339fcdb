"""备案报告: tells the leading group of a decision and lists the papers filed with it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from meetings.documents.model import (
    Block,
    Colophon,
    Column,
    Document,
    Kind,
    Paragraph,
    Signature,
    Table,
    require,
)
from meetings.documents.particulars import Provenance
from meetings.documents.wording import day, title_lines


@dataclass(frozen=True, slots=True)
class FiledPaper:
    """One paper of the package: its title and its SHA-256 in hex, of which the first digits are printed."""

    title: str
    digest: str


@dataclass(frozen=True, slots=True)
class FilingReport:
    """Everything the report says; `note` tells what the office should know, such as a direct appointment."""

    organ: str
    number: str
    signers: tuple[str, ...]
    recipient: str
    decision_title: str
    decision_number: str
    decided_on: date
    meeting: str
    meeting_number: str
    papers: tuple[FiledPaper, ...]
    dated: date
    printed_on: date
    contact: str
    note: str = ""
    proxy_seal: str = ""
    provenance: Provenance = field(default_factory=Provenance)


def filing_report_document(report: FilingReport) -> Document:
    """The report, an upward document with its signer; it asks for nothing (报告不得夹带请示事项).

    Raises:
        DocumentIncomplete: names every mandatory part that is empty.
    """
    require(
        {
            "organ": report.organ,
            "number": report.number,
            "signers": report.signers,
            "recipient": report.recipient,
            "decision_title": report.decision_title,
            "decision_number": report.decision_number,
            "meeting": report.meeting,
            "meeting_number": report.meeting_number,
            "papers": tuple(paper.title for paper in report.papers),
            "contact": report.contact,
        }
    )
    return Document(
        kind=Kind.DOCUMENT,
        masthead=f"{report.organ}文件",
        number=report.number,
        signers=report.signers,
        title=title_lines(report.organ, "关于报送联合奖惩认定决定", "备案的报告"),
        recipients=(report.recipient,),
        blocks=tuple(_body(report)),
        signature=Signature(report.organ, report.dated, proxy_seal=report.proxy_seal),
        annotation=f"联系人及电话：{report.contact}",
        notes=report.provenance.notes(),
        colophon=Colophon((), report.organ, report.printed_on),
    )


def _body(report: FilingReport) -> Iterator[Block]:
    yield Paragraph(
        f"《{report.decision_title}》（{report.decision_number}）已于{day(report.decided_on)}作出，"
        f"经{report.meeting}（{report.meeting_number}）审议通过。现将决定和有关材料报送备案。"
    )
    if report.note:
        yield Paragraph(report.note)
    yield Paragraph(f"报送材料共{len(report.papers)}份：")
    columns = (
        Column("序号", 12, centred=True),
        Column("材料名称", 98),
        Column("文件摘要（前16位）", 46, centred=True),
    )
    rows = (
        (str(place), paper.title, paper.digest[:16]) for place, paper in enumerate(report.papers, start=1)
    )
    yield Table(columns, tuple(rows))
    yield Paragraph("特此报告。")
