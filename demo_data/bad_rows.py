"""Forty bad rows of the roster: what stands in the cell, what is wrong with it, what would be right."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from demo_data.books import Formula, Value
from demo_data.invented import document, wrong_digit
from demo_data.people import BEGINS, CODE, DOCUMENT, EMAIL, ENDS, FIELDS, MOBILE, NAME, SINCE, TITLE, Row

LOOKUP = '=VLOOKUP("无此单位",$J$5:$K$8,2,FALSE)'


@dataclass(frozen=True, slots=True)
class Fault:
    """One bad cell 错格: the column, what the clerk wrote for what is right, and what is wrong with that."""

    column: str
    write: Callable[[str], Value]
    what: str


def _as_number(right: str) -> Value:
    """A spreadsheet keeps fifteen digits of a number."""
    return float(f"{right[:15]}000")


def _thirteenth_month(right: str) -> Value:
    return f"{right[:10]}13{right[12:]}"


def _says(value: Value) -> Callable[[str], Value]:
    return lambda _: value


FAULTS = (
    *[Fault(DOCUMENT, wrong_digit, "身份证号校验位不对")] * 5,
    *[Fault(DOCUMENT, _as_number, "身份证号存成了数字，末几位已丢失")] * 3,
    *[Fault(DOCUMENT, lambda right: right[:-1], "身份证号少一位")] * 2,
    Fault(DOCUMENT, _thirteenth_month, "身份证号里的出生月份是13月"),
    Fault(DOCUMENT, lambda right: right.replace("0", "O", 1), "身份证号里有字母O"),
    Fault(FIELDS, _says("安监"), "专业写的是简称，不是代码"),
    Fault(FIELDS, _says("L1"), "没有这个专业代码"),
    Fault(FIELDS, _says("X01、I09"), "没有这个专业代码"),
    Fault(FIELDS, _says(""), "专业空着"),
    *[Fault(ENDS, _says(date(2021, 6, 30)), "聘期止早于聘期起")] * 3,
    *[Fault(NAME, _says(""), "姓名空着")] * 2,
    *[Fault(MOBILE, lambda right: right[:-1], "手机号少一位")] * 2,
    Fault(MOBILE, lambda right: right.replace("000", "OO0", 1), "手机号里有字母O"),
    Fault(MOBILE, lambda right: f"{right}/028-0000000", "一格里写了两个号码"),
    Fault(EMAIL, lambda right: right.replace("@", "#"), "电子邮箱没有@"),
    Fault(EMAIL, _says(""), "电子邮箱空着"),
    *[Fault(SINCE, _says(date(1900, 1, 1)), "任职起是1900年1月1日")] * 2,
    *[Fault(SINCE, _says(date(2062, 3, 1)), "任职起在将来")] * 2,
    Fault(SINCE, _says("2016年13月1日"), "没有这一天"),
    Fault(BEGINS, _says("2026-02-30"), "没有这一天"),
    Fault(ENDS, _says("长期"), "聘期止不是日期"),
    Fault(ENDS, _says("=EDATE(H5,36)"), "聘期止是公式的文字"),
    Fault(CODE, _says("=VLOOKUP(J5,单位!A:B,2,0)"), "代码是公式的文字"),
    Fault(ENDS, _says(Formula(LOOKUP, "#N/A")), "聘期止是出错的公式"),
    Fault(CODE, lambda right: right[:-1], "代码少一位"),
)
"""Of 38 people; each of the last two bad rows holds somebody's old number of 15 digits."""


def spoil(row: Row, fault: Fault) -> Row:
    """The row with that bad cell."""
    return row | {fault.column: fault.write(str(row[fault.column]))}


def old_number(right: str) -> str:
    """The 15 digits of before 1999."""
    return right[:6] + right[8:17]


def mistyped_birthday(right: str) -> str:
    """A number for another day of birth, nine days later, with the check digit for that: it looks right."""
    born = date.fromisoformat(f"{right[6:10]}-{right[10:12]}-{right[12:14]}")
    return document(born + timedelta(days=9))


def changed_since(row: Row, kind: int) -> Row:
    """The same person with something new: 0 the mobile, 1 the title, 2 the end of the term, 3 the mail."""
    ends = row[ENDS]
    changed: tuple[tuple[str, Value], ...] = (
        (MOBILE, f"1201{str(row[MOBILE])[4:]}"),
        (TITLE, "正高级研究员"),
        (ENDS, ends + timedelta(days=365) if isinstance(ends, date) else ends),
        (EMAIL, f"new-{row[EMAIL]}"),
    )
    return row | dict([changed[kind]])
