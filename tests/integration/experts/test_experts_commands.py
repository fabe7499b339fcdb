import json
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result

from experts.commands import experts
from kernel.accounts import Account, AccountRole
from kernel.cli import Desk
from kernel.errors import InputError, NotAllowed, Refused
from service.demo_data import write_roster


@pytest.fixture
def registrar(desk: Desk) -> Desk:
    with desk.database.transaction() as session:
        for name in ("registrar", "convener"):
            session.add(Account(public_id=name, name=name, display_name=name, roles=[AccountRole(role=name)]))
    desk.actor_name = "registrar"
    return desk


def run(desk: Desk, *words: str) -> Result:
    return CliRunner().invoke(experts, words, obj=desk)


def test_a_roster_is_previewed_confirmed_and_listed(registrar: Desk, tmp_path: Path) -> None:
    path = write_roster(tmp_path)
    assert "新增60" in run(registrar, "import", str(path)).output
    assert json.loads(run(registrar, "list", "--json").output) == []
    assert run(registrar, "import", str(path), "--confirm").exit_code == 0
    assert "新增0" in run(registrar, "import", str(path), "--confirm").output
    page = json.loads(run(registrar, "list", "--json", "--limit", "1000").output)
    assert len(page) == 60
    after = json.loads(run(registrar, "list", "--json", "--after", page[57]["public_id"]).output)
    assert [line["name"] for line in after] == ["演示𬭚玖", "演示堃玖"]


def test_bad_rows_go_out_and_come_in_again_mended(registrar: Desk, tmp_path: Path) -> None:
    path = tmp_path / "roster.csv"
    write_roster(tmp_path)
    text = path.read_bytes().decode("gb18030")
    path.write_text(text.replace("expert07@example.com", "no-address"), encoding="gb18030", newline="")
    bad = tmp_path / "bad.xlsx"

    refused = run(registrar, "import", str(path), "--confirm")
    assert isinstance(refused.exception, Refused)
    assert "“roster.csv”第9行“电子邮箱”：“no-address”不是电子邮箱" in refused.output
    assert run(registrar, "import", str(path), "--confirm", "--bad-rows", str(bad)).exit_code == 0
    assert len(json.loads(run(registrar, "list", "--json", "--limit", "1000").output)) == 59

    book = openpyxl.load_workbook(bad)
    (page,) = book.worksheets
    columns = {str(cell.value): cell.column for cell in page[1]}
    assert "不是电子邮箱" in str(page.cell(2, columns["出错原因"]).value)
    page.cell(2, columns["电子邮箱"]).value = "expert07@example.com"
    book.save(bad)
    assert run(registrar, "import", str(bad), "--confirm").exit_code == 0
    assert "新增0" in run(registrar, "import", str(write_roster(tmp_path)), "--confirm").output
    assert len(json.loads(run(registrar, "list", "--json", "--limit", "1000").output)) == 60


def test_a_preview_names_the_columns_that_change(registrar: Desk, tmp_path: Path) -> None:
    path = tmp_path / "roster.csv"
    run(registrar, "import", str(write_roster(tmp_path)), "--confirm")
    text = path.read_bytes().decode("gb18030")
    path.write_text(text.replace("expert07@example.com", "new@example.com"), encoding="gb18030", newline="")
    assert "第9行“演示辛壹（电子邮箱）”" in run(registrar, "import", str(path)).output


def test_the_register_is_exported_to_a_new_file(registrar: Desk, tmp_path: Path) -> None:
    run(registrar, "import", str(write_roster(tmp_path)), "--confirm")
    path = tmp_path / "register.xlsx"
    assert run(registrar, "export", "--to", str(path)).output.endswith("请妥善保管。\n")
    assert "未变60" in run(registrar, "import", str(path)).output
    assert isinstance(run(registrar, "export", "--to", str(path)).exception, InputError)


def test_two_records_of_one_person_are_merged(registrar: Desk, tmp_path: Path) -> None:
    run(registrar, "import", str(write_roster(tmp_path)), "--confirm")
    keep, drop = (line["public_id"] for line in json.loads(run(registrar, "list", "--json").output)[:2])
    assert "已并入" in run(registrar, "merge", keep, drop, "--reason", "同一人").output
    assert json.loads(run(registrar, "show", drop, "--json").output)["state"] == "MERGED"


def test_one_expert_is_shown_suspended_and_reinstated(registrar: Desk, tmp_path: Path) -> None:
    run(registrar, "import", str(write_roster(tmp_path)), "--confirm")
    expert = json.loads(run(registrar, "list", "--json", "--limit", "1").output)[0]["public_id"]
    assert run(registrar, "suspend", expert, "--reason", "核查").output.startswith(f"专家{expert}已暂停")
    shown = json.loads(run(registrar, "show", expert, "--json").output)
    assert (shown["state"], shown["state_changes"][0]["reason"]) == ("SUSPENDED", "核查")
    assert shown["document"] == "110105********0002"
    assert run(registrar, "reinstate", expert, "--reason", "核查结束").exit_code == 0
    assert "state          在聘" in run(registrar, "show", expert).output


def test_a_bad_roster_changes_nothing(registrar: Desk, tmp_path: Path) -> None:
    path = tmp_path / "roster.csv"
    path.write_bytes(b"%PDF-1.7")
    refused = run(registrar, "import", str(path))
    assert isinstance(refused.exception, InputError)
    assert json.loads(run(registrar, "list", "--json").output) == []


def test_the_convener_does_not_browse_the_register(registrar: Desk, tmp_path: Path) -> None:
    registrar.actor_name = "convener"
    roster, out = str(write_roster(tmp_path)), str(tmp_path / "out.csv")
    for words in (["list"], ["show", "x"], ["import", roster], ["export", "--to", out]):
        assert isinstance(run(registrar, *words).exception, NotAllowed)
