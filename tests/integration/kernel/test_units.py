"""Units under their present and former names: import, search, export."""

import contextlib
import io
import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from stdnum.cn import uscc

from kernel.accounts import Account, AccountRole
from kernel.cli import Desk
from kernel.clock import SetClock
from kernel.config import Config
from kernel.entropy import RepeatableEntropy
from kernel.errors import InputError, NotAllowed, NotFound, Refused
from kernel.read_units import HEADER
from kernel.roles import Role
from kernel.sheets.export import write_csv
from kernel.units import FormerName, Unit, find_unit, find_units, unit_names
from service.cli import panel
from service.demo_data import FINANCE, LAND, SAFETY

DEMO = Path(__file__).parents[3] / "demo_data"
OLD_AND_NEW = {
    "国家税务局": "税务局",
    "地方税务局": "税务局",
    "工商行政管理局": "市场监督管理局",
    "安全生产监督管理局": "应急管理局",
    "环境保护局": "生态环境局",
    "人民银行市中心支行": "人民银行市分行",
}
"""Lead units of the work plan under the names it uses, and what they are called today (mission P6.3)."""
Line = list[str]


@pytest.fixture
def desk(database_url: str, tmp_path: Path) -> Iterator[Desk]:
    config = Config.from_env({"PANEL_HOME": str(tmp_path / "home"), "PANEL_DATABASE_URL": database_url})
    desk = Desk(config, SetClock(datetime(2026, 3, 2, 1, 0, tzinfo=UTC)), RepeatableEntropy(b"units"))
    with desk.database.transaction() as session:
        for name, role in (("office", Role.OFFICE), ("clerk", Role.UNIT_CLERK), ("keeper", Role.SEAL_KEEPER)):
            roles = [AccountRole(role=role)]
            session.add(Account(public_id=f"{name:a<26}", name=name, display_name=name, roles=roles))
    yield desk
    desk.close()


def run(desk: Desk, actor: str, *words: object) -> str:
    desk.actor_name = actor
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        panel.main([str(word) for word in words], obj=desk, standalone_mode=False)
    return printed.getvalue()


def read(desk: Desk, *words: object) -> Any:
    return json.loads(run(desk, "office", "units", *words, "--json"))


def write(folder: Path, lines: Sequence[Line]) -> Path:
    path = folder / "units.csv"
    path.write_bytes(write_csv(HEADER, lines))
    return path


def line(body: Any = SAFETY, **changed: str) -> Line:
    given = dict(
        zip(HEADER, (body.name, body.uscc, "成员单位", f"示{body.name[-4]}", "", "", ""), strict=True)
    )
    return list({**given, **changed}.values())


def take_in(desk: Desk, path: Path, *words: object) -> str:
    return run(desk, "office", "units", "import", path, *words)


def units(desk: Desk) -> dict[str, Unit]:
    with desk.database.reading() as session:
        return {unit.uscc: unit for unit in session.scalars(select(Unit))}


def test_p63_a_search_finds_a_lead_unit_by_its_old_and_by_its_present_name(desk: Desk) -> None:
    take_in(desk, DEMO / "organisations.xlsx", "--confirm")
    for old, new in OLD_AND_NEW.items():
        by_old, by_new = ([found["uscc"] for found in read(desk, "find", words)] for words in (old, new))
        assert len(by_old) == 1, old
        assert by_old[0] in by_new, new


def test_p63_every_lead_unit_of_the_plan_is_known(desk: Desk) -> None:
    take_in(desk, DEMO / "organisations.xlsx", "--confirm")
    for words in (
        "发展和改革委员会",
        "人民银行",
        "税务局",
        "市场监督管理局",
        "中级人民法院",
        "应急管理局",
        "生态环境局",
    ):
        assert read(desk, "find", words), words


def test_a_preview_shows_every_row_and_stores_nothing(desk: Desk) -> None:
    assert "共60行：新增60" in take_in(desk, DEMO / "organisations.xlsx")
    assert units(desk) == {}


def test_the_same_file_twice_changes_nothing(desk: Desk) -> None:
    take_in(desk, DEMO / "organisations.xlsx", "--confirm")
    before = read(desk, "list")
    assert "新增0，变更0，未变60" in take_in(desk, DEMO / "organisations.xlsx", "--confirm")
    assert read(desk, "list") == before


@pytest.mark.parametrize("name", ["units.csv", "units.xlsx"])
def test_an_export_reads_in_again_unchanged(desk: Desk, tmp_path: Path, name: str) -> None:
    take_in(desk, DEMO / "organisations.xlsx", "--confirm")
    before = read(desk, "list")
    run(desk, "office", "units", "export", "--to", tmp_path / name)
    assert "新增0，变更0，未变60" in take_in(desk, tmp_path / name, "--confirm")
    assert read(desk, "list") == before


def test_a_unit_with_a_new_name_keeps_the_old_one_findable(desk: Desk, tmp_path: Path) -> None:
    take_in(desk, write(tmp_path, [line()]), "--confirm")
    renamed = line(单位名称="示例市新应急局", 曾用名="示例市安监局、示例市煤监局")
    assert "变更1" in take_in(desk, write(tmp_path, [renamed]), "--confirm")
    (found,) = read(desk, "list")
    assert found["name"] == "示例市新应急局"
    assert found["former"] == sorted([SAFETY.name, "示例市安监局", "示例市煤监局"])


def test_a_file_that_leaves_former_names_out_takes_none_away(desk: Desk, tmp_path: Path) -> None:
    take_in(desk, write(tmp_path, [line(曾用名="示例市安监局")]), "--confirm")
    assert "未变1" in take_in(desk, write(tmp_path, [line()]), "--confirm")
    assert read(desk, "list")[0]["former"] == ["示例市安监局"]


def test_kind_address_and_telephone_are_as_the_last_file_has_them(desk: Desk, tmp_path: Path) -> None:
    full = {"单位类别": "县市区", "电子邮箱": "unit@example.com", "联系电话": "000-0000000"}
    take_in(desk, write(tmp_path, [line(**full)]), "--confirm")
    unit = units(desk)[SAFETY.uscc]
    assert (unit.kind, unit.email, unit.phone) == ("county", "unit@example.com", "000-0000000")
    take_in(desk, write(tmp_path, [line()]), "--confirm")
    unit = units(desk)[SAFETY.uscc]
    assert (unit.kind, unit.email, unit.phone) == ("member", None, None)


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("成员单位", "member"),
        ("牵头单位", "member"),
        ("非成员单位", "non_member"),
        ("县市区", "county"),
        ("园区", "county"),
    ],
)
def test_every_kind_of_unit_is_understood(desk: Desk, tmp_path: Path, word: str, kind: str) -> None:
    take_in(desk, write(tmp_path, [line(单位类别=word)]), "--confirm")
    assert units(desk)[SAFETY.uscc].kind == kind


@pytest.mark.parametrize(
    ("changed", "column", "said"),
    [
        ({"单位名称": ""}, "单位名称", "不能为空"),
        ({"统一社会信用代码": ""}, "统一社会信用代码", "不能为空"),
        ({"统一社会信用代码": "11510700"}, "统一社会信用代码", "不是统一社会信用代码"),
        ({"单位类别": "某类"}, "单位类别", "成员单位"),
        ({"机关代字": " "}, "机关代字", "不能为空"),
        ({"电子邮箱": "unit＠example.com"}, "电子邮箱", "不是电子邮箱"),
    ],
)
def test_a_bad_cell_is_named_and_keeps_its_row_out(
    desk: Desk, tmp_path: Path, changed: dict[str, str], column: str, said: str
) -> None:
    path = write(tmp_path, [line(FINANCE), line(**changed)])
    shown = take_in(desk, path)
    assert f"第3行“{column}”" in shown
    assert said in shown
    with pytest.raises(Refused, match="有1行有误"):
        take_in(desk, path, "--confirm")
    take_in(desk, path, "--confirm", "--bad-rows", tmp_path / "bad.xlsx")
    assert set(units(desk)) == {FINANCE.uscc}
    assert f"第2行“{column}”" in take_in(desk, tmp_path / "bad.xlsx")  # still bad, now read from our own file


def test_a_wrong_check_digit_is_a_warning_that_is_confirmed_with_the_row(desk: Desk, tmp_path: Path) -> None:
    wrong = SAFETY.uscc[:17] + ("0" if SAFETY.uscc[17] != "0" else "1")
    assert not uscc.is_valid(wrong)
    path = write(tmp_path, [line(统一社会信用代码=wrong)])
    assert "有提醒的1行" in take_in(desk, path)
    take_in(desk, path, "--confirm")
    assert set(units(desk)) == {wrong}


def test_the_same_row_twice_is_a_duplicate_and_two_that_differ_are_bad(desk: Desk, tmp_path: Path) -> None:
    assert "与前重复1，有误0" in take_in(desk, write(tmp_path, [line(), line()]))
    said = take_in(desk, write(tmp_path, [line(), line(联系电话="000-0000001")]))
    assert f"第3行“统一社会信用代码”：代码{SAFETY.uscc}在第2行已有，内容不同" in said


@pytest.mark.parametrize("column", ["单位名称", "机关代字"])
def test_a_name_or_document_code_belongs_to_one_unit(desk: Desk, tmp_path: Path, column: str) -> None:
    first = line()
    second = line(LAND, **{column: first[HEADER.index(column)]})
    said = take_in(desk, write(tmp_path, [first, second]))
    assert f"第3行“{column}”：“{second[HEADER.index(column)]}”已属于代码为{SAFETY.uscc}的单位" in said
    take_in(desk, write(tmp_path, [first]), "--confirm")
    assert f"第2行“{column}”" in take_in(desk, write(tmp_path, [second]))


def test_only_the_office_imports_and_only_who_works_with_units_reads(desk: Desk, tmp_path: Path) -> None:
    path = write(tmp_path, [line()])
    with pytest.raises(NotAllowed):
        run(desk, "clerk", "units", "import", path)
    take_in(desk, path, "--confirm")
    assert SAFETY.name in run(desk, "clerk", "units", "find", "应急")
    with pytest.raises(NotAllowed):
        run(desk, "keeper", "units", "list")


def test_words_with_signs_of_a_search_pattern_are_taken_as_they_stand(desk: Desk, tmp_path: Path) -> None:
    take_in(desk, write(tmp_path, [line(), line(LAND)]), "--confirm")
    with desk.database.reading() as session:
        assert find_units(session, "%") == []
        assert find_units(session, "_") == []
        assert len(find_units(session, "")) == 2


def test_a_unit_is_found_by_code_name_or_former_name_unless_two_bore_it(desk: Desk) -> None:
    with desk.database.transaction() as session:
        session.add_all(
            Unit(
                uscc=body.uscc,
                name=body.name,
                document_code=body.name[-4],
                former_names=[
                    FormerName(uscc=body.uscc, name="示例市规划局"),
                    FormerName(uscc=body.uscc, name=f"旧{body.name}"),
                ],
            )
            for body in (SAFETY, LAND)
        )
    with desk.database.reading() as session:
        names = unit_names(session)
        for key in (SAFETY.uscc, SAFETY.name, f"旧{SAFETY.name}"):
            assert find_unit(session, key).uscc == SAFETY.uscc == names.code_of(key)
        with pytest.raises(NotFound):
            find_unit(session, "示例市规划局")
        with pytest.raises(InputError, match="指哪个单位不明") as caught:
            names.code_of("示例市规划局")
        assert SAFETY.uscc in str(caught.value)
        assert LAND.uscc in str(caught.value)
        with pytest.raises(InputError, match="没有登记单位“完全不同的名字甲乙丙丁”"):
            names.code_of("完全不同的名字甲乙丙丁")
