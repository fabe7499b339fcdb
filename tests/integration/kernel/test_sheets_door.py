"""The door of every import, tried with an importer as simple as can be: names that become accounts."""

import csv
import io
import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import click
import openpyxl
import pytest
from click.testing import CliRunner, Result
from sqlalchemy import func, select

from kernel.accounts import Account, AccountRole
from kernel.act import Act
from kernel.cli import Desk, desk_command
from kernel.config import Config
from kernel.errors import InputError, Refused
from kernel.sheets import cells
from kernel.sheets.door import Wanted, import_options, take_in
from kernel.sheets.preview import Preview, PreviewRow, RowState
from kernel.sheets.sheet import Sheet
from kernel.sheets.tables import Columns, Progress, read_tables
from kernel.vault import Vault

COLUMNS = Columns(required=("账号", "姓名"), optional=("启用日",))
Import = Callable[..., Result]


def prepare(act: Act, sheets: Sequence[Sheet], progress: Progress) -> Preview[Account]:
    known = dict(act.session.execute(select(Account.name, Account.display_name)).all())
    seen: set[str] = set()
    rows = []
    for row in read_tables(sheets, COLUMNS, progress):
        name, display = row.read("账号", cells.code, ""), row.read("姓名", cells.text, "")
        row.read("启用日", cells.day, None, required=False)
        states = {
            RowState.BAD: row.bad,
            RowState.DUPLICATE: name in seen,
            RowState.NEW: name not in known,
            RowState.CHANGED: known.get(name) != display,
            RowState.SAME: True,
        }
        state = next(state for state, holds in states.items() if holds)
        seen.add(name)
        account = Account(
            public_id=name, name=name, display_name=display, roles=[AccountRole(role="registrar")]
        )
        rows.append(PreviewRow(row.place, state, display, row.problems, account))
    return Preview(rows)


def store(act: Act, preview: Preview[Account], progress: Progress) -> None:
    for row in preview.good():
        if row.state is RowState.NEW:
            act.session.add(row.value)
    progress(len(preview.rows), len(preview.rows))


@click.command()
@import_options
@desk_command
def import_(desk: Desk, wanted: Wanted) -> None:
    take_in(desk, wanted, COLUMNS, prepare, store)


@pytest.fixture
def desk(database_url: str, tmp_path: Path) -> Iterator[Desk]:
    config = Config.from_env({"PANEL_HOME": str(tmp_path / "home"), "PANEL_DATABASE_URL": database_url})
    opened = Desk(config, actor_name="registrar")
    Vault(config.keys).prepare(opened.entropy)
    with opened.database.transaction() as session:
        role = AccountRole(role="registrar")
        session.add(Account(public_id="r", name="registrar", display_name="演示员", roles=[role]))
    yield opened
    opened.close()


@pytest.fixture
def take(desk: Desk, tmp_path: Path) -> Import:
    def run(rows: Sequence[Sequence[object]], *words: str) -> Result:
        content = io.StringIO()
        csv.writer(content).writerows([["账号", "姓名", "启用日"], *rows])
        path = tmp_path / "账号.csv"
        path.write_text(content.getvalue(), encoding="gb18030")
        return CliRunner().invoke(import_, [str(path), *words], obj=desk)

    return run


def stored(desk: Desk) -> int:
    with desk.database.reading() as session:
        return (session.scalar(select(func.count()).select_from(Account)) or 0) - 1


GOOD, BAD = ["a", "演示甲", "2026-03-11"], ["b", "演示乙", "明年"]


def test_an_import_is_a_preview_until_it_is_confirmed(desk: Desk, take: Import) -> None:
    said = take([GOOD]).output.splitlines()
    assert said == [
        "共1行：新增1，变更0，未变0，与前重复0，有误0；有提醒的0行。",
        "这是预览，未作任何改动。确认导入请加--confirm。",
    ]
    assert stored(desk) == 0
    assert take([GOOD], "--confirm").output.splitlines()[-1] == "已导入。"
    assert stored(desk) == 1


def test_the_same_file_again_changes_nothing(desk: Desk, take: Import) -> None:
    take([GOOD], "--confirm")
    assert "新增0，变更0，未变1" in take([GOOD], "--confirm").output
    assert stored(desk) == 1


def test_the_preview_tells_what_a_person_has_to_look_at(desk: Desk, take: Import) -> None:
    said = take(
        [["registrar", "演示另名", ""], GOOD, GOOD, BAD, ["c", "演示丙", "46092"]]
    ).output.splitlines()
    assert said[:4] == [
        "“账号.csv”第2行“演示另名”：与现有记录不同，将更新。",
        "“账号.csv”第4行“演示甲”：与前面的行重复，不再导入。",
        "“账号.csv”第5行“启用日”：“明年”不是日期，应写作2026-03-11（1900年以后）。",
        "“账号.csv”第6行“启用日”：数字46092按2026-03-11理解，请核对；最好写作日期。",
    ]
    assert stored(desk) == 0


def test_bad_rows_are_never_left_behind_without_a_word(desk: Desk, take: Import) -> None:
    refused = take([GOOD, BAD], "--confirm")
    assert isinstance(refused.exception, Refused)
    assert "有1行有误，未作任何改动" in str(refused.exception)
    assert "第3行“启用日”" in refused.output
    assert stored(desk) == 0


def test_good_rows_are_stored_and_bad_ones_go_out_to_be_mended(
    desk: Desk, take: Import, tmp_path: Path
) -> None:
    out = tmp_path / "改正.xlsx"
    said = take([GOOD, BAD], "--confirm", "--bad-rows", str(out)).output.splitlines()
    assert said[-2:] == [f"有误的1行已写入{out}，改正后可再导入。", "已导入。"]
    assert stored(desk) == 1
    book = openpyxl.load_workbook(out)
    assert [cell.value for cell in book.active[2]][1:] == BAD
    book.active["D2"] = "2027-01-01"
    book.save(out)
    again = CliRunner().invoke(import_, [str(out), "--confirm"], obj=desk)
    assert "新增1" in again.output
    assert stored(desk) == 2


def test_bad_rows_can_be_had_from_a_preview_too(desk: Desk, take: Import, tmp_path: Path) -> None:
    out = tmp_path / "改正.xlsx"
    assert take([GOOD, BAD], "--bad-rows", str(out)).exit_code == 0
    assert out.exists()
    assert stored(desk) == 0


def test_a_file_without_bad_rows_makes_no_file_of_them(take: Import, tmp_path: Path) -> None:
    assert take([GOOD], "--confirm", "--bad-rows", str(tmp_path / "x.xlsx")).exit_code == 0
    assert not (tmp_path / "x.xlsx").exists()


def test_nothing_is_stored_if_the_bad_rows_cannot_be_written(
    desk: Desk, take: Import, tmp_path: Path
) -> None:
    (tmp_path / "x.xlsx").write_bytes(b"someone's work")
    refused = take([GOOD, BAD], "--confirm", "--bad-rows", str(tmp_path / "x.xlsx"))
    assert isinstance(refused.exception, InputError)
    assert (tmp_path / "x.xlsx").read_bytes() == b"someone's work"
    assert stored(desk) == 0


def test_a_program_gets_the_state_of_every_row(take: Import) -> None:
    answer = json.loads(take([GOOD, BAD], "--json").stdout)
    assert (answer["stored"], answer["counts"]["new"], answer["counts"]["bad"]) == (False, 1, 1)
    assert [(row["row"], row["state"], row["key"]) for row in answer["rows"]] == [
        (2, "new", "演示甲"), (3, "bad", "演示乙")
    ]  # fmt: skip
    (problem,) = answer["rows"][1]["problems"]
    assert (problem["column"], problem["severity"]) == ("启用日", "bad")


def test_no_more_than_fifty_problems_are_listed_and_all_are_counted(take: Import) -> None:
    said = take([[str(number), "演示", "x"] for number in range(70)]).output.splitlines()
    assert len([line for line in said if "不是日期" in line]) == 50
    assert "另有20处未列出。" in said
    assert "有误70" in said[-2]


def test_a_long_file_says_on_standard_error_how_far_it_is(take: Import) -> None:
    done = take([[str(number), "演示", ""] for number in range(12_000)])
    assert done.stderr.splitlines() == ["已处理5000/12000行", "已处理10000/12000行", "已处理12000/12000行"]
    assert "已处理" not in done.stdout


def test_a_short_file_says_nothing_aside(take: Import) -> None:
    assert take([GOOD]).stderr == ""


def test_what_is_no_spreadsheet_ends_in_its_sentence(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "照片.xlsx"
    path.write_bytes(b"\x89PNG\r\n\x1a\n")
    refused = CliRunner().invoke(import_, [str(path)], obj=desk)
    assert str(refused.exception).startswith("“照片.xlsx”不是表格文件")
