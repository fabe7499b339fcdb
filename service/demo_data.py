"""Invented data for the demonstration 演示数据: no person, employer, subject or rule in it is real.

Every run writes the same. Names begin with 演示; identity numbers have the sequence 000, which is never
issued; the mobile prefix 120 is not assigned; addresses end in example.com; credit codes are made up.
The data fits a meeting in 2026 or 2027.
"""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import xlsxwriter  # type: ignore[import-untyped]  # it ships no types
from stdnum.cn import ric, uscc

COUNT = 60
TERM = (date(2026, 1, 1), date(2028, 12, 31))
EXPIRED_TERM = (date(2022, 1, 1), date(2025, 12, 31))
LEFT_ON = date(2025, 6, 30)
CURRENT = ("工作单位", "统一社会信用代码", "任职起")
FORMER = ("原工作单位1", "原统一社会信用代码1", "原任职起1", "原任职止1")


@dataclass(frozen=True, slots=True)
class Body:
    """A unit, an employer or a subject: something with a name and a unified social credit code."""

    uscc: str
    name: str


def body(kind: str, serial: int, name: str) -> Body:
    """`kind`: the code's first two characters, who registers it and what it is."""
    organisation = f"XNX{serial:05d}"
    weights = (3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(digit, 36) * weight for digit, weight in zip(organisation, weights, strict=True))
    organisation += "0123456789X"[-total % 11]  # GB 11714
    code = f"{kind}510700{organisation}"
    return Body(code + uscc.calc_check_digit(code), f"演示用绵州{name}")


SAFETY = body("11", 1, "市应急管理局")
LAND = body("11", 2, "市自然资源局")
FINANCE = body("11", 3, "市财政局")
HOUSING = body("11", 4, "市住房城乡建设局")
MARKET = body("11", 5, "市市场监督管理局")
OFFICE = body("11", 6, "市信用体系建设领导小组办公室")
INSPECTION = body("11", 7, "市纪检监察机构")
UNITS = (SAFETY, LAND, FINANCE, HOUSING, MARKET, OFFICE, INSPECTION)
DETERMINING_UNIT = SAFETY
SUPERVISOR_UNIT = INSPECTION

SUBJECT = body("91", 101, "某建材有限公司")
PARTNERSHIP = body("91", 102, "某合伙企业")
SHOP = body("92", 103, "某五金经营部")
ITEM_CODE = "YS-AQ-01"
MEASURE_CODES = ("CS-01", "CS-02", "CS-03", "CS-04")
EDITION = "2026-1"

EMPLOYERS = (
    *(body("91", 200 + n, f"{stem}咨询有限公司") for n, stem in enumerate("子丑寅卯辰巳午未申酉戌亥")),
    *(body("12", 300 + n, f"{stem}研究院") for n, stem in enumerate("天地玄黄宇宙洪荒日月盈昃")),
)
"""Two or three experts each."""


def write_roster(folder: Path) -> Path:
    """Write `roster.xlsx` and, with the same people, `roster.csv` in GB18030.

    Of the 60 experts 18 are in the field L01, 18 in I05 and 12 in C01, nobody in two of these. Three worked
    for `SUBJECT`, two work for `DETERMINING_UNIT`, the terms of two have ended.

    Returns:
        Where the xlsx file is.
    """
    rows = [_expert(number) for number in range(COUNT)]
    with (folder / "roster.csv").open("w", encoding="gb18030", newline="") as file:
        table = csv.DictWriter(file, list(rows[0]), lineterminator="\r\n")
        table.writeheader()
        table.writerows(rows)
    path = folder / "roster.xlsx"
    _write_xlsx(path, rows)
    return path


def _write_xlsx(path: Path, rows: Sequence[dict[str, str | date]]) -> None:
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False}) as workbook:
        workbook.set_properties({"created": datetime(2026, 1, 1), "comments": "演示数据，全部虚构"})  # noqa: DTZ001  the file format knows no zones
        sheet = workbook.add_worksheet("专家")
        as_date = workbook.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_row(0, 0, list(rows[0]))
        for number, row in enumerate(rows, start=1):
            for column, value in enumerate(row.values()):
                if isinstance(value, date):
                    sheet.write_datetime(number, column, value, as_date)
                else:
                    sheet.write_string(number, column, value)


def _expert(number: int) -> dict[str, str | date]:
    born = date(1966, 1, 1) + timedelta(days=97 * number)
    document = f"110105{born:%Y%m%d}000"
    begins, ends = EXPIRED_TERM if number in EXPIRED else TERM
    return {
        "姓名": _name(number),
        "身份证号": document + ric.calc_check_digit(document + "0"),
        "手机": f"120{number:08d}",
        "电子邮箱": f"expert{number:02d}@example.com",
        "职称": ("高级工程师", "教授", "一级律师")[number % 3],
        "地区": "绵州市" if number % 2 else "省内其他",
        "专业": _fields(number),
        "聘期起": begins,
        "聘期止": ends,
        **_employments(number),
        "属性:region": "CITY" if number % 2 else "PROVINCE",
    }


EXPIRED = {4, 40}
WORKS_FOR_SUBJECT = 20
WORKED_FOR_SUBJECT = {2, 22}
WORKS_FOR_DETERMINING_UNIT = {3, 23}
WITHOUT_EMPLOYER = {10, 30}


def _name(number: int) -> str:
    """Two of them with characters that older encodings lack."""
    rare = {58: "演示𬭚玖", 59: "演示堃玖"}
    return rare.get(number, f"演示{'甲乙丙丁戊己庚辛壬癸'[number % 10]}{'壹贰叁肆伍陆'[number // 10]}")


def _fields(number: int) -> str:
    """18 for law, 18 for safety, 12 for credit, 12 for others; every third knows something more."""
    blocks = (18, "L01", "L02"), (36, "I05", "I06"), (48, "C01", "C02"), (60, "I13", "I03")
    first, second = next(fields for end, *fields in blocks if number < end)
    return f"{first}、{second}" if number % 3 == 0 else first


def _employments(number: int) -> dict[str, str | date]:
    former: dict[str, str | date] = dict.fromkeys(FORMER, "")
    if number in WITHOUT_EMPLOYER:
        return {**dict.fromkeys(CURRENT, ""), **former}
    employer = EMPLOYERS[number % len(EMPLOYERS)]
    since = "2018-03-01"
    if number in WORKED_FOR_SUBJECT:
        since = "2025-07-01"
        former = dict(zip(FORMER, (SUBJECT.name, SUBJECT.uscc, "2015-09-01", LEFT_ON), strict=True))
    elif number in WORKS_FOR_DETERMINING_UNIT:
        employer = DETERMINING_UNIT
    elif number == WORKS_FOR_SUBJECT:
        employer = SUBJECT
    return {**dict(zip(CURRENT, (employer.name, employer.uscc, since), strict=True)), **former}
