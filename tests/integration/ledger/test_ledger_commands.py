"""`panel ledger`, as a person at a terminal uses it."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import update

from kernel.accounts import Account, AccountRole
from kernel.cli import Desk
from kernel.clock import SetClock
from kernel.config import Config
from kernel.database import Database
from kernel.errors import InputError, NotAllowed, NotFound
from ledger.commands import ledger
from ledger.errors import NotProven
from ledger.models import LogHead
from ledger.proof import parse_proof
from ledger.queries import entry, verifier_key
from ledger.receipts import export_entry
from ledger.signer_process import SignerProcess
from ledger_sample import ORIGIN, START, a_record, enter

Run = Callable[..., Result]


@pytest.fixture
def run(database: Database, tmp_path: Path) -> Run:
    """The command at the desk of an auditor, over a log of seven entries."""
    env = {"PANEL_HOME": str(tmp_path), "PANEL_DATABASE_URL": database.url, "PANEL_LOG_ORIGIN": ORIGIN}
    with database.transaction() as session:
        for name, role in (("auditor", "audit_admin"), ("clerk", "unit_clerk")):
            roles = [AccountRole(role=role)]
            session.add(Account(public_id=f"sample-{name}", name=name, display_name="示例", roles=roles))
        enter(session, *(a_record(number) for number in range(7)))

    def invoke(*arguments: object, actor: str = "auditor", standalone_mode: bool = True) -> Result:
        desk = Desk(Config.from_env(env), SetClock(START), actor_name=actor)
        words = [str(argument) for argument in arguments]
        result = CliRunner().invoke(ledger, words, obj=desk, standalone_mode=standalone_mode)
        desk.close()
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return invoke


def key_line(database: Database) -> str:
    with database.reading() as session:
        return str(verifier_key(session, ORIGIN))


def files(database: Database, folder: Path, n: int) -> tuple[Path, Path]:
    with database.reading() as session:
        content, proof = export_entry(session, entry(session, n))
    entry_file, proof_file = folder / f"{n}.json", folder / f"{n}.tlog-proof"
    entry_file.write_bytes(content)
    proof_file.write_bytes(proof)
    return entry_file, proof_file


def test_the_checkpoint_is_signed_and_printed(run: Run) -> None:
    output = run("checkpoint").output
    assert output.startswith("检查点已签发：7条")
    assert f"\n{ORIGIN}\n7\n" in output
    assert f"— {ORIGIN} " in output


def test_the_whole_log_is_checked(run: Run) -> None:
    assert "第1期日志核验无误：7条" in run("fsck").output
    run("checkpoint")
    (facts,) = json.loads(run("fsck", "--json").output)
    assert (facts["log"], facts["size"], facts["checkpoints"], facts["erased"]) == (1, 7, 1, 0)
    assert facts["faults"] == []


def test_a_log_that_was_tampered_with_is_not_passed(run: Run, database: Database) -> None:
    with database.transaction() as session:
        session.execute(update(LogHead).values(root=bytes(32)))
    told = run("fsck", standalone_mode=False)
    assert told.return_value == 1
    fault, summary = told.output.splitlines()
    assert "日志的总数或根与已存的7条不符" in fault
    assert "有以上不符之处" in summary
    assert run("fsck", "--json", standalone_mode=False).return_value == 1


def test_a_signer_of_another_key_is_not_passed(run: Run, tmp_path: Path) -> None:
    run("checkpoint")
    assert run("fsck", standalone_mode=False).return_value == 0
    (tmp_path / "signer").rename(tmp_path / "moved")
    told = run("fsck", standalone_mode=False)
    assert told.return_value == 1
    assert "签名密钥不在" in told.output
    with SignerProcess(tmp_path / "signer", ORIGIN) as signer:
        signer.make_key()
    assert "密钥与本日志" in run("fsck", standalone_mode=False).output


def test_a_receipt_is_printed_or_written(run: Run, tmp_path: Path) -> None:
    printed = run("prove", 3).output
    assert parse_proof(printed).index == 3
    path = tmp_path / "3.tlog-proof"
    assert f"第3条的回执已写入“{path}”" in run("prove", 3, "--out", path).output
    assert path.read_text() == printed
    with pytest.raises(InputError, match="已存在"):
        run("prove", 3, "--out", path)


def test_there_is_no_receipt_of_what_is_not_there(run: Run) -> None:
    with pytest.raises(NotFound, match="第7条"):
        run("prove", 7)
    assert run("prove", "three").exit_code == 2


def test_a_receipt_is_checked_without_the_database(run: Run, database: Database, tmp_path: Path) -> None:
    run("checkpoint")
    entry_file, proof_file = files(database, tmp_path, 3)
    line = key_line(database)
    offline = Desk(Config.from_env({"PANEL_DATABASE_URL": "sqlite:////nowhere/at/all.sqlite"}))
    arguments = ["verify", str(proof_file), "--entry", str(entry_file), "--key", line]
    result = CliRunner().invoke(ledger, arguments, obj=offline)
    assert f"第3条在日志“{ORIGIN}”的检查点（7条）之下" in result.output
    facts = json.loads(CliRunner().invoke(ledger, [*arguments, "--json"], obj=offline).output)
    assert facts["entry"]["n"] == 3
    assert facts["payload"] == {"number": 3, "word": "示例"}


def test_a_receipt_that_does_not_hold_is_not_passed(run: Run, database: Database, tmp_path: Path) -> None:
    run("checkpoint")
    entry_file, _ = files(database, tmp_path, 3)
    _, proof_file = files(database, tmp_path, 4)
    with pytest.raises(NotProven, match="第4条的"):
        run("verify", proof_file, "--entry", entry_file, "--key", key_line(database))


def test_a_check_needs_receipt_entry_and_key(run: Run, database: Database, tmp_path: Path) -> None:
    run("checkpoint")
    entry_file, proof_file = files(database, tmp_path, 3)
    for arguments in ([], ["--entry", entry_file], ["--key", key_line(database)]):
        assert run("verify", proof_file, *arguments).exit_code == 2


def test_files_that_cannot_be_read_are_told(run: Run, database: Database, tmp_path: Path) -> None:
    run("checkpoint")
    entry_file, proof_file = files(database, tmp_path, 3)
    options = ["--key", key_line(database), "--entry"]
    with pytest.raises(InputError, match="无法读取"):
        run("verify", tmp_path / "absent", *options, entry_file)
    with pytest.raises(InputError, match="无法读取"):
        run("verify", proof_file, *options, tmp_path / "absent")
    proof_file.write_bytes(b"\xff\xfe")
    with pytest.raises(InputError, match="不是文本"):
        run("verify", proof_file, *options, entry_file)


@pytest.mark.parametrize("arguments", [["checkpoint"], ["fsck"], ["prove", 3]])
def test_only_who_may_read_the_ledger_reads_it(run: Run, arguments: list[object]) -> None:
    with pytest.raises(NotAllowed):
        run(*arguments, actor="clerk")
