"""The exported folder, read by a monitor that knows nothing of this house."""

import json
import os
from pathlib import Path

import pytest
from sqlalchemy import update

from kernel.database import Database
from kernel.errors import InputError, NotAllowed, Refused
from ledger import ed25519
from ledger.checkpoint import Checkpoint
from ledger.entry import Visibility
from ledger.errors import NotProven
from ledger.export import Exported, export_logs
from ledger.models import NODE, LogCheckpoint, LogHead, LogKey, LogPayload
from ledger.note import sign_note
from ledger.queries import read_head
from ledger.tree import node_key
from ledger_house import House, on_sqlite
from ledger_sample import ORIGIN, START, a_record, enter, unguarded
from tlog_reader import lines, read
from witness_tool import NAME, Log

pytestmark = on_sqlite
SOAK = bool(os.environ.get("SOAK"))


@pytest.fixture
def house(database: Database, tmp_path: Path) -> House:
    return House(database, tmp_path)


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def export(house: House, *more: object, actor: str = "office") -> str:
    return house.run(actor, "export", "--to", house.folder / "out", *more)


def test_the_folder_recomputes_to_the_checkpoint_with_the_standard_library_alone(house: House) -> None:
    assert "1期日志共7条" in export(house)
    assert len(read(house.folder / "out" / "1")) == 7
    found = files(house.folder / "out")
    assert set(found) == {
        *("1/checkpoint", "1/log.vkey", "1/checkpoints/7", "1/files/000.jsonl", "policy"),
        *("1/tile/0/000.p/7", "1/tile/entries/000.p/7"),
    }
    assert found["policy"] == b"log " + found["1/log.vkey"] + b"quorum none\n"


def sign(database: Database) -> None:
    """A checkpoint at the present size, without the signer's process."""
    with database.transaction() as session:
        head = read_head(session)
        log = Log(origin=ORIGIN)
        if session.get(LogKey, ORIGIN) is None:
            session.add(LogKey(origin=ORIGIN, log=1, vkey=str(log.key), since=START))
            session.flush()
        text = Checkpoint(ORIGIN, head.size, head.root).text()
        note = sign_note(text, log.key, lambda message: ed25519.sign(log.seed, message))
        session.merge(
            LogCheckpoint(origin=ORIGIN, size=head.size, root=head.root, note=note, signed_at=START)
        )


SIZES = [1, 255, 256, 257, 300, 512, 513] + ([65535, 65536, 65537, 70000] if SOAK else [])


def test_a_second_export_adds_only(database: Database, tmp_path: Path) -> None:
    folder, size = tmp_path / "out", 0
    kept: dict[str, bytes] = {}
    for wanted in SIZES:
        with database.transaction() as session:
            enter(session, *(a_record(number) for number in range(size, wanted)))
        size = wanted
        sign(database)
        with database.reading() as session:
            export_logs(session, folder, [Visibility.PUBLIC], 0)
            assert export_logs(session, folder, [Visibility.PUBLIC], 0) == Exported(1, size, 0)
        bodies = read(folder / "1")
        assert [json.loads(body)["n"] for body in bodies[-3:]] == list(range(size))[-3:]
        now = files(folder)
        assert {name: data for name, data in now.items() if name in kept and "tile/" in name} == {
            name: data for name, data in kept.items() if "tile/" in name
        }
        assert all(now[name].startswith(data) for name, data in kept.items() if "files/" in name)
        kept = now
    names = {path.name for path in (folder / "1" / "checkpoints").iterdir()}
    assert names == {str(size) for size in SIZES}
    assert not [name for name in kept if name.endswith(".new")]


def test_what_is_not_public_is_withheld(house: House) -> None:
    export(house)
    shown = {line["entry"]["n"]: line["payload"] for line in lines(house.folder / "out" / "1")}
    assert shown == {n: {"number": n, "word": "示例"} if n % 3 == 0 else None for n in range(7)}


def test_an_auditor_may_take_what_is_closed_and_says_why(house: House) -> None:
    export(house, "--closed", "年度审计", actor="auditor")
    found = lines(house.folder / "out" / "1")
    assert [line["entry"]["n"] for line in found if line["payload"] is None] == [2, 5]  # what is sealed
    assert found[-1]["entry"]["t"] == "log.disclosed"
    assert found[-1]["payload"] == {"purpose": "年度审计"}
    read(house.folder / "out" / "1")
    with pytest.raises(NotAllowed):
        export(house, "--closed", "好奇", actor="office")
    with pytest.raises(InputError, match="purpose"):
        export(house, "--closed", " ", actor="auditor")


def test_an_erased_payload_goes_from_an_earlier_export_too(house: House) -> None:
    export(house)
    with house.database.transaction() as session:
        erased = update(LogPayload).where(LogPayload.seq == 3)
        session.execute(erased.values(payload=None, salt=None, erased_at=START))
    assert "写入1个文件" in export(house)
    line = lines(house.folder / "out" / "1")[3]
    assert (line["payload"], line["salt"]) == (None, None)
    assert len(read(house.folder / "out" / "1")) == 7


def test_checkpoints_carry_their_cosignatures_and_the_policy_names_who_made_them(house: House) -> None:
    house.add()
    export(house)
    assert NAME.encode() not in (house.folder / "out" / "1" / "checkpoint").read_bytes()
    house.cosign()
    house.grow(20, 21)
    house.env["PANEL_COSIGNATURES"] = "1"
    export(house)
    out = house.folder / "out" / "1"
    assert house.lines((out / "checkpoints" / "8").read_text(encoding="utf-8")) == [ORIGIN, NAME]
    assert house.lines((out / "checkpoint").read_text(encoding="utf-8")) == [ORIGIN]
    assert (house.folder / "out" / "policy").read_text(encoding="utf-8") == (
        f"log {(out / 'log.vkey').read_text(encoding='utf-8')}"
        f"witness witness-1 {house.vkey()}\ngroup witnesses 1 witness-1\nquorum witnesses\n"
    )
    house.env["PANEL_COSIGNATURES"] = "2"
    with pytest.raises(Refused, match="在册见证方只有1个"):
        export(house)


def test_a_log_that_no_longer_begins_with_what_was_exported_is_noticed(house: House) -> None:
    export(house)
    before = files(house.folder / "out")
    with unguarded(house.database) as session:
        session.execute(update(NODE).where(NODE.c.key == node_key(2, 0)).values(hash=bytes(32)))
        with pytest.raises(NotProven):
            export_logs(session, house.folder / "out", [], 0)
        session.execute(update(LogHead).values(size=5))
        with pytest.raises(NotProven):
            export_logs(session, house.folder / "out", [], 0)
    assert files(house.folder / "out") == before


def test_the_folder_of_another_log_is_left_alone(house: House) -> None:
    export(house)
    key = house.folder / "out" / "1" / "log.vkey"
    key.write_text(f"{Log().key}\n", encoding="utf-8")
    before = files(house.folder / "out")
    with pytest.raises(InputError, match="另一部日志"):
        export(house)
    assert files(house.folder / "out") == before


def test_without_a_checkpoint_there_is_nothing_to_export(database: Database, tmp_path: Path) -> None:
    with database.transaction() as session:
        enter(session, a_record(0))
    with database.reading() as session:
        assert export_logs(session, tmp_path / "out", [], 0) == Exported(0, 0, 1)
    assert files(tmp_path / "out") == {"policy": b"quorum none\n"}


def test_a_log_whose_key_signed_nothing_yet_is_left_out(database: Database, tmp_path: Path) -> None:
    with database.transaction() as session:
        session.add(LogKey(origin=ORIGIN, log=1, vkey=str(Log(origin=ORIGIN).key), since=START))
    with database.reading() as session:
        assert export_logs(session, tmp_path / "out", [], 0) == Exported(1, 0, 1)
    assert set(files(tmp_path / "out")) == {"policy"}


def test_only_who_reads_the_ledger_exports_it(house: House) -> None:
    with pytest.raises(NotAllowed):
        export(house, actor="clerk")
    assert not (house.folder / "out").exists()
