"""备案报告."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from docx.document import Document as OpenedDocument

from meetings.documents.filing_report import FilingReport, filing_report_document
from meetings.documents.model import Document, DocumentIncomplete

Opened = Callable[[Document], OpenedDocument]
Printed = Callable[[Document], str]


def test_it_goes_upward_with_its_signer_and_asks_for_nothing(
    filing_report: FilingReport, printed: Printed
) -> None:
    text = printed(filing_report_document(filing_report))
    assert "签发人：甲某某" in text
    assert "特此报告。" in text
    assert "请批示" not in text
    assert "批复" not in text


def test_it_lists_every_paper_of_the_package(filing_report: FilingReport, opened: Opened) -> None:
    rows = [
        [cell.text for cell in row.cells]
        for row in opened(filing_report_document(filing_report)).tables[0].rows
    ]
    assert [row[1] for row in rows[1:]] == [paper.title for paper in filing_report.papers]
    assert rows[5] == ["5", "专家抽取记录表", filing_report.papers[4].digest[:16]]


def test_it_names_decision_meeting_and_contact(filing_report: FilingReport, printed: Printed) -> None:
    text = printed(filing_report_document(filing_report))
    assert (
        "《关于对青屿丰登粮油有限公司实施联合惩戒的决定》（青市监信认〔2026〕6号）已于2026年10月20日作出"
        in text
    )
    assert "食品药品专项小组2026年第7次认定会议（青食药认会〔2026〕7号）审议通过" in text
    assert "（联系人及电话：乙某，0000-0000000）" in text


def test_a_note_to_the_office_is_printed(filing_report: FilingReport, printed: Printed) -> None:
    noted = replace(filing_report, note="信用管理席位经补充抽取仍无人选，经贵办批准指定1名专家。")
    assert noted.note in printed(filing_report_document(noted))


@pytest.mark.parametrize(
    ("change", "missing"),
    [
        ({"organ": ""}, "organ"),
        ({"number": ""}, "number"),
        ({"signers": ()}, "signers"),
        ({"signers": ("",)}, "signers"),
        ({"recipient": ""}, "recipient"),
        ({"decision_title": ""}, "decision_title"),
        ({"decision_number": ""}, "decision_number"),
        ({"meeting": ""}, "meeting"),
        ({"meeting_number": ""}, "meeting_number"),
        ({"papers": ()}, "papers"),
        ({"contact": ""}, "contact"),
    ],
)
def test_it_is_refused_without_a_mandatory_part_and_names_it(
    filing_report: FilingReport, change: dict[str, Any], missing: str
) -> None:
    with pytest.raises(DocumentIncomplete) as refusal:
        filing_report_document(replace(filing_report, **change))
    assert refusal.value.missing == (missing,)
