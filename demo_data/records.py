"""Workbooks of plain rows: organisations, subjects with their conduct, past decisions with their measures."""

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from demo_data.books import Book, Value, as_typed, book
from demo_data.conduct import conduct
from demo_data.invented import full_width
from demo_data.measures import MEASURES
from demo_data.past import decisions, lead
from demo_data.subjects import subjects
from demo_data.units import PLACE, units

UNIT_COLUMNS = ("单位名称", "统一社会信用代码", "单位类别", "机关代字", "曾用名", "电子邮箱", "联系电话")
SUBJECT_COLUMNS = ("主体编号", "主体类别", "名称", "统一社会信用代码", "证件号码", "法定代表人", "地区")
CONDUCT_COLUMNS = (
    *("记录编号", "主体编号", "奖惩类型", "事项编码", "事实", "程度", "发生日期"),
    *("文书种类", "文书文号", "文书日期", "作出机关", "作出机关代码"),
)
DECISION_COLUMNS = (
    *("决定文号", "作出单位", "作出单位代码", "主体编号", "主体名称"),
    *("奖惩类型", "事项编码", "决定日期", "起始日期", "截止日期"),
)
MEASURE_COLUMNS = (
    *("决定文号", "主体编号", "事项编码", "措施编码", "措施内容"),
    *("实施单位", "实施单位代码", "起始日期", "截止日期"),
)
INVENTED = "本表内容均为虚构，仅供演示。"


def write_organisations(folder: Path) -> None:
    """Write `organisations.xlsx`: 60 units under their present and former names."""
    rows: list[list[Value]] = []
    for number, unit in enumerate(units(), start=1):
        former = "、".join(f"{PLACE}{name}" for name in unit.former)
        phone = f"000-{number:07d}"
        rows.append(
            [
                *(unit.body.name, unit.body.uscc, unit.kind, unit.code, former),
                *(f"unit{number:02d}@example.com", full_width(phone) if number % 11 == 0 else phone),
            ]
        )
    with book(folder / "organisations.xlsx") as target:
        _list(
            target, "单位名录", f"{PLACE}市联合奖惩单位名录", UNIT_COLUMNS, (38, 22, 12, 10, 88, 22, 16), rows
        )


def write_subjects(folder: Path) -> None:
    """Write `subjects.xlsx`: 200 subjects and 260 conduct records."""
    known = subjects()
    rows: list[list[Value]] = [
        [one.number, one.kind, one.name, one.uscc, one.document, one.legal_representative, one.region]
        for one in known
    ]
    records: list[list[Value]] = [
        [
            *(one.number, one.subject, one.polarity, one.item_code, one.fact, one.severity, one.occurred_on),
            *(one.document_kind, one.document_no, one.document_on, one.organ.name, one.organ.uscc),
        ]
        for one in conduct(known)
    ]
    with book(folder / "subjects.xlsx") as target:
        _list(target, "信用主体", f"{PLACE}市信用主体", SUBJECT_COLUMNS, (11, 14, 40, 22, 22, 14, 20), rows)
        _list(
            target,
            "行为记录",
            f"{PLACE}市信用行为记录",
            CONDUCT_COLUMNS,
            (10, 10, 10, 12, 54, 8, 15, 16, 22, 15, 32, 22),
            _typed(records),
        )


def write_past_decisions(folder: Path) -> None:
    """Write `past_decisions.xlsx`: 25 decisions and the 60 measures that rest on them."""
    rows: list[list[Value]] = []
    running: list[list[Value]] = []
    for one in decisions(subjects()):
        matter, term = (one.subject.number, one.item.code), (one.starts_on, one.ends_on)
        organ = lead(one.item)
        rows.append(
            [
                *(one.number, organ.name, organ.uscc, one.subject.number, one.subject.name),
                *(one.item.polarity, one.item.code, one.decided_on, *term),
            ]
        )
        for code in one.measures:
            unit = MEASURES[code].implementer
            running.append([one.number, *matter, code, MEASURES[code].content, unit.name, unit.uscc, *term])
    with book(folder / "past_decisions.xlsx") as target:
        _list(
            target,
            "既往决定",
            f"{PLACE}市联合奖惩既往决定",
            DECISION_COLUMNS,
            (20, 28, 22, 10, 38, 10, 12, 14, 14, 14),
            _typed(rows),
        )
        _list(
            target,
            "在施措施",
            f"{PLACE}市联合奖惩在施措施",
            MEASURE_COLUMNS,
            (20, 10, 12, 10, 34, 30, 22, 14, 14),
            _typed(running),
        )


def _typed(rows: Iterable[Sequence[Value]]) -> list[list[Value]]:
    """The rows with their days typed in several ways."""
    return [
        [
            as_typed(value, 3 * number + column) if isinstance(value, date) else value
            for column, value in enumerate(row)
        ]
        for number, row in enumerate(rows)
    ]


def _list(
    target: Book,
    name: str,
    title: str,
    columns: Sequence[str],
    widths: Sequence[int],
    rows: Sequence[Sequence[Value]],
) -> None:
    """A sheet with a title, a note, a header and the rows; every fiftieth row is followed by a blank one."""
    sheet = target.sheet(name, widths)
    row = target.header(sheet, target.titles(sheet, len(columns), title, INVENTED), columns)
    for number, values in enumerate(rows, start=1):
        target.row(sheet, row, values)
        row += 2 if number % 50 == 0 else 1
