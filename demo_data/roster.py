"""The roster 专家名册 as it comes from an office: two sheets, spoiled in known places."""

import csv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from demo_data import people as p
from demo_data.bad_rows import FAULTS, changed_since, mistyped_birthday, old_number, spoil
from demo_data.books import Book, Formula, Value, as_typed, book
from demo_data.invented import full_width

SHEETS = ("在聘专家", "2026年新增")
ON_FIRST = 1300
WIDTHS = (11, 21, 13, 20, 14, 12, 9, 13, 13, 28, 21, 13, 28, 21, 13, 13)
GROUPS = (("联系方式", 2, 3), ("聘期", 7, 8), ("现工作单位", 9, 11), ("原工作单位", 12, 15))
"""Merged cells of the upper header row, from column to column; the other columns are merged downwards."""


HABITS: tuple[tuple[str, int, Callable[[str], Value]], ...] = (
    (p.NAME, 59, lambda text: f"　{text} "),
    (p.DOCUMENT, 29, full_width),
    (p.DOCUMENT, 23, lambda text: f" {text}\u00a0"),
    (p.DOCUMENT, 2, str.lower),
    (p.MOBILE, 43, full_width),
    (p.MOBILE, 17, int),
    (p.FIELDS, 2, lambda text: text.replace("、", "；")),
    (p.CODE, 53, full_width),
)
"""What people do to the cells of a column in every so manieth row; each of it can be read."""
SAME, CHANGED, TWO_NUMBERS, OLD_NUMBERS = 12, 8, 6, 2
DAY_NOUGHT = date(1899, 12, 30)


@dataclass(frozen=True, slots=True)
class Entry:
    """A row to be written: what should stand there, what stands there, and what is wrong with it.

    column: that of the bad cell; none where nothing is wrong, or where the whole row is one too many.
    """

    right: p.Row
    wrong: p.Row
    column: str = ""
    what: str = ""


def write_roster(folder: Path) -> None:
    """Write `experts.xlsx` and `experts_corrections.csv`: 2,028 rows about 2,000 people.

    40 rows are bad, and 14 are to go because they say something else about somebody than another row.
    """
    corrections: list[tuple[str, int, Entry]] = []
    with book(folder / "experts.xlsx") as target:
        for name, entries in zip(SHEETS, entries_by_sheet(), strict=True):
            corrections += [(name, row, entry) for row, entry in _write_sheet(target, name, entries)]
    with (folder / "experts_corrections.csv").open("w", encoding="utf-8-sig", newline="") as file:
        table = csv.writer(file)
        table.writerow(("工作表", "行", "列", "正确值", "问题"))
        for name, row, entry in corrections:
            right = entry.right[entry.column] if entry.column else "删去此行"
            table.writerow((name, row, entry.column, right, entry.what))


def write_one_sheet(path: Path) -> None:
    """Write both sheets' rows one below the other: what somebody makes before saving as csv."""
    with book(path) as target:
        first, second = entries_by_sheet()
        _write_sheet(target, "专家名册", [*first, *second])


def entries_by_sheet() -> tuple[list[Entry], list[Entry]]:
    """The rows of both sheets in their order; whoever stands twice stands again on the second."""
    everybody = p.people()
    entries = [Entry(row, row) for row in (everybody[n * 1231 % p.COUNT] for n in range(p.COUNT))]
    for place, fault in zip(range(25, p.COUNT, 50), FAULTS, strict=False):
        right = entries[place].right
        entries[place] = Entry(right, spoil(right, fault), fault.column, fault.what)
    twice = [10 + 70 * number for number in range(SAME + CHANGED + TWO_NUMBERS + OLD_NUMBERS)]
    doubles = list(_doubles([entries[place].right for place in twice]))
    for place in twice[SAME : SAME + CHANGED]:
        entries[place] = replace(entries[place], what="后面又有此人的新资料")
    second = entries[ON_FIRST:]
    for number, double in enumerate(doubles):
        second.insert(20 + 23 * number, double)
    return entries[:ON_FIRST], second


def _doubles(rows: Sequence[p.Row]) -> Iterator[Entry]:
    """28 rows about people who stand in the roster already."""
    for number, row in enumerate(rows):
        if number < SAME:
            yield Entry(row, row)
        elif number < SAME + CHANGED:
            again = changed_since(row, number % 4)
            yield Entry(again, again)
        elif number < SAME + CHANGED + TWO_NUMBERS:
            again = row | {p.DOCUMENT: mistyped_birthday(str(row[p.DOCUMENT]))}
            yield Entry(again, again, what="与前面一行是同一人，身份证号的出生日期抄错")
        else:
            again = row | {p.DOCUMENT: old_number(str(row[p.DOCUMENT]))}
            yield Entry(row, again, p.DOCUMENT, "身份证号是15位的旧号")


def _write_sheet(target: Book, name: str, entries: Sequence[Entry]) -> list[tuple[int, Entry]]:
    """Write one sheet; what is wrong on it, by row as people count rows."""
    bad = []
    sheet = target.sheet(name, WIDTHS)
    notes = [
        f"填报单位：演示用绵州市信用体系建设领导小组办公室　　填报日期：2026年9月30日　　共{len(entries)}人次"
    ]
    if name == SHEETS[1]:
        notes.append("说明：本表人员均为虚构；与上一张表重复的以本表为准。")
    row = target.titles(sheet, len(p.COLUMNS), f"演示用绵州市联合奖惩认定专家名册（{name}）", *notes)
    row = _header(target, sheet, row)
    for number, entry in enumerate(entries, start=1):
        if number % 90 == 0:
            target.row(sheet, row, _blank_line(number))
            row += 1
        target.row(sheet, row, [_typed(entry, column, number) for column in p.COLUMNS])
        row += 1
        if entry.what:
            bad.append((row, entry))
    return bad


def _header(target: Book, sheet: Any, row: int) -> int:
    style = target.styles.head
    grouped = {column for _, first, last in GROUPS for column in range(first, last + 1)}
    for title, first, last in GROUPS:
        sheet.merge_range(row, first, row, last, title, style)
    for column, name in enumerate(p.COLUMNS):
        if column in grouped:
            sheet.write_string(row + 1, column, name, style)
        else:
            sheet.merge_range(row, column, row + 1, column, name, style)
    sheet.repeat_rows(row, row + 1)
    sheet.freeze_panes(row + 2, 1)
    return row + 2


def _blank_line(number: int) -> list[Value]:
    """A line left blank; every third one holds blanks that somebody typed."""
    return [" " if number % 270 == 0 and column < 3 else "" for column in range(len(p.COLUMNS))]


def _typed(entry: Entry, column: str, number: int) -> Value:
    """A right value in one of the ways in which people type it; a bad one as it is."""
    value = entry.wrong[column]
    if column == entry.column or value == "":
        return value
    if isinstance(value, date):
        if column == p.ENDS and number % 300 == 7:
            return Formula(f"=DATE({value.year},{value.month},{value.day})", (value - DAY_NOUGHT).days)
        return as_typed(value, number + p.COLUMNS.index(column))
    ways = (way for habit, every, way in HABITS if habit == column and number % every == 0)
    return next(ways, str)(str(value))
