import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from experts.commands import experts
from kernel.accounts import Account, AccountRole
from kernel.cli import Desk
from kernel.errors import InputError, NotAllowed
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


def test_a_roster_is_taken_in_and_everybody_is_listed(registrar: Desk, tmp_path: Path) -> None:
    path = write_roster(tmp_path)
    assert run(registrar, "import", str(path)).output == "已导入：新增60人，更新0人，未变0人。\n"
    assert run(registrar, "import", str(path)).output == "名册中的60人均已在库且内容相同，未作任何改动。\n"
    page = json.loads(run(registrar, "list", "--json", "--limit", "1000").output)
    assert len(page) == 60
    after = json.loads(run(registrar, "list", "--json", "--after", page[57]["public_id"]).output)
    assert [line["name"] for line in after] == ["演示𬭚玖", "演示堃玖"]


def test_one_expert_is_shown_suspended_and_reinstated(registrar: Desk, tmp_path: Path) -> None:
    run(registrar, "import", str(write_roster(tmp_path)))
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
    for words in (["list"], ["show", "x"], ["import", str(write_roster(tmp_path))]):
        assert isinstance(run(registrar, *words).exception, NotAllowed)
