"""Yesterday's database is put back, or the database is edited: the signer refuses, and old receipts show it."""

import shutil
from pathlib import Path

import pytest
from sqlalchemy import text

from kernel.errors import InputError, NotAllowed, NotFound
from ledger.errors import NotProven, SignerRefused
from ledger_office import Office
from ledger_sample import ORIGIN
from service.doctor import examine

YESTERDAY, TODAY = 5, 9


@pytest.fixture(scope="module")
def first(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Office:
    home = tmp_path_factory.mktemp("first")
    path = shutil.copy(sqlite_template, home / "panel.sqlite")
    return signed(f"sqlite:///{path}", home)


@pytest.fixture
def office(first: Office, tmp_path: Path) -> Office:
    """On SQLite, where the kind of database does not matter."""
    return first.copy(tmp_path)


@pytest.fixture
def either(database_url: str, tmp_path: Path) -> Office:
    """On each kind of database."""
    return signed(database_url, tmp_path)


def signed(url: str, home: Path) -> Office:
    """A signed log of nine entries, with a backup of when it had five; entry 7 has a receipt out."""
    office = Office(url, home)
    office.add_accounts()
    office.grow(0, YESTERDAY)
    office.run("auditor", "checkpoint")
    office.backup()
    office.grow(YESTERDAY, TODAY)
    office.run("auditor", "checkpoint")
    office.receipt(7)
    return office


@pytest.fixture
def checkpoint(office: Office, tmp_path: Path) -> Path:
    """The newest checkpoint, as somebody outside keeps it."""
    path = tmp_path / "filed.txt"
    path.write_text((office.signer / "checkpoint").read_text())
    return path


def told_by_doctor(office: Office) -> tuple[bool, str]:
    (finding,) = (finding for finding in examine(office.config) if finding.name == "signer")
    return finding.fine, finding.detail


def test_a_log_that_only_grew_is_in_order(office: Office, checkpoint: Path) -> None:
    office.grow(TODAY, TODAY + 3)
    assert told_by_doctor(office) == (True, "日志以签名程序上次签发的9条开头。")
    assert office.run("auditor", "fsck")[0] == 0
    for file in (checkpoint, office.home / "1-7.tlog-proof"):
        assert f"“{ORIGIN}”仍以当时签发的9条开头" in office.output("auditor", "compare", file)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_yesterday_s_database_is_not_signed_and_the_clerk_is_told_what_to_do(
    office: Office, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.restore()
    monkeypatch.setenv("PANEL_LANG", language)
    with pytest.raises(SignerRefused) as caught:
        office.run("auditor", "checkpoint")
    happened = {"zh": "数据库被回退到较早的备份", "en": "the database was restored from an older copy"}
    for words in (happened[language], "panel ledger compare", "panel ledger fsck", "panel ledger epoch"):
        assert words in str(caught.value)


def test_yesterday_s_database_is_refused_and_noticed_on_either_kind(either: Office) -> None:
    office = either
    office.restore()
    with pytest.raises(SignerRefused, match="比已签发的检查点短"):
        office.run("auditor", "checkpoint")
    gone = f"“{ORIGIN}”曾签发到9条，现在只有5条"
    fine, detail = told_by_doctor(office)
    assert not fine
    assert gone in detail
    code, output = office.run("auditor", "fsck")
    assert (code, gone in output) == (1, True)


def test_an_old_receipt_shows_that_its_entry_is_gone(office: Office, checkpoint: Path) -> None:
    office.restore()
    for file in (checkpoint, office.home / "1-7.tlog-proof"):
        with pytest.raises(NotProven, match="曾签发到9条，现在只有5条"):
            office.run("auditor", "compare", file)


def test_a_restored_database_that_went_on_differently_is_not_signed(either: Office) -> None:
    office, checkpoint = either, either.home / "1-7.tlog-proof"
    office.restore()
    office.grow(YESTERDAY, TODAY + 2, subject="elsewhere")
    with pytest.raises(SignerRefused, match="数据库被回退后另行记入"):
        office.run("auditor", "checkpoint")
    with pytest.raises(NotProven, match="不是当时签发的那9条"):
        office.run("auditor", "compare", checkpoint)
    assert not told_by_doctor(office)[0]
    assert office.run("auditor", "fsck")[0] == 1


def test_an_edited_database_is_not_signed(office: Office, checkpoint: Path) -> None:
    """Recomputed throughout, so that nothing inside it contradicts anything else."""
    office.restore()
    office.grow(YESTERDAY, 6)
    office.grow(6, 8, payload={"number": -1})
    office.grow(8, TODAY)
    with pytest.raises(SignerRefused, match="先前的条目被改动"):
        office.run("auditor", "checkpoint")
    with pytest.raises(NotProven, match="不是当时签发的那9条"):
        office.run("auditor", "compare", checkpoint)


def test_a_database_from_before_the_first_checkpoint_is_noticed(
    sqlite_template: Path, tmp_path: Path
) -> None:
    office = Office(f"sqlite:///{shutil.copy(sqlite_template, tmp_path / 'panel.sqlite')}", tmp_path)
    office.add_accounts()
    office.backup()
    assert told_by_doctor(office) == (True, "签名端尚未签过检查点。")
    office.grow(0, 3)
    office.run("auditor", "checkpoint")
    old = shutil.copy(office.signer / "checkpoint", tmp_path / "old.txt")
    office.restore()
    assert "现在只有0条" in told_by_doctor(office)[1]
    with pytest.raises(SignerRefused, match="比已签发的检查点短"):
        office.run("auditor", "checkpoint")
    with pytest.raises(NotProven, match="现在只有0条"):
        office.run("auditor", "compare", old)


def test_database_and_memory_restored_together_are_betrayed_by_an_old_receipt(
    office: Office, checkpoint: Path
) -> None:
    """The signer is none the wiser and signs a second history: only who kept a receipt can show it."""
    office.restore()
    # The memory of yesterday: the stored checkpoint of then, as it was signed.
    with office.reading() as session:
        note = session.execute(
            text("SELECT note FROM log_checkpoint ORDER BY size DESC LIMIT 1")
        ).scalar_one()
    (office.signer / "checkpoint").write_text(note)
    office.grow(YESTERDAY, TODAY, subject="elsewhere")
    assert "9条" in office.output("auditor", "checkpoint")
    assert office.run("auditor", "fsck")[0] == 0
    assert told_by_doctor(office)[0]

    entry_file, proof_file, key = (
        office.home / "1-7.json",
        office.home / "1-7.tlog-proof",
        office.receipt(0)[2],
    )
    words = ["verify", proof_file, "--entry", entry_file, "--key", key]
    assert "第7条在日志" in office.output("", *words)
    for file in (checkpoint, proof_file):
        with pytest.raises(NotProven, match="不是当时签发的那9条"):
            office.run("auditor", "compare", file)


def test_only_a_checkpoint_that_the_log_s_key_signed_is_compared(office: Office, checkpoint: Path) -> None:
    note = checkpoint.read_text()
    checkpoint.write_text(note.replace("\n9\n", "\n8\n"))
    with pytest.raises(NotProven, match="签名不对"):
        office.run("auditor", "compare", checkpoint)
    checkpoint.write_text(note.replace(ORIGIN, "other.example/log/1"))
    with pytest.raises(NotFound, match=r"other\.example/log/1"):
        office.run("auditor", "compare", checkpoint)
    checkpoint.write_text(f"{ORIGIN}\n")
    with pytest.raises(InputError, match="签名文书的格式"):
        office.run("auditor", "compare", checkpoint)
    checkpoint.write_bytes(b"\xff")
    with pytest.raises(InputError, match="不是文本"):
        office.run("auditor", "compare", checkpoint)


def test_only_who_may_read_the_ledger_compares(office: Office, checkpoint: Path) -> None:
    with pytest.raises(NotAllowed):
        office.run("clerk", "compare", checkpoint)
