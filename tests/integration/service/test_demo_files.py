import re
from collections import Counter
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

from stdnum.cn import ric, uscc

from demo_data.make import FOLDER, write_workbooks
from demo_tables import Table, clean, day, sheets, table
from service import demo_data

ROSTERS = ("experts.xlsx", "experts.xls", "experts.ods")
BOOKS = (
    *("experts.xlsx", "organisations.xlsx", "catalogue.xlsx", "catalogue_2026-2.xlsx"),
    *("subjects.xlsx", "past_decisions.xlsx"),
)
DOMAINS = {
    *("食品药品", "生态环境", "工程质量", "医疗卫生", "安全生产"),
    *("消防安全", "非法集资", "逃税骗税", "逃废债务", "欺诈和价格垄断"),
}
SUFFICIENT = {"法律", "行政法规", "地方性法规", "党中央国务院政策文件"}
LEVELS = {*SUFFICIENT, "规章", "规范性文件", "合作备忘录"}
ON = date(2026, 11, 30)


def catalogue(name: str) -> Table:
    """One row per measure, with the cells of the item in each."""
    rows = table(name, "目录清单", "事项编码")
    columns = list(rows[0])
    of_item = columns[: columns.index("措施编码")]
    for before, row in pairwise(rows):
        if row["事项编码"] == "":
            row |= {column: before[column] for column in of_item}
    return rows


def items(name: str) -> dict[str, dict[str, Any]]:
    return {row["事项编码"]: row for row in catalogue(name)}


def test_the_script_makes_the_same_workbooks_byte_for_byte(tmp_path: Path) -> None:
    write_workbooks(tmp_path)
    made = sorted(path.name for path in tmp_path.iterdir())
    assert made == sorted([*BOOKS, "experts_corrections.csv"])
    for name in made:
        assert (tmp_path / name).read_bytes() == (FOLDER / name).read_bytes(), name


def test_no_file_is_large() -> None:
    sizes = [path.stat().st_size for path in FOLDER.iterdir() if path.is_file()]
    assert max(sizes) < 700_000
    assert sum(sizes) < 2_000_000


def test_nothing_in_the_files_can_be_taken_for_real() -> None:
    for name in (*BOOKS, *ROSTERS):
        for sheet, rows in sheets(name).items():
            for text in (clean(cell) for row in rows for cell in row if isinstance(cell, str)):
                assert "演示" in text or "虚构" in text or not text.endswith(("局", "公司", "所", "院")), text
                assert "@" not in text or text.endswith("@example.com"), (name, sheet, text)
                if re.fullmatch(r"\d{17}[\dXx]", text):
                    assert text[14:17] == "000"
                if re.fullmatch(r"1\d{10}", text):
                    assert text.startswith("120")


def test_organisations_stand_under_present_and_former_names() -> None:
    rows = table("organisations.xlsx", "单位名录", "单位名称")
    codes = {row["单位名称"]: row["统一社会信用代码"] for row in rows}
    assert len(codes) == len(rows) == 60
    assert all(uscc.is_valid(code) for code in codes.values())
    for unit in demo_data.UNITS:
        assert codes[unit.name] == unit.uscc
    assert len({row["机关代字"] for row in rows}) == 60
    kinds = Counter(row["单位类别"] for row in rows)
    assert kinds == {"牵头单位": 10, "成员单位": 24, "非成员单位": 12, "县市区": 9, "园区": 5}
    former = {name: row["单位名称"] for row in rows for name in row["曾用名"].split("、") if name}
    for old, present in (
        *(("市国家税务局", "市税务局"), ("市地方税务局", "市税务局"), ("市环境保护局", "市生态环境局")),
        *(("市工商行政管理局", "市市场监督管理局"), ("市安全生产监督管理局", "市应急管理局")),
        ("人民银行市中心支行", "人民银行市分行"),
    ):
        assert former[f"演示用绵州{old}"] == f"演示用绵州{present}"


def test_the_catalogue_has_thirty_items_with_all_eight_parts() -> None:
    rows = catalogue("catalogue.xlsx")
    by_code = items("catalogue.xlsx")
    assert Counter(item["奖惩类型"] for item in by_code.values()) == {"联合惩戒": 22, "联合激励": 8}
    assert all(value != "" for row in rows for value in row.values())
    assert {item["领域"] for item in by_code.values()} == DOMAINS
    assert {item["依据层级"] for item in by_code.values()} == LEVELS
    assert {item["区域"] for item in by_code.values()} == {"全市", "演示用绵州涪阳县"}
    assert all("虚构" in row["法律依据"] and "虚构" in row["措施依据"] for row in rows)
    assert all(1 <= item["期限下限"] <= item["期限上限"] for item in by_code.values())
    units = {row["统一社会信用代码"] for row in table("organisations.xlsx", "单位名录", "单位名称")}
    assert {row[column] for row in rows for column in ("行政单位代码", "实施单位代码")} <= units


def test_three_items_would_reduce_rights_on_an_insufficient_basis() -> None:
    weak = {
        row["事项编码"]
        for row in catalogue("catalogue.xlsx")
        if row["措施类别"] == "减损权益" and row["措施依据层级"] not in SUFFICIENT
    }
    assert weak == {"YS-XF-02", "YS-GC-03", "YS-ZW-02"}
    by_code = items("catalogue.xlsx")
    assert weak == {code for code, item in by_code.items() if item["依据层级"] not in SUFFICIENT}
    assert by_code["YS-ZW-02"]["依据层级"] == "合作备忘录"


def test_the_first_item_is_that_of_the_small_demonstration_data() -> None:
    rows = [row for row in catalogue("catalogue.xlsx") if row["事项编码"] == demo_data.ITEM_CODE]
    assert tuple(row["措施编码"] for row in rows) == demo_data.MEASURE_CODES
    assert rows[0]["行政单位代码"] == demo_data.DETERMINING_UNIT.uscc
    assert [row["实施单位代码"] for row in rows] == [
        unit.uscc for unit in (demo_data.LAND, demo_data.FINANCE, demo_data.HOUSING, demo_data.MARKET)
    ]


def test_every_domain_goes_to_one_special_group() -> None:
    groups = table("catalogue.xlsx", "专项小组", "专项小组")
    assert len(groups) == 6
    domains = [domain for group in groups for domain in group["领域"].split("、")]
    assert len(domains) == 10
    assert set(domains) == DOMAINS
    safety = next(group for group in groups if "安全生产" in group["领域"])
    assert safety["牵头单位代码"] == demo_data.SAFETY.uscc


def test_the_next_edition_changes_adds_and_withdraws_one_item() -> None:
    old, new = items("catalogue.xlsx"), items("catalogue_2026-2.xlsx")
    assert set(new) - set(old) == {"YS-HJ-04"}
    assert set(old) - set(new) == {"YS-ZW-02"}
    day_of = "依据日期"  # a date cell in either
    changed = {
        code
        for code in set(old) & set(new)
        if any(old[code][column] != new[code][column] for column in old[code] if column != day_of)
    }
    assert changed == {"YS-AQ-03"}
    assert "2027年1月1日" in str(sheets("catalogue_2026-2.xlsx")["目录清单"][1])


def test_two_hundred_subjects_of_all_kinds_have_conduct_records() -> None:
    subjects = table("subjects.xlsx", "信用主体", "主体类别")
    kinds = {"法人": 120, "非法人组织": 20, "个体工商户": 40, "自然人": 20}
    assert Counter(one["主体类别"] for one in subjects) == kinds
    numbers = {one["主体编号"]: one for one in subjects}
    for number, body in enumerate((demo_data.SUBJECT, demo_data.PARTNERSHIP, demo_data.SHOP), start=1):
        assert numbers[f"YS-{number}"]["统一社会信用代码"] == body.uscc
    people = [one for one in subjects if one["主体类别"] == "自然人"]
    assert all(ric.is_valid(one["证件号码"]) and one["统一社会信用代码"] == "" for one in people)
    codes = [one["统一社会信用代码"] for one in subjects if one["统一社会信用代码"]]
    assert len(set(codes)) == 180
    assert sum(not uscc.is_valid(code) for code in codes) == 2
    records = table("subjects.xlsx", "行为记录", "记录编号")
    assert len(records) == 260
    assert {one["主体编号"] for one in records} == set(numbers)
    assert len({(one["文书文号"], one["主体编号"], one["事项编码"]) for one in records}) == 260
    assert all(day(one["发生日期"]) <= day(one["文书日期"]) <= ON for one in records)
    assert all((one["程度"] == "") == (one["奖惩类型"] == "联合激励") for one in records)


def test_conduct_is_within_the_catalogue_except_where_the_demonstration_needs_it() -> None:
    by_code = items("catalogue.xlsx")
    kinds = {one["主体编号"]: one["主体类别"] for one in table("subjects.xlsx", "信用主体", "主体类别")}
    outside, other_kind = [], []
    for one in table("subjects.xlsx", "行为记录", "记录编号"):
        item = by_code.get(one["事项编码"])
        if item is None:
            outside.append(one["记录编号"])
        elif kinds[one["主体编号"]] not in item["适用主体"].split("、"):
            other_kind.append(one["记录编号"])
        else:
            assert one["奖惩类型"] == item["奖惩类型"]
    assert outside == ["XW-12"]
    assert other_kind == ["XW-4"]


def test_the_demonstration_finds_its_cases() -> None:
    records = table("subjects.xlsx", "行为记录", "记录编号")
    by_code = items("catalogue.xlsx")
    matters: dict[str, set[str]] = {}
    for one in records[:14]:
        matters.setdefault(one["主体编号"], set()).add(one["事项编码"])
    assert {by_code[code]["领域"] for code in matters["YS-5"]} == {"安全生产", "生态环境"}
    assert matters["YS-1"] == {demo_data.ITEM_CODE}
    assert by_code[min(matters["YS-6"])]["奖惩类型"] == "联合激励"
    assert "自然人" in by_code[min(matters["YS-7"])]["适用主体"]
    assert matters["YS-8"] == {"YS-ZW-02"}
    early = next(one for one in records if one["主体编号"] == "YS-11")
    assert day(early["发生日期"]) < date(2026, 1, 1)


def test_past_decisions_have_measures_of_which_some_still_run() -> None:
    decisions = {one["决定文号"]: one for one in table("past_decisions.xlsx", "既往决定", "决定文号")}
    measures = table("past_decisions.xlsx", "在施措施", "决定文号")
    assert len(decisions) == 25
    assert len(measures) == 60
    known = {(row["事项编码"], row["措施编码"]): row for row in catalogue("catalogue.xlsx")}
    running = set()
    for one in measures:
        decision = decisions[one["决定文号"]]
        assert (one["主体编号"], one["事项编码"]) == (decision["主体编号"], decision["事项编码"])
        assert known[one["事项编码"], one["措施编码"]]["实施单位代码"] == one["实施单位代码"]
        begins, ends = day(one["起始日期"]), day(one["截止日期"])
        assert day(decision["决定日期"]) <= begins < ends
        assert (begins, ends) == (day(decision["起始日期"]), day(decision["截止日期"]))
        if begins <= ON <= ends:
            running.add((one["主体编号"], one["事项编码"]))
    assert 10 <= len(running) < 25
    assert ("YS-9", demo_data.ITEM_CODE) in running
