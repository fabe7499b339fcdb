import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from credit.commands import credit
from kernel.accounts import Account, AccountRole
from kernel.cli import Desk
from kernel.errors import InputError, NotAllowed, NotFound
from service.demo_data import ITEM_CODE, SUBJECT, write_credit

pytestmark = pytest.mark.usefixtures("empty_store")


@pytest.fixture
def office(desk: Desk) -> Desk:
    with desk.database.transaction() as session:
        for name in ("lg_office", "registrar"):
            session.add(Account(public_id=name, name=name, display_name=name, roles=[AccountRole(role=name)]))
    desk.actor_name = "lg_office"
    return desk


def run(desk: Desk, *words: str) -> Result:
    return CliRunner().invoke(credit, words, obj=desk)


def test_a_file_is_loaded_and_its_content_found(office: Desk, tmp_path: Path) -> None:
    path = str(write_credit(tmp_path))
    assert run(office, "load", path).output == "已导入：新增9条，更新0条，未变0条。\n"
    assert run(office, "load", path).output == "文件中的9条均已在库且内容相同，未作任何改动。\n"
    subject = json.loads(run(office, "subject", SUBJECT.uscc, "--purpose", "核对", "--json").output)
    assert (subject["name"], len(subject["conduct"])) == (SUBJECT.name, 1)
    item = json.loads(run(office, "item", ITEM_CODE, "--on", "2026-03-01", "--json").output)
    assert (item["edition"], len(item["measures"])) == ("2026-1", 4)
    assert SUBJECT.name in run(office, "subject", SUBJECT.uscc, "--purpose", "核对").output


def test_bad_input_is_refused(office: Desk, tmp_path: Path) -> None:
    broken = tmp_path / "broken.txt"
    broken.write_text("{")
    assert isinstance(run(office, "load", str(broken)).exception, InputError)
    assert isinstance(run(office, "subject", "123", "--purpose", "核对").exception, InputError)
    assert isinstance(run(office, "item", ITEM_CODE, "--on", "tomorrow").exception, InputError)
    assert isinstance(run(office, "item", ITEM_CODE, "--on", "2026-03-01").exception, NotFound)
    assert run(office, "subject", SUBJECT.uscc).exit_code == 2


def test_who_may_not_load_or_look_up_is_refused(office: Desk, tmp_path: Path) -> None:
    office.actor_name = "registrar"
    for words in (["load", str(write_credit(tmp_path))], ["subject", SUBJECT.uscc, "--purpose", "好奇"]):
        assert isinstance(run(office, *words).exception, NotAllowed)
