"""Past decisions 既往决定 and running measures 在施措施 in a spreadsheet: a row read into the table's columns."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from credit.port import Polarity
from kernel.errors import InputError
from kernel.messages import sentence
from kernel.sheets import cells
from kernel.sheets.tables import Columns, Row
from meetings.models import PastDecision, RunningMeasure

DECISION, SUBJECT, ITEM, STARTS, ENDS = "决定文号", "主体编号", "事项编码", "起始日期", "截止日期"
ORGAN, ORGAN_CODE, SUBJECT_NAME, POLARITY, DECIDED = (
    *("作出单位", "作出单位代码", "主体名称", "奖惩类型", "决定日期"),
)
MEASURE, CONTENT, UNIT, UNIT_CODE = "措施编码", "措施内容", "实施单位", "实施单位代码"
OF_DECISIONS = (ORGAN, ORGAN_CODE, SUBJECT_NAME, POLARITY, DECIDED)
OF_MEASURES = (MEASURE, CONTENT, UNIT, UNIT_CODE)
COLUMNS = Columns(required=(DECISION, SUBJECT, ITEM, STARTS, ENDS), optional=(*OF_DECISIONS, *OF_MEASURES))
POLARITIES: Mapping[str, Polarity] = {"联合惩戒": Polarity.PUNISH, "联合激励": Polarity.REWARD}
Table = type[PastDecision] | type[RunningMeasure]


@dataclass(frozen=True, slots=True)
class Draft:
    """A row of a table as a file gives it, its values by column."""

    table: Table
    values: Mapping[str, Any]

    @property
    def key(self) -> tuple[str, ...]:
        """A decision is known by its number, a measure by decision, item and code."""
        if self.table is PastDecision:
            return (self.values["number"],)
        return self.values["decision_number"], self.values["item_code"], self.values["measure_code"]


def read_draft(row: Row, today: date) -> Draft:
    """A row of either table; what is wrong with it stays in the row.

    Args:
        today: no past decision is younger.

    Raises:
        InputError: the sheet has columns of both tables.
    """
    names = row.cells.keys()
    of_measures = bool(names & set(OF_MEASURES))
    if of_measures and names & set(OF_DECISIONS):
        raise InputError("measures.mixed_table", sheet=row.place.sheet)
    return Draft(RunningMeasure, _measure(row)) if of_measures else Draft(PastDecision, _decision(row, today))


def _decision(row: Row, today: date) -> dict[str, Any]:
    decided = row.read(DECIDED, cells.day, today)
    if decided > today:
        row.note(DECIDED, sentence("measures.decided_in_future", today=today))
    return {
        "number": row.read(DECISION, cells.required_text, ""),
        "organ_uscc": row.read(ORGAN_CODE, cells.uscc, ""),
        "organ_name": row.read(ORGAN, cells.required_text, ""),
        "subject_name": row.read(SUBJECT_NAME, cells.required_text, ""),
        "polarity": row.read(POLARITY, cells.choice(POLARITIES), Polarity.PUNISH).value,
        "decided_on": decided,
        **_shared(row),
    }


def _measure(row: Row) -> dict[str, Any]:
    return {
        "decision_number": row.read(DECISION, cells.required_text, ""),
        "measure_code": row.read(MEASURE, cells.code, ""),
        "content": row.read(CONTENT, cells.required_text, ""),
        "implementer_uscc": row.read(UNIT_CODE, cells.uscc, ""),
        "implementer_name": row.read(UNIT, cells.required_text, ""),
        **_shared(row),
    }


def _shared(row: Row) -> dict[str, Any]:
    starts = row.read(STARTS, cells.day, date.min)
    ends = row.read(ENDS, cells.day, None, required=False)
    if ends is not None and ends < starts:
        row.note(ENDS, sentence("measures.ends_before_start", starts=starts))
    return {
        "subject_number": row.read(SUBJECT, cells.code, ""),
        "item_code": row.read(ITEM, cells.code, ""),
        "starts_on": starts,
        "ends_on": ends,
    }
