"""Conduct records 信用行为记录 in a spreadsheet: a row read into the table's columns, and written out again."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from credit.models import ConductRow
from credit.port import Polarity, Severity
from credit.subject_rows import NUMBER as SUBJECT
from kernel.messages import sentence
from kernel.sheets import cells
from kernel.sheets.sheet import Cell
from kernel.sheets.tables import Row

NUMBER, POLARITY, ITEM, FACT, SEVERITY, OCCURRED = (
    "记录编号",
    "奖惩类型",
    "事项编码",
    "事实",
    "程度",
    "发生日期",
)
KIND, DOCUMENT, DOCUMENT_ON, ORGAN, ORGAN_CODE = (
    "文书种类",
    "文书文号",
    "文书日期",
    "作出机关",
    "作出机关代码",
)
COLUMNS = (
    *(NUMBER, SUBJECT, POLARITY, ITEM, FACT, SEVERITY, OCCURRED),
    *(KIND, DOCUMENT, DOCUMENT_ON, ORGAN, ORGAN_CODE),
)
POLARITIES: Mapping[str, Polarity] = {"联合惩戒": Polarity.PUNISH, "联合激励": Polarity.REWARD}
SEVERITIES: Mapping[str, Severity] = {
    "轻微": Severity.MINOR,
    "一般": Severity.GENERAL,
    "严重": Severity.SERIOUS,
}


def read_conduct(row: Row, today: date) -> dict[str, Any]:
    """The values of a row by column of the table, the subject by its number; faults stay in the row.

    Args:
        today: no document is younger.
    """
    occurred = row.read(OCCURRED, cells.day, date.min)
    made = row.read(DOCUMENT_ON, cells.day, date.max)
    if date.max > made > today:
        row.note(DOCUMENT_ON, sentence("credit.document_in_future", today=today))
    if occurred > made:
        row.note(OCCURRED, sentence("credit.document_before_conduct", document=made))
    return {
        "number": row.read(NUMBER, cells.code, ""),
        "subject": row.read(SUBJECT, cells.code, ""),
        "polarity": row.read(POLARITY, cells.choice(POLARITIES), Polarity.PUNISH).value,
        "item_code": row.read(ITEM, cells.code, ""),
        "fact": row.read(FACT, cells.required_text, ""),
        "severity": row.read(SEVERITY, cells.choice(SEVERITIES), None, required=False),
        "occurred_on": occurred,
        "document_kind": row.read(KIND, cells.required_text, ""),
        "document_no": row.read(DOCUMENT, cells.required_text, ""),
        "document_on": made,
        "document_organ": row.read(ORGAN, cells.required_text, ""),
        "document_organ_uscc": row.read(ORGAN_CODE, cells.uscc, ""),
    }


def conduct_cells(row: ConductRow) -> list[Cell | None]:
    """The row as it is exported."""
    polarities = {polarity.value: word for word, polarity in POLARITIES.items()}
    severities = {severity.value: word for word, severity in SEVERITIES.items()}
    return [
        *(row.number, row.subject.number, polarities[row.polarity], row.item_code, row.fact),
        *(severities[row.severity] if row.severity else None, row.occurred_on),
        *(row.document_kind, row.document_no, row.document_on),
        *(row.document_organ, row.document_organ_uscc),
    ]
