"""Rosters made for one test: a good row, and what the test changes in it."""

import csv
import io
from collections.abc import Callable, Sequence
from datetime import date, datetime

import pytest
import xlsxwriter

GOOD = {
    "姓名": "演示甲一",
    "身份证号": "110105197001010003",
    "手机": "12000000001",
    "电子邮箱": "a@example.com",
    "职称": "教授",
    "地区": "演示市",
    "专业": "L01",
    "聘期起": "2026-01-01",
    "聘期止": "2028-12-31",
    "工作单位": "演示研究院",
    "统一社会信用代码": "12510700XNX001023F",
    "任职起": "2018-03-01",
}
Row = dict[str, object]


@pytest.fixture
def row() -> Callable[..., Row]:
    """A good row with changes; a change to None takes the column away."""

    def changed(**changes: object) -> Row:
        return {name: value for name, value in {**GOOD, **changes}.items() if value is not None}

    return changed


@pytest.fixture
def xlsx() -> Callable[..., bytes]:
    def write(*rows: Row, sheet: str = "专家", empty_rows_before_last: int = 0) -> bytes:
        content = io.BytesIO()
        with xlsxwriter.Workbook(content, {"strings_to_formulas": False}) as workbook:
            page = workbook.add_worksheet(sheet)
            as_date = workbook.add_format({"num_format": "yyyy-mm-dd"})
            page.write_row(0, 0, list(rows[0]))
            for number, held in enumerate(rows, start=1):
                at = number + (empty_rows_before_last if number == len(rows) else 0)
                for column, value in enumerate(held.values()):
                    if isinstance(value, date | datetime):
                        page.write_datetime(at, column, value, as_date)
                    else:
                        page.write(at, column, value)
        return content.getvalue()

    return write


@pytest.fixture
def csv_text() -> Callable[..., str]:
    def write(*rows: Row, header: Sequence[str] | None = None) -> str:
        content = io.StringIO()
        lines = csv.writer(content)
        lines.writerow(header or list(rows[0]))
        lines.writerows(held.values() for held in rows)
        return content.getvalue()

    return write
