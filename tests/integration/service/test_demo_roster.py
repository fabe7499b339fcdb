import csv
import re
import unicodedata
from collections import Counter
from datetime import date

import pytest
from openpyxl import load_workbook
from stdnum.cn import ric, uscc

from demo_data.make import FOLDER
from demo_tables import Table, clean, columns, corrections, day, sheets
from experts.roster import read_roster
from kernel.sheets.reading import read_workbook
from service import demo_data

SEATS = {"L01", "L02", "C01", "I05", "I02", "I07", "I08"}
ON = date(2026, 11, 30)


@pytest.fixture(scope="module")
def mended() -> Table:
    """The roster's rows with the corrections put in, without those that are to go."""
    rows = []
    right = {(one["工作表"], int(one["行"])): one for one in corrections()}
    for sheet, cells in sheets("experts.xlsx").items():
        begin, names = columns("experts.xlsx", sheet)
        for number, row in enumerate(cells[begin:], start=begin + 1):
            if any(clean(cell) for cell in row):
                person = dict(zip(names, row, strict=True))
                one = right.get((sheet, number), {"列": "姓名", "正确值": person["姓名"]})
                if one["列"]:
                    rows.append(person | {one["列"]: one["正确值"]})
    return rows


def test_every_expert_has_an_invented_name_and_number(mended: Table) -> None:
    for person in mended:
        assert clean(person["姓名"]).startswith("演示")
        assert clean(person["手机"]).startswith("120")
        number = clean(person["身份证号"]).upper()
        assert ric.is_valid(number)
        assert number[14:17] == "000"


def test_the_office_suite_wrote_the_same_roster() -> None:
    first = sheets("experts.xlsx")
    for name in ("experts.xls", "experts.ods"):
        for sheet, rows in sheets(name).items():
            for row, same in zip(rows, first[sheet], strict=True):
                # 1900-01-01 is another day in the suite's own format
                different = [(one, other) for one, other in zip(row, same, strict=True) if one != other]
                assert all(str(other).startswith("1900") for _, other in different), (name, row)


def test_the_csv_is_gb18030_and_has_both_sheets_rows() -> None:
    text = (FOLDER / "experts.csv").read_bytes().decode("gb18030")
    rows = [row for row in csv.reader(text.splitlines()) if any(clean(cell) for cell in row)]
    emails = [row[3] for row in rows[4:]]
    wanted = []
    for sheet, cells in sheets("experts.xlsx").items():
        begin, _ = columns("experts.xlsx", sheet)
        wanted += [row[3] for row in cells[begin:] if any(clean(cell) for cell in row)]
    assert emails == wanted
    assert "演示𬭚盈" in text
    with pytest.raises(UnicodeDecodeError):
        (FOLDER / "experts.csv").read_bytes().decode("utf-8")


def test_two_sheets_have_title_rows_a_merged_header_and_blank_lines() -> None:
    book = load_workbook(FOLDER / "experts.xlsx")
    assert book.sheetnames == ["在聘专家", "2026年新增"]
    for name, begin in (("在聘专家", 4), ("2026年新增", 5)):
        assert columns("experts.xlsx", name)[0] == begin
        merged = {str(cells) for cells in book[name].merged_cells.ranges}
        assert f"J{begin - 1}:L{begin - 1}" in merged
        assert f"A{begin - 1}:A{begin}" in merged
        blank = [row for row in sheets("experts.xlsx")[name][begin:] if not any(clean(cell) for cell in row)]
        assert len(blank) >= 8
        assert any(" " in row for row in blank)


def test_days_numbers_and_names_are_typed_in_many_ways() -> None:
    forms: Counter[str] = Counter()
    for sheet, rows in sheets("experts.xlsx").items():
        begin, names = columns("experts.xlsx", sheet)
        for row in rows[begin:]:
            person = dict(zip(names, row, strict=True))
            since, number = person["任职起"], person["身份证号"]
            forms["day " + re.sub(r"\d+", "9", since) if isinstance(since, str) else "date cell"] += 1
            forms["full-width"] += isinstance(number, str) and number != unicodedata.normalize("NFKC", number)
            forms["small x"] += str(number).endswith("x")
            forms["number cell"] += isinstance(person["手机"], float)
            forms["blanks"] += person["姓名"] != person["姓名"].strip()
    assert forms["date cell"] > 900
    assert min(forms[f"day {form}"] for form in ("9/9/9", "9年9月9日")) > 150
    assert forms["day 9"] > 30  # 20260311
    assert min(forms[form] for form in ("full-width", "small x", "number cell", "blanks")) > 20


def test_forty_rows_are_bad_and_say_what_would_be_right() -> None:
    bad = [one for one in corrections() if one["列"]]
    assert len({(one["工作表"], one["行"]) for one in bad}) == 40
    for one in bad:
        cells = sheets("experts.xlsx")[one["工作表"]][int(one["行"]) - 1]
        _, names = columns("experts.xlsx", one["工作表"])
        assert clean(cells[names.index(one["列"])]) != one["正确值"]
    wanted = {"身份证号": 14, "专业": 4, "聘期止": 6, "姓名": 2, "手机": 4, "电子邮箱": 2}
    wanted |= {"任职起": 5, "聘期起": 1, "统一社会信用代码": 2}
    assert Counter(one["列"] for one in bad) == wanted


def test_the_rosters_reader_refuses_the_bad_rows_and_no_others() -> None:
    rows = read_roster(read_workbook("experts.ods", (FOLDER / "experts.ods").read_bytes()), ON)
    refused = {(row.place.sheet, str(row.place.row)) for row in rows if row.bad}
    assert refused == {(one["工作表"], one["行"]) for one in corrections() if one["列"]}


def test_mended_and_merged_the_roster_is_two_thousand_people(mended: Table) -> None:
    assert [one["正确值"] for one in corrections() if not one["列"]] == ["删去此行"] * 14
    same = Counter(clean(person["身份证号"]).upper() for person in mended)
    assert len(same) == 2000
    assert Counter(same.values()) == {1: 1986, 2: 14}
    people = {(clean(person["姓名"]), clean(person["手机"])) for person in mended}
    assert len(people) == 2000
    assert sum(count == 2 for count in Counter(name for name, _ in people).values()) == 5  # namesakes


def test_some_people_stand_twice_with_other_data_or_under_two_numbers() -> None:
    by_number: dict[str, list[tuple[str, ...]]] = {}
    by_person: dict[tuple[str, ...], set[str]] = {}
    for sheet, cells in sheets("experts.xlsx").items():
        begin, names = columns("experts.xlsx", sheet)
        for row in cells[begin:]:
            person = dict(zip(names, map(clean, row), strict=True))
            if ric.is_valid(person["身份证号"]):
                data = tuple(person[column] for column in ("手机", "电子邮箱", "职称", "聘期止"))
                by_number.setdefault(person["身份证号"].upper(), []).append(data)
                key = tuple(person[column] for column in ("姓名", "手机", "工作单位"))
                by_person.setdefault(key, set()).add(person["身份证号"].upper())
    twice = [found for found in by_number.values() if len(found) == 2]
    assert len(twice) == 20
    assert sum(one[:3] != other[:3] for one, other in twice) == 6  # two more differ in the end of the term
    assert sum(len(numbers) == 2 for numbers in by_person.values()) == 6


def test_every_field_has_enough_people_and_nobody_fits_two_seat_groups(mended: Table) -> None:
    held = {clean(person["身份证号"]): set(re.split("[、；]", person["专业"])) for person in mended}
    assert max(len(fields & SEATS) for fields in held.values()) == 1
    count = Counter(field for fields in held.values() for field in fields)
    assert min(count.values()) >= 20
    for field, least in {
        "L01": 60,
        "L02": 60,
        "C01": 60,
        "I05": 100,
        "I02": 60,
        "I07": 60,
        "I08": 60,
    }.items():
        assert count[field] >= least
    assert 0.1 < sum(len(fields) == 2 for fields in held.values()) / len(held) < 0.2
    assert max(map(len, held.values())) == 2


def test_four_hundred_employers_have_a_few_experts_each(mended: Table) -> None:
    people = {clean(person["身份证号"]): person for person in mended}
    parties = {"演示用绵州市", "演示用绵州某"}
    employers = Counter(p["工作单位"] for p in people.values() if p["工作单位"][:6] not in parties)
    assert len(employers) == 400
    assert min(employers.values()) >= 2
    assert max(employers.values()) <= 10
    codes = {p["工作单位"]: clean(p["统一社会信用代码"]) for p in people.values()}
    assert sum(code == "" for code in codes.values()) == 40
    assert sum(code != "" and not uscc.is_valid(code) for code in codes.values()) == 3


def test_some_experts_are_barred_by_the_parties_of_the_demonstration(mended: Table) -> None:
    now, before = Counter(), Counter()
    for person in {clean(p["身份证号"]): p for p in mended}.values():
        now[person["工作单位"]] += 1
        if person["原任职止1"] and day(person["原任职止1"]).year >= 2025:
            before[person["原工作单位1"]] += 1
    assert now[demo_data.SUBJECT.name] == 1
    assert before[demo_data.SUBJECT.name] == 6
    assert now[demo_data.SAFETY.name] == 3
    assert before[demo_data.SAFETY.name] == 3
    assert before[demo_data.PARTNERSHIP.name] == 2
