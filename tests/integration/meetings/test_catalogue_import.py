"""The catalogue's files at the command line: preview, publication, export, and what cannot be taken in."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from catalogue_samples import BASIS, GROUPS, MARKET, REWARD, SAFETY, Office, draft, item, measure
from experts.fields import FIELDS
from kernel.errors import InputError, NotAllowed, NotFound, PanelError, Refused
from kernel.roles import Role
from kernel.sheets.export import Pen, workbook, write_csv, write_xlsx
from meetings.catalogue.columns import CODE, CONTENT, LEVEL, MEASURE_CLASS, SHEET, TERM_MAX, UNIT, UNIT_CODE
from meetings.catalogue.export_catalogue import HEADER, item_rows
from meetings.catalogue.item import Item
from meetings.catalogue.queries import content_of, find_edition, item_on
from meetings.catalogue.read_groups import COLUMNS as GROUP_COLUMNS

pytest_plugins = ["catalogue_fixtures"]
DEMO = Path(__file__).parents[3] / "demo_data"
FIRST = ("--edition", "2026-1", "--title", "示例目录清单", "--from", "2026-01-01")
KEY_AREAS = {
    "食品药品": ["I01"],
    "生态环境": ["I02"],
    "工程质量": ["I03"],
    "医疗卫生": ["I04"],
    "安全生产": ["I05"],
    "消防安全": ["I06"],
    "非法集资": ["I07"],
    "逃税骗税": ["I08"],
    "逃废债务": ["I07"],
    "欺诈和价格垄断": ["I10", "I11"],
}
"""The key areas of work plan 6 and the expert fields that know them."""


def rows(*items: Item) -> list[dict[str, Any]]:
    return [dict(zip(HEADER, row, strict=True)) for row in item_rows(items or (item(), REWARD))]


def write(folder: Path, table: list[dict[str, Any]], name: str = "目录清单.csv") -> Path:
    path = folder / name
    cells = [[row.get(column, "") for column in HEADER] for row in table]
    path.write_bytes(write_csv(HEADER, cells) if name.endswith("csv") else write_xlsx(SHEET, HEADER, cells))
    return path


def take_in(office: Office, path: Path, *words: object) -> str:
    return office.run("office", "catalogue", "import", path, *FIRST, *words)


@pytest.fixture
def demo_office(bare_office: Office) -> Office:
    """With the units, groups and first edition of the demonstration."""
    bare_office.run("office", "units", "import", DEMO / "organisations.xlsx", "--confirm")
    bare_office.run("office", "catalogue", "import", DEMO / "catalogue.xlsx", *FIRST, "--confirm")
    return bare_office


def test_a_preview_shows_every_row_and_stores_nothing(office: Office, tmp_path: Path) -> None:
    path = write(tmp_path, rows())
    before = office.rows()
    said = take_in(office, path)
    assert "共4行：新增4，变更0，未变0" in said
    assert "将公布2026-1版，自2026-01-01起施行：事项2项，较上一版新增2、修改0、移出0" in said
    assert office.rows() == before
    preview = office.read("office", "catalogue", "import", path, *FIRST)
    assert [(row["row"], row["state"], row["key"]) for row in preview["rows"]][:2] == [
        (2, "new", "SL-AQ-01/CS-01"),
        (3, "new", "SL-AQ-01/CS-02"),
    ]


def test_p31a_a_confirmed_file_is_published_whole(office: Office, tmp_path: Path) -> None:
    assert "已公布2026-1版目录清单" in take_in(office, write(tmp_path, rows()), "--confirm")
    with office.desk.database.reading() as session:
        assert content_of(session, find_edition(session, "2026-1")).same_as(draft())


def test_the_same_file_twice_changes_nothing(office: Office, tmp_path: Path) -> None:
    path = write(tmp_path, rows())
    take_in(office, path, "--confirm")
    before = office.rows()
    said = take_in(office, path, "--confirm")
    assert "未变4" in said
    assert "2026-1版已公布，内容一致，未作任何改动" in said
    assert office.rows() == before


@pytest.mark.parametrize("name", ["again.xlsx", "again.csv"])
def test_an_export_reads_in_again_unchanged(office: Office, tmp_path: Path, name: str) -> None:
    take_in(office, write(tmp_path, rows()), "--confirm")
    office.run("office", "catalogue", "export", "2026-1", "--to", tmp_path / name)
    before = office.rows()
    assert "未变4" in take_in(office, tmp_path / name, "--confirm")
    assert office.rows() == before


def test_an_export_overwrites_nothing(office: Office, tmp_path: Path) -> None:
    path = write(tmp_path, rows())
    take_in(office, path, "--confirm")
    with pytest.raises(InputError, match="已存在"):
        office.run("office", "catalogue", "export", "--to", path)


def test_a_bad_row_keeps_the_whole_edition_back_and_is_named_by_its_cell(
    office: Office, tmp_path: Path
) -> None:
    table = rows()
    table[2] |= {LEVEL: "宪法", TERM_MAX: "很久"}
    path = write(tmp_path, table)
    said = take_in(office, path)
    assert "“目录清单.csv”第4行“依据层级”：" in said
    assert "“目录清单.csv”第4行“期限上限”：" in said
    assert "有误2" in said  # both rows of the item
    with pytest.raises(Refused, match="未作任何改动"):
        take_in(office, path, "--confirm")
    with pytest.raises(Refused, match="目录清单须整版公布"):
        take_in(office, path, "--confirm", "--bad-rows", tmp_path / "bad.xlsx")
    with office.desk.database.reading() as session, pytest.raises(NotFound):
        find_edition(session, "2026-1")


def test_cells_merged_over_the_rows_of_an_item_and_titles_above_are_understood(
    office: Office, tmp_path: Path
) -> None:
    path = tmp_path / "merged.xlsx"
    with workbook() as (book, content):
        page, pen = book.add_worksheet("清单"), Pen(book)
        pen.write(page, 0, 0, "示例目录清单（虚构）")
        for column, name in enumerate(HEADER):
            pen.write(page, 1, column, name)
        for number, row in enumerate(rows(item())):
            for column, name in enumerate(HEADER):
                if number == 0 or name not in rows(item())[0] or column >= HEADER.index("措施编码"):
                    pen.write(page, 2 + number, column, row[name])
    path.write_bytes(content.getvalue())
    assert "共2行：新增2" in take_in(office, path, "--confirm")
    with office.desk.database.reading() as session:
        assert item_on(session, "SL-AQ-01", date(2026, 2, 1)) == item()


def test_groups_in_the_same_file_are_kept_with_the_edition(office: Office, tmp_path: Path) -> None:
    path = tmp_path / "both.xlsx"
    with workbook() as (book, content):
        pen = Pen(book)
        page, groups = book.add_worksheet(SHEET), book.add_worksheet("专项小组")
        for number, cells in enumerate(
            [list(HEADER), *(list(row.values()) for row in rows(item(domain="工程质量")))]
        ):
            for column, cell in enumerate(cells):
                pen.write(page, number, column, cell)
        lines = [
            list(GROUP_COLUMNS.required),
            ["示例工程专项小组", MARKET.name, MARKET.uscc, "工程质量、示例新领域"],
        ]
        for number, cells in enumerate(lines):
            for column, cell in enumerate(cells):
                pen.write(groups, number, column, cell)
    path.write_bytes(content.getvalue())
    assert "共3行：新增3" in take_in(office, path, "--confirm")
    listed = {group["name"]: group["domains"] for group in office.read("office", "groups", "list")}
    assert listed["示例工程专项小组"] == ["工程质量", "示例新领域"]
    assert "未变3" in take_in(office, path, "--confirm")


def test_the_groups_export_reads_in_again_unchanged(office: Office, tmp_path: Path) -> None:
    office.run("office", "groups", "export", "--to", tmp_path / "groups.csv")
    before = office.rows()
    assert "未变2" in office.run("office", "groups", "import", tmp_path / "groups.csv", "--confirm")
    assert office.rows() == before


def test_bad_groups_are_named_by_their_cells(office: Office, tmp_path: Path) -> None:
    path = tmp_path / "groups.csv"
    lines = [
        ["示例一组", "示例没有的单位", "", "示例甲"],
        ["社会信用体系建设领导小组", SAFETY.name, SAFETY.uscc, "示例乙"],
        ["示例一组", SAFETY.name, SAFETY.uscc, "示例甲"],
        ["示例三组", SAFETY.name, SAFETY.uscc, "、"],
        ["示例四组", SAFETY.name, SAFETY.uscc, "示例丙、安全生产"],
    ]
    path.write_bytes(write_csv(GROUP_COLUMNS.required, lines))
    said = office.run("office", "groups", "import", path)
    for problem in (
        "第2行“牵头单位”：没有登记单位“示例没有的单位”",
        "第3行“专项小组”：“社会信用体系建设领导小组”是领导小组本身",
        "第4行“专项小组”：“示例一组”在第2行已有",
        "第4行“领域”：“示例甲”在第2行已有",
        "第5行“领域”：“领域”不能为空",
        "第6行“领域”：领域“安全生产”已归“示例安全专项小组”",
    ):
        assert problem in said


def test_p22b_the_report_lists_what_rests_on_too_little_and_what_nobody_checked(demo_office: Office) -> None:
    found = {(row["place"], row["concern"]) for row in demo_office.read("office", "catalogue", "report")}
    assert found == {
        ("YS-XF-02/CS-03", "insufficient"),
        ("YS-GC-03/CS-03", "insufficient"),
        ("YS-ZW-02/CS-01", "insufficient"),
        ("YS-ZW-02", "memorandum"),
        ("YS-ZW-02", "unconfirmed"),
    }
    demo_office.run("office", "catalogue", "confirm", "YS-ZW-02")
    assert "待核" not in demo_office.run("office", "catalogue", "report")


def test_p62_an_item_on_a_memorandum_alone_is_marked(demo_office: Office) -> None:
    marked = [
        row["place"]
        for row in demo_office.read("clerk", "catalogue", "report")
        if row["concern"] == "memorandum"
    ]
    assert marked == ["YS-ZW-02"]


def test_p61_all_ten_key_areas_are_domains_of_the_catalogue_and_fields_of_the_experts(
    demo_office: Office,
) -> None:
    counts = {
        line["domain"]: line["punishments"] + line["rewards"]
        for line in demo_office.read("office", "catalogue", "domains")
    }
    assert set(KEY_AREAS) <= set(counts)
    assert all(counts[area] > 0 for area in KEY_AREAS)
    assert {code for codes in KEY_AREAS.values() for code in codes} <= set(FIELDS)


def test_p31c_the_next_edition_shows_what_it_changes_and_leaves_the_past_alone(demo_office: Office) -> None:
    second = ("--edition", "2026-2", "--title", "示例", "--from", "2027-01-01", "--confirm")
    said = demo_office.run("office", "catalogue", "import", DEMO / "catalogue_2026-2.xlsx", *second)
    assert "较上一版新增1、修改1、移出1" in said
    assert demo_office.read("clerk", "catalogue", "changes") == [
        {"code": "YS-AQ-03", "kind": "changed", "parts": ["term_max_months"]},
        {"code": "YS-HJ-04", "kind": "added", "parts": []},
        {"code": "YS-ZW-02", "kind": "removed", "parts": []},
    ]
    assert (
        demo_office.read("clerk", "catalogue", "item", "YS-ZW-02", "--on", "2026-12-31")["edition"]
        == "2026-1"
    )
    with pytest.raises(NotFound, match="不在2027-01-01施行的2026-2版目录清单内"):
        demo_office.run("clerk", "catalogue", "item", "YS-ZW-02", "--on", "2027-01-01")
    assert [line["to"] for line in demo_office.read("clerk", "catalogue", "list")] == [None, "2026-12-31"]


def test_a_basis_nobody_checked_is_never_shown_as_law(office: Office, tmp_path: Path) -> None:
    table = rows(item())
    for row in table:
        row |= {"已核": "否", "措施已核": "否"}
    take_in(office, write(tmp_path, table), "--confirm")
    shown = office.run("clerk", "catalogue", "item", "SL-AQ-01", "--on", "2026-02-01")
    assert f"法律 {BASIS.text}（待核）" in shown
    office.run("office", "catalogue", "confirm", "SL-AQ-01")
    shown = office.run("clerk", "catalogue", "item", "SL-AQ-01", "--on", "2026-02-01")
    assert BASIS.text in shown
    assert "待核" not in shown


def test_p31a_units_submit_a_file_and_the_office_publishes_what_it_takes(
    office: Office, tmp_path: Path
) -> None:
    office.publish()
    table = rows(item(term_max_months=24), item("SL-AQ-02"))
    path = write(tmp_path, table)
    assert "新增2，变更2" in office.run("clerk", "catalogue", "submit", path)
    assert office.read("office", "catalogue", "submissions") == []
    assert "已报送2项" in office.run("clerk", "catalogue", "submit", path, "--confirm")
    assert "已报送2项" in office.run("clerk", "catalogue", "submit", path, "--confirm")  # the same two
    first, second = (line["id"] for line in office.read("clerk", "catalogue", "submissions")[::-1])
    office.run("office", "catalogue", "take", first)
    office.run("office", "catalogue", "return", second, "--answer", "请补充证据材料")
    words = ("catalogue", "publish", "--edition", "2026-2", "--title", "示例", "--from", "2026-07-01")
    assert "修改1、移出0。加--confirm公布" in office.run("office", *words)
    assert "已公布2026-2版目录清单" in office.run("office", *words, "--confirm")
    states = {
        line["code"]: (line["state"], line["answer"])
        for line in office.read("clerk", "catalogue", "submissions")
    }
    assert states == {"SL-AQ-01": ("published", ""), "SL-AQ-02": ("returned", "请补充证据材料")}


def test_p31a_rows_of_another_units_items_are_bad_in_a_units_file(office: Office, tmp_path: Path) -> None:
    office.publish()
    said = office.run("clerk", "catalogue", "submit", write(tmp_path, rows()))
    assert f"第4行“行政单位”：行政单位是{MARKET.name}，不是本单位" in said
    assert "有误2" in said


def test_a_units_bad_items_go_out_whole_and_read_in_again_when_mended(office: Office, tmp_path: Path) -> None:
    office.publish()
    table = rows(item("SL-AQ-02"), item("SL-AQ-03"))
    table[3] |= {MEASURE_CLASS: "处罚", CODE: ""}
    bad = tmp_path / "bad.xlsx"
    office.run("clerk", "catalogue", "submit", write(tmp_path, table), "--confirm", "--bad-rows", bad)
    assert [line["code"] for line in office.read("clerk", "catalogue", "submissions")] == ["SL-AQ-02"]
    again = office.read("clerk", "catalogue", "submit", bad)
    assert [(row["key"], row["state"]) for row in again["rows"]] == [
        ("SL-AQ-03/CS-01", "bad"),
        ("SL-AQ-03/CS-02", "bad"),
    ]


def test_a_submission_that_changes_nothing_is_none(office: Office, tmp_path: Path) -> None:
    office.publish()
    assert "已报送0项" in office.run(
        "clerk", "catalogue", "submit", write(tmp_path, rows(item())), "--confirm"
    )


def test_a_measure_left_out_of_a_units_file_is_a_change(office: Office, tmp_path: Path) -> None:
    office.publish()
    path = write(tmp_path, rows(item(measures=(measure(),))))
    assert "已报送1项" in office.run("clerk", "catalogue", "submit", path, "--confirm")


@pytest.mark.parametrize("who", ["clerk", "auditor"])
def test_nobody_but_the_office_imports(office: Office, tmp_path: Path, who: str) -> None:
    path = write(tmp_path, rows())
    with pytest.raises(NotAllowed):
        office.run(who, "catalogue", "import", path, *FIRST)
    with pytest.raises(NotAllowed):
        office.run(who, "groups", "import", path)


def test_a_preview_refuses_already_what_could_not_be_published(office: Office, tmp_path: Path) -> None:
    office.publish()
    path = write(tmp_path, rows(item()))
    for edition, day, said in (
        ("甲", "2026-07-01", "“甲”不是版本号"),
        ("2026-2", "元旦", "不是日期"),
        ("2026-2", "2026-01-01", "新版须晚于这一天"),
        ("2026-2", "2026-02-01", "2026-02-01已经过去"),
    ):
        words = ("--edition", edition, "--title", "示例目录清单", "--from", day)
        with pytest.raises(PanelError, match=said):
            office.run("office", "catalogue", "import", path, *words)
        with pytest.raises(PanelError, match=said):
            office.run("office", "catalogue", "publish", *words)
    with pytest.raises(Refused, match="2026-1版已公布，内容与此不同"):
        take_in(office, path)


def test_an_edition_without_a_title_is_refused_and_blanks_around_one_do_not_count(
    office: Office, tmp_path: Path
) -> None:
    path = write(tmp_path, rows())
    words = ("--edition", "2026-1", "--from", "2026-01-01", "--title")
    with pytest.raises(InputError, match="不能为空"):
        office.run("office", "catalogue", "import", path, *words, "  ")
    office.run("office", "catalogue", "import", path, *words, " 示例目录清单 ", "--confirm")
    assert "内容一致" in take_in(office, path)
    assert "内容一致" in office.run("office", "catalogue", "import", path, *words, " 示例目录清单 ")


def test_a_file_of_something_else_is_refused(office: Office) -> None:
    with pytest.raises(InputError):
        take_in(office, DEMO / "organisations.xlsx")


def test_no_word_of_a_file_becomes_a_formula_on_the_way_out(office: Office, tmp_path: Path) -> None:
    table = rows(item(title="=1+1", measures=(measure(content="@SUM(A1)"),)))
    take_in(office, write(tmp_path, table), "--confirm")
    office.run("office", "catalogue", "export", "--to", tmp_path / "out.csv")
    text = (tmp_path / "out.csv").read_text(encoding="utf-8-sig")
    assert "'=1+1" in text
    assert "'@SUM(A1)" in text
    assert "未变1" in take_in(office, tmp_path / "out.csv", "--confirm")


def test_p63_a_catalogue_that_names_a_unit_by_its_old_name_means_the_present_one(
    office: Office, tmp_path: Path
) -> None:
    office.run("office", "units", "import", DEMO / "organisations.xlsx", "--confirm")
    table = rows(item())
    for row in table:
        row |= {UNIT: "演示用绵州市安全生产监督管理局", UNIT_CODE: ""}
    take_in(office, write(tmp_path, table), "--confirm")
    with office.desk.database.reading() as session:
        found = item_on(session, "SL-AQ-01", date(2026, 2, 1))
    assert (found.unit_uscc, found.unit_name) == (SAFETY.uscc, SAFETY.name)


def test_a_day_with_a_time_is_no_day(office: Office, tmp_path: Path) -> None:
    table = rows(item())
    table[0]["依据日期"] = datetime(2025, 12, 1, 8, 30)  # noqa: DTZ001  a cell has no zone
    assert "第2行“依据日期”" in take_in(office, write(tmp_path, table, "catalogue.xlsx"))


def test_groups_stand_as_they_were_entered(office: Office) -> None:
    listed = office.read("clerk", "groups", "list")
    assert [(group["name"], group["domains"]) for group in listed] == [
        (group.name, sorted(group.domains)) for group in sorted(GROUPS, key=lambda group: group.name)
    ]


def test_the_catalogue_is_read_by_whoever_works_with_cases(office: Office) -> None:
    office.publish()
    assert [line["code"] for line in office.read("clerk", "catalogue", "show")] == ["SL-AQ-01", "SL-SP-11"]
    assert CONTENT not in office.run("auditor", "catalogue", "show", "2026-1")
    with pytest.raises(NotAllowed), office.acting(Role.SEAL_KEEPER) as act:
        from kernel.roles import authorize

        authorize(act.actor, "catalogue.read")
